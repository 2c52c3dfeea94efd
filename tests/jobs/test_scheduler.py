"""The clock: one holder, the rules of APScheduler, nothing between two and three in the morning (J1)."""

from datetime import UTC, datetime, timedelta

from apscheduler.triggers.cron import CronTrigger
from flask import Flask
from sqlalchemy import update
from sqlalchemy.orm import Session

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
