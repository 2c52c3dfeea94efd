"""G1: an error in a log says where and what kind, never its words, which may be what people typed."""

import ast
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bénévolat.extensions import transaction
from bénévolat.jobs.registry import Cron, Job
from bénévolat.jobs.runner import run
from bénévolat.logs import trace
from bénévolat.services import presences
from tests.clock import Clock
from tests.factories import Factory
from tests.house.sources import python_files, short, tree_of
from tests.pages import PageClient

SECRET = "amina.nomsecret@exemple.fr"


def words_of_an_error(path: Path) -> list[str]:
    """Return the calls of a file that write the words of an error in a log."""
    return [
        f"{short(path)}:{call.lineno}"
        for call in ast.walk(tree_of(path))
        if isinstance(call, ast.Call)
        and (
            (isinstance(call.func, ast.Attribute) and call.func.attr == "exception")
            or any(keyword.arg == "exc_info" for keyword in call.keywords)
        )
    ]


def test_no_log_writes_the_words_of_an_error() -> None:
    assert [place for path in python_files("bénévolat/") for place in words_of_an_error(path)] == []


def test_a_trace_names_every_step_and_no_value() -> None:
    try:
        try:
            raise ValueError(SECRET)
        except ValueError as error:
            raise RuntimeError(SECRET) from error
    except RuntimeError as error:
        told = trace(error)
    assert told.splitlines()[0] == "builtins.ValueError"
    assert "builtins.RuntimeError" in told
    assert "tests/house/test_logs.py" in told
    assert SECRET not in told


def test_a_job_that_the_database_refuses_tells_no_row(
    app: Flask, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    """PostgreSQL names the row it refuses, and the driver what was being written."""

    def refused(session: Session, *_: object) -> dict[str, int]:
        session.execute(
            text("INSERT INTO outbox (id, template, recipient) VALUES ('1', NULL, :mail)"), {"mail": SECRET}
        )
        return {}

    job = Job(
        name="broken",
        label="Traitement de l'essai",
        cron=Cron(minute="0"),
        periods=lambda *_: ["2026-11"],
        units=lambda *_: ["one"],
        effect=refused,
    )
    with app.app_context():
        assert run(job, at=clock()).failed == 1
    assert "job broken failed for 2026-11 one" in caplog.text
    assert "sqlalchemy.exc." in caplog.text
    assert SECRET not in caplog.text


def test_an_error_shown_by_a_command_hides_what_was_written(app: Flask) -> None:
    with (
        app.app_context(),
        pytest.raises(Exception, match="parameters hidden") as caught,
        transaction() as session,
    ):
        session.execute(text("INSERT INTO nowhere VALUES (:mail)"), {"mail": SECRET})
    assert not isinstance(caught.value, IntegrityError)
    assert SECRET not in str(caught.value)


def test_a_page_that_breaks_does_not_write_the_mailed_link(
    app: Flask,
    client: PageClient,
    make: Factory,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError(SECRET)

    _, token = make.association_link(make.validated_association(email="contact@exemple.fr"))
    monkeypatch.setattr(presences, "of_month", broken)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    assert client.get(f"/acces/presences/{token}").status_code == 500
    assert "exception on GET /acces/presences/<token>" in caplog.text
    assert token not in caplog.text
    assert SECRET not in caplog.text
