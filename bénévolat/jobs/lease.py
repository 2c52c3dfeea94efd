"""Lease of the clock: one scheduler at a time; a second one waits and says why (J1)."""

import os
import socket
from datetime import UTC, datetime, timedelta

from flask import Flask
from sqlalchemy import ColumnElement, Connection, or_, select, text, update
from sqlalchemy.dialects import postgresql, sqlite

from bénévolat.extensions import db, transaction
from bénévolat.jobs.registry import PARIS
from bénévolat.models.jobs import SchedulerLease

NAME = "scheduler"
LASTS = timedelta(seconds=60)
MARGIN = timedelta(seconds=15)
"""A lease that could not be renewed is given up that long before another may take it."""
ADVISORY_KEY = 7_301_120_012


class Lease:
    """Right to ring. On PostgreSQL an advisory lock held by a connection; on SQLite a row to renew.

    The row is written on both: it is the heartbeat shown to the administrator.
    """

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.holder = f"{socket.gethostname()}:{os.getpid()}"[:120]
        self._connection: Connection | None = None
        self._renewed_at: datetime | None = None

    def still_held(self) -> bool:
        """Tell whether the lease holds for a while yet, although its last renewal failed."""
        last = self._renewed_at
        return last is not None and datetime.now(UTC) < last + LASTS - MARGIN

    def acquire(self) -> str | None:
        """Try to hold the lease; return None when held, else a sentence that says who has it."""
        with self.app.app_context():
            if db.engine.dialect.name == "postgresql" and not self._lock():
                return self._who()
            if self._renew() or (self._dead_neighbour() and self._renew()):
                return None
            return self._who()

    def renew(self) -> bool:
        """Keep the lease; False when it was lost (connection gone, or row taken over)."""
        with self.app.app_context():
            if self._connection is not None:
                try:
                    self._connection.execute(text("SELECT 1"))
                except Exception:  # noqa: BLE001 - any failure of the connection loses the lock
                    self._forget()
                    return False
            return self._renew()

    def release(self) -> None:
        """Give the lease back at once, so that another scheduler need not wait."""
        with self.app.app_context():
            with transaction() as session:
                session.execute(
                    update(SchedulerLease)
                    .where(SchedulerLease.name == NAME, SchedulerLease.holder == self.holder)
                    .values(expires_at=datetime.now(UTC))
                )
            self._forget()

    def _forget(self) -> None:
        if self._connection is not None:
            self._connection.invalidate()
            self._connection.close()
            self._connection = None

    def _lock(self) -> bool:
        if self._connection is None:
            self._connection = db.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        if self._connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": ADVISORY_KEY}):
            return True
        self._forget()
        return False

    def _renew(self) -> bool:
        now = datetime.now(UTC)
        values = {"holder": self.holder, "renewed_at": now, "expires_at": now + LASTS}
        with transaction() as session:
            maker = postgresql.insert if self._connection is not None else sqlite.insert
            statement = maker(SchedulerLease).values(name=NAME, **values)
            free: ColumnElement[bool] = or_(
                SchedulerLease.expires_at <= now,
                SchedulerLease.holder == self.holder,
                # Written before the clock of the machine was set back: it would be waited for as long.
                SchedulerLease.expires_at > now + LASTS + MARGIN,
            )
            if self._connection is not None:  # The advisory lock has decided already.
                free = SchedulerLease.name == NAME
            row = session.execute(
                statement.on_conflict_do_update(index_elements=["name"], set_=values, where=free).returning(
                    SchedulerLease.name
                )
            ).first()
        if row is not None:
            self._renewed_at = now
        return row is not None

    def _dead_neighbour(self) -> bool:
        """Free the row of a scheduler of this machine whose process is no more (SQLite: always this machine)."""
        with transaction() as session:
            holder = session.scalar(select(SchedulerLease.holder).where(SchedulerLease.name == NAME))
            host, _, number = (holder or "").rpartition(":")
            if self._connection is not None or host != socket.gethostname() or not number.isdigit():
                return False
            try:
                os.kill(int(number), 0)
            except ProcessLookupError:
                freed = update(SchedulerLease).where(SchedulerLease.holder == holder)
                session.execute(freed.values(expires_at=datetime.now(UTC)))
                return True
            except PermissionError:
                return False
        return False

    def _who(self) -> str:
        with transaction() as session:
            lease = session.get(SchedulerLease, NAME, populate_existing=True)
        if lease is None:
            return "Un autre ordonnanceur tient l'horloge : j'attends."
        return (
            f"L'ordonnanceur {lease.holder} tient l'horloge "
            f"(dernier signe à {lease.renewed_at.astimezone(PARIS):%H:%M:%S}) : j'attends."
        )
