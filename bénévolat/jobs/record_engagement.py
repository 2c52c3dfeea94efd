"""``record-engagement``: the month that just ended becomes one CER record per engagement (R12).

Period: a month, ``2026-10``, due on the first of the next month at 04:10 in Paris. Unit: an engagement. Facts that
come after (a late confirmation) refresh the open record in the transaction of the act itself.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from bénévolat.jobs.registry import PARIS, Cron, Job
from bénévolat.services import cer

HOUR, MINUTE = 4, 10


def month_of(period: str) -> date:
    """Return the first day of a period such as ``2026-10``."""
    return date.fromisoformat(f"{period}-01")


def _next(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def periods(session: Session, at: datetime) -> list[str]:
    """Return every month since the first session whose run is due at that instant."""
    first = cer.first_month(session)
    due: list[str] = []
    month = first
    while month is not None:
        following = _next(month)
        rings = datetime(following.year, following.month, 1, HOUR, MINUTE, tzinfo=PARIS)
        if rings > at:
            break
        due.append(f"{month:%Y-%m}")
        month = following
    return due


def units(session: Session, period: str, at: datetime) -> Iterable[str]:
    """Return the engagements with a session in the month."""
    return [str(key) for key in session.scalars(cer.engagements_of_month(month_of(period)))]


def effect(session: Session, period: str, unit: str, at: datetime) -> dict[str, Any]:
    """Write the record of one engagement."""
    row = cer.record(session, UUID(unit), month_of(period), now=at)
    return {"minutes_declared": row.minutes_declared, "nb_sessions": row.nb_sessions} if row else {}


JOB = Job(
    name="record-engagement",
    label="Établir le relevé du mois",
    cron=Cron(minute=str(MINUTE), hour=str(HOUR), day="1"),
    periods=periods,
    units=units,
    effect=effect,
)
