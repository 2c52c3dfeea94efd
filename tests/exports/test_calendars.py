"""Calendar files: instants right over both changes of hour, identifiers that do not move (T1)."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest
from icalendar import Calendar

from bénévolat.exports.calendars import Meeting, calendar_ics
from tests.exports.samples import MADE_AT, MEETING


def events(content: bytes) -> list[object]:
    return list(Calendar.from_ical(content).walk("VEVENT"))


def test_lines_end_with_crlf_and_are_folded() -> None:
    content = calendar_ics("Bénévolat", [replace(MEETING, place="é" * 300)], made_at=MADE_AT)
    lines = content.split(b"\r\n")
    assert b"\n" not in b"".join(lines)
    assert max(len(line) for line in lines) <= 75
    assert lines[0] == b"BEGIN:VCALENDAR"


@pytest.mark.parametrize(
    ("starts_at", "ends_at", "written"),
    [
        (
            datetime(2026, 3, 28, 8, tzinfo=UTC),
            datetime(2026, 3, 28, 10, tzinfo=UTC),
            b"DTSTART:20260328T080000Z",
        ),
        (
            datetime(2026, 3, 29, 7, tzinfo=UTC),
            datetime(2026, 3, 29, 9, tzinfo=UTC),
            b"DTSTART:20260329T070000Z",
        ),
        (
            datetime(2026, 10, 24, 23, tzinfo=UTC),
            datetime(2026, 10, 25, 4, tzinfo=UTC),
            b"DTEND:20261025T040000Z",
        ),
    ],
    ids=["nine o'clock before summer time", "nine o'clock after", "five hours over the night of October"],
)
def test_instants_are_written_in_utc(starts_at: datetime, ends_at: datetime, written: bytes) -> None:
    meeting = Meeting(UUID(int=7), starts_at, ends_at, "Bénévolat", None, False)
    content = calendar_ics("Bénévolat", [meeting], made_at=MADE_AT)
    assert written in content
    (event,) = events(content)
    assert event["DTEND"].dt - event["DTSTART"].dt == ends_at - starts_at  # type: ignore[index]


def test_the_same_session_is_the_same_event_another_day() -> None:
    first = calendar_ics("Bénévolat", [MEETING], made_at=MADE_AT)
    later = calendar_ics("Bénévolat", [MEETING], made_at=MADE_AT.replace(day=26))
    assert events(first)[0]["UID"] == events(later)[0]["UID"] == MEETING.uid  # type: ignore[index]


def test_what_is_foreseen_is_tentative_and_nothing_yet_is_an_empty_calendar() -> None:
    sure = replace(MEETING, planned=False)
    assert b"STATUS:TENTATIVE" in calendar_ics("Bénévolat", [MEETING], made_at=MADE_AT)
    assert b"STATUS:CONFIRMED" in calendar_ics("Bénévolat", [sure], made_at=MADE_AT)
    assert events(calendar_ics("Bénévolat", [], made_at=MADE_AT)) == []
