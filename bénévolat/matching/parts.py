"""The parts of the score of many pairs but the first, each with its sentence.

A part is written once for all the pairs that have the same facts; travel and availability with their reason.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

from bénévolat.matching.answer_lines import Form
from bénévolat.matching.part_words import RENEWAL, availability_why, supervision_why
from bénévolat.matching.questions import Chip
from bénévolat.matching.ranker import Ranker
from bénévolat.matching.rankings import Shown
from bénévolat.matching.sentences import Remembered
from bénévolat.matching.sides import OfferSide, PersonSide
from bénévolat.matching.travel_words import (
    REMOTE,
    SAME_PLACE,
    SAME_PLACE_METRES,
    UNSURE,
    USUAL,
    travel_sentence,
)

PartForm = TypeVar("PartForm")


class Told(NamedTuple):
    """A person and the offers they are told of: those of ``shown`` from place ``start`` on, as many as ``rows``."""

    person: PersonSide
    chips: Sequence[Chip]
    avoid: Sequence[str]
    rows: Sequence[int]
    shown: Shown
    start: int


def column(told: Sequence[Told], name: str) -> list[Any]:
    """Return a column of ``Shown`` for all the pairs told."""
    found: list[Any] = []
    for one in told:
        found += getattr(one.shown, name)[one.start : one.start + len(one.rows)]
    return found


def points_of(told: Sequence[Told], part: str) -> tuple[list[int], list[int]]:
    """Return the points of a part of the score for all the pairs told, and the most that each may have."""
    points: list[int] = []
    most: list[int] = []
    for one in told:
        span = slice(one.start, one.start + len(one.rows))
        points += one.shown.points[part][span]
        most += one.shown.most[part][span]
    return points, most


class Parts(Generic[PartForm]):
    """Writes the parts in a form, and remembers them."""

    def __init__(self, engine: Ranker, form: Form[PartForm, Any, Any]) -> None:
        self._means, self._form = engine.settings.means, form
        self._supervision = Remembered(self._supervision_of, 5_000)
        self._travel = Remembered(self._travel_of, 20_000)
        self._availability = Remembered(self._availability_of, 20_000)
        self._renewal = Remembered(self._renewal_of, 1_000)

    def forget(self) -> None:
        """Give the memory back: each part will be written again."""
        for parts in (self._supervision, self._travel, self._availability, self._renewal):
            parts.clear()

    def of(
        self, told: Sequence[Told], people: Sequence[PersonSide], sides: Sequence[OfferSide]
    ) -> Iterator[tuple[PartForm, tuple[PartForm, str], tuple[PartForm, str], PartForm]]:
        """Yield the parts of each pair; travel and availability with their reason, empty when they do not count."""
        supervision = zip(
            *points_of(told, "supervision"),
            [side.level for side in sides],
            [person.need for person in people],
            [side.places for side in sides],
            strict=True,
        )
        travel = zip(*points_of(told, "travel"), *self._journeys(told, people, sides), strict=True)
        hours = zip(
            *points_of(told, "availability"),
            [not side.slots for side in sides],
            [not person.held for person in people],
            [person.held & side.slots for person, side in zip(people, sides, strict=True)],
            [side.needed for side in sides],
            strict=True,
        )
        renewal = zip(*points_of(told, "renewal"), column(told, "seen"), strict=True)
        return zip(
            map(self._supervision.__getitem__, supervision),
            map(self._travel.__getitem__, travel),
            map(self._availability.__getitem__, hours),
            map(self._renewal.__getitem__, renewal),
            strict=True,
        )

    def _supervision_of(
        self, points: int, most: int, level: int | None, need: int | None, places: int | None
    ) -> PartForm:
        return self._part(points, most, supervision_why(level, need, places))[0]

    def _journeys(
        self, told: Sequence[Told], people: Sequence[PersonSide], sides: Sequence[OfferSide]
    ) -> tuple[list[int], list[int], list[int], list[str]]:
        """Return, for each pair, the means, its minutes, the most accepted by it, and what is known of the journey."""
        codes = [means.code for means in self._means]
        ways = column(told, "means")
        minutes = [gone if way >= 0 else 0 for way, gone in zip(ways, column(told, "minutes"), strict=True)]
        limits = [
            person.limits[codes[way]] if way >= 0 else 0 for way, person in zip(ways, people, strict=True)
        ]
        known = []
        metres, unsure = column(told, "metres"), column(told, "unsure")
        for person, side, away, doubt in zip(people, sides, metres, unsure, strict=True):
            if side.offer.remote:
                known.append(REMOTE)
            elif doubt:
                known.append(UNSURE)
            elif away < SAME_PLACE_METRES and _same_town(person, side):
                known.append(SAME_PLACE)
            else:
                known.append(USUAL)
        return ways, minutes, limits, known

    def _travel_of(
        self, points: int, most: int, way: int, minutes: int, limit: int, known: str
    ) -> tuple[PartForm, str]:
        means = self._means[way] if way >= 0 else None
        part, words = self._part(points, most, travel_sentence(means, minutes, limit, known))
        return part, words if most else ""

    def _availability_of(self, points: int, most: int, *facts: Any) -> tuple[PartForm, str]:
        part, words = self._part(points, most, availability_why(*facts))
        return part, words if most else ""

    def _renewal_of(self, points: int, most: int, seen: int) -> PartForm:
        return self._part(points, most, RENEWAL[seen])[0]

    def _part(self, points: int, most: int, why: str) -> tuple[PartForm, str]:
        words = self._form.words(why)
        return self._form.part(points, most, words), words


def _same_town(person: PersonSide, side: OfferSide) -> bool:
    town = person.profile.commune
    return bool(town) and town == side.offer.commune
