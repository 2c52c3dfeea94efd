"""The clock: one holder, the rules of APScheduler, nothing between two and three in the morning (J1)."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from apscheduler.triggers.cron import CronTrigger
from flask import Flask
from sqlalchemy import update
from sqlalchemy.orm import Session

from bénévolat.jobs import scheduler
from bénévolat.jobs.catalogue import JOBS
from bénévolat.jobs.lease import NAME, Lease
from bénévolat.jobs.registry import PARIS
from bénévolat.jobs.scheduler import build_clock
from bénévolat.models.jobs import SchedulerLease


def test_a_second_scheduler_waits_and_says_why(app: Flask) -> None:
    first, second = Lease(app), Lease(app)
    second.holder = "another:1"
    assert first.acquire() is None
    sentence = second.acquire()
    assert sentence is not None
    assert first.holder in sentence
    assert first.renew()
    first.release()
    assert second.acquire() is None
    second.release()


def test_a_lease_left_by_a_dead_scheduler_is_taken_over(app: Flask, session: Session) -> None:
    dead, second = Lease(app), Lease(app)
    second.holder = "another:1"
    assert dead.acquire() is None
    with app.app_context():
        dead._forget()
    past = datetime.now(UTC) - timedelta(minutes=2)
    session.execute(update(SchedulerLease).where(SchedulerLease.name == NAME).values(expires_at=past))
    session.commit()
    assert second.acquire() is None
    second.release()


def test_the_clock_follows_the_rules(app: Flask) -> None:
    clock = build_clock(app)
    jobs = {job.id: job for job in clock.get_jobs()}
    assert set(jobs) == {job.name for job in JOBS} | {"catch-up", "asked"}
    defaults = clock._job_defaults
    assert defaults == {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}


def test_no_daily_or_monthly_job_rings_between_two_and_three() -> None:
    """That hour comes twice or never on the nights clocks change."""
    for job in JOBS:
        if job.cron.hour == "*":
            continue
        trigger = CronTrigger(timezone=PARIS, **job.cron.as_trigger())
        rings = trigger.get_next_fire_time(None, datetime(2026, 10, 24, 12, tzinfo=PARIS))
        assert rings is not None
        assert rings.hour != 2


class FakeClock:
    """A clock that only says what was asked of it."""

    def __init__(self) -> None:
        self.running, self.halted_first = False, False

    def start(self) -> None:
        self.running = True

    def shutdown(self, *, wait: bool) -> None:
        assert wait
        self.running = False
        self.halted_first = self.halt.is_set()


class FakeLease:
    """A lease that is renewed as told: True, False, or an error of the database."""

    holder = "here:1"

    def __init__(self, *answers: object, held: bool = True) -> None:
        self.answers, self.held, self.released = list(answers), held, False

    def renew(self) -> bool:
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return bool(answer)

    def still_held(self) -> bool:
        return self.held

    def release(self) -> None:
        self.released = True


def hold(app: Flask, monkeypatch: pytest.MonkeyPatch, lease: FakeLease) -> FakeClock:
    clock = FakeClock()

    def build(_app: Flask, halt: threading.Event) -> FakeClock:
        clock.halt = halt
        return clock

    monkeypatch.setattr(scheduler, "build_clock", build)
    monkeypatch.setattr(scheduler, "RENEW_SECONDS", 0)
    scheduler._hold(app, lease, threading.Event())
    return clock


def test_a_lease_that_is_lost_stops_the_work_before_the_clock_is_given_up(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The job that runs ends before its next unit; nothing waits for its whole."""
    lease = FakeLease(True, True, False)
    clock = hold(app, monkeypatch, lease)
    assert (clock.running, clock.halted_first, lease.answers, lease.released) == (False, True, [], False)


def test_a_database_busy_for_a_moment_does_not_lose_a_lease_that_still_holds(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    lease = FakeLease(OSError(), OSError(), True, False)
    hold(app, monkeypatch, lease)
    assert lease.answers == []
    over = FakeLease(OSError(), True, held=False)
    hold(app, monkeypatch, over)
    assert over.answers == [True]
