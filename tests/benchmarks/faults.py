"""Twenty rounds of kill -9 on each database: jobs, pairs of jobs, pairs of schedulers; the counts are printed.

    python -m tests.benchmarks.faults [--rounds 20] [--size 25] [--database both] [--part both]

A round begins from the same furnished site, kills real processes at random instants two or three times, lets the
work end, and compares every row with a run that nothing disturbed (``tests/jobs/killing.py``).
"""

import argparse
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import create_engine, event
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from bénévolat.extensions import _connect_sqlite
from tests import postgres
from tests.clock import Clock
from tests.conftest import migrate
from tests.databases import Database, PostgresDatabase, SqliteDatabase
from tests.factories import Factory
from tests.jobs.killing import Rounds
from tests.jobs.little_world import furnish

AT = datetime(2026, 11, 15, 11, 5, tzinfo=UTC)


def furnished(database: Database, folder: Path, at: datetime | None, size: int, seed: int) -> Rounds:
    """Return rounds over a furnished copy of a database."""
    database.empty()
    engine = create_engine(database.url, poolclass=NullPool)
    if database.kind == "sqlite":
        event.listen(engine, "connect", _connect_sqlite)
    with Session(engine, expire_on_commit=False) as session:
        furnish(Factory(session, Clock(at or datetime.now(UTC))), size=size)
    engine.dispose()
    rounds = Rounds(database, folder, at, seed=seed)
    rounds.prepare()
    return rounds


def play(database: Database, folder: Path, count: int, size: int, seed: int, part: str) -> int:
    """Play the rounds of one database; return how many ended wrong."""
    wrong = 0
    parts = (("jobs due", AT, count * 2 // 3), ("scheduler", None, count - count * 2 // 3))
    for name, at, some in parts:
        if part not in {"both", name}:
            continue
        rounds = furnished(database, folder, at, size, seed)
        print(
            f"{database.kind}: {name}: {rounds.total} effects, {rounds.lasts:.1f} s undisturbed", flush=True
        )
        for number in range(some):
            started = time.monotonic()
            done = rounds.due(3, 1 + number % 2) if at else rounds.scheduler(2)
            wrong += bool(done.wrong)
            verdict = "every effect once" if not done.wrong else f"{len(done.wrong)} WRONG"
            print(
                f"  round {number + 1}/{some}: ledger after each kill {done.ledger}, {verdict} "
                f"({time.monotonic() - started:.0f} s)",
                flush=True,
            )
            for line in done.wrong[:10]:
                print(f"    {line[:300]}")
    return wrong


def main() -> int:
    """Play both databases; the exit code tells whether a round ended wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--size", type=int, default=25)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", choices=["both", "sqlite", "postgresql"], default="both")
    parser.add_argument("--part", choices=["both", "jobs due", "scheduler"], default="both")
    asked = parser.parse_args()
    server = postgres.start()
    wrong = 0
    try:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            migrate(f"sqlite:///{folder / 'template.db'}")
            template = server.create_database()
            migrate(template)
            databases = (
                SqliteDatabase(folder / "template.db", folder),
                PostgresDatabase(server, template.rsplit("/", 1)[-1].split("?")[0]),
            )
            for database in databases:
                if asked.database not in {"both", database.kind}:
                    continue
                data = folder / f"donnees-{database.kind}"
                data.mkdir()
                wrong += play(database, data, asked.rounds, asked.size, asked.seed, asked.part)
    finally:
        server.stop()
    print(f"{wrong} rounds ended wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
