"""One person before many offers, or one offer before many people: everything a filter or the score may read.

Both sides are columns; the side that stands alone has one row and numpy spreads it. One formula then serves both
ways, so that the answer of a person and the answer of an offer are the same to the byte.
"""

from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bénévolat.matching.formats import TRANSIT
from bénévolat.matching.settings import Means, Settings
from bénévolat.matching.table import ALL_SLOTS, UNKNOWN, View
from bénévolat.matching.travel import FAR, UNKNOWN_TRANSIT, minutes_by

Ints = NDArray[np.int32]
Mask = NDArray[np.bool_]

MENTIONED, SUBJECT = 1, 2  # what the person wants to avoid: said in passing, or what the mission is


class Pairs:
    """Pairs of a person and an offer, all of one shape ``(n,)``.

    ``metres``: straight line, -1 when a point is missing. ``excluded``, ``former``: associations set aside.
    ``avoided``: 0, MENTIONED or SUBJECT. ``shut``: offers closed every day that is left. ``seen``: whether the
    mission was already proposed to the person (0, 1), ``UNKNOWN`` when nobody says.
    """

    def __init__(
        self,
        people: View,
        offers: View,
        metres: Ints,
        *,
        today: date,
        settings: Settings,
        excluded: Mask | None = None,
        former: Mask | None = None,
        avoided: Ints | None = None,
        shut: Mask | None = None,
        seen: Ints | None = None,
    ) -> None:
        self.people, self.offers, self.metres = people, offers, metres
        self.today, self.settings = today, settings
        nothing = np.zeros(1, dtype=bool)
        self.excluded = nothing if excluded is None else excluded
        self.former = nothing if former is None else former
        self.shut = nothing if shut is None else shut
        self.avoided = np.zeros(1, dtype=np.int32) if avoided is None else avoided
        self.seen = np.full(1, UNKNOWN, dtype=np.int32) if seen is None else seen

    def __len__(self) -> int:
        return len(self.metres)

    def take(self, rows: Any) -> "Pairs":
        """Return some of the pairs."""

        def some(values: NDArray[Any]) -> NDArray[Any]:
            return values if len(values) == 1 else values[rows]

        def view(side: View) -> View:
            return side if side.rows is not None and len(side.rows) == 1 else side.take(rows)

        return Pairs(
            view(self.people),
            view(self.offers),
            self.metres[rows],
            today=self.today,
            settings=self.settings,
            excluded=some(self.excluded),
            former=some(self.former),
            avoided=some(self.avoided),
            shut=some(self.shut),
            seen=some(self.seen),
        )

    def nobody(self) -> Mask:
        """Return a mask that blocks no pair."""
        return np.zeros(len(self), dtype=bool)

    def whole(self, values: NDArray[Any]) -> NDArray[Any]:
        """Return values spread over every pair."""
        return np.broadcast_to(values, (len(self),))

    # --- half-days

    @cached_property
    def common(self) -> Ints:
        """Half-days of both, as bits."""
        return self.people.slots & self.offers.slots

    @cached_property
    def common_count(self) -> Ints:
        """How many half-days both have."""
        return np.bitwise_count(self.common).astype(np.int32)

    @cached_property
    def line_runs(self) -> Mask:
        """Whether a declared line runs on enough of the half-days that remain possible."""
        possible = self.offers.slots & np.where(self.people.slots == 0, ALL_SLOTS, self.people.slots)
        needed = np.minimum(self.offers.slots_needed, np.bitwise_count(possible))
        runs: Mask = np.bitwise_count(possible & self.offers.line) >= needed
        return runs

    # --- reach

    @cached_property
    def placed(self) -> Mask:
        """Whether both points are known."""
        known: Mask = self.metres >= 0
        return known

    @cached_property
    def reached_alone(self) -> Mask:
        """Within reach of a means that needs no transport."""
        within: Mask = self.placed & (self.metres <= self.people.own_reach)
        return within

    @cached_property
    def reached_by_line(self) -> Mask:
        """Within reach of a declared transport, whatever its hours."""
        within = np.zeros(len(self), dtype=bool)
        for number, code in enumerate(TRANSIT):
            reach = getattr(self.people, f"line_{code}")
            if number != UNKNOWN_TRANSIT and (len(reach) > 1 or reach[0] >= 0):
                within |= (self.offers.transit == number) & (self.metres <= reach)
        return within & self.placed

    @cached_property
    def reached(self) -> Mask:
        """Remote, or within reach by a means that runs when the mission takes place."""
        there: Mask = (self.offers.remote != 0) | self.reached_alone | (self.reached_by_line & self.line_runs)
        return there

    @cached_property
    def unsure(self) -> Mask:
        """Neither reached nor refused: something is missing (R31)."""
        anyhow = (self.people.has_travel == 0) & (self.metres <= self.settings.near_miss_metres)
        maybe = (self.offers.transit == UNKNOWN_TRANSIT) & (self.metres <= self.people.line_unknown)
        missing: Mask = ~self.reached & (~self.placed | anyhow | maybe)
        return missing

    @cached_property
    def journey(self) -> tuple[Ints, Ints]:
        """Shortest minutes within what the person accepts (FAR if none), and by which means (-1 if none)."""
        best = np.full(len(self), FAR, dtype=np.int32)
        chosen = np.full(len(self), -1, dtype=np.int32)
        for number, means in enumerate(self.settings.means):
            limit = getattr(self.people, f"limit_{means.code}")
            if len(limit) == 1 and limit[0] == UNKNOWN:
                continue
            minutes = minutes_by(means, self.metres, self.settings)
            usable = self.placed & (minutes <= limit) & (minutes < best)
            if means.transit:
                usable &= self._served(means) & self.line_runs
            best[usable] = minutes[usable]
            chosen[usable] = number
        return best, chosen

    def _served(self, means: Means) -> Mask:
        served = np.zeros(1, dtype=bool)
        for code in means.transit:
            served = served | (self.offers.transit == TRANSIT.index(code))
        return served

    # --- dates

    @cached_property
    def first_day(self) -> Ints:
        """First day the person is available, as an ordinal."""
        return np.maximum(self.people.from_day, self.today.toordinal())
