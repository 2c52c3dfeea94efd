"""``review-notice``: every morning, référents are told of the contract reviews that come within 30 days (R12).

Period: a date; only the latest one is worth doing. Unit: a team. What was told is in the ledger by review date and
contract: a review moved to another date is told again.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import current_app
from sqlalchemy.orm import Session

from bénévolat.jobs.registry import Cron, Job, day_period
from bénévolat.services import review_notices

HOUR, MINUTE = 7, 20


def periods(session: Session, at: datetime) -> list[str]:
    """Return the latest morning."""
    return [day_period(at, hour=HOUR, minute=MINUTE)]


def units(session: Session, period: str, at: datetime) -> Iterable[str]:
    """Return the teams that follow somebody whose review comes."""
    days = current_app.config["REVIEW_NOTICE_DAYS"]
    return [key.hex for key in review_notices.teams(session, now=at, notice_days=days)]


def effect(session: Session, period: str, unit: str, at: datetime) -> dict[str, Any]:
    """Tell one team of the reviews not told yet."""
    days = current_app.config["REVIEW_NOTICE_DAYS"]
    return review_notices.tell_team(session, UUID(unit), now=at, notice_days=days)


JOB = Job(
    name=review_notices.JOB,
    label="Annoncer les revues de contrat",
    cron=Cron(minute=str(MINUTE), hour=str(HOUR)),
    periods=periods,
    units=units,
    effect=effect,
)
