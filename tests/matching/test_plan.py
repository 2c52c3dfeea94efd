"""The plan: never over a limit, everybody who can be served is, ranks before scores, and proved (decision 0010)."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, product
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bénévolat.matching import plan as plans
from bénévolat.matching import plan_prices
from bénévolat.matching.fields import FormatError
from bénévolat.matching.plan import Candidate, Plan, plan, plan_rows, share
from bénévolat.matching.plan_problem import Problem

Worth = tuple[int, ...]


@st.composite
def caseloads(draw: st.DrawFn, people: int = 8, offers: int = 5) -> tuple[list[Candidate], dict[str, int]]:
    names = [f"o{number}" for number in range(draw(st.integers(1, offers)))]
    limits = {name: draw(st.integers(0, 3)) for name in names}
    everybody = []
    for number in range(draw(st.integers(0, people))):
        mine = draw(st.lists(st.sampled_from(names), unique=True, max_size=len(names)))
        scores = sorted((draw(st.sampled_from((50, 51, 60, 75, 90, 100))) for _ in mine), reverse=True)
        everybody.append(Candidate(f"p{number}", draw(st.booleans()), tuple(mine), tuple(scores)))
    return everybody, limits


def worth(people: Sequence[Candidate], shares: Mapping[str, tuple[str, ...]], size: int) -> Worth:
    """Return (first with priority, first without, second with…, …, scores), the policy spelled out."""
    ranks = [
        sum(len(shares[one.id]) > rank for one in people if one.priority is priority)
        for rank in range(size)
        for priority in (True, False)
    ]
    scores = [
        score
        for one in people
        for offer, score in zip(one.offers, one.scores, strict=True)
        if offer in shares[one.id]
    ]
    return (*ranks, sum(scores))


def every_plan(
    people: Sequence[Candidate], limits: Mapping[str, int], size: int
) -> Iterator[dict[str, tuple[str, ...]]]:
    choices = [
        [some for count in range(size + 1) for some in combinations(one.offers, count)] for one in people
    ]
    for picks in product(*choices):
        taken = [offer for pick in picks for offer in pick]
        if all(taken.count(offer) <= limits[offer] for offer in set(taken)):
            yield {one.id: pick for one, pick in zip(people, picks, strict=True)}


def most_served(people: Sequence[Candidate], limits: Mapping[str, int]) -> int:
    """Return how many people can have one proposal at once: augmenting paths, one person at a time."""
    holders: dict[str, list[Candidate]] = {offer: [] for offer in limits}

    def place(one: Candidate, seen: set[str]) -> bool:
        for offer in one.offers:
            if offer in seen or not limits[offer]:
                continue
            seen.add(offer)
            if len(holders[offer]) < limits[offer]:
                holders[offer].append(one)
                return True
            for other in holders[offer]:
                if place(other, seen):
                    holders[offer].remove(other)
                    holders[offer].append(one)
                    return True
        return False

    return sum(place(one, set()) for one in people)


def check(people: Sequence[Candidate], limits: Mapping[str, int], size: int, found: Plan) -> None:
    """What must be true of any plan, proved or not."""
    taken = [offer for offers in found.shares.values() for offer in offers]
    assert all(taken.count(offer) <= limits[offer] for offer in set(taken))
    for one in people:
        mine = found.shares[one.id]
        assert len(mine) == len(set(mine)) <= size
        assert list(mine) == sorted(mine, key=one.offers.index)
    served = sum(bool(offers) for offers in found.shares.values())
    assert served == most_served(people, limits)
    assert found.counts.without_proposal == sum(bool(one.offers) for one in people) - served
    assert found.counts.over_limit == 0
    assert found.bound >= found.objective
    assert found.gap >= 0
    ranks = worth(people, found.shares, size)
    assert tuple(count for pair in found.counts.served for count in pair) == ranks[:-1]
    assert found.counts.score == ranks[-1]


@given(caseloads(people=4, offers=3), st.integers(1, 3))
@settings(max_examples=150, deadline=None)
def test_the_plan_is_the_best_of_all_plans(
    caseload: tuple[list[Candidate], dict[str, int]], size: int
) -> None:
    people, limits = caseload
    best = max(worth(people, shares, size) for shares in every_plan(people, limits, size))
    found = plan(people, limits, size)
    assert worth(people, found.shares, size) == best
    assert (found.bound, found.gap) == (found.objective, 0)


@given(caseloads(), st.integers(1, 3))
@settings(max_examples=300, deadline=None)
def test_no_offer_over_its_limit_and_nobody_left_who_could_be_served(
    caseload: tuple[list[Candidate], dict[str, int]], size: int
) -> None:
    people, limits = caseload
    found = plan(people, limits, size)
    check(people, limits, size, found)
    assert found.gap == 0
    assert share(people, limits, size) == found.shares


@given(caseloads(), st.randoms(use_true_random=False))
def test_the_order_of_people_and_of_offers_changes_nothing(
    caseload: tuple[list[Candidate], dict[str, int]], dice: Random
) -> None:
    people, limits = caseload
    usual = plan(people, limits, 3)
    shuffled, other_limits = people[:], list(limits.items())
    dice.shuffle(shuffled)
    dice.shuffle(other_limits)
    again = plan(shuffled, dict(other_limits), 3)
    assert again.order == usual.order
    assert again.certificate == usual.certificate


@given(caseloads(), st.lists(st.integers(0, 400), min_size=5, max_size=5), st.integers(0, 40))
def test_the_bound_holds_whatever_the_prices(
    caseload: tuple[list[Candidate], dict[str, int]], prices: list[int], unit: int
) -> None:
    people, limits = caseload
    held, problem = _problem(people, limits)
    served = problem.served(held)
    reached = int(served @ np.arange(len(served))) * unit + int(problem.values[held].sum())
    assert problem.bound(np.array(prices[: len(limits)]), unit) >= reached


def _problem(people: Sequence[Candidate], limits: Mapping[str, int]) -> tuple[np.ndarray, Problem]:
    names = sorted(limits)
    rows = [
        (row, names.index(offer), score)
        for row, one in enumerate(people)
        for offer, score in zip(one.offers, one.scores, strict=True)
    ]
    person, offer, score = np.array(rows, dtype=np.int64).reshape(-1, 3).T
    problem = Problem.of(
        person,
        offer,
        score,
        np.array([one.priority for one in people], dtype=bool),
        np.array([limits[name] for name in names], dtype=np.int64),
        3,
    )
    return plan_prices.bid(problem)[0], problem


@pytest.mark.parametrize(
    ("setting", "value"), [("EASY_BIDS", -1), ("FEW", -1), ("FEW", 1000), ("RANK", 1), ("STEPS", (1,))]
)
def test_how_the_bidding_goes_does_not_change_what_is_reached(
    monkeypatch: pytest.MonkeyPatch, setting: str, value: object
) -> None:
    for seed in range(6):
        people, limits = crowd(Random(seed), 60, 25, most=2)
        usual = plan(people, limits, 3)
        with monkeypatch.context() as patch:
            patch.setattr(plan_prices, "EASY_BIDS", -1)
            patch.setattr(plan_prices, setting, value)
            assert plan(people, limits, 3).certificate == usual.certificate


def crowd(dice: Random, people: int, offers: int, most: int) -> tuple[list[Candidate], dict[str, int]]:
    """Draw a caseload where a few offers are wanted by many."""
    names = [f"o{number:03}" for number in range(offers)]
    limits = {name: dice.randint(0, most) for name in names}
    found = []
    for number in range(people):
        mine = {names[min(int(dice.expovariate(6 / offers)), offers - 1)] for _ in range(dice.randint(0, 9))}
        scores = sorted((dice.randint(50, 100) for _ in mine), reverse=True)
        chosen = tuple(dice.sample(sorted(mine), len(mine)))
        found.append(Candidate(f"p{number:04}", dice.random() < 0.2, chosen, tuple(scores)))
    return found, limits


@pytest.mark.parametrize("most", [1, 3, 12])
def test_a_caseload_is_planned_to_the_proof_when_places_are_scarce_or_not(most: int) -> None:
    people, limits = crowd(Random(most), 400, 120, most)
    found = plan(people, limits, 3)
    check(people, limits, 3, found)
    assert found.gap == 0


@given(caseloads(), st.integers(1, 3))
@settings(max_examples=100, deadline=None)
def test_a_plan_that_is_not_proved_keeps_its_promises_and_says_its_gap(
    caseload: tuple[list[Candidate], dict[str, int]], size: int
) -> None:
    people, limits = caseload
    proved = plan(people, limits, size)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plans, "PASSES", 0)
        rough = plan(people, limits, size)
    check(people, limits, size, rough)
    assert rough.counts.served == proved.counts.served
    assert rough.objective <= proved.objective <= rough.bound
    assert {step.reason for steps in rough.order.values() for step in steps} <= set(plans.REASONS)


# --- who goes first


def test_the_first_proposal_of_somebody_with_priority_goes_before_all() -> None:
    people = [Candidate("a", False, ("o1",), (100,)), Candidate("z", True, ("o1",), (50,))]
    assert plan(people, {"o1": 1}, 3).shares == {"a": (), "z": ("o1",)}


def test_a_first_proposal_goes_before_a_second_one_even_with_priority() -> None:
    people = [Candidate("a", False, ("o1",), (50,)), Candidate("z", True, ("o1", "o2"), (100, 100))]
    assert plan(people, {"o1": 1, "o2": 1}, 3).shares == {"a": ("o1",), "z": ("o2",)}


def test_somebody_gives_way_through_others_so_that_nobody_is_left() -> None:
    people = [
        Candidate("a", False, ("o1", "o2"), (90, 60)),
        Candidate("b", False, ("o2", "o3"), (90, 60)),
        Candidate("c", False, ("o1",), (50,)),
    ]
    found = plan(people, {"o1": 1, "o2": 1, "o3": 1}, 1)
    assert found.shares == {"a": ("o2",), "b": ("o3",), "c": ("o1",)}


def test_without_scores_the_order_of_the_offers_stands_for_them() -> None:
    people = [Candidate("a", False, ("o2", "o1", "o3"))]
    assert plan(people, {"o1": 1, "o2": 1, "o3": 1}, 2).shares == {"a": ("o2", "o1")}


def test_an_offer_without_a_limit_or_named_twice_is_no_trap() -> None:
    people = [Candidate("a", False, ("o1", "o2", "o1"), (90, 80, 70))]
    assert plan(people, {"o1": 4}, 3).shares == {"a": ("o1",)}
    assert plan([], {"o1": 4}, 3).shares == {}
    assert plan([Candidate("a", False, ())], {}, 3).shares == {"a": ()}


@pytest.mark.parametrize("scores", [(1,), (1, 101), (-1, 3)])
def test_scores_that_do_not_fit_the_offers_are_refused(scores: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="note de 0 à 100"):
        plan([Candidate("a", False, ("o1", "o2"), scores)], {}, 3)
    with pytest.raises(ValueError, match="même identifiant"):
        plan([Candidate("a", False, ()), Candidate("a", True, ())], {}, 3)


# --- what is said


def test_each_proposal_says_why_it_comes_there() -> None:
    people = [
        Candidate("a", False, ("full", "gone", "o1", "o2"), (95, 90, 80, 70)),
        Candidate("b", True, ("full", "alone"), (99, 60)),
        Candidate("c", False, ("single",), (60,)),
        Candidate("d", False, ("gone", "o3"), (80, 70)),
    ]
    limits = {"full": 1, "o1": 1, "o2": 1, "o3": 1, "alone": 1, "single": 1}
    found = plan(people, limits, 3)
    said = {who: [(step.offer, step.reason) for step in steps] for who, steps in found.order.items()}
    assert said == {
        "a": [("o1", "shared"), ("o2", "shared")],
        "b": [("full", "best"), ("alone", "next")],
        "c": [("single", "only")],
        "d": [("o3", "no_place")],
    }
    assert found.order["c"][0].sentence == "Seule mission possible pour cette personne."


def test_a_better_mission_passed_over_is_really_full() -> None:
    people, limits = crowd(Random(5), 300, 80, 3)
    found = plan(people, limits, 3)
    taken = [offer for offers in found.shares.values() for offer in offers]
    for one in people:
        score = dict(zip(one.offers, one.scores, strict=True))
        for step in found.order[one.id]:
            better = [other for other in one.offers if score[other] > score[step.offer]]
            passed = [other for other in better if other not in found.shares[one.id]]
            assert all(taken.count(other) == limits[other] for other in passed)
            assert (step.reason in {"shared", "no_place"}) == bool(passed)


# --- arrays, and the optional solver


def test_rows_in_any_order_give_the_same_plan() -> None:
    dice = np.random.default_rng(3)
    person, offer = np.divmod(dice.choice(50 * 20, 400, replace=False), 20)
    score, priority = dice.integers(50, 100, 400), dice.random(50) < 0.2
    limits = dice.integers(0, 6, 20)
    chosen, certificate = plan_rows(person, offer, score, priority, limits, 3)
    mixed = dice.permutation(400)
    again, same = plan_rows(person[mixed], offer[mixed], score[mixed], priority, limits, 3)
    assert np.array_equal(again, chosen[mixed])
    assert same == certificate
    assert (np.bincount(offer[chosen], minlength=20) <= limits).all()


def test_the_optional_solver_finds_nothing_better() -> None:
    pytest.importorskip("highspy")
    for seed in range(60):
        people, limits = crowd(Random(seed), 30, 12, 1 + seed % 4)
        ours, theirs = plan(people, limits, 3), plan(people, limits, 3, exact=True)
        check(people, limits, 3, theirs)
        assert (theirs.method, ours.method) == ("exact", "prices")
        assert theirs.objective == theirs.bound == ours.objective == ours.bound
        assert theirs.counts == ours.counts


def test_the_optional_solver_keeps_the_ranks_when_their_small_weight_is_too_small(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pytest.importorskip("highspy")
    monkeypatch.setattr(plans, "SMALL_UNIT", 1)
    for seed in range(10):
        people, limits = crowd(Random(seed), 30, 12, 1)
        assert plan(people, limits, 3, exact=True).objective == plan(people, limits, 3).objective


def test_a_missing_solver_is_said_with_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "highspy", None)
    with pytest.raises(FormatError, match=r"pip install 'benevolat\[exact\]'"):
        plan([Candidate("a", False, ("o1",))], {"o1": 1}, 3, exact=True)
