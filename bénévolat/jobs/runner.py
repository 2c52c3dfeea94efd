"""Running of jobs through the ledger: each effect exactly once, whoever runs it and however often (J1)."""

import logging
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from bénévolat.extensions import db, transaction
from bénévolat.jobs.registry import WHOLE, Job
from bénévolat.models.jobs import JobFailure, JobRun

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Outcome:
    """What one run of a job did."""

    job: str
    done: int = 0
    already: int = 0
    failed: int = 0
    periods: list[str] = field(default_factory=list)
    detail: dict[str, Any] = field(default_factory=dict)

    def sentence(self) -> str:
        """Return one line for the terminal and the log."""
        parts = [f"{self.job} : {self.done} fait(s)", f"{self.failed} échec(s)"]
        if self.already:
            parts.append(f"{self.already} déjà fait(s) ailleurs")
        if self.periods:
            parts.append("périodes " + ", ".join(self.periods))
        parts += [f"{key}={value}" for key, value in self.detail.items()]
        return ", ".join(parts)


class _Undo(Exception):
    """Raised inside a dry run so that the transaction leaves nothing."""


def run(job: Job, *, at: datetime, dry_run: bool = False) -> Outcome:
    """Run what is due of one job at an instant (aware); every unit in its own transaction."""
    outcome = Outcome(job.name)
    if job.outside is not None:
        outcome.detail = job.outside(at, dry_run=dry_run)
        return outcome
    assert job.periods is not None
    assert job.units is not None
    with transaction() as session:
        due = job.periods(session, at)
        finished = _done_units(session, job, due, WHOLE)
    for period in due:
        if period in finished:
            continue
        _run_period(job, period, at=at, dry_run=dry_run, outcome=outcome)
    return outcome


def _done_units(session: Session, job: Job, periods: list[str], unit: str) -> set[str]:
    return set(
        session.scalars(
            select(JobRun.period).where(
                JobRun.job == job.name, JobRun.unit == unit, JobRun.period.in_(periods)
            )
        )
    )


def _run_period(job: Job, period: str, *, at: datetime, dry_run: bool, outcome: Outcome) -> None:
    assert job.units is not None
    with transaction() as session:
        units = list(job.units(session, period, at))
        done = set(
            session.scalars(select(JobRun.unit).where(JobRun.job == job.name, JobRun.period == period))
        )
    outcome.periods.append(period)
    failed = 0
    for unit in units:
        if unit in done:
            continue
        try:
            effective = _run_unit(job, period, unit, at=at, dry_run=dry_run)
        except _Undo:
            outcome.done += 1
        except Exception as error:
            log.exception("job %s failed for %s %s", job.name, period, unit)
            failed += 1
            if not dry_run:
                _note_failure(job, period, unit, error)
        else:
            outcome.done += effective
            outcome.already += not effective
    outcome.failed += failed
    if not failed and not dry_run and WHOLE not in units:
        with transaction() as session:
            _take(session, job, period, WHOLE, at, {})


def _run_unit(job: Job, period: str, unit: str, *, at: datetime, dry_run: bool) -> bool:
    """Do one unit and its ledger row in the same transaction; False when the row was already there."""
    assert job.effect is not None
    with transaction() as session:
        if not _take(session, job, period, unit, at, {}):
            return False
        detail = job.effect(session, period, unit, at)
        session.execute(
            JobRun.__table__.update()  # type: ignore[attr-defined]
            .where(JobRun.job == job.name, JobRun.period == period, JobRun.unit == unit)
            .values(detail=detail)
        )
        if dry_run:
            raise _Undo
    return True


def _take(session: Session, job: Job, period: str, unit: str, at: datetime, detail: dict[str, Any]) -> bool:
    """Insert the ledger row; False when another run has it. A second process waits for the first one's end."""
    values = {"job": job.name, "period": period, "unit": unit, "done_at": at, "detail": detail}
    dialect = session.get_bind().dialect.name
    maker = postgresql.insert if dialect == "postgresql" else sqlite.insert
    row = session.execute(
        maker(JobRun).values(**values).on_conflict_do_nothing().returning(JobRun.id)
    ).first()
    return row is not None


def _note_failure(job: Job, period: str, unit: str, error: Exception) -> None:
    with transaction() as session:
        session.execute(
            insert(JobFailure).values(
                job=job.name,
                period=period,
                unit=unit,
                at=datetime.now(UTC),
                error=type(error).__name__,
            )
        )


def run_due(jobs: tuple[Job, ...], *, at: datetime, dry_run: bool = False) -> list[Outcome]:
    """Run once everything that is due at an instant; a job that breaks does not stop the others."""
    outcomes = []
    for job in jobs:
        try:
            outcomes.append(run(job, at=at, dry_run=dry_run))
        except Exception as error:
            log.exception("job %s broke", job.name)
            db.session().rollback()
            _note_failure(job, "-", WHOLE, error)
            outcomes.append(Outcome(job.name, failed=1))
    return outcomes
