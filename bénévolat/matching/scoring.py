"""The score: 100 points in five parts that add up, absolute, in whole numbers (R26).

A part that is not known has ``max`` 0: it leaves the denominator, the total is brought back to 100, and it is
said. Nothing here reads health, sex, age, nationality, family or seniority: see ``FEATURES`` (R30).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bénévolat.matching.pairs import Pairs
from bénévolat.matching.settings import Settings
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
    """Points and most points of each part, one row a pair or one for all; ``total`` of 100, one row a pair."""

    points: dict[str, Ints]
    most: dict[str, Ints]
    total: Ints


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
    share = travel_share(pairs.journey[0])
    share = np.maximum(share, 1000 * pairs.offers.remote)
    points = _of(weight, share) * pairs.reached
    return points, weight * ~pairs.unsure


def _availability(pairs: Pairs, weight: int) -> tuple[Ints, Ints]:
    common, needed = pairs.common_count, pairs.offers.slots_needed
    share = np.where(
        common >= needed, np.minimum(1000, 600 + 200 * (common - needed)), 300 * common // needed
    )
    return _of(weight, share) * pairs.dated, weight * pairs.dated


def _renewal(pairs: Pairs, weight: int) -> tuple[Ints, Ints]:
    return weight * (pairs.seen == 0), weight * (pairs.seen != UNKNOWN)


RULES: dict[str, Callable[[Pairs, int], tuple[Ints, Ints]]] = {
    "supervision": _supervision,
    "travel": _travel,
    "availability": _availability,
    "renewal": _renewal,
}
"""How each part but the wishes gets its (points, most), from the pairs and its weight."""


def least_text(total: NDArray[Any], settings: Settings) -> NDArray[Any]:
    """Return the least text part, per mille, with which a score is in reach: all the other parts at their most."""
    wishes = total - (100 - settings.wishes)
    return -((500 - 1000 * wishes) // max(1, settings.wishes))


def score(pairs: Pairs, text: NDArray[Any]) -> Points:
    """Return the points of each pair. ``text``: the text part per mille (``strengths.text_points``)."""
    settings = pairs.settings
    wishes = _of(settings.wishes, text.astype(np.int32))
    found = {"wishes": (wishes, np.full(1, settings.wishes, dtype=np.int32))}
    for part, rule in RULES.items():
        found[part] = rule(pairs, settings.weight(part))
    got = sum((points for points, _ in found.values()), np.zeros(len(pairs), dtype=np.int32))
    possible = sum((most for _, most in found.values()), np.zeros(1, dtype=np.int32))
    total = (200 * got + possible) // (2 * np.maximum(1, possible))
    return Points(
        {part: points for part, (points, _) in found.items()},
        {part: most for part, (_, most) in found.items()},
        total,
    )
