"""The engine finds what an exhaustive search finds, point by point; and this test can fail (recall@10 = 1)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from bénévolat.matching import Engine, Offer, Profile, ProfileMatches, public_filters
from tests.matching import exhaustive, exhaustive_words
from tests.matching.builders import TODAY
from tests.matching.exhaustive import Exhaustive, Lists
from tests.matching.variety import Dice


def _engine_says(found: ProfileMatches) -> tuple[list[Any], list[Any]]:
    proposals = [
        (one.offer, one.score, {name: (part.points, part.max) for name, part in one.parts.items()})
        for one in found.matches
    ]
    return proposals, [(one.offer, one.score, one.blocked_by) for one in found.near_misses]


def _search_says(found: Lists) -> tuple[list[Any], list[Any]]:
    proposals = [(one.offer, one.total, one.parts) for one in found.matches]
    return proposals, [(one.offer, one.total, one.blocked_by) for one in found.near]


@dataclass(frozen=True)
class World:
    """People, missions, and what the engine says to each of the people."""

    people: list[Profile]
    offers: list[Offer]
    answers: list[ProfileMatches]

    def disagreements(self) -> Iterator[str]:
        """Those for whom the engine and the search do not say the same thing."""
        search = Exhaustive(self.offers, TODAY)
        for person, answer in zip(self.people, self.answers, strict=True):
            if _engine_says(answer) != _search_says(search.one(person)):
                yield person.id


@pytest.fixture(scope="module")
def world() -> World:
    dice = Dice(1)
    people, offers = dice.people(100), dice.missions(150)
    engine = Engine(offers, today=TODAY)
    return World(people, offers, [engine.one(one) for one in people])


def test_lists_scores_points_and_filters_are_those_of_an_exhaustive_search(world: World) -> None:
    assert list(world.disagreements()) == []


def test_the_people_and_missions_compared_are_varied(world: World) -> None:
    """Every filter stops somebody, every part is sometimes unknown, lists are long and short."""
    blocked = {code for one in world.answers for miss in one.near_misses for code in miss.blocked_by}
    shown = {code for code, _ in public_filters()} - {"excluded_association", "former_employer"}
    assert blocked == shown
    for part in ("supervision", "travel", "availability", "renewal"):
        most = {match.parts[part].max for one in world.answers for match in one.matches}
        assert 0 in most, part
        assert len(most) > 1, part
    assert {len(one.matches) for one in world.answers} >= {0, 10}
    assert sum(len(one.matches) for one in world.answers) > 400


BROKEN: list[tuple[str, Any]] = [
    ("BEST_SHARE", 2),
    ("WORD_SHARE", 100),
    ("PASSING", 450),
    ("LATER", (1000, 1000, 1000, 1000)),
    ("SURE", 1001),
    ("LOST_A_MINUTE", 17),
    ("NEAR_FILTERS", 3),
    ("NEAR_STRENGTH", 700),
    ("NEAR_POOL", 8),
    ("abroad_words", lambda _: None),
    ("_open", lambda *_: True),
    ("_line_runs", lambda *_: True),
    ("_named", lambda *_: False),
    ("_is_about", lambda *_: False),
    ("_told_once", lambda found: [verdict for verdict, _ in found]),
]


@pytest.mark.parametrize(("name", "value"), BROKEN, ids=[name for name, _ in BROKEN])
def test_a_broken_rule_is_seen(name: str, value: Any, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exhaustive if hasattr(exhaustive, name) else exhaustive_words, name, value)
    assert next(world.disagreements(), None)
