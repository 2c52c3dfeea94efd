"""Minutes of travel by each means, with what the person accepts (R31, R69).

Distances are straight lines times a detour, speeds are settings: an estimate that is said to be one. A
missing point, a person whose ways of travelling are not recorded, or a bus service nobody declared is «à
vérifier», never a refusal (R31, R70).
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bénévolat.matching.formats import TRANSIT, Profile
from bénévolat.matching.sentences import distance_label
from bénévolat.matching.settings import Means, Settings
from bénévolat.matching.table import OfferTable, unit_vector

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

EARTH_METRES = 6_371_008.8
LONG_MINUTES = 90  # beyond, kilometres say more
FAR = 1 << 40  # minutes when a means cannot be used
_UNKNOWN_TRANSIT = TRANSIT.index("unknown")


@dataclass(frozen=True)
class Journeys:
    """Travel of one person to some offers.

    ``metres``: straight line, -1 when a point is missing. ``minutes``: shortest within what the person
    accepts, FAR if none. ``means``: which means (index in the settings), -1 if none. ``blocked``: refused.
    ``unsure``: neither reached nor refused (something is missing).
    """

    metres: Ints
    minutes: Ints
    means: Ints
    blocked: Mask
    unsure: Mask


def metres_between(table: OfferTable, lat: float | None, lon: float | None) -> Ints:
    """Return straight-line metres from a WGS84 point to each offer, -1 when a point is missing."""
    if lat is None or lon is None:
        return np.full(len(table), -1, dtype=np.int64)
    x, y, z = unit_vector(lat, lon)
    half = np.sqrt((table.x - x) ** 2 + (table.y - y) ** 2 + (table.z - z) ** 2) / 2.0
    # arcsin by its series: additions and products are the same on every machine (error < 0.1 % at 5,000 km)
    square = half * half
    arc = half * (1 + square * (1 / 6 + square * (3 / 40 + square * (15 / 336 + square * 105 / 3456))))
    metres = np.rint(2 * EARTH_METRES * np.where(table.located, arc, 0.0)).astype(np.int64)
    return np.where(table.located, metres, -1)


def minutes_by(means: Means, metres: Ints, settings: Settings) -> Ints:
    """Return whole minutes (rounded up) by a means, its fixed part included."""
    length = metres * settings.detour
    return means.fixed + -(-length * 60 // (means.speed * 1000))


def served(means: Means, transit: Ints) -> Mask:
    """Tell where the public transport that a means needs is declared."""
    if not means.transit:
        return np.ones(len(transit), dtype=bool)
    return np.isin(transit, [TRANSIT.index(code) for code in means.transit])


def journeys(profile: Profile, table: OfferTable, settings: Settings) -> Journeys:
    """Return the travel of one person to each offer of the table."""
    metres = metres_between(table, profile.lat, profile.lon)
    best = np.full(len(table), FAR, dtype=np.int64)
    chosen = np.full(len(table), -1, dtype=np.int64)
    maybe = np.zeros(len(table), dtype=bool)
    accepted: Mapping[str, int] = profile.travel or {}
    for number, means in enumerate(settings.means):
        limit = accepted.get(means.code)
        if limit is None:
            continue
        minutes = minutes_by(means, metres, settings)
        within = (minutes <= limit) & (metres >= 0)
        if means.transit:
            maybe |= within & (table.transit == _UNKNOWN_TRANSIT)
            within &= served(means, table.transit)
        better = within & (minutes < best)
        best[better] = minutes[better]
        chosen[better] = number
    reached = (chosen >= 0) | table.remote
    missing = (metres < 0) | (not accepted)
    unsure = ~reached & (missing | maybe)
    return Journeys(metres, best, chosen, ~reached & ~unsure, unsure)


def travel_points(found: Journeys, table: OfferTable, weight: int) -> tuple[Ints, Ints]:
    """Return points and most points: full up to 10 minutes, then less; unknown leaves both at 0."""
    share = np.clip(1000 - (np.minimum(found.minutes, 1000) - 10) * 16, 100, 1000)
    share = np.where(found.blocked, 0, np.where(table.remote, 1000, share))
    most = np.where(found.unsure, 0, weight)
    return np.where(found.unsure, 0, (weight * share + 500) // 1000), most


def too_far(
    found: Journeys, row: int, profile: Profile, table: OfferTable, settings: Settings
) -> tuple[str, str]:
    """Return why an offer is out of reach, and what would unlock it. ``row``: position in the table."""
    metres = int(found.metres[row])
    closest: tuple[int, str, int, int] | None = None
    without = []
    for means in settings.means:
        limit = (profile.travel or {}).get(means.code)
        if limit is None:
            continue
        if not bool(served(means, table.transit[row : row + 1])[0]):
            without.append(means.phrase)
            continue
        minutes = int(minutes_by(means, found.metres[row : row + 1], settings)[0])
        if closest is None or minutes - limit < closest[0]:
            closest = (minutes - limit, means.phrase, minutes, limit)
    ride = "Un covoiturage ou un transport à la demande le rendrait possible."
    if closest is None:
        away, by = distance_label(metres).capitalize(), " ou ".join(without)
        why = f"{away} : la personne se déplace {by}, et aucune desserte n'est indiquée."
        return why, ride
    over, phrase, minutes, limit = closest
    if minutes > LONG_MINUTES:
        why = f"{distance_label(metres).capitalize()} : la personne accepte {limit} minutes {phrase}."
    else:
        why = f"À {minutes} minutes {phrase} : la personne accepte {limit} minutes."
    if without:
        why = f"{why[:-1]}, et aucun transport n'est indiqué."
    return why, f"Accepter {over} minutes de plus le rendrait possible." if over <= 10 else ride
