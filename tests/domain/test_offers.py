"""What an offer must say before it is sent (R15, R16), and how many hours it may ask (R18)."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest

from bénévolat.domain.enums import BackgroundCheck, Demand, ExpensesPolicy, HalfDay, Remote, Rhythm
from bénévolat.domain.errors import DomainError
from bénévolat.domain.offers import (
    OfferFields,
    TooManyHours,
    check_dates,
    check_hours,
    hours_warning,
    missing_points,
    weekly_minutes,
)

TODAY = date(2026, 11, 3)
COMPLETE = OfferFields(
    title="Aide au jardin",
    description="Semer, arroser et récolter avec l'équipe du jardin.",
    simple_text="Vous aidez au jardin.",
    commune_insee="10387",
    access_notes="La porte verte.",
    half_days=[HalfDay.TUE_AM],
    session_minutes=150,
    places=2,
    supervision_capacity=1,
    supervisor_id=uuid4(),
    expenses=ExpensesPolicy.TRAVEL,
    insured=True,
)


def lacking(fields: OfferFields) -> set[str]:
    return {point.field for point in missing_points(fields, today=TODAY)}


def test_a_complete_offer_lacks_nothing_r16() -> None:
    assert lacking(COMPLETE) == set()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": ""}, "title"),
        ({"description": "Jardin."}, "description"),
        ({"simple_text": " "}, "simple_text"),
        ({"commune_insee": None}, "commune"),
        ({"access_notes": None}, "access_notes"),
        ({"half_days": []}, "half_days"),
        ({"session_minutes": None}, "session_minutes"),
        ({"places": 0}, "places"),
        ({"supervisor_id": None}, "supervisor"),
        ({"supervision_capacity": 0}, "supervision_capacity"),
        ({"expenses": ExpensesPolicy.UNKNOWN}, "expenses"),
        ({"insured": False}, "insured"),
        ({"ends_on": date(2026, 11, 2)}, "ends_on"),
        ({"demands": [Demand.MINORS]}, "background_check"),
    ],
)
def test_each_thing_that_is_asked_names_its_field_r15_r16(change: dict[str, object], field: str) -> None:
    assert lacking(replace(COMPLETE, **change)) == {field}  # type: ignore[arg-type]


def test_a_mission_from_home_needs_no_place_r16() -> None:
    assert lacking(replace(COMPLETE, remote=Remote.FULL, commune_insee=None, access_notes=None)) == set()


def test_a_mission_with_children_is_complete_once_the_check_is_named_r15() -> None:
    with_children = replace(COMPLETE, demands=[Demand.MINORS], background_check=BackgroundCheck.B3)
    assert lacking(with_children) == set()


@pytest.mark.parametrize(
    ("rhythm", "sessions", "minutes", "a_week"),
    [
        (Rhythm.WEEKLY, 2, 180, 360),
        (Rhythm.FORTNIGHTLY, 1, 181, 91),
        (Rhythm.MONTHLY, 4, 240, 240),
        (Rhythm.ONE_OFF, 3, 420, 1260),
    ],
)
def test_hours_a_week_follow_the_rhythm_r18(rhythm: Rhythm, sessions: int, minutes: int, a_week: int) -> None:
    assert weekly_minutes(rhythm, sessions, minutes) == a_week


def test_thirty_five_hours_pass_and_one_minute_more_does_not_r18() -> None:
    check_hours(replace(COMPLETE, sessions_per_period=5, session_minutes=420))
    with pytest.raises(TooManyHours):
        check_hours(replace(COMPLETE, sessions_per_period=5, session_minutes=421))


def test_above_seven_hours_is_a_warning_and_seven_is_not_r18() -> None:
    assert hours_warning(replace(COMPLETE, sessions_per_period=2, session_minutes=210)) is None
    said = hours_warning(replace(COMPLETE, sessions_per_period=2, session_minutes=225))
    assert said is not None
    assert "7,5\u00a0heures" in said


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"starts_on": date(2026, 12, 2), "ends_on": date(2026, 12, 1)}, "ends_on"),
        ({"pause_from": date(2026, 12, 2)}, "pause_to"),
        ({"pause_to": date(2026, 12, 2)}, "pause_from"),
        ({"pause_from": date(2026, 12, 2), "pause_to": date(2026, 12, 1)}, "pause_to"),
    ],
)
def test_dates_out_of_order_are_refused_beside_their_field(change: dict[str, object], field: str) -> None:
    with pytest.raises(DomainError) as refusal:
        check_dates(replace(COMPLETE, **change))  # type: ignore[arg-type]
    assert refusal.value.field == field
