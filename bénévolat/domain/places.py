"""Places as they are written elsewhere, and what became of them once looked up (R66)."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from bénévolat.domain.labels import LabelledEnum

Point = tuple[float, float]
"""Latitude and longitude, WGS84, degrees."""

_FRANCE = (
    (41.2, 51.2, -5.3, 9.7),  # metropolitan France and Corsica
    (14.3, 18.2, -63.2, -60.7),  # Antilles
    (2.0, 6.0, -54.8, -51.5),  # Guyane
    (-21.5, -20.8, 55.1, 55.9),  # La Réunion
    (-13.1, -12.6, 44.9, 45.4),  # Mayotte
    (46.7, 47.2, -56.6, -56.1),  # Saint-Pierre-et-Miquelon
)
_EARTH_DIAMETER_KM = 12742


class PlaceStatus(LabelledEnum):
    """What the look-up of a place gave."""

    RESOLVED = "resolved", "Lieu trouvé"
    NOT_NEEDED = "not_needed", "À distance, sans lieu"
    MISSING = "missing", "Lieu absent"
    UNKNOWN = "unknown", "Commune inconnue"
    AMBIGUOUS = "ambiguous", "Plusieurs communes possibles"
    CONTRADICTORY = "contradictory", "Indications contradictoires"
    ABROAD = "abroad", "Hors de France"
    NOT_LOADED = "not_loaded", "Département non chargé"


@dataclass(frozen=True, slots=True)
class WrittenPlace:
    """A place as someone wrote it; every part may be missing or wrong."""

    city: str = ""
    postal_code: str = ""
    departement: str = ""
    point: Point | None = None


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """Result of a look-up: the commune when it is sure, otherwise why it is not. Sentences are French."""

    status: PlaceStatus
    insee: str | None = None
    name: str = ""
    reason: str = ""
    remark: str = ""


def distance_km(one: Point, other: Point) -> float:
    """Return the great-circle distance between two points, in kilometres."""
    lat1, lon1, lat2, lon2 = map(math.radians, (*one, *other))
    half = (
        math.sin((lat1 - lat2) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon1 - lon2) / 2) ** 2
    )
    return _EARTH_DIAMETER_KM * math.asin(math.sqrt(half))


def is_in_france(point: Point) -> bool:
    """Tell whether a point, read as it is or with its numbers swapped, falls in the boxes around France."""
    return any(
        south <= lat <= north and west <= lon <= east
        for lat, lon in (point, (point[1], point[0]))
        for south, north, west, east in _FRANCE
    )


def readings(point: Point) -> Iterator[Point]:
    """Yield what two numbers may mean: as they are, swapped, and degrees.minutes-seconds written as decimals.

    ``45.5925`` may be 45°59'25". Used only to confirm a commune found otherwise, never to find one.
    """
    for lat, lon in (point, (point[1], point[0])):
        if abs(lat) <= 90 and abs(lon) <= 180:
            yield lat, lon
            angles = _from_minutes(lat), _from_minutes(lon)
            if angles[0] is not None and angles[1] is not None:
                yield angles[0], angles[1]


def _from_minutes(value: float) -> float | None:
    whole, _, decimals = f"{abs(value):.7f}".rstrip("0").partition(".")
    if not 1 <= len(decimals) <= 4:
        return None
    decimals = decimals.ljust(4, "0")
    minutes, seconds = int(decimals[:2]), int(decimals[2:])
    if minutes >= 60 or seconds >= 60:
        return None
    return math.copysign(int(whole) + minutes / 60 + seconds / 3600, value)
