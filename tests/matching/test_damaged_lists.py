"""Misspelt as people type: with three words in ten damaged and no accents, nine tenths of each list remain."""

import random
from dataclasses import replace
from itertools import islice

import pytest

from bénévolat.matching import Engine, Offer, Profile
from tests.benchmarks.synthetic import aube
from tests.benchmarks.synthetic_texts import as_typed

PEOPLE, MISSIONS = 220, 500


@pytest.fixture(scope="module")
def departement() -> tuple[Engine, list[Profile]]:
    """A département made up for the benchmarks."""
    world = aube(seed=3)
    offers = [Offer.from_json(record) for record, _ in islice(world.offers(), MISSIONS)]
    people = [Profile.from_json(record) for record, _ in islice(world.profiles(), PEOPLE)]
    return Engine(offers, today=world.today), people


def _typed(profile: Profile, share: float) -> Profile:
    dice = random.Random(profile.id)

    def again(texts: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(as_typed(text, dice, share, accents=False, capitals=False) for text in texts)

    return replace(profile, wishes=again(profile.wishes), skills=again(profile.skills))


def _kept(engine: Engine, people: list[Profile], share: float) -> list[float]:
    """The share of each list that remains, of those who had one."""
    shares = []
    for profile in people:
        clean = {match.offer for match in engine.one(profile).matches}
        found = {match.offer for match in engine.one(_typed(profile, share)).matches}
        if clean:
            shares.append(len(clean & found) / len(clean))
    return shares


def test_three_words_in_ten_damaged_leave_nine_tenths_of_the_list(
    departement: tuple[Engine, list[Profile]],
) -> None:
    shares = _kept(*departement, 0.3)
    assert len(shares) >= 200
    assert sum(shares) / len(shares) >= 0.90


def test_accents_left_out_alone_change_next_to_nothing(departement: tuple[Engine, list[Profile]]) -> None:
    shares = _kept(*departement, 0)
    assert sum(shares) / len(shares) >= 0.98


def test_what_was_read_is_said_beside_what_was_typed() -> None:
    """A correction is never silent: the reason quotes both."""
    world = aube(seed=3)
    offers = [Offer.from_json(record) for record, _ in islice(world.offers(), 200)]
    engine = Engine(offers, today=world.today)
    found = engine.one(Profile("p", wishes=("jardniage",)))
    assert found.matches
    assert all("compris comme" in match.reasons[0] for match in found.matches)
