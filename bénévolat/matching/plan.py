"""The plan («répartition»): up to three offers each over a whole caseload, without overloading an association.

The policy is stated and strict (decision 0010): the first proposal of people with priority, then the first of
everybody, then the second of people with priority, and so on; the sum of the scores decides between plans that
serve as many at every rank. Each plan comes with a certificate: what it is worth, and a bound that no plan can
pass. It suggests an order to travailleurs sociaux; it positions nobody.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np

from bénévolat.matching.plan_exact import solve
from bénévolat.matching.plan_paths import improve
from bénévolat.matching.plan_prices import RANK, SCALE, bid
from bénévolat.matching.plan_problem import MOST_SCORE, Ints, Mask, Problem

PASSES = 500  # passes of improving paths; a département needs fewer than ten
SMALL_UNIT = 10 * MOST_SCORE
REASONS = {
    "only": "Seule mission possible pour cette personne.",
    "best": "Première proposition : la plus forte de ses suggestions.",
    "next": "Proposée ensuite : la plus forte des suggestions qui restent.",
    "shared": "Proposée avant une mission mieux notée, dont les places sont déjà conseillées à d'autres.",
    "no_place": "Proposée avant une mission mieux notée, qui n'a plus de place libre.",
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """One person of the plan: identifier, priority, and offers from best to least.

    ``scores``: whole numbers from 0 to 100, one an offer; empty, the order of the offers stands for them.
    """

    id: str
    priority: bool
    offers: tuple[str, ...]
    scores: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One proposal of the «ordre conseillé», with the reason code and the sentence that says why it comes there."""

    offer: str
    reason: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Counts:
    """What a plan does. ``served``: people with a first, second… proposal, as (with priority, without).

    ``without_proposal``: people with candidates and nothing; as the ranks are the best possible, it could not be
    avoided. ``over_limit``: offers proposed more often than their limit, always 0.
    """

    people: int
    with_candidates: int
    proposals: int
    served: tuple[tuple[int, int], ...]
    without_proposal: int
    over_limit: int
    score: int


@dataclass(frozen=True, slots=True)
class Certificate:
    """What was reached and what no plan can pass, in the same exact unit (ranks first, then scores).

    ``gap``: what may be missing, per mille of the sum of the scores. 0: the plan is proved the best.
    ``method``: ``prices`` (this module), ``exact`` (the optional solver).
    """

    objective: int
    bound: int
    gap: float
    counts: Counts
    method: str


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan: offers of each person, best first; the same with reasons; and the certificate."""

    shares: Mapping[str, tuple[str, ...]]
    order: Mapping[str, tuple[Step, ...]]
    certificate: Certificate

    @property
    def objective(self) -> int:
        """Return what the plan is worth."""
        return self.certificate.objective

    @property
    def bound(self) -> int:
        """Return what no plan can pass."""
        return self.certificate.bound

    @property
    def gap(self) -> float:
        """Return what may be missing, per mille of the sum of the scores."""
        return self.certificate.gap

    @property
    def counts(self) -> Counts:
        """Return what the plan does."""
        return self.certificate.counts

    @property
    def method(self) -> str:
        """Return how the plan was found."""
        return self.certificate.method


def plan_rows(
    person: Ints, offer: Ints, score: Ints, priority: Mask, limits: Ints, size: int, *, exact: bool = False
) -> tuple[Mask, Certificate]:
    """Plan from arrays: one row a candidate (person, offer, score 0..100), in any order, each pair once.

    ``priority`` has one value a person, ``limits`` one an offer; ties go to the lower number of offer and person.
    Return which rows are proposed, and the certificate. ``exact`` asks the optional solver, else MissingSolver.
    """
    problem = Problem.of(person, offer, score, priority, limits, size)
    held, prices = bid(problem)
    best, exact_prices = improve(problem, held, PASSES)
    if exact_prices is None:
        bound = _bound(problem, best, prices, RANK, SCALE)
    else:
        bound = problem.bound(exact_prices, problem.unit)
    if exact:
        best, bound = _solved(problem, best)
    chosen = np.zeros(len(person), dtype=bool)
    chosen[problem.arcs[best]] = True
    objective = problem.objective(best)
    counts = _count(problem, best, len(np.unique(person)), priority)
    gap = 1000 * (bound - objective) / max(counts.score, 1)
    return chosen, Certificate(objective, bound, gap, counts, "exact" if exact else "prices")


def _solved(problem: Problem, known: Mask) -> tuple[Mask, int]:
    """Return the plan of the optional solver and its bound; ``known``: a plan whose ranks are the best.

    A small weight of ranks is much faster and nearly always enough; what it gives is checked.
    """
    held, prices = solve(problem, SMALL_UNIT)
    if np.array_equal(problem.served(held), problem.served(known)):
        return held, _bound(problem, known, prices, SMALL_UNIT)
    held, prices = solve(problem, problem.unit)
    return held, problem.bound(prices, problem.unit)


def _bound(problem: Problem, known: Mask, prices: Ints, unit: int, scale: int = 1) -> int:
    """Return the bound of the objective from prices found with another weight of ranks.

    ``known``: a plan whose ranks are the best; every best plan has as many proposals at each rank.
    """
    served = problem.served(known)
    ranks = int(served @ np.arange(len(served)))
    return ranks * (problem.unit - unit) + problem.bound(prices, unit, scale) // scale


def _count(problem: Problem, held: Mask, with_candidates: int, priority: Mask) -> Counts:
    size = problem.ranks.shape[1]
    degree = held.sum(axis=1)
    served = problem.served(held)
    return Counts(
        people=len(priority),
        with_candidates=with_candidates,
        proposals=int(degree.sum()),
        served=tuple(
            (int(served[2 * (size - rank)]), int(served[2 * (size - rank) - 1])) for rank in range(size)
        ),
        without_proposal=with_candidates - int(np.count_nonzero(degree)),
        over_limit=int(np.count_nonzero(problem.used(held) > problem.limits)),
        score=int(problem.values[held].sum()),
    )


def plan(people: Sequence[Candidate], limits: Mapping[str, int], size: int, *, exact: bool = False) -> Plan:
    """Plan up to ``size`` offers for each person; no offer is proposed more than its limit (0 when not given).

    The order of ``people`` changes nothing. ValueError: an identifier twice, scores that do not fit the offers.
    """
    ordered = sorted(people, key=lambda person: person.id)
    if len({person.id for person in ordered}) != len(ordered):
        raise ValueError("Deux personnes du plan portent le même identifiant.")
    rows = [_candidates(person) for person in ordered]
    names = sorted({offer for offers, _ in rows for offer in offers})
    number = {name: column for column, name in enumerate(names)}
    ends = list(accumulate(len(offers) for offers, _ in rows))
    chosen, certificate = plan_rows(
        np.repeat(np.arange(len(rows)), [len(offers) for offers, _ in rows]),
        _ints((number[name] for offers, _ in rows for name in offers), ends[-1] if ends else 0),
        _ints((score for _, scores in rows for score in scores), ends[-1] if ends else 0),
        np.array([one.priority for one in ordered], dtype=bool),
        _ints((limits.get(name, 0) for name in names), len(names)),
        size,
        exact=exact,
    )
    found: dict[str, tuple[Step, ...]] = {}
    for one, (offers, scores), end in zip(ordered, rows, ends, strict=True):
        start = end - len(offers)
        found[one.id] = steps(offers, scores, np.flatnonzero(chosen[start:end]).tolist(), limits)
    order = {one.id: found[one.id] for one in people}
    shares = {who: tuple([step.offer for step in mine]) for who, mine in order.items()}
    return Plan(shares, order, certificate)


def share(people: Sequence[Candidate], limits: Mapping[str, int], size: int) -> dict[str, tuple[str, ...]]:
    """Return the offers of each person in the plan, best first."""
    return dict(plan(people, limits, size).shares)


def steps(
    offers: Sequence[str], scores: Sequence[int], proposed: Sequence[int], limits: Mapping[str, int]
) -> tuple[Step, ...]:
    """Return the proposals of a person with why each comes there.

    ``offers`` best first with their ``scores``; ``proposed``: places of the plan in them, rising.
    """
    found = []
    for place, mine in enumerate(proposed):
        better = [offers[other] for other in range(scores.index(scores[mine])) if other not in proposed]
        if len(offers) == 1:
            code = "only"
        elif any(limits.get(offer, 0) > 0 for offer in better):
            code = "shared"
        elif better:
            code = "no_place"
        else:
            code = "next" if place else "best"
        found.append(Step(offers[mine], code, REASONS[code]))
    return tuple(found)


def _ints(values: Iterable[int], count: int) -> Ints:
    return np.fromiter(values, dtype=np.int64, count=count)


def _candidates(person: Candidate) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """Return the offers of a person, best first, each once, and their scores."""
    offers = person.offers
    scores = person.scores or tuple(max(MOST_SCORE - place, 0) for place in range(len(offers)))
    if len(scores) != len(offers) or (scores and not 0 <= min(scores) <= max(scores) <= MOST_SCORE):
        raise ValueError("Une note de 0 à 100 par offre est attendue.")
    if len(set(offers)) == len(offers) and list(scores) == sorted(scores, reverse=True):
        return offers, scores
    best: dict[str, int] = {}
    for offer, score in sorted(zip(offers, scores, strict=True), key=lambda row: -row[1]):
        best.setdefault(offer, score)
    return tuple(best), tuple(best.values())
