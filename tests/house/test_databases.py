"""D1 and D2: how each database is spoken to, seen from real requests; what happens when a rule is broken."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select, text
from sqlalchemy.exc import InternalError, OperationalError
from sqlalchemy.orm import Session

from bénévolat.app import create_app
from bénévolat.extensions import Intent, begin_as, db, engine_options, transaction
from bénévolat.models.accounts import Account
from bénévolat.models.associations import Association
from tests.clock import Clock
from tests.factories import Factory
from tests.pages import PageClient, sign_in_client


@pytest.fixture
def said(app: Flask) -> Iterator[list[str]]:
    """Return the list where every statement sent by the application is written down."""
    with app.app_context():
        engine = db.engine
    statements: list[str] = []

    def note(*given: Any) -> None:
        statements.append(" ".join(given[2].split()))

    event.listen(engine, "before_cursor_execute", note)
    yield statements
    event.remove(engine, "before_cursor_execute", note)


@pytest.fixture
def member(app: Flask, make: Factory, session: Session, clock: Clock) -> PageClient:
    """Return the browser of a member of a validated association."""
    return sign_in_client(app, session, clock, make.member_of(make.validated_association()))


@pytest.mark.sqlite
def test_a_read_begins_plainly_and_an_act_takes_the_write_lock_first(
    member: PageClient, said: list[str]
) -> None:
    """D1: BEGIN IMMEDIATE before the user is loaded; a read never takes the write lock."""
    member.get("/association/")
    assert said[0] == "BEGIN"
    assert "BEGIN IMMEDIATE" not in said
    token = member.csrf_token()
    said.clear()
    member.post("/association/notre-association/demander-la-validation", data={"csrf_token": token})
    assert said[0] == "BEGIN IMMEDIATE"
    assert "login_sessions" in said[1]


@pytest.mark.sqlite
def test_sqlite_is_opened_with_its_rules(app: Flask) -> None:
    with app.app_context():
        asked = {
            name: db.session.scalar(text(f"PRAGMA {name}"))
            for name in ("journal_mode", "foreign_keys", "busy_timeout")
        }
    assert asked == {"journal_mode": "wal", "foreign_keys": 1, "busy_timeout": 5000}


@pytest.mark.sqlite
def test_sqlite_waits_for_the_disk_outside_the_tests(tmp_path: Any) -> None:
    app = create_app({"DATA_DIR": str(tmp_path), "SECRET_KEY": "x"})
    with app.app_context():
        assert db.session.scalar(text("PRAGMA synchronous")) == 2
        db.engine.dispose()


@pytest.mark.postgresql
def test_postgresql_is_opened_with_its_limits(app: Flask) -> None:
    names = ("statement_timeout", "lock_timeout", "synchronous_commit", "timezone", "application_name")
    with app.app_context():
        asked = [db.session.scalar(text(f"SHOW {name}")) for name in names]
    assert asked == ["10s", "5s", "on", "UTC", "benevolat"]


def test_commands_have_no_time_limit() -> None:
    assert "statement_timeout" not in engine_options("postgresql://x", web=False)["connect_args"]["options"]
    assert engine_options("postgresql://x", web=True)["pool_size"] == 4


@pytest.mark.postgresql
def test_a_read_is_read_only_on_postgresql(member: PageClient, said: list[str]) -> None:
    member.get("/association/")
    assert said[0] == "SET TRANSACTION READ ONLY"


@pytest.mark.postgresql
def test_a_write_forgotten_in_a_read_is_refused_by_the_database(app: Flask, make: Factory) -> None:
    association = make.association()
    with app.app_context():
        begin_as(Intent.READ)
        row = db.session.get_one(Association, association.id)
        row.name = "Autre nom"
        with pytest.raises(InternalError, match="read-only"):
            db.session.flush()
        db.session.rollback()
    make.session.refresh(association)
    assert association.name != "Autre nom"


def test_a_declared_write_inside_a_read_is_kept(app: Flask, make: Factory) -> None:
    association = make.association()
    with app.app_context():
        begin_as(Intent.READ)
        db.session.scalars(select(Association)).all()
        with transaction() as session:
            session.get_one(Association, association.id).name = "Autre nom"
    make.session.refresh(association)
    assert association.name == "Autre nom"


def test_an_act_that_fails_leaves_nothing(app: Flask, make: Factory) -> None:
    association = make.association()

    def act() -> None:
        with transaction() as session:
            session.get_one(Association, association.id).name = "À moitié"
            session.flush()
            raise RuntimeError

    with app.app_context(), pytest.raises(RuntimeError):
        act()
    make.session.refresh(association)
    assert association.name != "À moitié"


@pytest.mark.parametrize("url", ["/offres", "/association/", "/nulle-part"])
def test_a_database_that_does_not_answer_gives_a_french_page(
    app: Flask, make: Factory, sign_in_as: Callable[[Account], PageClient], url: str
) -> None:
    """K1: the 503 page asks nothing of the database, nor does the page of an address that does not exist."""
    client = sign_in_as(make.member_of(make.association()))

    def fail(*_given: Any) -> None:
        raise OperationalError("SELECT 1", {}, Exception("connection refused"))

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", fail)
    try:
        answer = client.get(url)
    finally:
        event.remove(engine, "before_cursor_execute", fail)
    assert answer.status_code == 503
    assert "<h1" in answer.text
