"""What is better is never ranked lower: over whole lists, and one thing changed at a time."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from bénévolat.matching import Engine, Match, Offer, Profile
from bénévolat.matching.sentences import SLOTS
from tests.matching.builders import TODAY, answer, mission, person
from tests.matching.variety import CAMPAIGNS, Dice


def _dominates(one: Match, other: Match) -> bool:
    """Whether a mission is as good on every part, better on one, as much being known of both."""
    pairs = [(one.parts[name], other.parts[name]) for name in one.parts]
    same = all(mine.max == theirs.max for mine, theirs in pairs)
    return (
        same
        and all(mine.points >= theirs.points for mine, theirs in pairs)
        and any(mine.points > theirs.points for mine, theirs in pairs)
    )


def test_a_mission_better_on_one_part_and_equal_on_the_others_comes_first() -> None:
    dice = Dice(3)
    engine = Engine(dice.missions(150), today=TODAY)
    compared = 0
    for someone in dice.people(30):
        found = engine.one(someone, top=200).matches
        for place, low in enumerate(found):
            for high in found[:place]:
                assert not _dominates(low, high), (someone.id, low.offer, high.offer)
                compared += _dominates(high, low)
    assert compared > 100


def test_no_mission_left_out_dominates_the_last_of_the_list() -> None:
    dice = Dice(4)
    offers = dice.missions(60)
    engine = Engine(offers, today=TODAY)
    for someone in dice.people(12):
        found = engine.one(someone, top=3).matches
        for offer in offers if len(found) == 3 else ():
            pair = engine.pair(someone, offer.id)
            if pair.proposed and offer.title not in CAMPAIGNS:  # those are told once
                other = Match(offer.id, pair.score, pair.parts, pair.reasons, pair.to_check)
                assert offer.id in {one.offer for one in found} or not _dominates(other, found[-1])


# --- one thing better

Both = tuple[Profile, Offer]


def _closer(who: Profile, what: Offer) -> Both | None:
    if None in (who.lat, who.lon, what.lat, what.lon) or not who.travel:
        return None
    lat, lon = (who.lat + what.lat) / 2, (who.lon + what.lon) / 2  # type: ignore[operator]
    return who, replace(what, lat=lat, lon=lon)


def _half_day_more(who: Profile, what: Offer) -> Both | None:
    new = [code for code in who.slots if code not in what.slots]
    if not new or len(what.slots) < what.slots_needed:  # an offer never needs more half-days than it has
        return None
    return who, replace(what, slots=(*what.slots, new[0]))


def _freer(who: Profile, what: Offer) -> Both | None:
    free = [code for code in SLOTS if code not in who.slots]
    return (replace(who, slots=(*who.slots, *free[:5])), what) if who.slots and free else None


def _one_half_day_less(who: Profile, what: Offer) -> Both | None:
    return (who, replace(what, slots_needed=what.slots_needed - 1)) if what.slots_needed > 1 else None


def _place_more(who: Profile, what: Offer) -> Both | None:
    return None if what.places_free is None else (who, replace(what, places_free=what.places_free + 1))


def _tutor_back(who: Profile, what: Offer) -> Both | None:
    return who, replace(what, supervision_present=True)


def _closer_supervision(who: Profile, what: Offer) -> Both | None:
    if what.supervision_level is None:
        return None
    return who, replace(what, supervision_level=min(2, what.supervision_level + 1))


def _less_need(who: Profile, what: Offer) -> Both | None:
    return (replace(who, supervision_need=who.supervision_need - 1), what) if who.supervision_need else None


def _less_asked(who: Profile, what: Offer) -> Both | None:
    return who, replace(what, demands=what.demands[1:]) if what.demands else what


def _more_french(who: Profile, what: Offer) -> Both | None:
    return None if who.french_level is None else (replace(who, french_level=3), what)


def _nothing_to_avoid(who: Profile, what: Offer) -> Both | None:
    return replace(who, avoid=(), constraints=(), excluded_associations=(), former_employers=()), what


def _longer(who: Profile, what: Offer) -> Both | None:
    if not who.travel or None in (who.lat, what.lat) or what.transit == "unknown":
        return None
    return replace(who, travel={code: minutes + 30 for code, minutes in who.travel.items()}), what


def _bus_out_of_hours(who: Profile, what: Offer) -> Both | None:
    return who, replace(what, transit_off_hours=("evening", "sunday"))


def _never_proposed(who: Profile, what: Offer) -> Both | None:
    return None if who.seen_offers is None else (replace(who, seen_offers=()), what)


def _no_end(who: Profile, what: Offer) -> Both | None:
    return who, replace(what, ends=None)


BETTER: list[Callable[[Profile, Offer], Both | None]] = [
    _closer, _half_day_more, _freer, _one_half_day_less, _place_more, _tutor_back, _closer_supervision, _less_need,
    _less_asked, _more_french, _nothing_to_avoid, _longer, _bus_out_of_hours, _never_proposed, _no_end,
]  # fmt: skip


@pytest.mark.parametrize("better", BETTER, ids=lambda change: change.__name__)
def test_one_thing_better_never_scores_less_and_stops_nobody(
    better: Callable[[Profile, Offer], Both | None],
) -> None:
    """Over varied people and missions; a gate may open, none may close, and nothing that was known is lost."""
    dice = Dice(5)
    offers = [replace(one, title=f"Cuisine : {one.title}", concepts=None) for one in dice.missions(18)]
    offers[::3] = [replace(one, transit="declared", slots=("sat_eve", "sun_pm")) for one in offers[::3]]
    people = [replace(one, wishes=(*one.wishes[:1], "cuisine")) for one in dice.people(7)]
    people[::3] = [replace(one, travel={"bus": 100}, slots=()) for one in people[::3]]
    people[1::3] = [replace(one, travel={"bike": 15}) for one in people[1::3]]
    engine = Engine(offers, today=TODAY)
    changed = 0
    for who in people:
        pairs = {offer.id: better(who, offer) or (who, offer) for offer in offers}
        then = Engine.in_epoch([what for _, what in pairs.values()], engine.epoch, today=TODAY)
        for offer in offers:
            if pairs[offer.id] == (who, offer):
                continue
            before, after = engine.pair(who, offer.id), then.pair(pairs[offer.id][0], offer.id)
            assert set(after.blocked_by) <= set(before.blocked_by), (who.id, offer.id)
            if {name: part.max for name, part in after.parts.items()} == {
                name: part.max for name, part in before.parts.items()
            }:
                assert after.score >= before.score, (who.id, offer.id)
                changed += after.score > before.score or after.blocked_by != before.blocked_by
    assert changed, "nothing was ever better"


# --- what should change nothing


def _scores(who: Profile, *offers: Offer) -> list[tuple[str, int]]:
    return [(found.offer, found.score) for found in answer(who, *offers).matches]


KITCHEN = (
    mission(),
    mission(id="o2", title="Aide en cuisine et service", tasks=["éplucher", "servir"]),
    mission(id="o3", title="Jardin partagé", tasks=["arroser"], description="On cuisine aussi les légumes."),
)


@pytest.mark.parametrize(
    "wishes",
    [
        ["aime cuisiner", "aime cuisiner"],
        ["aime cuisiner", "cuisiner"],
        ["aime cuisiner cuisiner"],
        ["AIME CUISINER"],
        ["aime cuisiner…"],
        ["j'aimerais bien cuisiner"],
    ],
)
def test_the_same_wish_said_otherwise_or_twice_changes_no_score(wishes: list[str]) -> None:
    usual = _scores(person(), *KITCHEN)
    assert len(usual) == 3
    assert _scores(person(wishes=wishes), *KITCHEN) == usual


def test_everything_said_twice_changes_nothing_for_anybody() -> None:
    dice = Dice(6)
    engine = Engine(dice.missions(80), today=TODAY)
    for someone in dice.people(40):
        twice = replace(
            someone, wishes=someone.wishes * 2, skills=someone.skills * 2, avoid=someone.avoid * 2
        )
        assert engine.one(twice) == engine.one(someone)


def test_the_order_of_what_is_said_changes_no_score() -> None:
    dice = Dice(7)
    engine = Engine(dice.missions(80), today=TODAY)
    for someone in dice.people(40):
        other = replace(
            someone,
            wishes=someone.wishes[::-1],
            skills=someone.skills[::-1],
            constraints=someone.constraints[::-1],
        )
        here, there = engine.one(someone), engine.one(other)
        assert [(one.offer, one.score) for one in here.matches] == [
            (one.offer, one.score) for one in there.matches
        ]
        assert [one.offer for one in here.near_misses] == [one.offer for one in there.near_misses]


SYNONYMS: list[tuple[str, str]] = [
    ("jardinage", "jardiner"),
    ("cuisine", "préparer des repas"),
    ("bricolage", "bricoler"),
    ("aide aux devoirs", "soutien scolaire"),
    ("tricot", "tricoter"),
    ("couture", "coudre"),
]


@pytest.mark.parametrize(("one", "other"), SYNONYMS)
def test_a_synonym_brings_the_same_missions(one: str, other: str) -> None:
    """Only the very same word may weigh a little more."""
    offers = [mission(id="a", title=one, tasks=[]), mission(id="b", title=other, tasks=[])]
    here, there = dict(_scores(person(wishes=[one]), *offers)), dict(_scores(person(wishes=[other]), *offers))
    assert here.keys() == there.keys() == {"a", "b"}
    assert all(abs(here[code] - there[code]) <= 7 for code in here)


def test_a_wish_that_no_mission_meets_never_raises_a_score() -> None:
    alone = dict(_scores(person(), *KITCHEN))
    more = dict(_scores(person(wishes=["aime cuisiner", "xylophone"]), *KITCHEN))
    assert all(more[offer] <= alone[offer] for offer in more)
    assert max(more.values()) == max(alone.values())


def test_a_second_wish_that_a_mission_meets_puts_it_first() -> None:
    both = mission(id="z", title="Cuisiner les légumes du jardin partagé", tasks=["jardinage"])
    found = _scores(person(wishes=["cuisine", "jardinage"]), *KITCHEN, both)
    assert found[0][0] == "z"
