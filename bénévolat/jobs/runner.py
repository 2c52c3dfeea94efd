"""Running of jobs through the ledger: each effect exactly once, whoever runs it and however often (J1)."""

import logging
import threading
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from bénévolat.extensions import db, transaction
from bénévolat.jobs import passes, progress
from bénévolat.jobs.progress import Listener, Progress
from bénévolat.jobs.registry import WHOLE, Job
from bénévolat.logs import trace
from bénévolat.models.jobs import JobFailure, JobRun

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Outcome:
    """What one run of a job did. ``detail`` adds up the counts of its units; ``stopped``: before its end."""

    job: str
    done: int = 0
    already: int = 0
    failed: int = 0
    stopped: bool = False
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
        if self.stopped:
            parts.append("arrêté avant la fin")
        return ", ".join(parts)

    def add(self, detail: dict[str, Any]) -> None:
        """Add the counts of one unit; what is not a count is kept as it is."""
        for key, value in detail.items():
            counts = isinstance(value, int | float) and not isinstance(value, bool)
            self.detail[key] = self.detail.get(key, 0) + value if counts else value


class _Undo(Exception):
    """Raised inside a dry run so that the transaction leaves nothing; carries what would have been told."""

    def __init__(self, detail: dict[str, Any]) -> None:
        super().__init__()
        self.detail = detail


def run(
    job: Job,
    *,
    at: datetime,
    dry_run: bool = False,
    asked: UUID | None = None,
    listener: Listener | None = None,
    stop: threading.Event | None = None,
) -> Outcome:
    """Run what is due of one job at an instant (aware); every unit in its own transaction.

    ``asked``: the passage somebody asked for; otherwise one is opened when there is something to do. ``listener`` is
    told (done, total). Once ``stop`` is set no new unit begins: the ledger knows what is left.
    """
    outcome = Outcome(job.name)
    running = Progress(job.name, at, dry_run=dry_run, asked=asked, listener=listener, stop=stop)
    token = progress.current.set(running)
    try:
        if not dry_run:
            with transaction() as session:
                passes.look(session, job.name, now=passes.present())
        if job.outside is not None:
            outcome.detail = job.outside(at, dry_run=dry_run)
            outcome.stopped = running.stopping()
        else:
            _run_periods(job, at, running, outcome)
    except BaseException as error:
        db.session().rollback()
        if isinstance(error, Exception):
            outcome.failed += 1
        else:
            outcome.stopped = True
        raise
    finally:
        progress.current.reset(token)
        if dry_run:
            _forget(job)
        running.close(
            done=outcome.done, failed=outcome.failed, detail=outcome.detail, stopped=outcome.stopped
        )
    return outcome


def _run_periods(job: Job, at: datetime, running: Progress, outcome: Outcome) -> None:
    assert job.periods is not None
    with transaction() as session:
        due = job.periods(session, at)
        finished = done_periods(session, job, due)
    for period in due:
        if running.stopping():
            outcome.stopped = True
            return
        if period not in finished:
            _run_period(job, period, at, running, outcome)


def done_periods(session: Session, job: Job, periods: list[str]) -> set[str]:
    """Return those of some periods whose units are all done."""
    return set(
        session.scalars(
            select(JobRun.period).where(
                JobRun.job == job.name, JobRun.unit == WHOLE, JobRun.period.in_(periods)
            )
        )
    )


def _run_period(job: Job, period: str, at: datetime, running: Progress, outcome: Outcome) -> None:
    assert job.units is not None
    with transaction() as session:
        units = list(job.units(session, period, at))
        done = set(
            session.scalars(select(JobRun.unit).where(JobRun.job == job.name, JobRun.period == period))
        )
    outcome.periods.append(period)
    left = [unit for unit in units if unit not in done]
    running.expect(len(left))
    failed = 0
    for unit in left:
        if running.stopping():
            outcome.stopped = True
            return
        wrong = not _try_unit(job, period, unit, at, running, outcome)
        failed += wrong
        running.step(failed=wrong)
    if not failed and not running.dry_run and WHOLE not in units:
        with transaction() as session:
            _take(session, job, period, WHOLE, at)


def _try_unit(job: Job, period: str, unit: str, at: datetime, running: Progress, outcome: Outcome) -> bool:
    """Do one unit and count it; its failure is its own: False, and the reason is kept."""
    try:
        detail = _run_unit(job, period, unit, at=at, dry_run=running.dry_run)
    except _Undo as undone:
        outcome.done += 1
        outcome.add(undone.detail)
    except Exception as error:  # noqa: BLE001 - logged without its words
        log.error("job %s failed for %s %s\n%s", job.name, period, unit, trace(error))
        _forget(job)
        outcome.failed += 1
        if not running.dry_run:
            _note_failure(job, period, unit, error)
        return False
    else:
        outcome.done += detail is not None
        outcome.already += detail is None
        outcome.add(detail or {})
    return True


def _forget(job: Job) -> None:
    if job.forget is not None:
        job.forget()


def _run_unit(job: Job, period: str, unit: str, *, at: datetime, dry_run: bool) -> dict[str, Any] | None:
    """Do one unit and its ledger row in the same transaction; None when the row was already there."""
    assert job.effect is not None
    with transaction() as session:
        if not _take(session, job, period, unit, at):
            return None
        detail = job.effect(session, period, unit, at)
        if dry_run:
            session.flush()  # What the database would refuse is told too.
            raise _Undo(detail)
        session.execute(
            update(JobRun)
            .where(JobRun.job == job.name, JobRun.period == period, JobRun.unit == unit)
            .values(detail=detail)
        )
    return detail


def _take(session: Session, job: Job, period: str, unit: str, at: datetime) -> bool:
    """Insert the ledger row; False when another run has it. A second process waits for the first one's end."""
    values = {"job": job.name, "period": period, "unit": unit, "done_at": at, "detail": {}}
    dialect = session.get_bind().dialect.name
    maker = postgresql.insert if dialect == "postgresql" else sqlite.insert
    row = session.execute(
        maker(JobRun).values(**values).on_conflict_do_nothing().returning(JobRun.id)
    ).first()
    return row is not None


def _note_failure(job: Job, period: str, unit: str, error: Exception) -> None:
    """Keep the reason by its class, never by its words; the same failure again moves its date."""
    known = {"job": job.name, "period": period, "unit": unit, "error": type(error).__name__}
    now = passes.present()
    try:
        with transaction() as session:
            again = session.execute(
                update(JobFailure).filter_by(**known).values(at=now).returning(JobFailure.id)
            ).first()
            if again is None:
                session.execute(insert(JobFailure).values(**known, at=now))
    except Exception as failure:  # noqa: BLE001 - logged without its words
        log.error("a failure of job %s could not be kept\n%s", job.name, trace(failure))


def run_due(
    jobs: tuple[Job, ...],
    *,
    at: datetime,
    dry_run: bool = False,
    listener: Listener | None = None,
    stop: threading.Event | None = None,
) -> list[Outcome]:
    """Run once everything that is due at an instant; a job that breaks does not stop the others."""
    outcomes = []
    for job in jobs:
        if stop is not None and stop.is_set():
            break
        outcomes.append(run_whole(job, at=at, dry_run=dry_run, listener=listener, stop=stop))
    return outcomes


def run_whole(job: Job, *, at: datetime, dry_run: bool = False, **options: Any) -> Outcome:
    """Run one job as ``run`` does; one that breaks as a whole is a failure kept like that of a unit."""
    try:
        return run(job, at=at, dry_run=dry_run, **options)
    except Exception as error:  # noqa: BLE001 - logged without its words
        log.error("job %s broke\n%s", job.name, trace(error))
        db.session().rollback()
        if not dry_run:
            _note_failure(job, "-", WHOLE, error)
        return Outcome(job.name, failed=1)
