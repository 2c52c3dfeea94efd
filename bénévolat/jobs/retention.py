"""``retention``: every morning, inactive files are listed, then erased after the archives' visa (R41).

Period: a date; only the latest one is worth doing. Units: files that live again (``unlist``), a team (``te-…``), a
file to erase (``pr-…``), the logs (``logs``). Until ``RETENTION_ENABLED=1`` people are only counted: nothing is
listed, told or erased. The logs are purged in any case.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import current_app
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bénévolat.jobs.registry import Cron, Job, day_period
from bénévolat.models.profiles import Profile
from bénévolat.services import retention

NAME = "retention"
HOUR, MINUTE = 5, 40
LOGS, UNLIST, COUNT = "logs", "unlist", "count"


def periods(session: Session, at: datetime) -> list[str]:
    """Return the latest morning."""
    return [day_period(at, hour=HOUR, minute=MINUTE)]


def units(session: Session, period: str, at: datetime) -> Iterable[str]:
    """Return what there is to do."""
    if not current_app.config["RETENTION_ENABLED"]:
        return [LOGS, COUNT]
    months = current_app.config["RETENTION_MONTHS"]
    teams = retention.teams_to_tell(session, now=at, months=months)
    erased = retention.to_erase(session, now=at)
    return [LOGS, UNLIST, *(f"te-{key.hex}" for key in teams), *(f"pr-{key.hex}" for key in erased)]


def effect(session: Session, period: str, unit: str, at: datetime) -> dict[str, Any]:
    """Do one unit; return its counts."""
    config = current_app.config
    months = config["RETENTION_MONTHS"]
    if unit == LOGS:
        return retention.forget_logs(session, now=at, journal_months=config["JOURNAL_MONTHS"])
    if unit == COUNT:
        concerned = select(func.count()).select_from(Profile).where(retention.inactive(at, months))
        return {"would_be_listed": session.scalar(concerned) or 0}
    if unit == UNLIST:
        return retention.unlist(session, now=at, months=months)
    kind, key = unit.split("-")
    if kind == "pr":
        return retention.erase(session, UUID(key), now=at, months=months)
    notice = config["RETENTION_NOTICE_DAYS"]
    return retention.list_team(session, UUID(key), now=at, months=months, notice_days=notice)


JOB = Job(
    name=NAME,
    label="Conserver, puis effacer les dossiers inactifs",
    cron=Cron(minute=str(MINUTE), hour=str(HOUR)),
    periods=periods,
    units=units,
    effect=effect,
)
