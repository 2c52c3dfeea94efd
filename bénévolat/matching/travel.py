"""Minutes of travel by each means, with what the person accepts (R31, R69).

Distances are straight lines times a detour, speeds are settings: an estimate that is said to be one. A missing
point, a person whose ways of travelling are not recorded, or a bus service nobody declared is «à vérifier»,
never a refusal (R31, R70). A declared line takes nobody in the evening or on Sunday unless the offer says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bénévolat.matching.formats import TRANSIT
from bénévolat.matching.settings import Means, Settings

Ints = NDArray[np.int32]
Mask = NDArray[np.bool_]
Floats = NDArray[np.float64]

EARTH_METRES = 6_371_008.8
FAR = 1 << 30  # minutes when a means cannot be used
HALF_WORLD = 21_000_000  # metres: nothing is farther
NOWHERE = 1 << 30  # metres when a point is missing
NEVER = -1  # metres that nothing reaches
UNKNOWN_TRANSIT = TRANSIT.index("unknown")
FULL_MINUTES = 10  # a journey up to here has all the points of its part
LOST_A_MINUTE = 16  # per mille of the part lost by each minute more


def metres_between(one: Floats, other: Floats) -> Ints:
    """Return straight-line metres between unit vectors, shapes (…, 3): the same both ways, on every machine."""
    gap = one - other
    square = gap * gap
    # half the chord; arcsin by its series: only sums and products (error < 0.1 % at 5,000 km)
    half = np.sqrt(square[..., 0] + square[..., 1] + square[..., 2]) / 2.0
    square = half * half
    arc = half * (1 + square * (1 / 6 + square * (3 / 40 + square * (15 / 336 + square * 105 / 3456))))
    metres: Ints = np.rint(2 * EARTH_METRES * arc).astype(np.int32)
    return metres


def minutes_by(means: Means, metres: Ints, settings: Settings) -> Ints:
    """Return whole minutes (rounded up) by a means, its fixed part included."""
    length = np.minimum(metres, HALF_WORLD).astype(np.int64) * (settings.detour * 60)
    minutes: Ints = (-(-length // (means.speed * 1000))).astype(np.int32)
    return minutes + means.fixed


def minutes_of(means: Means, metres: int, settings: Settings) -> int:
    """Return the minutes of one journey: ``minutes_by`` for a single distance."""
    return means.fixed - (-metres * settings.detour * 60 // (means.speed * 1000))


def reach(means: Means, minutes: int, settings: Settings) -> int:
    """Return the most straight-line metres within some minutes by a means: ``minutes_by`` turned round."""
    left = minutes - means.fixed
    return left * means.speed * 1000 // (settings.detour * 60) if left >= 0 else NEVER


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a person goes, in straight-line metres: alone, and with what a class of transport allows.

    ``own``: by means that need no transport. ``lines``: by those that need one, for each class of ``TRANSIT``;
    for «unknown», if it were served. ``known``: whether any means is recorded.
    """

    own: int
    lines: tuple[int, ...]
    known: bool

    @classmethod
    def of(cls, travel: Mapping[str, int] | None, settings: Settings) -> "Reach":
        """Read the most minutes by each means."""
        accepted = travel or {}
        own, lines = NEVER, [NEVER] * len(TRANSIT)
        for means in settings.means:
            if means.code not in accepted:
                continue
            metres = reach(means, accepted[means.code], settings)
            if not means.transit:
                own = max(own, metres)
                continue
            for transit in means.transit:
                lines[TRANSIT.index(transit)] = max(lines[TRANSIT.index(transit)], metres)
            lines[UNKNOWN_TRANSIT] = max(lines[UNKNOWN_TRANSIT], metres)
        return cls(own, tuple(lines), bool(accepted))


def travel_share(minutes: Ints) -> Ints:
    """Return the share of the travel part (per mille): whole up to 10 minutes, then less, never nothing."""
    share: Ints = np.clip(1000 - (np.minimum(minutes, 1000) - FULL_MINUTES) * LOST_A_MINUTE, 100, 1000)
    return share
