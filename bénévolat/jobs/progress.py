"""Progress of the job that runs in this thread: told to the passage and the terminal, at most about once a second.

The runner tells it for units. A job that is ``outside`` may tell its own, between its transactions::

    progress.expect(len(files))
    for file in files:
        if progress.stopping():
            break
        …
        progress.step()

Outside a run these do nothing.
"""

import logging
import threading
import time
from collections.abc import Callable
from contextvars import ContextVar
from datetime import datetime
from typing import Any
from uuid import UUID

from bénévolat.extensions import db, transaction
from bénévolat.jobs import passes
from bénévolat.logs import trace

log = logging.getLogger(__name__)

EVERY = 1.0
"""Seconds between two writes of the progress."""
Listener = Callable[[int, int | None], None]


class Progress:
    """How far one run is. ``key`` is its passage, opened as soon as something is to be done."""

    def __init__(
        self,
        job: str,
        at: datetime,
        *,
        dry_run: bool,
        asked: UUID | None = None,
        listener: Listener | None = None,
        stop: threading.Event | None = None,
    ) -> None:
        self.job, self.at, self.dry_run = job, at, dry_run
        self.asked = asked is not None
        self.key = asked
        self.done, self.failed = 0, 0
        self.total: int | None = None
        self._listener, self._stop = listener, stop
        self._told = time.monotonic()

    def expect(self, more: int) -> None:
        """Say that so many more units are to be done; the passage opens with the first ones."""
        if more <= 0:
            return
        self.total = (self.total or 0) + more
        if self.key is None and not self.dry_run:
            self._write(self._begin)
        self._tell(at_once=self.done == 0)

    def step(self, *, failed: bool = False) -> None:
        """Say that one more unit is over."""
        self.done += 1
        self.failed += failed
        self._tell()

    def stopping(self) -> bool:
        """Tell whether the work must stop before its next unit: the clock was lost, or the process is asked to end."""
        return self._stop is not None and self._stop.is_set()

    def close(self, *, done: int, failed: int, detail: dict[str, Any], stopped: bool) -> None:
        """End the passage with its counts; one that was asked for and did not reach its end waits again."""
        if self._listener is not None:
            self._listener(self.done, self.total)
        worth = done or failed or stopped or any(value for value in detail.values())
        if self.key is None and (self.dry_run or not worth):
            return

        def write(now: datetime) -> None:
            if self.key is None:
                self._begin(now)
            assert self.key is not None
            session = db.session()
            if stopped and self.asked:
                passes.resume(session, self.key, now=now)
            elif not worth and not self.asked:
                passes.drop(session, self.key)
            else:
                values = {"progress": self.done, "total": self.total, "done": done, "failed": failed}
                passes.finish(session, self.key, now=now, **values, detail=detail, stopped=stopped)

        self._write(write)

    def _begin(self, now: datetime) -> None:
        self.key = passes.begin(db.session(), self.job, at=self.at, now=now)

    def _tell(self, *, at_once: bool = False) -> None:
        if self._listener is not None:
            self._listener(self.done, self.total)
        key = self.key
        if key is None or (time.monotonic() - self._told < EVERY and not at_once):
            return
        self._told = time.monotonic()
        self._write(
            lambda now: passes.tell(
                db.session(), key, now=now, progress=self.done, total=self.total, failed=self.failed
            )
        )

    def _write(self, writing: Callable[[datetime], None]) -> None:
        """Write in a transaction of its own; never inside one, and its failure is nobody else's."""
        if db.session().in_transaction():
            return
        try:
            with transaction():
                writing(passes.present())
        except Exception as error:  # noqa: BLE001 - logged without its words
            log.error("the progress of %s could not be written\n%s", self.job, trace(error))


current: ContextVar[Progress | None] = ContextVar("progress", default=None)


def expect(more: int) -> None:
    """Say that so many more pieces of work are to be done by the job that runs."""
    if (running := current.get()) is not None:
        running.expect(more)


def step() -> None:
    """Say that one more piece of work is over."""
    if (running := current.get()) is not None:
        running.step()


def stopping() -> bool:
    """Tell whether the job that runs must stop before its next piece of work."""
    running = current.get()
    return running is not None and running.stopping()
