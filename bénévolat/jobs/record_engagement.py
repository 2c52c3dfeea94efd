"""``record-engagement``: the month that just ended becomes one CER record per engagement (R12).

Period: a month, ``2026-10``, due on the first of the next month at 04:10 in Paris. Unit: a share of the engagements,
by the first digit of their identifier. Facts that come after (a late confirmation) bring the record up to date in the
transaction of the act itself.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from bénévolat.domain.cer import RECORD_JOB
from bénévolat.jobs.registry import PARIS, Cron, Job
from bénévolat.services import cer_months, cer_recording

HOUR, MINUTE = 4, 10


def month_of(period: str) -> date:
    """Return the first day of a period such as ``2026-10``."""
    return date.fromisoformat(f"{period}-01")


def periods(session: Session, at: datetime) -> list[str]:
    """Return every month since the first engagement whose run is due at that instant."""
    due: list[str] = []
    month = cer_months.first_month(session)
    while month is not None:
        following = cer_months.following(month)
        if datetime(following.year, following.month, 1, HOUR, MINUTE, tzinfo=PARIS) > at:
            break
        due.append(f"{month:%Y-%m}")
        month = following
    return due


def units(session: Session, period: str, at: datetime) -> Iterable[str]:
    """Return the shares: always the same ones, whatever was declared meanwhile."""
    return cer_recording.SHARES


def effect(session: Session, period: str, unit: str, at: datetime) -> dict[str, Any]:
    """Write the records of one share."""
    return cer_recording.record_share(session, unit, month_of(period), now=at)


JOB = Job(
    name=RECORD_JOB,
    label="Établir le relevé du mois",
    cron=Cron(minute=str(MINUTE), hour=str(HOUR), day="1"),
    periods=periods,
    units=units,
    effect=effect,
)
