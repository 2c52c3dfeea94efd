"""Reverse search: one offer before everybody says what each person alone would be told (R26)."""

import random
from dataclasses import replace
from typing import Any

import pytest

from bénévolat.matching import Engine, Offer, Profile
from bénévolat.matching.people import People
from bénévolat.matching.sentences import SLOTS
from tests.matching.builders import TODAY, mission, person
from tests.matching.test_engine import crowd


def varied(people: int = 60, offers: int = 40) -> tuple[list[Profile], list[Offer]]:
    """A small département where every field is sometimes said, sometimes not."""
    profiles, missions = crowd(people, offers)
    dice = random.Random(11)
    some: Any = dice.choice
    profiles = [
        replace(
            one,
            wishes=(
                *one.wishes,
                *some([(), ("aime cuisiner mais pas avec des enfants",), ("djembé, jardin",)]),
            ),
            skills=some([(), ("ancienne serveuse",), ("ancien maçon", "cuizine")]),
            avoid=some([(), ("la foule",), ("le football", "les animaux")]),
            former_employers=some([(), (), ("a1",)]),
            excluded_associations=some([(), (), ("Épicerie du Pont",)]),
            seen_offers=some([None, (), ("o001", "o003")]),
            french_level=some([None, 0, 2]),
            supervision_need=some([None, 1, 2]),
            lat=some([None, one.lat, one.lat]),
            travel=some([None, {"walk": 30}, {"walk": 20, "bus": 60}, {"car": 40}]),
            understood=some([None, None, {one.wishes[0]: ("cooking",)}]),
        )
        for one in profiles
    ]
    missions = [
        replace(
            one,
            association=some(["a1", "a2", None]),
            association_name=some([None, "epicerie du pont"]),
            description=some(["", "Des enfants et des chiens, parfois la foule."]),
            ends=some([None, TODAY]),
            closed_dates=some([(), (TODAY,)]),
            slots=tuple(dice.sample(SLOTS, some([0, 5]))),
            remote=some([False, False, False, True]),
        )
        for one in missions
    ]
    return profiles, missions


def test_an_offer_before_everybody_says_what_each_person_alone_would_be_told() -> None:
    profiles, offers = varied()
    engine = Engine(offers, today=TODAY)
    people = People(engine, profiles)
    seen = suited = 0
    for offer in offers:
        found = {one.profile: one for one in people.before_offer(offer.id)}
        for profile in profiles:
            pair = engine.pair(profile, offer.id)
            one = found.get(profile.id)
            if one is not None:
                assert (one.score, one.blocked_by) == (pair.score, pair.blocked_by)
                seen += 1
                suited += not one.blocked_by
            else:
                assert not pair.proposed
    assert seen > 300
    assert suited > 30


def test_the_list_of_a_person_is_made_of_the_offers_that_suit_them() -> None:
    profiles, offers = varied(20, 40)
    engine = Engine(offers, today=TODAY)
    people = People(engine, profiles)
    told = {
        (profile.id, match.offer, match.score)
        for profile in profiles
        for match in engine.one(profile, top=100).matches
    }
    found = {(one.profile, offer.id, one.score) for offer in offers for one in people.for_offer(offer.id)}
    assert told
    assert told <= found
    # A campaign told in several towns is told once to a person: nothing else is missing.
    suited = {
        (one.id, offer.id) for one in profiles for offer in offers if engine.pair(one, offer.id).proposed
    }
    assert {row[:2] for row in found} == suited


def test_people_who_change_or_leave_are_followed() -> None:
    engine = Engine([mission()], today=TODAY)
    people = People(engine, [person(), person(id="p2", wishes=["football"])])
    assert [one.profile for one in people.for_offer("o1")] == ["p1"]
    people.put(person(wishes=["football"]))
    people.put(person(id="p2", wishes=["cuisine"]))
    assert [one.profile for one in people.for_offer("o1")] == ["p2"]
    people.drop("p2")
    people.drop("nobody")
    assert people.for_offer("o1") == []
    people.put(person())
    assert [one.profile for one in people.for_offer("o1", among=["p2"])] == []


def test_an_offer_that_arrives_later_is_known_to_people_met_before() -> None:
    engine = Engine([mission()], today=TODAY)
    people = People(engine, [person(wishes=["xylophone"]), person(id="p2")])
    engine.put(mission(id="o2", title="Jouer du xylophone", tasks=[]))
    assert [one.profile for one in people.for_offer("o2")] == ["p1"]
    engine.put(mission(id="o2", title="Préparer la soupe", tasks=[]))
    assert [one.profile for one in people.for_offer("o2")] == ["p2"]
    with pytest.raises(KeyError):
        people.for_offer("o9")
