"""``remind``: every morning, associations are reminded of what waits for them, référents of those who stay silent.

Period: a date; only the latest one is worth doing. Units: an association (``as-…``), a team (``te-…``), a team
that has requests about personal data to answer (``de-…``). What was told
is in the ledger too, by proposition or session and by stage: told once, however late, whoever runs the job.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import current_app
from sqlalchemy.orm import Session

from bénévolat.jobs.registry import Cron, Job, day_period
from bénévolat.services import reminders

HOUR, MINUTE = 8, 10


def _stages() -> tuple[int, ...]:
    found: tuple[int, ...] = current_app.config["REMIND_DAYS"]
    return found


def periods(session: Session, at: datetime) -> list[str]:
    """Return the latest morning."""
    return [day_period(at, hour=HOUR, minute=MINUTE)]


def units(session: Session, period: str, at: datetime) -> Iterable[str]:
    """Return the associations waited for, then the teams that wait."""
    hosts = reminders.hosts(session, now=at, stages=_stages())
    teams = reminders.teams(session, now=at, stages=_stages())
    asked = reminders.asked_teams(session, now=at)
    return [
        *(f"as-{key.hex}" for key in hosts),
        *(f"te-{key.hex}" for key in teams),
        *(f"de-{key.hex}" for key in asked),
    ]


def effect(session: Session, period: str, unit: str, at: datetime) -> dict[str, Any]:
    """Remind one association, or tell one team."""
    kind, key = unit.split("-")
    if kind == "de":
        return reminders.tell_requests(session, UUID(key), now=at)
    if kind == "te":
        return reminders.tell_team(session, UUID(key), now=at, stages=_stages())
    days = current_app.config["LINK_DAYS"]
    return reminders.remind_host(session, UUID(key), now=at, stages=_stages(), link_days=days)


JOB = Job(
    name=reminders.JOB,
    label="Relancer les associations",
    cron=Cron(minute=str(MINUTE), hour=str(HOUR)),
    periods=periods,
    units=units,
    effect=effect,
)
