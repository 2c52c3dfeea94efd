"""How a person comes to a mission, by their own ways (R69): minutes of the matcher, nothing that is not known."""

from typing import Any

import pytest

from bénévolat.domain.enums import HalfDay, OffHours, Remote, Transit, TravelMeans
from bénévolat.domain.places import distance_km
from bénévolat.matching.settings import MEANS, Settings
from bénévolat.matching.travel import minutes_of
from bénévolat.models.offers import Offer
from bénévolat.models.profiles import Profile
from bénévolat.services.journeys import JourneyKind, journey
from tests.factories import Factory

WHOLE_DAY = 600


def pair(make: Factory, travel: dict[str, int], **offer: Any) -> tuple[Profile, Offer]:
    """Return a person of one commune before a mission of the next one."""
    here, *_, there = make.communes()
    mission = make.published_offer(commune=there, **offer)
    return make.active_profile(commune=here, travel=travel), mission


def test_each_way_accepted_is_said_with_the_minutes_of_the_matcher_the_shortest_first(make: Factory) -> None:
    person, offer = pair(make, {"walk": WHOLE_DAY, "bike": WHOLE_DAY, "car": WHOLE_DAY})
    found = journey(person, offer)
    assert found.kind is JourneyKind.WAYS
    assert {way.means for way in found.ways} == {TravelMeans.WALK, TravelMeans.BIKE, TravelMeans.CAR}
    assert [way.minutes for way in found.ways] == sorted(way.minutes for way in found.ways)
    here, there = person.commune, offer.commune
    assert here is not None
    assert there is not None
    metres = round(1000 * distance_km((here.lat or 0, here.lon or 0), (there.lat or 0, there.lon or 0)))
    walk = next(way for way in found.ways if way.means is TravelMeans.WALK)
    assert walk.minutes == minutes_of(MEANS[0], metres, Settings())


def test_a_way_longer_than_accepted_is_left_out(make: Factory) -> None:
    person, offer = pair(make, {"walk": 1, "car": WHOLE_DAY})
    assert [way.means for way in journey(person, offer).ways] == [TravelMeans.CAR]


@pytest.mark.parametrize(
    ("transit", "half_days", "off_hours", "bus"),
    [
        ("declared", ["tue_am"], [], True),
        ("unknown", ["tue_am"], [], False),
        ("none", ["tue_am"], [], False),
        ("declared", ["tue_eve", "sun_am"], [], False),
        ("declared", ["tue_eve"], ["evening"], True),
    ],
)
def test_a_bus_is_promised_only_where_and_when_it_is_declared(
    make: Factory, transit: str, half_days: list[str], off_hours: list[str], bus: bool
) -> None:
    """R69."""
    person, offer = pair(
        make,
        {"bus": WHOLE_DAY},
        transit=Transit(transit),
        half_days=[HalfDay(code) for code in half_days],
        transit_off_hours=[OffHours(code) for code in off_hours],
    )
    found = journey(person, offer)
    assert [way.means for way in found.ways] == ([TravelMeans.BUS] if bus else [])
    assert (found.kind is JourneyKind.WAYS) is bus


@pytest.mark.parametrize("travel", [{}, {"walk": 1}])
def test_without_a_known_way_one_asks(make: Factory, travel: dict[str, int]) -> None:
    """Domain §1.15: one person in ten has no means of transport."""
    assert journey(*pair(make, travel)).kind is JourneyKind.ASK


def test_the_same_commune_says_no_minutes_and_home_has_no_journey(make: Factory) -> None:
    person = make.active_profile(travel={"walk": 30})
    assert journey(person, make.published_offer()).kind is JourneyKind.SAME_PLACE
    assert journey(person, make.published_offer(remote=Remote.FULL)).kind is JourneyKind.HOME


def test_a_place_that_is_not_known_is_asked_for(make: Factory) -> None:
    """R31: missing data never excludes."""
    offer = make.published_offer()
    person = make.profile(travel={"walk": 30}, commune=None)
    assert journey(person, offer).kind is JourneyKind.ASK
