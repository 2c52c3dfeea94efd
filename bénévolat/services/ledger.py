"""The ledger of scheduled work, as the services that tell people write it (J1).

A row (job, period, unit) is unique: taken in the transaction of an effect, it makes the effect happen once, whoever
runs the job, however often and however late.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from bénévolat.models.jobs import JobRun


def take(
    session: Session, job: str, period: str, unit: str, *, now: datetime, detail: dict[str, Any] | None = None
) -> bool:
    """Write a row of the ledger; False when it is there already. A second process waits for the first one's end."""
    maker = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    row = session.execute(
        maker(JobRun)
        .values(id=uuid4(), job=job, period=period, unit=unit, done_at=now, detail=detail or {})
        .on_conflict_do_nothing()
        .returning(JobRun.id)
    ).first()
    return row is not None


def taken(session: Session, job: str, period: str, units: Collection[str]) -> set[str]:
    """Return which of these units of a period are in the ledger."""
    return set(
        session.scalars(
            select(JobRun.unit).where(JobRun.job == job, JobRun.period == period, JobRun.unit.in_(units))
        )
    )
