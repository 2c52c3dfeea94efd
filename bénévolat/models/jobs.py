"""Ledger of scheduled work and lease of the scheduler (J1)."""

from datetime import datetime
from typing import Any

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bénévolat.models.base import Base, Key, Text40, Text300


class JobRun(Base):
    """One effect done: (job, period, unit) is unique and written in the transaction of the effect.

    ``period`` is e.g. ``2026-11``; ``unit`` is the object handled, or ``-`` for the whole.
    """

    __tablename__ = "job_runs"
    __table_args__ = (UniqueConstraint("job", "period", "unit"),)

    id: Mapped[Key]
    job: Mapped[Text40]
    period: Mapped[Text40]
    unit: Mapped[Text40]
    done_at: Mapped[datetime] = mapped_column(index=True)
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)


class JobFailure(Base):
    """One failed try of a job or of one of its units: shown to the administrator, never a value."""

    __tablename__ = "job_failures"

    id: Mapped[Key]
    job: Mapped[Text40] = mapped_column(index=True)
    period: Mapped[Text40]
    unit: Mapped[Text40]
    at: Mapped[datetime]
    error: Mapped[Text300]


class SchedulerLease(Base):
    """Who holds the clock. A second scheduler waits and says why."""

    __tablename__ = "scheduler_leases"

    name: Mapped[Text40] = mapped_column(primary_key=True)
    holder: Mapped[str] = mapped_column(String(120))
    renewed_at: Mapped[datetime]
    expires_at: Mapped[datetime]
