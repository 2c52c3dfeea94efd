"""A month of engagements becomes records: one job, from its due periods to its last ledger row.

    .venv/bin/python -m tests.benchmarks.recording [--engagements 500 5000 100000] [--database both] [--close]

Each engagement has four sessions in the month and four in the month before, which is recorded first, untimed. Prints,
for SQLite (written through to the disk) and PostgreSQL: elapsed seconds, milliseconds an engagement, the longest share
(how long an act on the hours of one of its engagements may wait), and the CPU seconds of this process. ``--close``: the
closing of both months too, one record at a time.
"""

import argparse
import resource
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from flask import Flask
from sqlalchemy import func, insert, select, text
from sqlalchemy.orm import Session

from bénévolat.app import create_app
from bénévolat.extensions import Intent, begin_as, db, transaction
from bénévolat.jobs import close_month, record_engagement
from bénévolat.jobs.registry import Job
from bénévolat.jobs.runner import run
from bénévolat.migrating import upgrade_database
from bénévolat.models.activity_sessions import ActivitySession
from bénévolat.models.agreements import Agreement
from bénévolat.models.base import Base
from bénévolat.models.cer import CerRecord
from bénévolat.models.engagements import Engagement
from bénévolat.models.profiles import Profile
from bénévolat.models.propositions import Proposition
from tests import postgres
from tests.clock import Clock
from tests.factories import Factory

FIRST_OF_OCTOBER, FIRST_OF_NOVEMBER = (datetime(2026, month, 1, 3, 10, tzinfo=UTC) for month in (10, 11))
CLOSES = datetime(2026, 11, 20, 3, 25, tzinfo=UTC)
DAYS = [date(2026, month, day) for month in (9, 10) for day in (4, 11, 18, 25)]
SOME = 2000


def load(session: Session, engagements: int) -> None:
    """Fill an empty database with copies of one engagement and of its sessions, in bulk."""
    one = Factory(session, Clock()).engagement(started_on=date(2026, 9, 1))
    pattern = {
        model: dict(session.execute(select(model.__table__).limit(1)).mappings().one())
        for model in (Profile, Proposition, Agreement, Engagement)
    }
    assert one.id == pattern[Engagement]["id"]
    for start in range(1, engagements, SOME):
        rows: dict[type[Base], list[dict[str, Any]]] = {model: [] for model in (*pattern, ActivitySession)}
        for number in range(start, min(start + SOME, engagements)):
            _copy(pattern, rows, number)
        for model, some in rows.items():
            session.execute(insert(model.__table__), some)
    first = {"id": one.id, "profile_id": one.profile_id}
    session.execute(insert(ActivitySession.__table__), [_session(first, day) for day in DAYS])


def _copy(
    pattern: dict[type[Base], dict[str, Any]], rows: dict[type[Base], list[dict[str, Any]]], number: int
) -> None:
    person, proposition, agreement = uuid4(), uuid4(), uuid4()
    engagement = {
        **pattern[Engagement],
        "id": uuid4(),
        "profile_id": person,
        "proposition_id": proposition,
        "agreement_id": agreement,
    }
    rows[Profile].append({**pattern[Profile], "id": person, "departement_ref": f"B{number:07d}"})
    rows[Proposition].append({**pattern[Proposition], "id": proposition, "profile_id": person})
    rows[Agreement].append(
        {**pattern[Agreement], "id": agreement, "profile_id": person, "proposition_id": proposition}
    )
    rows[Engagement].append(engagement)
    rows[ActivitySession] += [_session(engagement, day) for day in DAYS]


def _session(engagement: dict[str, Any], day: date) -> dict[str, Any]:
    starts_at = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
    return {
        "id": uuid4(),
        "engagement_id": engagement["id"],
        "profile_id": engagement["profile_id"],
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(minutes=150),
        "minutes": 150,
        "status": "confirmed" if day.day % 2 else "declared",
        "declared_at": starts_at,
        "declared_by_kind": "allocataire",
        "confirmed_at": starts_at,
        "created_at": starts_at,
    }


@contextmanager
def application(url: str, folder: str, engagements: int) -> Iterator[Flask]:
    """Return an application on a database that holds these engagements."""
    app = create_app({"DATABASE_URL": url, "DATA_DIR": folder, "SECRET_KEY": "x"}, web=False)
    with app.app_context():
        upgrade_database(db.engine)
        begin_as(Intent.WRITE)
        with transaction() as session:
            load(session, engagements)
        with db.engine.connect() as connection:
            if connection.dialect.name == "postgresql":
                connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("ANALYZE"))
        yield app
        db.engine.dispose()


def timed(job: Job, at: datetime) -> tuple[float, float, float]:
    """Run a job; return elapsed seconds, those of its longest unit, and CPU seconds of this process."""
    longest = 0.0
    assert job.effect is not None
    effect = job.effect

    def measured(session: Session, period: str, unit: str, moment: datetime) -> dict[str, Any]:
        nonlocal longest
        began = time.perf_counter()
        try:
            return effect(session, period, unit, moment)
        finally:
            longest = max(longest, time.perf_counter() - began)

    cpu, began = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
    outcome = run(replace(job, effect=measured), at=at)
    elapsed, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF)
    assert not outcome.failed
    return elapsed, longest, after.ru_utime + after.ru_stime - cpu.ru_utime - cpu.ru_stime


def measure(name: str, url: str, engagements: int, *, closing: bool) -> None:
    """Print one line of the table."""
    with (
        tempfile.TemporaryDirectory() as folder,
        application(url.replace("FOLDER", folder), folder, engagements),
    ):
        timed(record_engagement.JOB, FIRST_OF_OCTOBER)
        elapsed, longest, cpu = timed(record_engagement.JOB, FIRST_OF_NOVEMBER)
        with transaction() as session:
            made = session.scalar(
                select(func.count()).where(
                    CerRecord.month == date(2026, 10, 1), CerRecord.minutes_declared == 600
                )
            )
        assert made == engagements, made
        line = (
            f"{name:<11}{engagements:>9,}{elapsed:>9.2f} s{elapsed * 1000 / engagements:>9.3f} ms"
            f"{longest:>9.2f} s{cpu:>9.2f} s"
        )
        if closing:
            elapsed, _, cpu = timed(close_month.JOB, CLOSES)
            line += f"   closing {2 * engagements:,}: {elapsed:.1f} s, CPU {cpu:.1f} s"
        print(line, flush=True)


def main() -> None:
    """Read the options and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engagements", type=int, nargs="+", default=[500, 5_000, 100_000])
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    parser.add_argument("--close", action="store_true")
    given = parser.parse_args()
    print(f"{'database':<11}{'engaged':>9}{'elapsed':>11}{'each':>12}{'longest':>11}{'CPU':>11}")
    with ExitStack() as stack:
        server = None
        if given.database != "sqlite":
            server = postgres.start()
            stack.callback(server.stop)
        for engagements in given.engagements:
            if given.database != "postgresql":
                measure("SQLite", f"sqlite:///{Path('FOLDER')}/bench.db", engagements, closing=given.close)
            if server is not None:
                measure("PostgreSQL", server.create_database(), engagements, closing=given.close)


if __name__ == "__main__":
    main()
