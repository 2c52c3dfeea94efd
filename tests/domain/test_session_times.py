"""Lengths in real time, whatever the clocks of Paris show (T1)."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bénévolat.domain.engagements import BadSessionTimes
from bénévolat.domain.session_times import HourTwice, WhichHour, instants, planned_instant, span, which_of

PARIS = ZoneInfo("Europe/Paris")
AUTUMN, SPRING = date(2026, 10, 25), date(2026, 3, 29)
FIRST, SECOND = WhichHour.FIRST, WhichHour.SECOND
ONE, TWO_THIRTY, FIVE = time(1), time(2, 30), time(5)


@pytest.mark.parametrize(
    ("day", "at", "until", "minutes"),
    [
        (AUTUMN, ONE, FIVE, 300),
        (SPRING, ONE, FIVE, 180),
        (date(2026, 10, 26), ONE, FIVE, 240),
        (AUTUMN - timedelta(days=1), time(22), FIVE, 480),
        (SPRING - timedelta(days=1), time(22), FIVE, 360),
        (date(2026, 11, 3), time(22), time(1), 180),
        (date(2026, 12, 31), time(23, 30), time(0, 30), 60),
    ],
)
def test_an_end_hour_gives_the_length_in_real_time(day: date, at: time, until: time, minutes: int) -> None:
    assert span(day, at, until=until).minutes == minutes


def test_the_hour_that_comes_twice_has_to_be_said() -> None:
    for options in ({"minutes": 60}, {"until": FIVE}):
        with pytest.raises(HourTwice):
            span(AUTUMN, TWO_THIRTY, **options)  # type: ignore[arg-type]
    assert span(AUTUMN, TWO_THIRTY, until=FIVE, which=FIRST).minutes == 210
    assert span(AUTUMN, TWO_THIRTY, until=FIVE, which=SECOND).minutes == 150
    assert span(AUTUMN, ONE, until=TWO_THIRTY, which=FIRST).minutes == 90
    assert span(AUTUMN, ONE, until=TWO_THIRTY, which=SECOND).minutes == 150
    with pytest.raises(HourTwice):
        span(AUTUMN, ONE, until=TWO_THIRTY)


def test_an_end_in_the_same_doubled_hour_is_the_nearest_one() -> None:
    assert span(AUTUMN, time(2, 10), until=time(2, 40), which=FIRST).minutes == 30
    assert span(AUTUMN, time(2, 10), until=time(2, 40), which=SECOND).minutes == 30
    assert span(AUTUMN, time(2, 40), until=time(2, 10), which=FIRST).minutes == 30


@pytest.mark.parametrize(("at", "until"), [(TWO_THIRTY, FIVE), (ONE, TWO_THIRTY)])
def test_the_hour_that_spring_skips_does_not_exist(at: time, until: time) -> None:
    with pytest.raises(BadSessionTimes):
        span(SPRING, at, until=until)


def test_an_end_at_the_hour_of_the_beginning_is_not_a_whole_day() -> None:
    with pytest.raises(BadSessionTimes, match="la même"):
        span(date(2026, 11, 19), time(10), until=time(10))


def test_neither_length_nor_end_is_refused() -> None:
    with pytest.raises(BadSessionTimes):
        span(AUTUMN, FIVE)


def test_a_foreseen_session_has_always_an_instant() -> None:
    assert planned_instant(AUTUMN, TWO_THIRTY) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert planned_instant(SPRING, TWO_THIRTY).astimezone(PARIS).time() == time(3, 30)


MINUTES = st.times().map(lambda at: at.replace(second=0, microsecond=0, fold=0))
NEAR_CHANGES = st.sampled_from([AUTUMN, SPRING]).flatmap(
    lambda day: st.integers(-1, 1).map(lambda shift: day + timedelta(days=shift))
)
DAYS = st.one_of(NEAR_CHANGES, st.dates(date(2000, 1, 1), date(2100, 12, 31)))


@given(DAYS, MINUTES, st.integers(1, 720), st.sampled_from(WhichHour))
def test_a_length_typed_is_the_length_kept_and_the_clock_shows_what_was_typed(
    day: date, at: time, minutes: int, which: WhichHour
) -> None:
    if not instants(day, at):
        return
    found = span(day, at, minutes=minutes, which=which)
    assert found.minutes == minutes
    assert (found.ends_at - found.starts_at) == timedelta(minutes=minutes)
    assert found.starts_at.astimezone(PARIS).replace(tzinfo=None, fold=0) == datetime.combine(day, at)
    if which_of(found.starts_at) is not None:
        assert which_of(found.starts_at) is which


@given(DAYS, MINUTES, st.integers(1, 720), st.sampled_from(WhichHour))
def test_the_end_read_on_the_clock_gives_back_the_same_end(
    day: date, at: time, minutes: int, which: WhichHour
) -> None:
    """Except where both ends fall in the doubled hour: the nearest end is meant."""
    if not instants(day, at):
        return
    kept = span(day, at, minutes=minutes, which=which)
    until = kept.ends_at.astimezone(PARIS).time().replace(fold=0)
    second = which_of(kept.ends_at)
    if which_of(kept.starts_at) is not None and second is not None:
        return
    again = span(day, at, until=until, which=second or which)
    assert again == kept


@given(DAYS, MINUTES)
def test_every_instant_is_found_from_what_its_clock_shows(day: date, at: time) -> None:
    instant = datetime.combine(day, at, tzinfo=UTC)
    here = instant.astimezone(PARIS)
    assert instant in instants(here.date(), here.time().replace(fold=0))
