"""One commune as the look-up of places needs it, what confirms it, and the sentences of a result."""

from collections.abc import Iterable
from typing import NamedTuple

from rapidfuzz import fuzz

from bénévolat.domain.departements import DEPARTEMENTS
from bénévolat.domain.places import FoundPlace, PlaceStatus, Point, distance_km, readings
from bénévolat.services.communes import city_of_districts

FAR_KM = 30
"""Beyond this a point and a commune contradict each other: the widest communes reach 25 km."""
NEAR_KM = 10
_NOWHERE_KM = 100_000.0


class Spot(NamedTuple):
    """One commune, as light as the look-up needs."""

    insee: str
    name: str
    key: str
    departement: str
    population: int
    point: Point | None
    postal_codes: frozenset[str]


def agrees(spot: Spot, code: str) -> bool:
    """Tell whether a postal code is one of the commune's; an INSEE code is often written in its place."""
    return bool(code) and (
        code in spot.postal_codes or code == spot.insee or city_of_districts(code) == spot.insee
    )


def distance(spot: Spot, point: Point) -> float:
    """Return the kilometres between a commune and a point, whichever way its numbers are read."""
    if spot.point is None:
        return _NOWHERE_KM
    return min((distance_km(spot.point, reading) for reading in readings(point)), default=_NOWHERE_KM)


def is_within(spot: Spot, point: Point | None, limit: float) -> bool:
    """Tell whether a given point is at most ``limit`` kilometres from a commune."""
    return point is not None and distance(spot, point) <= limit


def resembles(typed: str, key: str) -> bool:
    """Tell whether one name is part of the other («evry» of «evry courcouronnes»), or close to it."""
    one, other = set(typed.split()), set(key.split())
    part = (one <= other or other <= one) and any(len(word) > 3 for word in one & other)
    return part or fuzz.ratio(typed, key) >= 85


def remark_on_distance(spot: Spot, point: Point | None) -> str:
    """Return a French remark when the point is too far from a commune that everything else confirms."""
    if point is None or spot.point is None or (away := distance(spot, point)) <= FAR_KM:
        return ""
    return f"coordonnées à {away:.0f} km de {spot.name}, non retenues"


def found(spot: Spot, remark: str = "") -> FoundPlace:
    """Return the result «this commune»."""
    return FoundPlace(PlaceStatus.RESOLVED, insee=spot.insee, name=spot.name, remark=remark)


def ambiguous(reason: str, spots: Iterable[Spot]) -> FoundPlace:
    """Return the result «several communes», with the first three."""
    return FoundPlace(PlaceStatus.AMBIGUOUS, reason=f"{reason}{perhaps(list(spots)[:3])}")


def not_loaded(said: frozenset[str]) -> FoundPlace:
    """Return the result «its département is not loaded here»."""
    return FoundPlace(
        PlaceStatus.NOT_LOADED, reason=f"les communes de {departement_names(said)} ne sont pas chargées"
    )


def departement_names(departements: frozenset[str]) -> str:
    """Return «Aube (10)», or «Corse-du-Sud (2A) ou Haute-Corse (2B)»."""
    return " ou ".join(f"{DEPARTEMENTS.get(code, code)} ({code})" for code in sorted(departements))


def perhaps(spots: Iterable[Spot]) -> str:
    """Return « ; peut-être Troyes (10)» for communes that might be meant, «» for none."""
    listed = ", ".join(f"{spot.name} ({spot.departement})" for spot in spots)
    return f" ; peut-être {listed}" if listed else ""
