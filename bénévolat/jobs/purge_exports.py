"""``purge-exports``: the content of export files is erased after 48 hours (R75). The line in the list stays."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from bénévolat.jobs.registry import PARIS, Cron, Job
from bénévolat.services import export_files


def periods(session: Session, at: datetime) -> list[str]:
    """Return the present hour."""
    return [at.astimezone(PARIS).strftime("%Y-%m-%dT%H%z")]


def units(session: Session, period: str, at: datetime) -> Iterable[str]:
    """Return the expired files that still hold content."""
    return [str(key) for key in session.scalars(export_files.expired(at))]


def effect(session: Session, period: str, unit: str, at: datetime) -> dict[str, Any]:
    """Erase the content of one file."""
    export_files.purge(session, UUID(unit), now=at)
    return {}


JOB = Job(
    name="purge-exports",
    label="Effacer les exports de plus de 48 heures",
    cron=Cron(minute="20"),
    periods=periods,
    units=units,
    effect=effect,
)
