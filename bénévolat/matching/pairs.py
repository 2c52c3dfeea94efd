"""One person before many offers, or one offer before many people: everything a filter or the score may read.

Both sides are columns; the side that stands alone has one row and numpy spreads it. One formula then serves both
ways, so that the answer of a person and the answer of an offer are the same to the byte.
"""

from collections.abc import Callable
from datetime import date
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from bénévolat.matching.formats import TRANSIT
from bénévolat.matching.settings import Means, Settings
from bénévolat.matching.table import ALL_SLOTS, UNKNOWN, Columns, View
from bénévolat.matching.travel import FAR, NOWHERE, UNKNOWN_TRANSIT, minutes_by

Ints = NDArray[np.int32]
Mask = NDArray[np.bool_]
Side = View | Columns
Value = TypeVar("Value")

MENTIONED, SUBJECT = 1, 2  # what the person wants to avoid: said in passing, or what the mission is
NOTHING: Mask = np.zeros(1, dtype=bool)
NOT_AVOIDED: Ints = np.zeros(1, dtype=np.int32)
NO_ROWS: NDArray[np.int64] = np.zeros(0, dtype=np.int64)
NOT_TOLD: Ints = np.full(1, UNKNOWN, dtype=np.int32)


class lazy(Generic[Value]):  # noqa: N801
    """A value computed when it is first read; functools' takes a lock each time, which costs more than the value."""

    def __init__(self, compute: Callable[[Any], Value]) -> None:
        self._compute, self.__doc__ = compute, compute.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, instance: Any, owner: type | None = None) -> Value:
        value = instance.__dict__[self._name] = self._compute(instance)
        return value


class Reached:
    """Pairs reached without a line (``there``), only by a line (``by_line``, positions), perhaps (``doubtful``)."""

    def __init__(self, there: Mask, by_line: NDArray[Any], doubtful: Mask) -> None:
        self.there, self.by_line, self.doubtful = there, by_line, doubtful
        self.refused: Mask = ~(there | doubtful)


class Pairs:
    """Pairs of a person and an offer, all of one shape ``(n,)``; what holds for all of them has shape ``(1,)``.

    ``metres``: straight line, NOWHERE when a point is missing. ``excluded``, ``former``: associations set aside.
    ``avoided``: 0, MENTIONED or SUBJECT. ``shut``: offers closed every day that is left. ``seen``: whether the
    mission was already proposed to the person (0, 1), ``UNKNOWN`` when nobody says.
    """

    def __init__(
        self,
        people: Side,
        offers: Side,
        metres: Ints,
        *,
        today: date,
        settings: Settings,
        excluded: Mask = NOTHING,
        former: Mask = NOTHING,
        avoided: Ints = NOT_AVOIDED,
        shut: Mask = NOTHING,
        seen: Ints = NOT_TOLD,
    ) -> None:
        self.people, self.offers, self.metres = people, offers, metres
        self.today, self.settings = today, settings
        self.excluded, self.former, self.avoided = excluded, former, avoided
        self.shut, self.seen = shut, seen

    def __len__(self) -> int:
        return len(self.metres)

    def whole(self, values: NDArray[Any]) -> NDArray[Any]:
        """Return values spread over every pair."""
        return values if len(values) == len(self) else values.repeat(len(self))

    # --- half-days

    @lazy
    def common(self) -> Ints:
        """Half-days of both, as bits, for every pair."""
        return self.people.slots & self.offers.slots

    @lazy
    def common_count(self) -> NDArray[np.int16]:
        """How many half-days both have."""
        return np.bitwise_count(self.common).astype(np.int16)

    @lazy
    def dated(self) -> Mask:
        """Whether the half-days of both are known."""
        known: Mask = (self.offers.slots != 0) & (self.people.slots != 0)
        return known

    def line_runs(self, rows: NDArray[Any]) -> Mask:
        """Return whether a declared line runs on enough of the half-days that remain possible, for some pairs."""
        offered = self.whole(self.offers.slots)[rows]
        held = self.whole(self.people.slots)[rows]
        possible = offered & np.where(held == 0, ALL_SLOTS, held)
        needed = np.minimum(self.whole(self.offers.slots_needed)[rows], np.bitwise_count(possible))
        runs: Mask = np.bitwise_count(possible & self.whole(self.offers.line)[rows]) >= needed
        return runs

    @lazy
    def runs(self) -> Mask:
        """Whether a declared line runs, for every pair."""
        return self.line_runs(np.arange(len(self)))

    # --- reach

    @lazy
    def reached_alone(self) -> Mask:
        """Within reach of a means that needs no transport."""
        within: Mask = self.metres <= self.people.own_reach
        return within

    @lazy
    def reached_by_line(self) -> Mask:
        """Within reach of a declared transport, whatever its hours."""
        reach = np.zeros(1, dtype=np.int32)
        for number, code in enumerate(TRANSIT):
            if number != UNKNOWN_TRANSIT:
                reach = reach + (self.offers.transit == number) * (getattr(self.people, f"line_{code}") + 1)
        within: Mask = self.metres < reach
        return within

    @lazy
    def reach_parts(self) -> "Reached":
        """What is reached, whatever the half-days: it depends on the place and the means alone."""
        there: Mask = self.whole((self.offers.remote != 0) | self.reached_alone)
        lines = self.reached_by_line
        by_line = (self.whole(lines) & ~there).nonzero()[0] if lines.any() else NO_ROWS
        doubt = self.metres == NOWHERE
        if not self.people.has_travel.all():
            doubt = doubt | (self.people.has_travel == 0) & (self.metres <= self.settings.near_miss_metres)
        if (self.people.line_unknown > self.people.own_reach).any():
            unknown = self.offers.transit == UNKNOWN_TRANSIT
            doubt = doubt | unknown & (self.metres <= self.people.line_unknown)
        return Reached(there, by_line, ~there & doubt)

    @lazy
    def reached(self) -> Mask:
        """Remote, or within reach by a means that runs when the mission takes place."""
        parts = self.reach_parts
        if not len(parts.by_line):
            return parts.there
        there = parts.there.copy()
        there[parts.by_line] = self.line_runs(parts.by_line)
        return there

    @lazy
    def unsure(self) -> Mask:
        """Neither reached nor refused: something is missing (R31)."""
        parts = self.reach_parts
        return parts.doubtful & ~self.reached if len(parts.by_line) else parts.doubtful

    @lazy
    def out_of_reach(self) -> Mask:
        """Refused: nothing that the person has goes there."""
        parts = self.reach_parts
        return ~(self.reached | self.unsure) if len(parts.by_line) else parts.refused

    @lazy
    def journey(self) -> tuple[Ints, Ints]:
        """Shortest minutes within what the person accepts (FAR if none), and by which means (-1 if none)."""
        ways = len(self.settings.means) + 1
        none = FAR * ways
        best = np.full(len(self), none)  # minutes and means in one number: the first of two equal means
        for number, means in enumerate(self.settings.means, 1):
            limit = getattr(self.people, f"limit_{means.code}")
            if not (limit >= 0).any():
                continue
            minutes = minutes_by(means, self.metres, self.settings)
            usable = minutes <= limit
            if means.transit:
                usable = usable & self._served(means) & self.runs
            np.minimum(best, minutes * np.int64(ways) + (number + none * ~usable), out=best)
        return (best // ways).astype(np.int32), (best % ways).astype(np.int32) - 1

    def _served(self, means: Means) -> Mask:
        served: Mask = np.array([code in means.transit for code in TRANSIT])[self.offers.transit]
        return self.whole(served)

    # --- dates

    @lazy
    def first_day(self) -> Ints:
        """First day the person is available, as an ordinal."""
        return np.maximum(self.people.from_day, self.today.toordinal())
