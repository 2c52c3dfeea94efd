"""Passages of jobs, written as they go, each time in a short transaction of its own.

A passage is what the administrator reads; the ledger (``job_runs``) is what makes an effect happen once. Losing a
passage loses no effect.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from flask import current_app
from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from bénévolat.domain.actors import Actor
from bénévolat.domain.enums import JournalEvent
from bénévolat.extensions import Intent, begin_as, db
from bénévolat.jobs.registry import Job
from bénévolat.models.jobs import JobFailure, JobPass, JobState
from bénévolat.services import journal

KEPT = timedelta(days=90)
SILENT = timedelta(minutes=10)
"""Without a sign for that long, a passage is told as interrupted."""


def present() -> datetime:
    """Return the present instant in UTC, of the test's clock when there is one: never the simulated ``at``."""
    clock: Callable[[], datetime] | None = current_app.config.get("CLOCK")
    return clock() if clock else datetime.now(UTC)


@contextmanager
def reading() -> Iterator[Session]:
    """Read without taking the right to write: a scheduler that looks every few seconds disturbs nobody."""
    begin_as(Intent.READ)
    try:
        yield db.session()
    finally:
        db.session().rollback()
        begin_as(Intent.WRITE)


def _insert(session: Session, model: type[JobPass] | type[JobState]) -> Any:
    maker = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    return maker(model)


def look(session: Session, job: str, *, now: datetime) -> None:
    """Write that a job was looked at, even though nothing may be due."""
    statement = _insert(session, JobState).values(job=job, looked_at=now)
    session.execute(statement.on_conflict_do_update(index_elements=["job"], set_={"looked_at": now}))


def ask(session: Session, job: Job, *, by: Actor, now: datetime, dry_run: bool) -> bool:
    """Ask the scheduler for a passage; False when one waits already. A real one is written in the journal."""
    row = session.execute(
        _insert(session, JobPass)
        .values(
            id=uuid4(),
            job=job.name,
            at=now,
            dry_run=dry_run,
            asked_by_id=by.account_id,
            asked_at=now,
            stopped=False,
            progress=0,
            done=0,
            failed=0,
            detail={},
        )
        .on_conflict_do_nothing()
        .returning(JobPass.id)
    ).first()
    if row is not None and not dry_run:
        journal.write(
            session, JournalEvent.JOB_LAUNCHED, by=by, now=now, subject_id=row[0], motive=job.label[:300]
        )
    return row is not None


def next_asked(session: Session) -> UUID | None:
    """Return the oldest passage that waits."""
    waiting = select(JobPass.id).where(JobPass.started_at.is_(None))
    return session.scalar(waiting.order_by(JobPass.asked_at, JobPass.id).limit(1))


def take(session: Session, key: UUID, *, now: datetime) -> tuple[str, bool] | None:
    """Begin a passage that waits, in one statement; return its job and whether it is a dry run, None when taken."""
    row = session.execute(
        update(JobPass)
        .where(JobPass.id == key, JobPass.started_at.is_(None))
        .values(started_at=now, seen_at=now, at=now)
        .returning(JobPass.job, JobPass.dry_run)
    ).first()
    return None if row is None else (row[0], row[1])


def begin(session: Session, job: str, *, at: datetime, now: datetime) -> UUID:
    """Open the passage of the clock or of the command line; those of this job that fell silent are told as stopped."""
    session.execute(
        update(JobPass)
        .where(
            JobPass.job == job,
            JobPass.finished_at.is_(None),
            JobPass.started_at.is_not(None),
            JobPass.seen_at < now - SILENT,
        )
        .values(finished_at=JobPass.seen_at, stopped=True)
    )
    row = JobPass(job=job, at=at, asked_at=now, started_at=now, seen_at=now)
    session.add(row)
    session.flush()
    return row.id


def tell(
    session: Session, key: UUID, *, now: datetime, progress: int, total: int | None, failed: int
) -> None:
    """Write how far a passage is."""
    session.execute(
        update(JobPass)
        .where(JobPass.id == key)
        .values(seen_at=now, progress=progress, total=total, failed=failed)
    )


def finish(session: Session, key: UUID, *, now: datetime, **values: Any) -> None:
    """Close a passage with its counts."""
    session.execute(update(JobPass).where(JobPass.id == key).values(finished_at=now, seen_at=now, **values))


def drop(session: Session, key: UUID) -> None:
    """Forget the passage of the clock that found everything done by another."""
    session.execute(delete(JobPass).where(JobPass.id == key))


def resume(session: Session, key: UUID, *, now: datetime) -> None:
    """Put a passage that was asked for and stopped before its end back in the queue; close it when one waits there."""
    row = session.get_one(JobPass, key, populate_existing=True)
    waiting = session.scalar(
        select(JobPass.id).where(
            JobPass.job == row.job, JobPass.dry_run == row.dry_run, JobPass.started_at.is_(None)
        )
    )
    if waiting is not None or now - row.asked_at > timedelta(days=1):
        row.finished_at, row.stopped = now, True
    else:
        row.started_at = row.seen_at = row.total = None
        row.progress = row.failed = 0
    session.flush()


def orphans(session: Session) -> list[UUID]:
    """Return the passages asked for that a scheduler began and never ended. Ask while holding the lease."""
    return list(
        session.scalars(
            select(JobPass.id).where(
                JobPass.asked_by_id.is_not(None),
                JobPass.started_at.is_not(None),
                JobPass.finished_at.is_(None),
            )
        )
    )


def purge(session: Session, *, now: datetime) -> dict[str, int]:
    """Delete passages and failures of more than 90 days; return how many of each."""
    passes = session.execute(delete(JobPass).where(JobPass.asked_at < now - KEPT))
    failures = session.execute(delete(JobFailure).where(JobFailure.at < now - KEPT))
    return {"passes": int(passes.rowcount), "failures": int(failures.rowcount)}  # type: ignore[attr-defined]
