"""Fixtures: every test that touches a database runs on SQLite and on PostgreSQL.

``app`` and ``session`` follow ``database``; mark a test ``sqlite`` or ``postgresql`` when it is about one
of them. The application is made once per database and worker; before each test its database is emptied, its
clock set back and its settings restored.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from bénévolat.app import create_app
from bénévolat.extensions import Intent, _connect_sqlite, begin_as, db
from bénévolat.migrating import upgrade_database
from bénévolat.models.accounts import Account
from bénévolat.models.cards import Card
from bénévolat.services import passwords
from tests import postgres
from tests.clock import Clock
from tests.databases import Database, PostgresDatabase, SqliteDatabase
from tests.factories import Factory
from tests.pages import PageClient, new_client, sign_in_client

KINDS = ("sqlite", "postgresql")


def migrate(url: str) -> None:
    """Bring an empty database to the present schema."""
    engine = create_engine(url, poolclass=NullPool)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _connect_sqlite)  # The file stays in WAL mode from now on.
    upgrade_database(engine)
    engine.dispose()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run on both databases, or on the one that the test is about."""
    if "database" in metafunc.fixturenames:
        kinds = [kind for kind in KINDS if metafunc.definition.get_closest_marker(kind)] or list(KINDS)
        metafunc.parametrize("database", kinds, indirect=True, scope="session")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Server]:
    """Return a running PostgreSQL; skip without one, fail when REQUIRE_POSTGRES=1."""
    try:
        server = postgres.start()
    except postgres.NoPostgres as reason:
        if os.environ.get("REQUIRE_POSTGRES") == "1":
            pytest.fail(f"PostgreSQL est exigé : {reason}")
        pytest.skip(f"pas de PostgreSQL : {reason}")
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a migrated SQLite file without rows."""
    path = tmp_path_factory.mktemp("template") / "template.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres_server: postgres.Server) -> str:
    """Return the name of a migrated PostgreSQL database without rows."""
    url = postgres_server.create_database()
    migrate(url)
    return url.rsplit("/", 1)[-1].split("?")[0]


@pytest.fixture(scope="session")
def database(request: pytest.FixtureRequest) -> Database:
    """Return the migrated database of this worker and kind (parametrised over both)."""
    if request.param == "sqlite":
        folder = request.getfixturevalue("tmp_path_factory").mktemp("sqlite")
        return SqliteDatabase(request.getfixturevalue("sqlite_template"), folder)
    template = request.getfixturevalue("postgres_template")
    return PostgresDatabase(request.getfixturevalue("postgres_server"), template)


@pytest.fixture(scope="session")
def house(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """Return the application of this worker and database; tests ask for ``app`` instead."""
    app = create_app(
        {
            "DATABASE_URL": database.url,
            "DATA_DIR": str(tmp_path_factory.mktemp("donnees")),
            "SECRET_KEY": "a secret key for the tests, and for nothing else",
            "SECOND_FACTOR_ROLES": "",
            "TESTING": True,
            "BACKGROUND": False,
        }
    )
    app.test_client_class = PageClient
    passwords.configure(memory_kib=8, time_cost=1)
    with app.app_context():
        if database.kind == "sqlite":
            event.listen(db.engine, "connect", _fast_sqlite)
    return app


def _fast_sqlite(connection: Any, _record: Any) -> None:
    """Write without waiting for the disk: a test's database does not outlive the test."""
    connection.execute("PRAGMA synchronous = OFF")


@pytest.fixture
def database_url(database: Database) -> str:
    """Return the address of the present test's database."""
    return database.url


@pytest.fixture
def clock() -> Clock:
    """Return the clock of the test: ``clock()`` is now, ``clock.advance(hours=1)`` moves it."""
    return Clock()


@pytest.fixture
def app(house: Flask, database: Database, clock: Clock, tmp_path: Path) -> Iterator[Flask]:
    """Return the application on an empty database, with the test's clock and its own data folder."""
    with house.app_context():
        db.engine.dispose()
    database.empty()
    kept = dict(house.config)
    house.config.update(CLOCK=clock, DATA_DIR=tmp_path)
    begin_as(Intent.WRITE)
    try:
        yield house
    finally:
        house.config.clear()
        house.config.update(kept)
        begin_as(Intent.WRITE)
        with house.app_context():
            db.engine.dispose()  # A connection left open would hold the server when it stops.


@pytest.fixture
def engine(app: Flask, database: Database) -> Iterator[Engine]:
    """Return the test's own engine: it begins plainly, so that reading never blocks the application."""
    engine = create_engine(database.url, poolclass=NullPool)
    if database.kind == "sqlite":
        event.listen(engine, "connect", _connect_sqlite)
        event.listen(engine, "connect", _fast_sqlite)
        event.listen(engine, "begin", _begin)
    yield engine
    engine.dispose()


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """Return the test's own database session; what it commits is seen by the application."""
    with Session(engine, expire_on_commit=False) as session:
        yield session


@pytest.fixture
def make(session: Session, clock: Clock) -> Factory:
    """Return the maker of every noun: ``make.published_offer()``."""
    return Factory(session, clock)


@pytest.fixture
def client(app: Flask, session: Session) -> PageClient:
    """Return the browser of a visitor."""
    return new_client(app, session)


@pytest.fixture
def sign_in_as(app: Flask, session: Session, clock: Clock) -> Callable[[Account | Card], PageClient]:
    """Return a function that gives a browser signed in as an account or with a card."""
    return lambda who: sign_in_client(app, session, clock, who)
