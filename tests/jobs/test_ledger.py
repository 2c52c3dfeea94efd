"""The ledger of jobs: each effect exactly once, late or twice, one failure apart (J1)."""

from datetime import UTC, date, datetime
from typing import Any

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from bénévolat.jobs import record_engagement
from bénévolat.jobs.registry import Cron, Job
from bénévolat.jobs.runner import run, run_due
from bénévolat.models.cer import CerRecord
from bénévolat.models.jobs import JobFailure, JobRun
from tests.factories import Factory

FIRST_OF_NOVEMBER = datetime(2026, 11, 1, 3, 10, tzinfo=UTC)
"""04:10 in Paris."""


def months(session: Session) -> list[tuple[date, int]]:
    session.rollback()
    rows = session.scalars(select(CerRecord).order_by(CerRecord.month))
    return [(row.month, row.minutes_declared) for row in rows]


def test_the_month_becomes_one_record_per_engagement_however_often_it_runs(
    app: Flask, session: Session, make: Factory
) -> None:
    engagement = make.engagement(started_on=date(2026, 9, 1))
    make.activity_session(engagement, date(2026, 10, 6), minutes=120)
    with app.app_context():
        early = run(record_engagement.JOB, at=datetime(2026, 11, 1, 3, 9, tzinfo=UTC))
        first = run(record_engagement.JOB, at=FIRST_OF_NOVEMBER)
        second = run(record_engagement.JOB, at=FIRST_OF_NOVEMBER)
    assert (early.done, first.done, second.done) == (16, 16, 0)  # September, then October, in 16 shares.
    assert months(session) == [(date(2026, 10, 1), 120)]


def test_five_weeks_down_and_every_month_is_caught_up_with_its_own_date(
    app: Flask, session: Session, make: Factory
) -> None:
    engagement = make.engagement(started_on=date(2026, 7, 1))
    for day in (date(2026, 8, 4), date(2026, 9, 1), date(2026, 10, 6)):
        make.activity_session(engagement, day, minutes=60)
    with app.app_context():
        outcome = run(record_engagement.JOB, at=datetime(2026, 11, 8, tzinfo=UTC))
    assert outcome.periods == ["2026-07", "2026-08", "2026-09", "2026-10"]
    assert [month for month, _ in months(session)] == [date(2026, 8, 1), date(2026, 9, 1), date(2026, 10, 1)]


def test_a_dry_run_says_what_it_would_do_and_writes_nothing(
    app: Flask, session: Session, make: Factory
) -> None:
    make.activity_session(make.engagement(started_on=date(2026, 9, 1)), date(2026, 10, 6))
    with app.app_context():
        assert run(record_engagement.JOB, at=FIRST_OF_NOVEMBER, dry_run=True).done == 32
    assert months(session) == []
    assert session.scalars(select(JobRun)).all() == []


def fragile(broken: set[str]) -> Job:
    """Return a job of three units; those in ``broken`` fail after having written."""

    def effect(session: Session, period: str, unit: str, at: datetime) -> dict[str, Any]:
        session.add(JobFailure(job="trace", period=period, unit=unit, at=at, error="effect"))
        session.flush()
        if unit in broken:
            raise RuntimeError("the unit breaks")
        return {"done": 1}

    return Job(
        name="fragile",
        label="Essai",
        cron=Cron(),
        periods=lambda session, at: ["2026-10"],
        units=lambda session, period, at: ["a", "b", "c"],
        effect=effect,
    )


def traces(session: Session) -> list[str]:
    session.rollback()
    return sorted(row.unit for row in session.scalars(select(JobFailure).where(JobFailure.job == "trace")))


def test_one_units_failure_is_its_own_and_leaves_nothing_half_done(app: Flask, session: Session) -> None:
    """The effect and its ledger row live or die together."""
    with app.app_context():
        first = run(fragile({"b"}), at=FIRST_OF_NOVEMBER)
        assert (first.done, first.failed) == (2, 1)
        assert traces(session) == ["a", "c"]
        again = run(fragile(set()), at=FIRST_OF_NOVEMBER)
        assert (again.done, again.failed) == (1, 0)
        assert traces(session) == ["a", "b", "c"]
        assert run(fragile(set()), at=FIRST_OF_NOVEMBER).periods == []
    failure = session.scalars(select(JobFailure).where(JobFailure.job == "fragile")).one()
    assert (failure.unit, failure.error) == ("b", "RuntimeError")


def test_a_job_that_breaks_does_not_stop_the_others(app: Flask, session: Session) -> None:
    def broken(session: Session, at: datetime) -> list[str]:
        raise RuntimeError("no period")

    bad = Job(
        name="bad", label="Cassé", cron=Cron(), periods=broken, units=lambda *_: [], effect=lambda *_: {}
    )
    with app.app_context():
        outcomes = run_due((bad, fragile(set())), at=FIRST_OF_NOVEMBER)
    assert [(item.job, item.done, item.failed) for item in outcomes] == [("bad", 0, 1), ("fragile", 3, 0)]
