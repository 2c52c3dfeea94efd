"""The score: 100 points in five parts that add up, absolute, in whole numbers (R26).

A part that is not known has ``max`` 0: it leaves the denominator, the total is brought back to 100, and it is
said. Nothing here reads health, sex, age, nationality, family or seniority: see ``FEATURES`` (R30).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bénévolat.matching.gates import Situation
from bénévolat.matching.settings import PARTS
from bénévolat.matching.table import UNKNOWN
from bénévolat.matching.travel import travel_points

Ints = NDArray[np.int64]

FEATURES: dict[str, tuple[str, ...]] = {
    # part of the score: fields of the profile it reads (R30)
    "wishes": ("wishes", "skills"),
    "supervision": ("supervision_need",),
    "travel": ("lat", "lon", "travel"),
    "availability": ("slots",),
    "renewal": ("seen_offers",),
}


@dataclass(frozen=True)
class Points:
    """Points and most points of each part, one row an offer; ``total`` of 100."""

    points: dict[str, Ints]
    most: dict[str, Ints]
    total: Ints


def text_points(chips: Sequence[tuple[Ints, int]], size: int) -> Ints:
    """Return the text part, 0 to 1000: the best chip + a quarter of the mean of the others.

    ``chips``: answers of the offers (0 to 1000) and weight (per mille) of each chip.
    """
    best = np.zeros(size, dtype=np.int64)
    total = np.zeros(size, dtype=np.int64)
    for answers, weight in chips:
        value = answers * weight // 1000
        best = np.maximum(best, value)
        total += value
    if len(chips) > 1:
        best = best + (total - best) // (4 * (len(chips) - 1))
    return np.minimum(best, 1000)


def _supervision(situation: Situation, weight: int) -> tuple[Ints, Ints]:
    table, need = situation.table, situation.profile.supervision_need
    known_level = (table.level != UNKNOWN) & (need is not None)
    level = np.where(known_level & (table.level >= (need or 0)), 700, 0)
    known_places = table.places != UNKNOWN
    places = np.where(known_places & table.present, np.clip(table.places, 0, 3) * 100, 0)
    most = 700 * known_level.astype(np.int64) + 300 * known_places.astype(np.int64)
    return (weight * (level + places) + 500) // 1000, (weight * most + 500) // 1000


def _availability(situation: Situation, weight: int) -> tuple[Ints, Ints]:
    table = situation.table
    common, needed = situation.common_slots(), table.slots_needed
    share = np.where(
        common >= needed, np.minimum(1000, 600 + 200 * (common - needed)), 300 * common // needed
    )
    known = (table.slots != 0) & bool(situation.profile.slots)
    return np.where(known, (weight * share + 500) // 1000, 0), np.where(known, weight, 0)


def _renewal(situation: Situation, weight: int) -> tuple[Ints, Ints]:
    size, seen = len(situation.table), situation.profile.seen_offers
    if seen is None:
        return np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64)
    already = frozenset(seen)
    new = np.array([offer.id not in already for offer in situation.offers], dtype=np.int64)
    return new * weight, np.full(size, weight, dtype=np.int64)


def score(situation: Situation, text: Ints) -> Points:
    """Return the points of each offer of the situation. ``text``: per mille, from ``text_points``."""
    settings, size = situation.settings, len(situation.table)
    points: dict[str, Ints] = {"wishes": (settings.wishes * text + 500) // 1000}
    most: dict[str, Ints] = {"wishes": np.full(size, settings.wishes, dtype=np.int64)}
    points["supervision"], most["supervision"] = _supervision(situation, settings.supervision)
    points["travel"], most["travel"] = travel_points(situation.journeys, situation.table, settings.travel)
    points["availability"], most["availability"] = _availability(situation, settings.availability)
    points["renewal"], most["renewal"] = _renewal(situation, settings.renewal)
    got = np.sum([points[part] for part in PARTS], axis=0)
    possible = np.sum([most[part] for part in PARTS], axis=0)
    total = (200 * got + possible) // np.maximum(1, 2 * possible)
    return Points(points, most, total.astype(np.int64))
