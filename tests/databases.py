"""One migrated database per worker and kind, emptied in a few milliseconds before each test."""

import shutil
from abc import ABC, abstractmethod
from pathlib import Path

from sqlalchemy import create_engine, text
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
        for suffix in ("-wal", "-shm", "-journal"):
            self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)
        shutil.copyfile(self.template, self.path)


class PostgresDatabase(Database):
    """A clone of the migrated template database, emptied by DELETE (40 times faster than TRUNCATE here)."""

    kind = "postgresql"

    def __init__(self, server: Server, template: str) -> None:
        self.url = server.create_database(template=template)
        self._engine = create_engine(self.url, poolclass=NullPool)
        tables = [table.name for table in reversed(Base.metadata.sorted_tables)]
        self._delete = "; ".join(f"DELETE FROM {name}" for name in tables)

    def empty(self) -> None:
        """Delete every row, children first; a lock left by a test is reported instead of waited for."""
        with self._engine.begin() as connection:
            connection.execute(text("SET LOCAL lock_timeout = '5s'"))
            connection.exec_driver_sql(self._delete)
