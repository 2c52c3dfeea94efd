"""What ranking the offers for people gives: numbers, before any sentence."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bénévolat.matching.pairs import Pairs
from bénévolat.matching.questions import Chip
from bénévolat.matching.scoring import Points
from bénévolat.matching.settings import PARTS
from bénévolat.matching.table import UNKNOWN
from bénévolat.matching.travel import NOWHERE

Ints = NDArray[Any]

_COLUMNS = ("who", "rows", "text", "stops", "total")


@dataclass(slots=True)
class Counters:
    """What a run did: pairs considered, filter tests made, eligible pairs, people and plan."""

    pairs: int = 0
    filter_tests: int = 0
    eligible: int = 0
    matches: int = 0
    without_match: int = 0
    without_proposal: int = 0
    over_limit: int = 0


@dataclass(frozen=True, slots=True)
class Shown:
    """The pairs that are told, in plain lists: what their sentences need. ``metres`` -1: a point is missing."""

    metres: list[int]
    minutes: list[int]
    means: list[int]
    unsure: list[bool]
    seen: list[int]
    points: dict[str, list[int]]
    most: dict[str, list[int]]
    total: list[int]

    @classmethod
    def of(cls, facts: Ints) -> "Shown":
        """Read what ``facts_of`` wrote."""
        metres, minutes, means, unsure, seen, *points, total = facts.T.tolist()
        parts = len(PARTS)
        return cls(
            metres,
            minutes,
            means,
            [bool(one) for one in unsure],
            seen,
            dict(zip(PARTS, points[:parts], strict=True)),
            dict(zip(PARTS, points[parts:], strict=True)),
            total,
        )


def facts_of(pairs: Pairs, points: Points) -> NDArray[np.int32]:
    """Return what may be told of pairs, shape (pairs, facts): in the order of ``Shown``, part by part."""
    minutes, means = pairs.journey
    metres = np.where(pairs.metres == NOWHERE, UNKNOWN, pairs.metres)
    got, most = ([of[part] for part in PARTS] for of in (points.points, points.most))
    columns = (metres, minutes, means, pairs.unsure, pairs.seen, *got, *most, points.total)
    facts = np.empty((len(pairs), len(columns)), dtype=np.int32)
    for number, column in enumerate(columns):
        facts[:, number] = column
    return facts


class Met:
    """Pairs of people and offers that their words meet, by person: text part, per mille; ``total`` once scored, of 100.

    ``stops``: the filters that stop a near miss, as bits; 0 for an offer that no filter stops.
    """

    __slots__ = _COLUMNS

    def __init__(self, who: Ints, rows: Ints, text: Ints, stops: Ints, total: Ints) -> None:
        self.who, self.rows, self.text, self.stops, self.total = who, rows, text, stops, total

    @classmethod
    def of(cls, who: Ints, rows: Ints, stops: Ints, text: Ints) -> "Met":
        """Gather pairs from the text part of everybody, shape (people, offers); their scores are not known yet."""
        return cls(
            who, rows, text.ravel().take(who * text.shape[1] + rows), stops, np.zeros(len(who), np.int32)
        )

    @classmethod
    def together(cls, met: Sequence["Met"]) -> "Met":
        """Return several ones end to end."""
        return cls(*[np.concatenate([getattr(one, name) for one in met]) for name in _COLUMNS])

    def __len__(self) -> int:
        return len(self.rows)

    def take(self, places: Ints | slice) -> "Met":
        """Return some of them."""
        return Met(*[getattr(self, name)[places] for name in _COLUMNS])


@dataclass(frozen=True, slots=True)
class Ranking:
    """The answer for one person in numbers: rows proposed, then near misses, best first.

    ``shown``: these rows, in their order, from place ``start``; ``blocked``: filters that stop each near miss.
    ``wide``: candidates of the plan.
    """

    chips: list[Chip]
    avoid: list[str]
    rows: Ints
    near: Ints
    shown: Shown
    start: int
    blocked: list[tuple[str, ...]]
    wide: Ints
    wide_scores: Ints
