"""``close-month``: the records of a month stop changing some days after its end, whatever was retained.

Period: a month, ``2026-10``, due ``CLOSE_DAYS`` days after its last one at 04:25 in Paris. Unit: a share of the
engagements, as in ``record-engagement``: its records of that month, and those left open by an older one. Facts that
come after are carried by the next open month (services.cer_adjustments).
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy.orm import Session

from bénévolat.domain.cer import CLOSE_JOB
from bénévolat.jobs.record_engagement import month_of
from bénévolat.jobs.registry import Cron, Job
from bénévolat.services import cer_months, cer_recording


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
    """Return the shares: always the same ones."""
    return cer_recording.SHARES


def effect(session: Session, period: str, unit: str, at: datetime) -> dict[str, Any]:
    """Close the records of one share."""
    return cer_recording.close_share(session, unit, month_of(period), now=at)


JOB = Job(
    name=CLOSE_JOB,
    label="Clore les relevés du mois",
    cron=Cron(minute="25", hour="4"),
    periods=periods,
    units=units,
    effect=effect,
)
