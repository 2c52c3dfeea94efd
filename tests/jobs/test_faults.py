"""Every job of the catalogue: twice, late, after days and weeks down, by two at once: each effect exactly once (J1).

A job that lands without something to do in ``little_world`` fails here.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from bénévolat.extensions import db
from bénévolat.jobs.catalogue import JOBS
from bénévolat.jobs.registry import Job
from bénévolat.jobs.runner import Outcome, done_periods, run
from bénévolat.services import matching_engine
from bénévolat.web.departement.jobs_words import COUNTS, MINUTES
from tests.clock import Clock
from tests.databases import Database
from tests.factories import Factory
from tests.house.race import all_at_once
from tests.jobs.little_world import furnish
from tests.jobs.states import State, differences, known_ids, state

AT = datetime(2026, 11, 15, 11, 5, tzinfo=UTC)
"""A Sunday at noon in Paris, in the middle of an hour: nothing else falls due while a test runs."""
BY_NIGHT = {"job_runs", "match_plans", "plan_lines", "matches", "match_candidates"}
"""Tables that tell of the latest night only: catching up weeks leaves one line where each night leaves its own."""
BY_DAY = {"remind", "check-invariants"}
"""Jobs whose mails speak of a day that is past: caught up late, only the latest one is worth sending."""

each_job = pytest.mark.parametrize("job", JOBS, ids=lambda job: job.name)


class Site:
    """A furnished site that can be put back as it was."""

    def __init__(self, app: Flask, database: Database, session: Session, engine: Engine) -> None:
        self.app, self.database, self.session, self.engine = app, database, session, engine
        self.keep()
        self.known = known_ids(engine)

    def close(self) -> None:
        self.session.close()
        with self.app.app_context():
            db.engine.dispose()
        self.engine.dispose()

    def keep(self) -> None:
        """Come back to the present state from now on."""
        self.close()
        self.database.save()

    def restore(self) -> None:
        self.close()
        self.database.restore()
        matching_engine.forget()

    def state(self) -> State:
        return state(self.engine, self.known)

    def run(self, job: Job, at: datetime = AT, *, dry_run: bool = False) -> Outcome:
        with self.app.app_context():
            outcome = run(job, at=at, dry_run=dry_run)
            db.session.remove()
        assert outcome.failed == 0, outcome
        return outcome


@pytest.fixture
def site(
    app: Flask, database: Database, session: Session, engine: Engine, clock: Clock, tmp_path: Path
) -> Site:
    clock.now = AT
    app.config.update(
        BACKUP_DIR=str(tmp_path / "sauvegardes"),
        MAIL_BACKEND="file",
        SMS_BACKEND="file",
        RETENTION_ENABLED=True,
    )
    furnish(Factory(session, clock))
    matching_engine.forget()
    return Site(app, database, session, engine)


def did_something(outcome: Outcome) -> bool:
    counts = [value for value in outcome.detail.values() if isinstance(value, int)]
    return any(counts) if counts else outcome.done > 0


@each_job
def test_a_job_finds_something_to_do_in_the_little_world(site: Site, job: Job) -> None:
    """Otherwise the tests below would tell nothing about it: give it something in tests/jobs/little_world.py."""
    before = site.state()
    outcome = site.run(job)
    assert did_something(outcome)
    assert job.name == "backup" or site.state() != before
    assert [key for key in outcome.detail if key not in COUNTS.keys() | MINUTES.keys()] == []


@each_job
def test_a_dry_run_writes_nothing_and_tells_as_much(site: Site, job: Job) -> None:
    before = site.state()
    assert did_something(site.run(job, dry_run=True))
    assert differences(before, site.state()) == []


@each_job
def test_run_twice_counts_once(site: Site, job: Job) -> None:
    site.run(job)
    once = site.state()
    again = site.run(job)
    assert (again.done, did_something(again)) == (0, False)
    assert differences(once, site.state()) == []


@each_job
def test_two_runners_at_once_count_once(site: Site, job: Job) -> None:
    site.run(job)
    alone = site.state()
    site.restore()

    def runner() -> str:
        with site.app.app_context():
            outcome = run(job, at=AT)
            db.session.remove()
        return "failed" if outcome.failed else "went well"

    assert all_at_once([runner] * 2)["failed"] == 0
    site.run(job)  # Whatever waited for the other one.
    assert differences(alone, site.state()) == []


@each_job
@pytest.mark.parametrize("days", [3, 35], ids=["three days", "five weeks"])
def test_down_for_days_then_caught_up_as_day_by_day(site: Site, job: Job, days: int) -> None:
    """Each period with its own date; a night of which only the latest is worth doing is done once."""
    site.run(job)
    site.keep()
    for day in range(1, days + 1):
        site.run(job, AT + timedelta(days=day))
    daily = site.state()
    site.restore()
    site.run(job, AT + timedelta(days=days))
    late = site.state()
    but = set(BY_NIGHT) if only_the_latest(site, job) else set()
    if job.name in BY_DAY:
        but.add("outbox")
    assert differences(daily, late, but=but) == []


def only_the_latest(site: Site, job: Job) -> bool:
    """Tell whether a job catches up with its latest period only."""
    if job.periods is None:
        return True
    with site.app.app_context():
        alone = len(job.periods(db.session(), AT)) == 1
        db.session.remove()
    return alone


def test_every_period_that_is_done_is_marked_whole(site: Site) -> None:
    """A period without its mark would be looked at for ever."""
    for job in JOBS:
        if job.periods is None:
            continue
        site.run(job)
        with site.app.app_context():
            session = db.session()
            due = job.periods(session, AT)
            assert done_periods(session, job, due) == set(due), job.name
            db.session.remove()
