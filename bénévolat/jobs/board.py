"""What the administrator sees of the jobs: a constant number of statements, whatever the number of passages (Q3)."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, exists, func, select, union_all
from sqlalchemy.orm import Session, aliased, joinedload

from bénévolat.jobs.catalogue import JOBS
from bénévolat.jobs.passes import SILENT
from bénévolat.jobs.registry import WHOLE, Job
from bénévolat.jobs.runner import done_periods
from bénévolat.models.jobs import JobFailure, JobPass, JobRun, JobState, SchedulerLease
from bénévolat.models.outbox import OutboxMessage

SHOWN = 20
RECENT = timedelta(days=7)
BACKUP = "backup"
BACKUP_LATE = timedelta(hours=36)
CLOCK_LATE = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class FailureCount:
    """How often a job failed in the last seven days, and what is left to look at."""

    units: int
    last: datetime


@dataclass(frozen=True, slots=True)
class FailureGroup:
    """The same failure of several units of one period. ``solved``: every one was done since."""

    period: str
    error: str
    units: int
    last: datetime
    solved: bool


@dataclass(slots=True)
class JobView:
    """One job with its last passage, its next ring and what it does now."""

    job: Job
    next_ring: datetime
    looked_at: datetime | None = None
    last: JobPass | None = None
    running: JobPass | None = None
    waiting: JobPass | None = None
    dry_waiting: JobPass | None = None
    failures: FailureCount | None = None

    def is_silent(self, now: datetime) -> bool:
        """Tell whether what runs gave no sign for ten minutes: a long unit, or a process that died."""
        seen = self.running.seen_at if self.running else None
        return seen is not None and now - seen > SILENT


@dataclass(slots=True)
class JobDetail:
    """The page of one job."""

    view: JobView
    passes: list[JobPass] = field(default_factory=list)
    failures: list[FailureGroup] = field(default_factory=list)
    pending: list[str] = field(default_factory=list)
    done: list[tuple[str, datetime]] = field(default_factory=list)
    trial: JobPass | None = None


def last_passes(session: Session) -> dict[str, JobPass]:
    """Return the last real passage of each job that is over, by the name of the job."""
    newest = [
        select(JobPass.id)
        .where(JobPass.job == job.name, JobPass.dry_run.is_(False), JobPass.finished_at.is_not(None))
        .order_by(JobPass.asked_at.desc())
        .limit(1)
        .subquery()
        for job in JOBS
    ]
    keys = union_all(*(select(one.c.id) for one in newest))
    return {row.job: row for row in session.scalars(_passes().where(JobPass.id.in_(keys)))}


def looked_at(session: Session) -> dict[str, datetime]:
    """Return when each job was last looked at."""
    return {row.job: row.looked_at for row in session.scalars(select(JobState))}


def views(session: Session, *, now: datetime, only: Job | None = None) -> list[JobView]:
    """Return every job as the list shows it, or one of them."""
    last, looked = last_passes(session), looked_at(session)
    failures = _recent_failures(session, now)
    found = {
        job.name: JobView(
            job, job.next_ring(now), looked.get(job.name), last.get(job.name), failures=failures.get(job.name)
        )
        for job in ([only] if only else JOBS)
    }
    for row in session.scalars(_passes().where(JobPass.finished_at.is_(None)).order_by(JobPass.asked_at)):
        view = found.get(row.job)
        if view is None:
            continue
        if row.started_at is not None:
            view.running = row
        elif row.dry_run:
            view.dry_waiting = row
        else:
            view.waiting = row
    return list(found.values())


def detail(session: Session, job: Job, *, now: datetime) -> JobDetail:
    """Return the page of one job: its last passages, its failures in groups, its periods done and pending."""
    (view,) = views(session, now=now, only=job)
    over = _passes().where(JobPass.job == job.name, JobPass.finished_at.is_not(None))
    real = over.where(JobPass.dry_run.is_(False)).order_by(JobPass.asked_at.desc()).limit(SHOWN)
    trial = over.where(JobPass.dry_run.is_(True)).order_by(JobPass.asked_at.desc()).limit(1)
    pending, done = _periods(session, job, now)
    return JobDetail(
        view,
        list(session.scalars(real)),
        _groups(session, job),
        pending,
        done,
        session.scalar(trial),
    )


def _passes() -> Select[JobPass]:
    return select(JobPass).options(joinedload(JobPass.asked_by))


def _recent_failures(session: Session, now: datetime) -> dict[str, FailureCount]:
    """Return the units that failed in the last seven days and are still to be done, by job."""
    rows = session.execute(
        select(JobFailure.job, func.count(), func.max(JobFailure.at))
        .where(JobFailure.at > now - RECENT, ~_solved(JobFailure))
        .group_by(JobFailure.job)
    )
    return {job: FailureCount(count, last) for job, count, last in rows}


def _solved(failure: type[JobFailure]) -> ColumnElement[bool]:
    run = aliased(JobRun)
    return exists().where(run.job == failure.job, run.period == failure.period, run.unit == failure.unit)


def _groups(session: Session, job: Job) -> list[FailureGroup]:
    solved = func.count().filter(_solved(JobFailure))
    rows = session.execute(
        select(JobFailure.period, JobFailure.error, func.count(), func.max(JobFailure.at), solved)
        .where(JobFailure.job == job.name)
        .group_by(JobFailure.period, JobFailure.error)
        .order_by(func.max(JobFailure.at).desc())
        .limit(SHOWN)
    )
    return [
        FailureGroup(period, error, count, last, count == good) for period, error, count, last, good in rows
    ]


def _periods(session: Session, job: Job, now: datetime) -> tuple[list[str], list[tuple[str, datetime]]]:
    if job.periods is None:
        return [], []
    due = job.periods(session, now)
    finished = done_periods(session, job, due)
    done = session.execute(
        select(JobRun.period, JobRun.done_at)
        .where(JobRun.job == job.name, JobRun.unit == WHOLE)
        .order_by(JobRun.done_at.desc(), JobRun.period.desc())
        .limit(SHOWN)
    )
    return [period for period in due if period not in finished], [(period, at) for period, at in done]


def lease(session: Session) -> SchedulerLease | None:
    """Return who holds the clock, with the last sign it gave."""
    return session.scalar(select(SchedulerLease))


def mails(session: Session) -> tuple[int, int]:
    """Return the messages that wait and those given up."""
    waiting = OutboxMessage.sent_at.is_(None) & OutboxMessage.given_up_at.is_(None)
    given_up = OutboxMessage.given_up_at.is_not(None)
    row = session.execute(
        select(func.count().filter(waiting), func.count().filter(given_up)).select_from(OutboxMessage)
    ).one()
    return int(row[0]), int(row[1])


def last_backup(session: Session) -> datetime | None:
    """Return when the last backup was made: a passage that had no folder to write in made none."""
    return session.scalar(select(func.max(JobRun.done_at)).where(JobRun.job == BACKUP))
