"""Extensions, the rules of each database, and ``transaction()``: the only commit of the project."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import Enum
from pathlib import Path
from typing import Any

from flask import Flask, current_app
from flask_bootstrap import Bootstrap5
from flask_login import LoginManager
from flask_sqlalchemy import SQLAlchemy
from flask_wtf.csrf import CSRFProtect
from sqlalchemy import Connection, Engine, event
from sqlalchemy.orm import Session

from bénévolat.models import Base
from bénévolat.services import matching_epochs

db = SQLAlchemy(metadata=Base.metadata, session_options={"expire_on_commit": False})
login_manager = LoginManager()
csrf = CSRFProtect()
bootstrap = Bootstrap5()


class Intent(Enum):
    """What the present transaction is for: it decides how it begins (D1, D2)."""

    READ = "read"
    WRITE = "write"


_FOLLOW_UPS = "follow_ups"
_intent: ContextVar[Intent] = ContextVar("intent", default=Intent.WRITE)


def begin_as(intent: Intent) -> None:
    """Set how the next transactions of this request begin: reads plain, writes IMMEDIATE."""
    _intent.set(intent)


@contextmanager
def transaction() -> Iterator[Session]:
    """Commit what the block wrote, or nothing of it. A read already open is ended first.

    Objects loaded before stay usable: nothing expires at commit. What the services asked for in
    ``session.info["follow_ups"]`` is done once the commit is there.
    """
    session = db.session()
    if session.in_transaction() and _intent.get() is Intent.READ:
        session.commit()
    before = _intent.get()
    _intent.set(Intent.WRITE)
    try:
        yield session
        session.commit()
        asked = session.info.pop(_FOLLOW_UPS, set())
    except BaseException:
        session.info.pop(_FOLLOW_UPS, None)
        session.rollback()
        raise
    finally:
        _intent.set(before)
    known = current_app.extensions.get(_FOLLOW_UPS, {})
    for name in sorted(asked & known.keys()):
        known[name]()


@contextmanager
def snapshot() -> Iterator[Session]:
    """Read one state of the database for as long as it takes, beside everybody's writes; nothing can be written.

    A session of its own: what it loads is its own too. On SQLite a reader never blocks a writer (WAL).
    """
    engine = db.engine
    if engine.dialect.name == "postgresql":
        engine = engine.execution_options(isolation_level="REPEATABLE READ")
    session = Session(engine, expire_on_commit=False)
    before = _intent.get()
    _intent.set(Intent.READ)
    try:
        session.connection()  # It begins here, whatever the block does next.
        _intent.set(before)
        yield session
    finally:
        _intent.set(before)
        session.close()


def follow_up(app: Flask, name: str, function: Callable[[], None]) -> None:
    """Have a function called after each commit whose services asked for ``name``. It raises nothing."""
    app.extensions.setdefault(_FOLLOW_UPS, {})[name] = function


def release() -> None:
    """End the open transaction without writing: before a hash or the network (D1)."""
    db.session().rollback()


def _connect_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # We say BEGIN ourselves, see _begin.
    cursor = connection.cursor()
    for pragma in ("busy_timeout = 5000", "journal_mode = WAL", "foreign_keys = ON", "synchronous = FULL"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writing = _intent.get() is Intent.WRITE
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _begin_postgresql(connection: Connection) -> None:
    if _intent.get() is Intent.READ:
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")


def engine_options(url: str, *, web: bool, folder: Path | None = None) -> dict[str, Any]:
    """Return the engine options of a database address; the time limits are for web processes only (D2).

    ``folder``: where what is computed from this database is kept.
    """
    kept: dict[str, Any] = {
        "execution_options": {matching_epochs.FOLDER: folder},
        "hide_parameters": True,  # An error never tells what was being written (G1).
    }
    if url.startswith("sqlite"):
        return kept
    limits = "-c statement_timeout=10000 -c lock_timeout=5000 " if web else ""
    return kept | {
        "pool_size": 4,
        "max_overflow": 2,
        "pool_pre_ping": True,
        "connect_args": {
            "options": f"{limits}-c timezone=UTC -c synchronous_commit=on",
            "connect_timeout": 5,
            "application_name": "benevolat",
        },
    }


def listen(engine: Engine) -> None:
    """Attach the rules of its database to an engine."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _connect_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "begin", _begin_postgresql)


def init_database(app: Flask, *, web: bool) -> None:
    """Bind the database to the application, with its rules."""
    url = str(app.config["SQLALCHEMY_DATABASE_URI"])
    if url.startswith("sqlite"):
        app.config["DATA_DIR"].mkdir(parents=True, exist_ok=True)
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(url, web=web, folder=app.config["DATA_DIR"])
    db.init_app(app)
    with app.app_context():
        listen(db.engine)
        # What services know of their installation, without knowing Flask (matching_epochs).
        db.engine.update_execution_options(
            benevolat_folder=app.config["DATA_DIR"],
            benevolat_matching=app.config["MATCHING_SETTINGS"],
            benevolat_holidays=app.config["HOLIDAY_ZONE"],
        )
