"""A contract-review export of 1,000 to 100,000 lines: time, memory, and what it costs those who work meanwhile.

    .venv/bin/python -m tests.benchmarks.exports [--lines 1000 10000 100000] [--database both]

One process for each line of the table. «peak» is the most memory of the process while it makes the file, «more» what
that is above the process before it begins: a stream keeps it level. «write» is the longest wait of somebody who saved a
row every tenth of a second meanwhile.
"""

import argparse
import multiprocessing
import resource
import threading
import time
from contextlib import ExitStack
from datetime import date
from pathlib import Path

from flask import Flask
from sqlalchemy import select, update

from bénévolat.domain.enums import Right
from bénévolat.exports.contract_review import ReviewFormat
from bénévolat.extensions import db, transaction
from bénévolat.jobs.make_files import make_one
from bénévolat.models.accounts import Account
from bénévolat.models.exports import WorkOrder
from bénévolat.services import contract_reviews
from bénévolat.services.contract_reviews import ReviewOrder
from bénévolat.services.review_lines import ReviewScope
from tests.benchmarks.bulk import application, engage
from tests.clock import START, Clock
from tests.factories import Factory

YEAR = ReviewScope(period_from=date(2026, 1, 1), period_to=date(2026, 12, 31))


def present_mb() -> float:
    """Return the memory of this process now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20


class Watcher(threading.Thread):
    """Looks at the memory fifty times a second, and saves a row ten times a second, until told to stop."""

    def __init__(self, app: Flask) -> None:
        super().__init__(daemon=True)
        self.app, self.over = app, threading.Event()
        self.peak = self.longest = 0.0

    def run(self) -> None:
        """Watch."""
        with self.app.app_context():
            turn = 0
            while not self.over.wait(0.02):
                self.peak, turn = max(self.peak, present_mb()), turn + 1
                if turn % 5 == 0:
                    began = time.perf_counter()
                    with transaction() as session:
                        session.execute(update(Account).values(phone=str(turn)))
                    self.longest = max(self.longest, time.perf_counter() - began)


def measure(kind: str, lines: int) -> None:
    """Make the file in each format; print a line of the table for each."""
    with ExitStack() as stack:
        app = application(kind, stack)
        engage(lines, months=2)
        with transaction() as session:
            agent = Factory(session, Clock()).departement_agent(Right.EXPORT)
            agent_id = agent.id
        for file_format in ReviewFormat:
            _one(app, kind, lines, file_format, agent_id)


def _one(app: Flask, kind: str, lines: int, file_format: ReviewFormat, agent_id: object) -> None:
    with transaction() as session:
        agent = session.scalars(select(Account).where(Account.id == agent_id)).one()
        order = ReviewOrder(scope=YEAR, motive="Mesure de l'export", file_format=file_format)
        asked = contract_reviews.ask(session, agent, order, now=START)
    db.session.remove()
    before, watcher = present_mb(), Watcher(app)
    watcher.start()
    cpu, began = time.process_time(), time.perf_counter()
    assert make_one(asked.id, at=START)
    took, cpu = time.perf_counter() - began, time.process_time() - cpu
    watcher.over.set()
    watcher.join()
    with transaction() as session:
        export = session.get_one(WorkOrder, asked.id, populate_existing=True).export
        assert export is not None
        size, counted = export.size / 2**20, export.nb_lines
    assert counted == lines
    print(
        f"{kind:10} {file_format.value:5} {lines:8,} {took:8.1f} {cpu:8.1f} {lines / took:9,.0f} {size:7.1f} "
        f"{watcher.peak:7.0f} {watcher.peak - before:6.0f} {watcher.longest:7.2f}",
        flush=True,
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--lines", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--database", choices=["sqlite", "postgresql", "both"], default="both")
    asked = parser.parse_args()
    kinds = ("sqlite", "postgresql") if asked.database == "both" else (asked.database,)
    print("database   file     lines  seconds    CPU s   lines/s      MB    peak   more   write")
    for kind in kinds:
        for lines in asked.lines:
            process = multiprocessing.get_context("spawn").Process(target=measure, args=(kind, lines))
            process.start()
            process.join()
            if process.exitcode:
                raise SystemExit(process.exitcode)


if __name__ == "__main__":
    main()
