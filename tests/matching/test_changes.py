"""Offers that come, change and leave: the same bytes as reading everything again in the same epoch (R26)."""

import json
import random
from dataclasses import replace
from datetime import timedelta

import pytest

from bénévolat.matching import Engine, Offer, Profile, ProfileMatches, match
from bénévolat.matching.people import People
from tests.matching.builders import TODAY, answer, mission, person
from tests.matching.variety import Dice


def _bytes(found: ProfileMatches) -> str:
    return json.dumps(found.to_json(), ensure_ascii=False)


def _refilled(offer: Offer, fresh: Offer) -> Offer:
    """The same words with other places, presence, half-days, point and dates."""
    return replace(
        offer,
        places_free=fresh.places_free,
        supervision_present=fresh.supervision_present,
        supervision_level=fresh.supervision_level,
        slots=fresh.slots,
        starts=fresh.starts,
        ends=fresh.ends,
        closed_dates=fresh.closed_dates,
        transit=fresh.transit,
        lat=fresh.lat,
        lon=fresh.lon,
    )


class Life:
    """An engine that lives through changes, and the offers it should then hold."""

    def __init__(self, seed: int) -> None:
        self._choices = random.Random(seed)
        self._dice = Dice(seed)
        self.people = self._dice.people(16)
        self.held = {offer.id: offer for offer in self._dice.missions(40)}
        self.engine = Engine(self.held.values(), today=TODAY)
        self.crowd = People(self.engine, self.people)

    def change(self) -> None:
        """Put a new offer, put again or refill one that is held, drop one that is there or not."""
        what, number = self._choices.randrange(5), self._choices.randrange(55)
        offer = self._dice.offer(number)
        if what == 0:
            self.engine.drop(offer.id)
            self.held.pop(offer.id, None)
        elif what == 1 and offer.id in self.held:
            offer = _refilled(self.held[offer.id], offer)
            self.engine.refill(offer)
            self.held[offer.id] = offer
        else:
            self.engine.put(offer)
            self.held[offer.id] = offer

    def again(self) -> Engine:
        """The offers held, read again in the same epoch, in another order."""
        offers = list(self.held.values())
        self._choices.shuffle(offers)
        return Engine.in_epoch(offers, self.engine.epoch, today=TODAY)


@pytest.mark.parametrize("seed", range(4))
def test_after_any_changes_every_answer_is_that_of_a_fresh_engine(seed: int) -> None:
    life = Life(seed)
    for _ in range(3):
        for _ in range(life_steps(seed)):
            life.change()
        fresh = life.again()
        for one in life.people:
            assert _bytes(life.engine.one(one)) == _bytes(fresh.one(one))


def life_steps(seed: int) -> int:
    """One change at a time for the first lives, many for the others."""
    return (1, 3, 10, 40)[seed]


def test_after_changes_the_batch_its_plan_reverse_search_and_pairs_are_the_same() -> None:
    life = Life(9)
    for _ in range(40):
        life.change()
    fresh = life.again()
    lived = list(match(life.people, (), engine=life.engine))
    assert [_bytes(one) for one in lived] == [_bytes(one) for one in match(life.people, (), engine=fresh)]
    crowd = People(fresh, reversed(life.people))
    suited = 0
    for offer in life.held:
        assert life.crowd.before_offer(offer) == crowd.before_offer(offer)
        suited += len(crowd.for_offer(offer))
    assert suited > 10
    for one in life.people[:6]:
        for offer in life.held:
            assert life.engine.pair(one, offer) == fresh.pair(one, offer)


def test_reverse_search_says_of_varied_people_what_each_pair_says() -> None:
    dice = Dice(2)
    people, offers = dice.people(20), dice.missions(30)
    engine = Engine(offers, today=TODAY)
    crowd = People(engine, people)
    compared = 0
    for offer in offers:
        found = {one.profile: one for one in crowd.before_offer(offer.id)}
        for one in people:
            pair = engine.pair(one, offer.id)
            if one.id in found:
                assert (found[one.id].score, found[one.id].blocked_by) == (pair.score, pair.blocked_by)
                compared += 1
            else:
                assert not pair.proposed
    assert compared > 60


def test_the_first_reading_is_its_own_epoch() -> None:
    life = Life(5)
    fresh = life.again()
    assert [_bytes(life.engine.one(one)) for one in life.people] == [
        _bytes(fresh.one(one)) for one in life.people
    ]


def test_a_batch_says_what_each_person_alone_is_told() -> None:
    life = Life(6)
    alone = [replace(life.engine.one(one), plan=()) for one in life.people]
    batch = [replace(one, plan=()) for one in match(life.people, (), engine=life.engine)]
    assert [_bytes(one) for one in batch] == [_bytes(one) for one in alone]
    assert sum(len(one.matches) for one in alone) > 20


# --- what a person cannot reach changes nothing for them

ELSEWHERE: list[Offer] = [
    mission(id="z", lat=43.3, lon=5.4, commune="13055"),
    mission(id="z", title="Tournoi de pétanque", tasks=[]),
    mission(id="z", ends=(TODAY - timedelta(days=1)).isoformat()),
    mission(id="z", places_free=0, slots=["sun_am"], french_level=3),
]


@pytest.mark.parametrize("other", ELSEWHERE)
def test_an_offer_out_of_reach_changes_nothing(other: Offer) -> None:
    offers = [mission(id=f"o{number}", places_free=number % 3, slots=["mon_am"]) for number in range(6)]
    engine = Engine(offers, today=TODAY)
    before = engine.one(person())
    assert before.matches
    engine.put(other)
    assert _bytes(engine.one(person())) == _bytes(before)


@pytest.mark.parametrize("other", ELSEWHERE)
def test_an_offer_out_of_reach_that_was_always_there_changes_nothing(other: Offer) -> None:
    """Another vocabulary, another epoch: nobody's wish is in the words of that offer, and nothing moves."""
    assert _bytes(answer(person(), mission())) == _bytes(answer(person(), other, mission()))


def test_an_offer_that_is_refused_changes_nothing() -> None:
    engine = Engine([mission(demands=["heavy_load"])], today=TODAY)
    before = _bytes(engine.one(person()))
    too_many = mission(id="z", demands=[f"demand{number}" for number in range(80)])
    with pytest.raises(ValueError, match="liste fermée"):
        engine.put(too_many)
    assert _bytes(engine.one(person())) == before
    engine.put(mission(id="b", title="Préparer la soupe"))
    assert {found.offer for found in engine.one(person()).matches} == {"o1", "b"}


def test_an_offer_moved_by_a_refill_is_found_where_it_is_now() -> None:
    engine = Engine([mission()], today=TODAY)
    assert engine.one(person()).matches
    engine.refill(mission(lat=48.3872))
    assert engine.one(person()).near_misses[0].blocked_by == ("travel",)


def test_a_word_that_comes_with_a_later_offer_is_corrected_only_in_the_next_epoch() -> None:
    """An epoch freezes the words that need no correction: answers of one epoch can be compared."""
    late = mission(id="z", title="Initiation au zythologue", tasks=[])
    someone: Profile = person(wishes=["zythologeu"])
    engine = Engine([mission()], today=TODAY)
    engine.put(late)
    assert engine.one(someone).matches == ()
    assert [found.offer for found in answer(someone, mission(), late).matches] == ["z"]
