"""What ranking the offers for people gives: numbers, before any sentence."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bénévolat.matching.pairs import Pairs
from bénévolat.matching.questions import Chip
from bénévolat.matching.scoring import Points
from bénévolat.matching.table import UNKNOWN
from bénévolat.matching.travel import NOWHERE

Ints = NDArray[Any]


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
    def of(cls, pairs: Pairs, points: Points, rows: Ints) -> "Shown":
        """Gather some of the pairs."""
        minutes, means = pairs.journey
        metres = pairs.metres[rows]
        return cls(
            np.where(metres == NOWHERE, UNKNOWN, metres).tolist(),
            minutes[rows].tolist(),
            means[rows].tolist(),
            pairs.whole(pairs.unsure)[rows].tolist(),
            pairs.whole(pairs.seen)[rows].tolist(),
            {part: values[rows].tolist() for part, values in points.points.items()},
            {part: values[rows].tolist() for part, values in points.most.items()},
            points.total[rows].tolist(),
        )


@dataclass(frozen=True, slots=True)
class Seen:
    """One person before the offers worth a score: the first ``free`` rows pass every filter, the rest nearly do.

    ``stopped``: the filters that stop each of the rest.
    """

    chips: list[Chip]
    avoid: list[str]
    rows: Ints
    free: int
    text: Ints
    metres: Ints
    seen: Ints
    supervision: tuple[Ints, Ints]
    stopped: list[tuple[str, ...]]


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
