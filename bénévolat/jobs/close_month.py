"""``close-month``: the records of a month stop changing some days after its end, whatever was retained.

Period: a month, ``2026-10``, due ``CLOSE_DAYS`` days after its last one at 04:25 in Paris. Unit: a record, of that
month or left open by an older one. Facts that come after are carried by the next open month (services.cer_adjustments).
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import current_app
from sqlalchemy.orm import Session

from bénévolat.domain.cer import CLOSE_JOB
from bénévolat.jobs.record_engagement import month_of
from bénévolat.jobs.registry import Cron, Job
from bénévolat.services import cer, cer_months


def periods(session: Session, at: datetime) -> list[str]:
    """Return every month since the first engagement whose closing is due at that instant."""
    days = current_app.config["CLOSE_DAYS"]
    due: list[str] = []
    month = cer_months.first_month(session)
    while month is not None and cer_months.closing_of(month, days) <= at:
        due.append(f"{month:%Y-%m}")
        month = cer_months.following(month)
    return due


def units(session: Session, period: str, at: datetime) -> Iterable[str]:
    """Return the records still open of the month, and of those before."""
    return [str(key) for key in session.scalars(cer.open_records(month_of(period)))]


def effect(session: Session, period: str, unit: str, at: datetime) -> dict[str, Any]:
    """Close one record."""
    return {"closed": int(cer.close_due(session, UUID(unit), now=at))}


JOB = Job(
    name=CLOSE_JOB,
    label="Clore les relevés du mois",
    cron=Cron(minute="25", hour="4"),
    periods=periods,
    units=units,
    effect=effect,
)
