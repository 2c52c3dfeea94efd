"""Passages of jobs: what is written while they run, and what a stop or a crash leaves (J1)."""

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from bénévolat.extensions import db, transaction
from bénévolat.jobs import forget_passes, passes, progress, record_engagement, scheduler
from bénévolat.jobs.lease import Lease
from bénévolat.jobs.registry import Cron, Job
from bénévolat.jobs.runner import run, run_whole
from bénévolat.models.jobs import JobFailure, JobPass, JobRun, JobState, SchedulerLease
from tests.clock import Clock
from tests.factories import Factory

AT = datetime(2026, 11, 1, 3, 10, tzinfo=UTC)


def job_of(effect: Any, units: str = "abc") -> Job:
    return Job(
        name="trial",
        label="Essai",
        cron=Cron(),
        periods=lambda session, at: ["2026-10"],
        units=lambda session, period, at: list(units),
        effect=effect,
    )


def rows(session: Session) -> list[JobPass]:
    session.rollback()
    session.expire_all()
    return list(session.scalars(select(JobPass).order_by(JobPass.asked_at)))


def test_a_job_that_did_something_leaves_one_passage_with_its_counts(
    app: Flask, session: Session, clock: Clock
) -> None:
    with app.app_context():
        for _ in range(3):
            run(job_of(lambda *_: {"sent": 2}), at=AT)
    (row,) = rows(session)
    assert (row.at, row.started_at, row.finished_at) == (AT, clock(), clock())
    assert (row.done, row.failed, row.progress, row.total) == (3, 0, 3, 3)
    assert (row.detail, row.stopped, row.asked_by_id) == ({"sent": 6}, False, None)
    assert session.get_one(JobState, "trial").looked_at == clock()


def test_a_job_with_nothing_to_do_is_only_looked_at(app: Flask, session: Session, clock: Clock) -> None:
    with app.app_context():
        run(job_of(lambda *_: {}, units=""), at=AT)
        clock.advance(minutes=10)
        run(job_of(lambda *_: {}, units=""), at=AT)
    assert rows(session) == []
    assert session.get_one(JobState, "trial").looked_at == clock()


def test_a_dry_run_leaves_no_trace_at_all(app: Flask, session: Session) -> None:
    with app.app_context():
        outcome = run(job_of(lambda *_: {"sent": 2}), at=AT, dry_run=True)
    assert (outcome.done, outcome.detail) == (3, {"sent": 6})
    assert rows(session) == []
    for model in (JobRun, JobState, JobFailure):
        assert session.scalars(select(model)).all() == []


def test_the_progress_is_read_while_it_runs_and_written_once_a_second_at_most(
    app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticks = iter(range(1000))
    monkeypatch.setattr(progress.time, "monotonic", lambda: next(ticks) * 0.4)
    seen, told = [], []

    def effect(inner: Session, *_: Any) -> dict[str, Any]:
        row = inner.scalars(select(JobPass)).one()
        seen.append((row.progress, row.total))
        return {}

    with app.app_context():
        run(job_of(effect, units="abcdef"), at=AT, listener=lambda done, total: told.append((done, total)))
    assert seen[0] == (0, 6)
    assert 1 < len(set(seen)) < 6
    assert told[0] == (0, 6)
    assert told[-1] == (6, 6)


def test_once_it_must_stop_no_unit_begins_and_the_rest_is_done_later(app: Flask, session: Session) -> None:
    stop, done = threading.Event(), []

    def effect(inner: Session, period: str, unit: str, at: datetime) -> dict[str, Any]:
        done.append(unit)
        stop.set()
        return {}

    with app.app_context():
        first = run(job_of(effect), at=AT, stop=stop)
        assert (first.done, first.stopped, done) == (1, True, ["a"])
        second = run(job_of(effect), at=AT)
    assert (second.done, second.stopped, done) == (2, False, ["a", "b", "c"])
    assert [row.stopped for row in rows(session)] == [True, False]


def test_the_same_failure_again_moves_its_date_and_adds_no_line(
    app: Flask, session: Session, clock: Clock
) -> None:
    """A unit that fails every ten minutes for weeks is one line."""

    def effect(*_: Any) -> dict[str, Any]:
        raise ValueError("nom de la personne")

    with app.app_context():
        for _ in range(5):
            clock.advance(minutes=10)
            run(job_of(effect, units="a"), at=AT)
    (failure,) = session.scalars(select(JobFailure)).all()
    assert (failure.error, failure.at) == ("ValueError", clock())
    assert [row.failed for row in rows(session)] == [1] * 5


def test_a_job_that_works_outside_tells_its_own_progress(app: Flask, session: Session) -> None:
    seen = []

    def outside(at: datetime, *, dry_run: bool) -> dict[str, Any]:
        progress.expect(2)
        with transaction() as inner:
            progress.step()  # Inside a transaction it must not commit: it is told later.
            seen.append(inner.scalars(select(JobPass.total)).one())
        progress.step()
        return {"sent": 2}

    with app.app_context():
        run(Job("trial", "Essai", Cron(), outside=outside), at=AT)
        progress.step()  # Nobody runs: nothing happens.
        assert not progress.stopping()
    (row,) = rows(session)
    assert seen == [2]
    assert (row.progress, row.total, row.detail) == (2, 2, {"sent": 2})


def test_an_outside_job_that_breaks_is_a_failed_passage(app: Flask, session: Session) -> None:
    def outside(at: datetime, *, dry_run: bool) -> dict[str, Any]:
        raise OSError("disk")

    with app.app_context():
        assert run_whole(Job("trial", "Essai", Cron(), outside=outside), at=AT).failed == 1
    (row,) = rows(session)
    assert (row.failed, row.finished_at is not None) == (1, True)
    assert session.scalars(select(JobFailure.error)).all() == ["OSError"]


def asked(app: Flask, session: Session, make: Factory, clock: Clock, *, times: int = 1) -> JobPass:
    """Return a passage of record-engagement that an administrator asked for."""
    session.rollback()
    account = make.administrator()
    with app.app_context():
        for _ in range(times):
            with transaction() as inner:
                passes.ask(inner, record_engagement.JOB, by=account.as_actor(), now=clock(), dry_run=False)
    return rows(session)[-1]


def test_what_was_asked_of_a_scheduler_that_was_killed_is_taken_up_by_the_next_one(
    app: Flask, session: Session, make: Factory, clock: Clock
) -> None:
    key = asked(app, session, make, clock).id
    with app.app_context(), transaction() as inner:
        assert passes.take(inner, key, now=clock()) == ("record-engagement", False)
        assert passes.take(inner, key, now=clock()) is None
    scheduler._resume(app)  # The first one died here; its lease is over.
    (row,) = rows(session)
    assert row.started_at is None
    with app.app_context():
        scheduler.answer_asked()
    (row,) = rows(session)
    assert (row.stopped, row.finished_at) == (False, clock())
    scheduler._resume(app)
    assert rows(session)[0].finished_at == clock()


def test_asked_again_meanwhile_the_killed_one_is_closed_and_one_waits(
    app: Flask, session: Session, make: Factory, clock: Clock
) -> None:
    first = asked(app, session, make, clock).id
    with app.app_context(), transaction() as inner:
        passes.take(inner, first, now=clock())
    clock.advance(minutes=1)
    assert asked(app, session, make, clock, times=2).id != first
    scheduler._resume(app)
    assert [(row.stopped, row.started_at is None) for row in rows(session)] == [(True, False), (False, True)]


def test_asked_and_stopped_before_its_end_it_waits_again(
    app: Flask, session: Session, make: Factory, clock: Clock
) -> None:
    key = asked(app, session, make, clock).id
    stop = threading.Event()

    def effect(*_: Any) -> dict[str, Any]:
        stop.set()
        return {}

    with app.app_context():
        with transaction() as inner:
            passes.take(inner, key, now=clock())
        run(job_of(effect), at=AT, asked=key, stop=stop)
    (row,) = rows(session)
    assert (row.started_at, row.finished_at) == (None, None)


def test_a_passage_of_a_job_that_is_no_more_is_closed(
    app: Flask, session: Session, make: Factory, clock: Clock
) -> None:
    row = asked(app, session, make, clock)
    row.job = "gone"
    session.commit()
    with app.app_context():
        scheduler.answer_asked()
    assert rows(session)[0].stopped


def test_what_fell_silent_is_told_as_stopped_by_the_next_passage(
    app: Flask, session: Session, clock: Clock
) -> None:
    """A kill -9 in the middle: nobody could close the passage."""
    session.add(JobPass(job="trial", at=AT, asked_at=clock(), started_at=clock(), seen_at=clock()))
    session.commit()
    began = clock()
    clock.advance(minutes=11)
    with app.app_context():
        run(job_of(lambda *_: {}), at=AT)
    killed, done = rows(session)
    assert (killed.stopped, killed.finished_at) == (True, began)
    assert (done.stopped, done.done) == (False, 3)


def test_passages_and_failures_are_kept_ninety_days(app: Flask, session: Session, clock: Clock) -> None:
    for days in (91, 89):
        at = clock() - timedelta(days=days)
        session.add(JobPass(job="trial", at=at, asked_at=at, started_at=at, seen_at=at, finished_at=at))
        session.add(JobFailure(job="trial", period="-", unit="-", at=at, error="OSError"))
        session.add(JobRun(job="trial", period=str(days), unit="-", done_at=at))
    session.commit()
    with app.app_context():
        outcome = run(forget_passes.JOB, at=clock())
    assert outcome.detail == {"passes": 1, "failures": 1}
    assert len([row for row in rows(session) if row.job == "trial"]) == 1
    ledger = session.scalars(select(JobRun.period).where(JobRun.job == "trial")).all()
    assert sorted(ledger) == ["89", "91"]


@pytest.mark.sqlite
def test_the_lease_of_a_process_that_is_no_more_on_this_machine_is_free_at_once(
    app: Flask, session: Session
) -> None:
    """SQLite: nobody waits a minute after a kill -9. PostgreSQL frees its lock by itself."""
    lease = Lease(app)
    host = lease.holder.rpartition(":")[0]
    now = datetime.now(UTC)
    session.add(
        SchedulerLease(
            name="scheduler",
            holder=f"{host}:4194305",
            renewed_at=now,
            expires_at=now + timedelta(seconds=60),
        )
    )
    session.commit()
    assert lease.acquire() is None
    assert lease.still_held()
    lease.release()


@pytest.mark.sqlite
def test_a_lease_written_before_the_clock_was_set_back_is_not_waited_for(
    app: Flask, session: Session
) -> None:
    """A machine that started a year ahead until the network set its clock right."""
    lease, ahead = Lease(app), datetime.now(UTC) + timedelta(days=365)
    session.add(
        SchedulerLease(
            name="scheduler",
            holder="elsewhere:4194305",
            renewed_at=ahead,
            expires_at=ahead + timedelta(seconds=60),
        )
    )
    session.commit()
    assert lease.acquire() is None
    assert lease.still_held()
    lease.release()


@pytest.mark.sqlite
def test_the_lease_of_another_machine_or_of_a_living_process_is_waited_for(
    app: Flask, session: Session
) -> None:
    lease = Lease(app)
    now = datetime.now(UTC)
    host = lease.holder.rpartition(":")[0]
    row = SchedulerLease(
        name="scheduler", holder="elsewhere:4194305", renewed_at=now, expires_at=now + timedelta(seconds=60)
    )
    session.add(row)
    session.commit()
    sentence = lease.acquire()
    assert sentence is not None
    assert "elsewhere" in sentence
    row.holder = f"{host}:1"
    session.commit()
    assert lease.acquire() is not None
    assert not lease.still_held()
    with app.app_context():
        db.session.remove()
