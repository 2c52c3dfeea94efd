"""How many SQL statements a page costs (Q3)."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session

from bénévolat.extensions import db
from tests.pages import PageClient


def statements_of(browser: PageClient, path: str) -> list[str]:
    """Return the SQL statements of one page that answers 200."""
    statements: list[str] = []

    def keep(*given: Any) -> None:
        statements.append(given[2])

    with browser.application.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", keep)
    try:
        answer = browser.get(path)
    finally:
        event.remove(engine, "before_cursor_execute", keep)
    assert answer.status_code == 200, answer.status_code
    return statements


@contextmanager
def counting(session: Session) -> Iterator[list[str]]:
    """Give the SQL statements that a session sends inside the block."""
    statements: list[str] = []

    def keep(*given: Any) -> None:
        if given[2] != "BEGIN":
            statements.append(given[2])

    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", keep)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", keep)
