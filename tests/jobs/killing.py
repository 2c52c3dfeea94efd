"""Real processes that run jobs and are killed -9 at random instants, then a whole run: is the end the same?

A round begins from the same copy of a furnished database. Whatever was killed, every effect must be there exactly
once: the final rows equal those of a run that nothing disturbed.
"""

import os
import random
import subprocess
import sys
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import create_engine, func, select
from sqlalchemy.pool import NullPool

from bénévolat.models.jobs import JobRun
from tests.databases import Database
from tests.jobs.states import State, differences, known_ids, state

ROOT = Path(__file__).parents[2]


@dataclass
class Round:
    """What one round did: ledger lines found after each kill, and what is wrong at its end."""

    ledger: list[int] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


@dataclass
class Rounds:
    """Kills the commands of a furnished database, given for ``at``, or for the present instant when it is None."""

    database: Database
    folder: Path
    at: datetime | None
    seed: int = 1
    expected: State = field(default_factory=dict)
    known: set[str] = field(default_factory=set)
    begins: float = 0.0
    lasts: float = 0.0
    total: int = 0

    def prepare(self) -> None:
        """Keep the furnished rows, then learn the end and the time of a run that nothing disturbs."""
        self.chance = random.Random(self.seed)
        self.engine = create_engine(self.database.url, poolclass=NullPool)
        self.known = known_ids(self.engine)
        self.database.save()
        started = time.monotonic()
        self.whole("jobs", "list")
        self.begins = time.monotonic() - started
        started = time.monotonic()
        self.whole(*self.words())
        self.lasts = time.monotonic() - started
        self.whole(*self.words(minutes=10))
        self.expected, self.total = state(self.engine, self.known), self.lines()

    def words(self, minutes: int = 0) -> list[str]:
        """Return the command that does what is due, some minutes later: what a killed process held is free again."""
        at = (self.at or datetime.now(UTC)) + timedelta(minutes=minutes)
        return ["jobs", "due", "--at", at.isoformat(timespec="minutes")]

    def start(self, *words: str) -> subprocess.Popen[bytes]:
        """Start a command in a process of its own."""
        settings = {
            "BENEVOLAT_DATABASE_URL": self.database.url,
            "BENEVOLAT_DATA_DIR": str(self.folder),
            "BENEVOLAT_BACKUP_DIR": str(self.folder / "sauvegardes"),
            "BENEVOLAT_SECRET_KEY": "a secret key for the faults, and for nothing else",
            "BENEVOLAT_MAIL_BACKEND": "file",
            "BENEVOLAT_SMS_BACKEND": "file",
            "BENEVOLAT_RETENTION_ENABLED": "1",
            "PYTHONPATH": str(ROOT),
            "PYTHONUTF8": "1",
        }
        return subprocess.Popen(
            [sys.executable, "-m", "bénévolat.cli", *words],
            env={**os.environ, **settings},
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )

    def whole(self, *words: str) -> None:
        """Run a command to its end."""
        process = self.start(*words)
        _, said = process.communicate(timeout=300)
        assert process.returncode == 0, said.decode(errors="replace")[-2000:]

    def killed(self, *words: str, processes: int = 1) -> None:
        """Start a command, several times at once if asked, and kill all of them at one random instant of their work."""
        running = [self.start(*words) for _ in range(processes)]
        time.sleep(self.chance.uniform(self.begins * 0.7, self.lasts * 1.05))
        for process in running:
            process.kill()
            process.communicate()

    def lines(self) -> int:
        """Return how many effects the ledger holds."""
        with self.engine.connect() as connection:
            return int(connection.scalar(select(func.count()).select_from(JobRun)) or 0)

    def due(self, kills: int = 3, processes: int = 1) -> Round:
        """Kill «jobs due» several times from the same beginning, then let it end."""
        return self._round(self.words(), kills, processes)

    def scheduler(self, kills: int = 2) -> Round:
        """Kill two schedulers at once the same way: one held the lease, the other waited for it."""
        return self._round(["scheduler"], kills, 2, but={"job_runs"})  # Their hours are those of the day.

    def _round(self, words: list[str], kills: int, processes: int, but: set[str] | None = None) -> Round:
        self.database.restore()
        done = Round()
        for _ in range(kills):
            self.killed(*words, processes=processes)
            done.ledger.append(self.lines())
        self.whole(*self.words())
        self.whole(*self.words(minutes=10))
        done.wrong = differences(self.expected, state(self.engine, self.known), but=but)
        return done
