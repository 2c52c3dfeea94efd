"""Ledger of scheduled work and lease of the scheduler (J1)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bénévolat.models.accounts import Account
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


class JobPass(Base):
    """One passage of a job that did or failed something, or that somebody asked for; kept 90 days.

    ``at`` is the instant it was run for, which is simulated in a rehearsal. ``asked_by_id`` is null for the clock and
    the command line. A passage asked for waits for the scheduler while ``started_at`` is null: one at most per job,
    and one dry run. While it runs, ``finished_at`` is null and ``progress`` of ``total`` units are done, as of
    ``seen_at``. ``stopped``: it ended before its end; the ledger knows what is left.
    """

    __tablename__ = "job_passes"
    __table_args__ = (
        CheckConstraint("done >= 0 AND failed >= 0 AND progress >= 0", name="counts"),
        CheckConstraint("started_at IS NOT NULL OR asked_by_id IS NOT NULL", name="asked_or_started"),
        CheckConstraint("finished_at IS NULL OR started_at IS NOT NULL", name="started_before_finished"),
        Index("ix_job_passes_job_asked_at", "job", "asked_at"),
        Index(
            "uq_job_passes_waiting",
            "job",
            "dry_run",
            unique=True,
            sqlite_where=text("started_at IS NULL"),
            postgresql_where=text("started_at IS NULL"),
        ),
    )

    id: Mapped[Key]
    job: Mapped[Text40]
    at: Mapped[datetime]
    dry_run: Mapped[bool] = mapped_column(default=False)
    asked_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    asked_at: Mapped[datetime] = mapped_column(index=True)
    started_at: Mapped[datetime | None]
    seen_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    stopped: Mapped[bool] = mapped_column(default=False)
    progress: Mapped[int] = mapped_column(default=0)
    total: Mapped[int | None]
    done: Mapped[int] = mapped_column(default=0)
    failed: Mapped[int] = mapped_column(default=0)
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)

    asked_by: Mapped[Account | None] = relationship(lazy="raise")


class JobState(Base):
    """The last time a job was looked at, even when nothing was due."""

    __tablename__ = "job_states"

    job: Mapped[Text40] = mapped_column(primary_key=True)
    looked_at: Mapped[datetime]


class SchedulerLease(Base):
    """Who holds the clock. A second scheduler waits and says why."""

    __tablename__ = "scheduler_leases"

    name: Mapped[Text40] = mapped_column(primary_key=True)
    holder: Mapped[str] = mapped_column(String(120))
    renewed_at: Mapped[datetime]
    expires_at: Mapped[datetime]
