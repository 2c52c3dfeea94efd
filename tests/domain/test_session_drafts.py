"""When agreed sessions come back: weeks, fortnights, months, once; never on a closed day (R12)."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bénévolat.domain.enums import HalfDay, Rhythm
from bénévolat.domain.session_drafts import (
    AgreedRhythm,
    AgreedSlot,
    Planned,
    WrongRhythm,
    check_rhythm,
    common_slots,
    last_drafted,
    planned_days,
    slots_of,
    slots_words,
)

TUESDAY = AgreedSlot(1, time(9, 30))
THURSDAY = AgreedSlot(3, time(14))
START = date(2026, 11, 10)
"""The second Tuesday of November."""


def days(rhythm: Rhythm, *slots: AgreedSlot, last: date = date(2027, 1, 31), **options: object) -> list[str]:
    found = planned_days(rhythm, slots, START, last, START, **options)  # type: ignore[arg-type]
    return [planned.day.isoformat() for planned in found]


def test_each_week_both_days_come_back() -> None:
    assert days(Rhythm.WEEKLY, THURSDAY, TUESDAY, last=date(2026, 11, 19)) == [
        "2026-11-10",
        "2026-11-12",
        "2026-11-17",
        "2026-11-19",
    ]


def test_fortnights_are_counted_from_the_first_week() -> None:
    assert days(Rhythm.FORTNIGHTLY, TUESDAY, last=date(2026, 12, 31)) == [
        "2026-11-10",
        "2026-11-24",
        "2026-12-08",
        "2026-12-22",
    ]


def test_a_fortnight_crosses_a_year_of_53_weeks() -> None:
    found = planned_days(
        Rhythm.FORTNIGHTLY, [TUESDAY], date(2026, 12, 20), date(2027, 1, 20), date(2026, 12, 15)
    )
    assert [planned.day.isoformat() for planned in found] == ["2026-12-29", "2027-01-12"]


def test_a_month_keeps_the_rank_of_the_first_day() -> None:
    assert days(Rhythm.MONTHLY, TUESDAY) == ["2026-11-10", "2026-12-08", "2027-01-12"]


def test_the_fifth_of_a_month_counts_as_the_fourth() -> None:
    started = date(2026, 12, 29)
    found = planned_days(Rhythm.MONTHLY, [TUESDAY], started, date(2027, 3, 31), started)
    assert [planned.day.isoformat() for planned in found] == ["2027-01-26", "2027-02-23", "2027-03-23"]


def test_a_one_off_mission_comes_once_per_moment() -> None:
    assert days(Rhythm.ONE_OFF, TUESDAY, THURSDAY) == ["2026-11-10", "2026-11-12"]


def test_nothing_is_foreseen_on_closed_days_nor_during_a_pause() -> None:
    closed = {date(2026, 11, 17)}
    pauses = [(date(2026, 12, 1), date(2026, 12, 8)), (date(2026, 12, 22), None)]
    assert days(Rhythm.WEEKLY, TUESDAY, closed=closed, pauses=pauses) == [
        "2026-11-10",
        "2026-11-24",
        "2026-12-15",
    ]


SLOTS = st.builds(
    AgreedSlot, st.integers(0, 6), st.times().map(lambda at: at.replace(second=0, microsecond=0))
)
DAYS = st.dates(date(2024, 1, 1), date(2030, 12, 31))


@given(
    st.sampled_from(Rhythm),
    st.lists(SLOTS, max_size=5),
    DAYS,
    DAYS,
    st.integers(0, 400),
    st.integers(0, 400),
    st.sets(DAYS, max_size=20),
)
def test_whatever_is_agreed_a_period_is_the_sum_of_its_parts(
    rhythm: Rhythm,
    slots: list[AgreedSlot],
    started_on: date,
    first: date,
    cut: int,
    length: int,
    closed: set[date],
) -> None:
    """So that drafting week by week, late or twice, gives the same sessions as drafting at once."""
    last = first + timedelta(days=length)
    middle = first + timedelta(days=min(cut, length))

    def between(one: date, other: date) -> list[Planned]:
        return planned_days(rhythm, slots, one, other, started_on, closed=closed)

    whole = between(first, last)
    assert whole == sorted(set(whole))
    assert whole == between(first, middle) + between(middle + timedelta(days=1), last)
    moments = {(slot.weekday, slot.at) for slot in slots}
    for planned in whole:
        assert max(first, started_on) <= planned.day <= last
        assert planned.day not in closed
        assert (planned.day.weekday(), planned.at) in moments


@given(st.lists(SLOTS, min_size=1, max_size=5, unique=True), DAYS)
def test_one_week_in_two_is_half_of_each_week_and_a_month_comes_every_month(
    slots: list[AgreedSlot], started_on: date
) -> None:
    last = started_on + timedelta(days=7 * 8 - 1)
    weekly = planned_days(Rhythm.WEEKLY, slots, started_on, last, started_on)
    assert len(weekly) == 8 * len(slots)
    monday = started_on - timedelta(days=started_on.weekday())
    kept = [one for one in weekly if (one.day - monday).days // 7 % 2 == 0]
    assert planned_days(Rhythm.FORTNIGHTLY, slots, started_on, last, started_on) == kept
    following = (started_on.replace(day=1) + timedelta(days=32)).replace(day=1)
    end = (following + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    assert len(planned_days(Rhythm.MONTHLY, slots, following, end, started_on)) == len(slots)


@given(DAYS)
def test_four_whole_weeks_after_this_one_are_in_sight(day: date) -> None:
    last = last_drafted(day)
    assert last.weekday() == 6
    assert 28 <= (last - day).days <= 34


def test_what_both_said_is_proposed_at_the_usual_hour() -> None:
    slots = common_slots(
        [HalfDay.TUE_AM, HalfDay.SAT_EVE, HalfDay.FRI_PM], [HalfDay.FRI_PM, HalfDay.SAT_EVE, HalfDay.MON_AM]
    )
    assert slots == (AgreedSlot(4, time(14)), AgreedSlot(5, time(18)))


def test_what_is_kept_is_read_back_and_nonsense_is_left_out() -> None:
    stored = [THURSDAY.stored(), TUESDAY.stored(), TUESDAY.stored()]
    nonsense = [{"weekday": 9, "at": "09:00"}, {"weekday": 1}, {"weekday": 1, "at": "25:00"}, "mardi", None]
    assert slots_of([*stored, *nonsense]) == (TUESDAY, THURSDAY)


@pytest.mark.parametrize(
    ("slots", "words"),
    [
        ((), ""),
        ((TUESDAY,), "le mardi à 9 h 30"),
        ((TUESDAY, THURSDAY), "le mardi à 9 h 30 et le jeudi à 14 h"),
        (
            (TUESDAY, THURSDAY, AgreedSlot(5, time(8, 5))),
            "le mardi à 9 h 30, le jeudi à 14 h et le samedi à 8 h 05",
        ),
    ],
)
def test_moments_are_said_in_french(slots: tuple[AgreedSlot, ...], words: str) -> None:
    assert slots_words(slots).replace("\u00a0", " ") == words


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"sessions_per_period": 0}, "sessions_per_period"),
        ({"sessions_per_period": 1, "slots": (TUESDAY, THURSDAY)}, "sessions_per_period"),
        ({"session_minutes": 10}, "session_minutes"),
        ({"session_minutes": 721}, "session_minutes"),
        ({"slots": (TUESDAY, AgreedSlot(1, time(10)))}, "slots"),
    ],
)
def test_what_makes_no_sense_is_refused_beside_its_field(values: dict[str, object], field: str) -> None:
    fine = {"rhythm": Rhythm.WEEKLY, "sessions_per_period": 2, "session_minutes": 120}
    check_rhythm(AgreedRhythm(**fine, slots=(TUESDAY, THURSDAY)))  # type: ignore[arg-type]
    with pytest.raises(WrongRhythm) as refusal:
        check_rhythm(AgreedRhythm(**{**fine, **values}))  # type: ignore[arg-type]
    assert refusal.value.field == field
