"""How a person comes to a mission, by their own ways of travelling: minutes as the matcher counts them (R69).

Straight lines times a detour: an estimate, which is said. A line that nobody declared is never promised.
"""

from dataclasses import dataclass
from enum import Enum

from bénévolat.domain.enums import HalfDay, Remote, TravelMeans
from bénévolat.domain.places import distance_km
from bénévolat.matching.settings import Means, Settings
from bénévolat.matching.travel import minutes_of
from bénévolat.matching.travel_words import SAME_PLACE_METRES
from bénévolat.models.offers import Offer
from bénévolat.models.profiles import Profile


class JourneyKind(Enum):
    """What can be said of the way there."""

    HOME = "home"
    SAME_PLACE = "same_place"
    WAYS = "ways"
    ASK = "ask"


@dataclass(frozen=True, slots=True)
class Way:
    """One way of travelling, and about how many minutes it takes."""

    means: TravelMeans
    minutes: int


@dataclass(frozen=True, slots=True)
class Journey:
    """How a person comes; ``ways`` shortest first, only those they accept, empty but for ``WAYS``."""

    kind: JourneyKind
    ways: tuple[Way, ...] = ()


def journey(profile: Profile, offer: Offer) -> Journey:
    """Return how a person comes to a mission. Reads both communes, writes nothing, asks the engine nothing.

    ``ASK``: a place is not known, or none of their ways is known to lead there in the time they accept.
    """
    if offer.remote is Remote.FULL:
        return Journey(JourneyKind.HOME)
    metres = _metres(profile, offer)
    if metres is None:
        return Journey(JourneyKind.ASK)
    if metres < SAME_PLACE_METRES:
        return Journey(JourneyKind.SAME_PLACE)
    settings = Settings()
    found = [
        Way(TravelMeans(means.code), minutes)
        for means in settings.means
        if means.code in profile.travel
        and _leads(means, offer)
        and (minutes := minutes_of(means, metres, settings)) <= int(profile.travel[means.code])
    ]
    ways = tuple(sorted(found, key=lambda way: way.minutes))
    return Journey(JourneyKind.WAYS, ways) if ways else Journey(JourneyKind.ASK)


def _metres(profile: Profile, offer: Offer) -> int | None:
    mine, theirs = profile.commune, offer.commune
    if mine is None or theirs is None or None in (mine.lat, mine.lon, theirs.lat, theirs.lon):
        return None
    return round(1000 * distance_km((mine.lat, mine.lon), (theirs.lat, theirs.lon)))  # type: ignore[arg-type]


def _leads(means: Means, offer: Offer) -> bool:
    """Tell whether a means that needs a line is served, at some hour of the mission."""
    if not means.transit:
        return True
    runs = not offer.half_days or bool(offer.transit_off_hours) or any(map(_by_day, offer.half_days))
    return offer.transit.value in means.transit and runs


def _by_day(half_day: HalfDay) -> bool:
    code = str(half_day.value)
    return not code.endswith("_eve") and not code.startswith("sun_")
