"""The score: 100 points in five parts that add up, absolute, in whole numbers (R26).

A part that is not known has ``max`` 0: it leaves the denominator, the total is brought back to 100, and it is
said. Nothing here reads health, sex, age, nationality, family or seniority: see ``FEATURES`` (R30).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bénévolat.matching.pairs import Pairs
from bénévolat.matching.settings import PARTS
from bénévolat.matching.table import UNKNOWN
from bénévolat.matching.travel import travel_share

Ints = NDArray[np.int32]

FEATURES: dict[str, tuple[str, ...]] = {
    # part of the score: fields of the profile it reads (R30)
    "wishes": ("wishes", "skills", "understood"),
    "supervision": ("supervision_need",),
    "travel": ("lat", "lon", "travel"),
    "availability": ("slots",),
    "renewal": ("seen_offers",),
}


@dataclass(frozen=True)
class Points:
    """Points and most points of each part, one row a pair; ``total`` of 100."""

    points: dict[str, Ints]
    most: dict[str, Ints]
    total: Ints

    def take(self, rows: Any) -> "Points":
        """Return the points of some pairs."""
        return Points(
            {part: values[rows] for part, values in self.points.items()},
            {part: values[rows] for part, values in self.most.items()},
            self.total[rows],
        )


def _of(weight: int, per_mille: Ints) -> Ints:
    return (weight * per_mille + 500) // 1000


def _supervision(pairs: Pairs, weight: int) -> tuple[Ints, Ints]:
    level, need = pairs.offers.level, pairs.people.need
    known_level = (level != UNKNOWN) & (need != UNKNOWN)
    places = pairs.offers.places
    known_places = places != UNKNOWN
    got = np.where(known_level & (level >= need), 700, 0)
    got = got + np.where(known_places & (pairs.offers.present != 0), np.clip(places, 0, 3) * 100, 0)
    most = 700 * known_level.astype(np.int32) + 300 * known_places.astype(np.int32)
    return _of(weight, got), _of(weight, most)


def _travel(pairs: Pairs, weight: int) -> tuple[Ints, Ints]:
    remote = pairs.offers.remote != 0
    share = np.where(remote, 1000, travel_share(pairs.journey[0]))
    share = np.where(pairs.reached, share, 0)
    most = np.where(pairs.unsure, 0, weight)
    return np.where(pairs.unsure, 0, _of(weight, share)), most


def _availability(pairs: Pairs, weight: int) -> tuple[Ints, Ints]:
    common, needed = pairs.common_count, pairs.offers.slots_needed
    share = np.where(
        common >= needed, np.minimum(1000, 600 + 200 * (common - needed)), 300 * common // needed
    )
    known = (pairs.offers.slots != 0) & (pairs.people.slots != 0)
    return np.where(known, _of(weight, share), 0), np.where(known, weight, 0)


def _renewal(pairs: Pairs, weight: int) -> tuple[Ints, Ints]:
    return np.where(pairs.seen == 0, weight, 0), np.where(pairs.seen == UNKNOWN, 0, weight)


def score(pairs: Pairs, text: Ints) -> Points:
    """Return the points of each pair. ``text``: the text part per mille (``questions.text_points``)."""
    settings = pairs.settings
    found = {
        "wishes": (_of(settings.wishes, text), np.full(1, settings.wishes, dtype=np.int32)),
        "supervision": _supervision(pairs, settings.supervision),
        "travel": _travel(pairs, settings.travel),
        "availability": _availability(pairs, settings.availability),
        "renewal": _renewal(pairs, settings.renewal),
    }
    got, possible = np.zeros(len(pairs), dtype=np.int32), np.zeros(len(pairs), dtype=np.int32)
    for points, most in found.values():
        got += points
        possible += most
    total = (200 * got + possible) // np.maximum(1, 2 * possible)
    return Points(
        {part: pairs.whole(found[part][0]) for part in PARTS},
        {part: pairs.whole(found[part][1]) for part in PARTS},
        total,
    )
