"""One migrated database per worker and kind, emptied in a few milliseconds before each test."""

import shutil
import sqlite3
from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any

from sqlalchemy import Table, create_engine, insert, select, text
from sqlalchemy.pool import NullPool

from bénévolat.models import Base
from tests.postgres import Server


class Database(ABC):
    """A database with the present schema and no row."""

    kind: str
    url: str

    @abstractmethod
    def empty(self) -> None:
        """Remove every row. The caller has closed its connections."""

    @abstractmethod
    def save(self) -> None:
        """Remember the rows of this instant."""

    @abstractmethod
    def restore(self) -> None:
        """Put the remembered rows back. The caller has closed its connections."""


class SqliteDatabase(Database):
    """A file, replaced by a copy of the migrated template."""

    kind = "sqlite"

    def __init__(self, template: Path, folder: Path) -> None:
        self.template = template
        self.path = folder / "test.db"
        self.url = f"sqlite:///{self.path}"
        self.empty()

    def empty(self) -> None:
        """Put the template back."""
        self._become(self.template)

    def save(self) -> None:
        """Copy the file through SQLite's own backup: a WAL database is never copied as a file."""
        with sqlite3.connect(self.path) as source, sqlite3.connect(self._saved) as copy:
            source.backup(copy)
        source.close()
        copy.close()

    def restore(self) -> None:
        """Put the copy back."""
        self._become(self._saved)

    @property
    def _saved(self) -> Path:
        return self.path.with_name("saved.db")

    def _become(self, source: Path) -> None:
        for suffix in ("-wal", "-shm", "-journal"):
            self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)
        fresh = self.path.with_name("fresh.db")
        shutil.copyfile(source, fresh)
        fresh.replace(
            self.path
        )  # A connection that a failed test left open keeps the old file, and its lock.


class PostgresDatabase(Database):
    """A clone of the migrated template database, emptied by DELETE (40 times faster than TRUNCATE here)."""

    kind = "postgresql"

    def __init__(self, server: Server, template: str) -> None:
        self.url = server.create_database(template=template)
        self._engine = create_engine(self.url, poolclass=NullPool)
        tables = [table.name for table in reversed(Base.metadata.sorted_tables)]
        self._rows: dict[Table, list[dict[str, Any]]] = {}
        self._delete = "; ".join(f"DELETE FROM {name}" for name in tables)

    def empty(self) -> None:
        """Delete every row, children first; a lock left by a test is reported instead of waited for."""
        with self._engine.begin() as connection:
            connection.execute(text("SET LOCAL lock_timeout = '5s'"))
            # A closed month refuses to be deleted: triggers rest while everything goes.
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            connection.exec_driver_sql(self._delete)

    def save(self) -> None:
        """Keep every row in memory."""
        with self._engine.connect() as connection:
            self._rows = {
                table: [dict(row) for row in connection.execute(select(table)).mappings()]
                for table in Base.metadata.sorted_tables
            }

    def restore(self) -> None:
        """Delete what is there and write the kept rows."""
        self.empty()
        with self._engine.begin() as connection:
            for table, rows in self._rows.items():
                if rows:
                    connection.execute(insert(table), rows)
