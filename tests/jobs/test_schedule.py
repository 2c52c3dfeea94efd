"""A simulated year of «jobs due»: month after month, and on the days clocks change, nothing ever raises (T1, J1)."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from apscheduler.triggers.cron import CronTrigger
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bénévolat.extensions import db
from bénévolat.jobs.catalogue import JOBS
from bénévolat.jobs.registry import PARIS, Cron, Job
from bénévolat.jobs.runner import run_due
from bénévolat.models.cer import CerRecord
from bénévolat.models.jobs import JobFailure, JobRun
from tests.clock import Clock
from tests.factories import Factory
from tests.jobs.little_world import furnish

START = datetime(2026, 11, 15, 11, 5, tzinfo=UTC)
CLOCKS_CHANGE = [
    datetime(2027, 3, 28, hour, minute, tzinfo=PARIS) for hour, minute in ((1, 59), (3, 0), (4, 10))
] + [datetime(2027, 10, 31, 2, 30, fold=fold, tzinfo=PARIS) for fold in (0, 1)]

each_job = pytest.mark.parametrize("job", JOBS, ids=lambda job: job.name)


def test_a_year_goes_by_month_after_month(app: Flask, session: Session, clock: Clock, tmp_path: Path) -> None:
    clock.now = START
    app.config.update(BACKUP_DIR=str(tmp_path / "sauvegardes"), MAIL_BACKEND="file", RETENTION_ENABLED=True)
    furnish(Factory(session, clock), size=1)
    session.close()
    months = [datetime(2026 + (11 + n) // 12, (11 + n) % 12 + 1, 1, 4, 30, tzinfo=PARIS) for n in range(12)]
    with app.app_context():
        for instant in sorted([START, *months, *CLOCKS_CHANGE]):
            clock.now = instant.astimezone(UTC)
            for _ in range(2):
                outcomes = run_due(JOBS, at=clock.now)
                assert [one for one in outcomes if one.failed] == [], instant
        db.session.remove()
    told = select(JobFailure.job).where(JobFailure.at >= START).distinct()
    assert session.scalars(told).all() == [
        "check-invariants"
    ]  # The place that the little world takes for nobody.
    twice = (
        select(CerRecord.engagement_id, CerRecord.month)
        .group_by(CerRecord.engagement_id, CerRecord.month)
        .having(func.count() > 1)
    )
    assert session.execute(twice).all() == []
    monthly = session.scalars(select(JobRun.period).where(JobRun.job == "record-engagement"))
    assert set(monthly) >= {f"2027-{month:02d}" for month in range(1, 11)}


@each_job
def test_nothing_rings_between_two_and_three_on_any_day_of_a_year(job: Job) -> None:
    """That hour comes twice or never on the nights clocks change; jobs of every hour keep their ledger by hour."""
    if job.cron.hour == "*":
        return
    trigger = CronTrigger(timezone=PARIS, **job.cron.as_trigger())
    at = datetime(2026, 11, 1, tzinfo=PARIS)
    rings = []
    while at.year < 2028:
        at = trigger.get_next_fire_time(None, at + timedelta(microseconds=1))
        rings.append(at)
    assert {one.hour for one in rings} & {2} == set()
    assert len(rings) >= 12


@each_job
def test_the_next_ring_is_after_now_and_said_in_french(job: Job) -> None:
    for now in (START, *CLOCKS_CHANGE):
        rings = job.next_ring(now)
        assert rings.astimezone(UTC) > now.astimezone(UTC)
        assert rings.tzinfo is not None
        assert rings.astimezone(UTC) - now.astimezone(UTC) < timedelta(days=32)
    assert job.cron.words().startswith(("chaque", "le ", "toutes"))


@pytest.mark.parametrize(
    ("cron", "words"),
    [
        (Cron(minute="*"), "chaque minute"),
        (Cron(minute="*/15"), "toutes les 15 minutes"),
        (Cron(minute="20"), "chaque heure, à la minute 20"),
        (Cron(minute="0", hour="4"), "chaque jour à 4\u00a0h"),
        (Cron(minute="5", hour="4"), "chaque jour à 4\u00a0h\u00a005"),
        (Cron(minute="10", hour="4", day="1"), "le 1er du mois à 4\u00a0h\u00a010"),
        (Cron(minute="30", hour="7", day_of_week="mon"), "chaque lundi à 7\u00a0h\u00a030"),
    ],
)
def test_the_words_of_a_ring(cron: Cron, words: str) -> None:
    assert cron.words() == words
