"""Calendar files (ICS, RFC 5545): sessions that come, with neutral words and instants in UTC (T1).

An identifier says the engagement and the instant: taken again, the same session is the same event. Instants in UTC are
right in both summer and winter time, whatever the telephone's own zone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from bénévolat.exports.typesetting import readable

PRODUCT = "-//benevolat//calendrier//FR"


@dataclass(frozen=True, slots=True)
class Meeting:
    """One session that comes. ``planned``: foreseen, not yet said to be certain. ``place`` None: not written."""

    engagement_id: UUID
    starts_at: datetime
    ends_at: datetime
    title: str
    place: str | None
    planned: bool

    @property
    def uid(self) -> str:
        """Return the identifier of the event, the same each time the file is made."""
        return f"{self.engagement_id}-{self.starts_at.astimezone(UTC):%Y%m%dT%H%M%SZ}@benevolat"


def calendar_ics(name: str, meetings: Sequence[Meeting], *, made_at: datetime) -> bytes:
    """Return a calendar named ``name``, lines ended by CRLF and folded at 75 bytes."""
    from icalendar import Calendar, Event  # noqa: PLC0415 - slow to load, and few processes make a calendar

    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", readable(name))
    calendar.add("x-wr-timezone", "Europe/Paris")
    for meeting in meetings:
        event = Event()
        event.add("uid", meeting.uid)
        event.add("dtstamp", made_at.astimezone(UTC))
        event.add("dtstart", meeting.starts_at.astimezone(UTC))
        event.add("dtend", meeting.ends_at.astimezone(UTC))
        event.add("summary", readable(meeting.title))
        if meeting.place:
            event.add("location", readable(meeting.place))
        event.add("status", "TENTATIVE" if meeting.planned else "CONFIRMED")
        event.add("class", "PRIVATE")
        calendar.add_component(event)
    return bytes(calendar.to_ical())
