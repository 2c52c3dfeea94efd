"""Minutes by each means: what the person has, what is declared, what runs when the mission takes place (R69)."""

import math
from typing import Any

import pytest

from bénévolat.matching import Engine, Settings
from bénévolat.matching.people import People
from bénévolat.matching.settings import MEANS, Means
from tests.matching.builders import TODAY, TROYES, answer, mission, near_miss, person, plain, proposal
from tests.matching.exhaustive import EARTH


def north(metres: float) -> dict[str, float]:
    """A point at some metres of Troyes, in a straight line."""
    return {"lat": TROYES["lat"] + math.degrees(metres / EARTH), "lon": TROYES["lon"]}


def minutes(means: Means, metres: int) -> int:
    """The road is longer than the straight line; a part of the journey is fixed; minutes are rounded up."""
    return means.fixed + math.ceil(metres * 1.3 / means.speed * 60)


SERVED = {"bus": "declared", "on_demand": "on_demand"}


@pytest.mark.parametrize("metres", [700, 4_300, 9_100])
@pytest.mark.parametrize("means", MEANS, ids=lambda means: means.code)
def test_each_means_reaches_what_its_minutes_allow_and_not_a_minute_less(means: Means, metres: int) -> None:
    there = mission(**north(metres), transit=SERVED.get(means.code, "none"), commune=None)
    time = minutes(means, metres)
    found = proposal(person(travel={means.code: time}), there)
    assert f"À environ {time} minutes {means.phrase}" in plain(found.parts["travel"].why)
    miss = near_miss(person(travel={means.code: time - 1}), there)
    assert miss.blocked_by == ("travel",)
    assert miss.unlock == f"Accepter 1 minute de plus {means.phrase} le rendrait possible."


def test_a_detour_is_counted() -> None:
    """A kilometre in a straight line is 1,300 m on foot: 18 minutes and not 14."""
    assert minutes(MEANS[0], 1_000) == 18
    there = mission(**north(1_000))
    assert answer(person(travel={"walk": 17}), there).matches == ()
    proposal(person(travel={"walk": 18}), there)


@pytest.mark.parametrize(
    ("transit", "means", "open_"),
    [
        ("none", "bus", False),
        ("declared", "bus", True),
        ("on_demand", "bus", False),
        ("none", "on_demand", False),
        ("declared", "on_demand", True),
        ("on_demand", "on_demand", True),
        ("none", "car", True),
        ("none", "lift", True),
        ("none", "moped", True),
    ],
)
def test_transport_takes_where_it_is_declared_and_one_s_own_means_anywhere(
    transit: str, means: str, open_: bool
) -> None:
    found = answer(person(travel={means: 60}), mission(**north(9_000), transit=transit))
    assert bool(found.matches) is open_


@pytest.mark.parametrize("means", ["bus", "on_demand"])
def test_transport_nobody_speaks_of_is_to_be_checked_within_what_the_person_accepts(means: str) -> None:
    unsaid = mission(**north(9_000), transit=None)
    found = proposal(person(travel={means: 60}), unsaid)
    assert found.parts["travel"].max == 0
    assert "Desserte en transport en commun non renseignée : à vérifier." in map(plain, found.to_check)
    assert answer(person(travel={means: 20}), unsaid).matches == ()


def test_the_quickest_means_is_the_one_that_is_said() -> None:
    found = proposal(
        person(travel={"walk": 200, "bike": 60, "bus": 60}), mission(**north(5_000), transit="none")
    )
    assert "à vélo" in found.parts["travel"].why


def test_two_people_at_the_same_place_go_their_own_way() -> None:
    """Points follow the minutes: by car more than by bike."""
    there = mission(**north(9_000))
    by_car, by_bike = (
        proposal(person(travel={"car": 60}), there),
        proposal(person(travel={"bike": 60}), there),
    )
    assert by_car.parts["travel"].points > by_bike.parts["travel"].points > 0


# --- out of hours

EVENING, SUNDAY = ["evening"], ["sunday"]

HOURS: list[tuple[list[str], list[str], bool]] = [
    (["mon_am", "sat_pm"], [], True),
    (["mon_eve"], [], False),
    (["mon_eve"], EVENING, True),
    (["mon_eve"], SUNDAY, False),
    (["sun_am"], [], False),
    (["sun_am"], SUNDAY, True),
    (["sun_pm"], EVENING, False),
    (["sun_eve"], SUNDAY, False),
    (["sun_eve"], EVENING, False),
    (["sun_eve"], [*EVENING, *SUNDAY], True),
    (["sun_am", "tue_am"], [], True),
    ([], [], True),
]


@pytest.mark.parametrize("means", ["bus", "on_demand"])
@pytest.mark.parametrize(("slots", "declared", "runs"), HOURS)
def test_a_line_runs_in_the_evening_and_on_sunday_only_when_declared(
    slots: list[str], declared: list[str], runs: bool, means: str
) -> None:
    there = mission(**north(9_000), transit="declared", slots=slots, transit_off_hours=declared)
    someone = person(travel={means: 60}, slots=slots or ["mon_am"])
    if runs:
        proposal(someone, there)
        return
    miss = near_miss(someone, there)
    assert miss.blocked_by == ("travel",)
    assert "aucun passage n'est indiqué à ces heures" in miss.why[0]


def test_a_mission_that_needs_two_half_days_needs_a_bus_on_both() -> None:
    facts: dict[str, Any] = {**north(9_000), "transit": "declared", "slots": ["mon_am", "mon_eve"]}
    someone = person(travel={"bus": 60}, slots=["mon_am", "mon_eve"])
    proposal(someone, mission(**facts, slots_needed=1))
    miss = near_miss(someone, mission(**facts, slots_needed=2))
    assert "aucun passage n'est indiqué à ces heures" in miss.why[0]
    proposal(someone, mission(**facts, slots_needed=2, transit_off_hours=EVENING))


def test_one_s_own_means_know_no_hours() -> None:
    proposal(
        person(travel={"bus": 60, "bike": 60}, slots=["sun_eve"]),
        mission(**north(9_000), transit="declared", slots=["sun_eve"]),
    )


# --- very far, remote, unknown


def test_a_mission_done_at_home_is_proposed_however_far_its_association() -> None:
    found = proposal(person(), mission(lat=43.3, lon=5.4, remote=True))
    assert found.parts["travel"].points == found.parts["travel"].max == 20


def test_a_far_mission_within_the_minutes_accepted_is_proposed_and_found_from_the_offer() -> None:
    """Forty kilometres is the limit of what is nearly possible, not of what is."""
    driver, far = person(travel={"car": 120}), mission(**north(50_000))
    proposal(driver, far)
    assert [one.profile for one in People(Engine([far], today=TODAY), [driver]).for_offer("o1")] == ["p1"]


def test_a_person_whose_means_are_unknown_is_not_sent_to_the_other_end_of_the_country() -> None:
    someone = person(travel=None)
    near = proposal(someone, mission(**north(30_000), commune=None))
    assert near.parts["travel"].max == 0
    found = answer(someone, mission(**north(300_000), commune=None))
    assert (found.matches, found.near_misses) == ((), ())


def test_speeds_and_detour_are_settings() -> None:
    slow = Settings(
        means=tuple(Means(one.code, one.phrase, one.speed // 2, one.fixed, one.transit) for one in MEANS)
    )
    there = mission(**north(2_000))
    assert Engine([there], today=TODAY).one(person(travel={"walk": 40})).matches
    assert not Engine([there], slow, today=TODAY).one(person(travel={"walk": 40})).matches
    assert not Engine([there], Settings(detour=2_000), today=TODAY).one(person(travel={"walk": 40})).matches
