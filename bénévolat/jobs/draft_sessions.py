"""``draft-sessions``: each week that comes in sight is drafted once from what is agreed (R12).

Period: an ISO week, ``2026-W47``, due on the Monday four weeks before, at 04:00 in Paris. A week is drafted once: a
session that was taken away does not come back. Unit: the engagements whose identifier begins with the same sign,
sixteen batches that stay the same whoever comes or leaves. An engagement that begins, changes or is taken up again
between two runs is drafted in that act, up to the weeks already in sight.
"""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy.orm import Session

from bénévolat.domain.session_drafts import last_drafted
from bénévolat.jobs.registry import PARIS, Cron, Job
from bénévolat.services import session_drafts

HOUR, MINUTE = 4, 0
SIGNS = 1
AT_ONCE = 1000
"""Engagements read at once within a batch."""


def periods(session: Session, at: datetime) -> list[str]:
    """Return the weeks in sight, and those gone by whose sessions may still be noted."""
    here = at.astimezone(PARIS)
    day = here.date() if here.time() >= time(HOUR, MINUTE) else here.date() - timedelta(days=1)
    oldest = day - session_drafts.LASTS
    monday = oldest - timedelta(days=oldest.weekday())
    count = (last_drafted(day) - monday).days // 7 + 1
    return [_period(monday + timedelta(weeks=number)) for number in range(count)]


def _period(monday: date) -> str:
    year, week, _ = monday.isocalendar()
    return f"{year}-W{week:02d}"


def units(session: Session, period: str, at: datetime) -> Iterable[str]:
    """Return the beginnings of the identifiers of the engagements that say when they come back."""
    return sorted({key.hex[:SIGNS] for key in session.scalars(session_drafts.open_engagements())})


def effect(session: Session, period: str, unit: str, at: datetime) -> dict[str, Any]:
    """Draft one week of one batch."""
    monday = date.fromisoformat(f"{period}-1")
    sunday = monday + timedelta(days=6)
    ids = session.scalars(session_drafts.open_engagements(unit)).all()
    return {
        "drafted": sum(
            session_drafts.draft(session, ids[start : start + AT_ONCE], monday, sunday, now=at)
            for start in range(0, len(ids), AT_ONCE)
        )
    }


JOB = Job(
    name="draft-sessions",
    label="Préparer les séances prévues",
    cron=Cron(minute=str(MINUTE), hour=str(HOUR)),
    periods=periods,
    units=units,
    effect=effect,
)
