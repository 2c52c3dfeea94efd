"""Many people engaged at once: one engagement made by the factories, then copied row by row, in bulk."""

from contextlib import ExitStack
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID, uuid5

from flask import Flask
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from bénévolat.app import create_app
from bénévolat.extensions import db, transaction
from bénévolat.migrating import upgrade_database
from bénévolat.models.activity_sessions import ActivitySession
from bénévolat.models.base import Base
from bénévolat.models.cer import CerRecord
from bénévolat.models.contracts import Contract
from bénévolat.models.engagements import Engagement
from tests import postgres
from tests.clock import START, Clock
from tests.factories import Factory

NAMES = UUID("656e6761-6765-4000-8000-000000000000")
STARTED = date(2026, 1, 5)
AT_ONCE = 500


def application(kind: str, stack: ExitStack) -> Flask:
    """Return the application on a new empty database, SQLite in a folder or PostgreSQL started for the run."""
    folder = Path(stack.enter_context(TemporaryDirectory(prefix="benevolat-bench-")))
    url = f"sqlite:///{folder / 'bench.db'}"
    if kind == "postgresql":
        server = postgres.start()
        stack.callback(server.stop)
        url = server.create_database()
    app = create_app({"DATABASE_URL": url, "DATA_DIR": str(folder), "BACKGROUND": False}, web=False)
    stack.enter_context(app.app_context())
    stack.callback(db.engine.dispose)
    upgrade_database(db.engine)
    return app


def engage(people: int, *, months: int = 0, sessions: int = 0, end: datetime = START) -> None:
    """Fill the database with active engagements in a contract, one for each of so many people.

    ``months``: monthly records of each, before the month of ``end``; ``sessions``: confirmed sessions in the month
    before ``end``, a week apart at most.
    """
    with transaction() as session:
        make = Factory(session, Clock(end))
        model = make.contract_engagement(started_on=STARTED)
        month = (end.date().replace(day=1) - timedelta(days=1)).replace(day=1)
        for _ in range(months):
            make.cer_record(model, month)
            month = (month - timedelta(days=1)).replace(day=1)
        session.flush()
        chain = [model.profile, *_of(session, Contract, model.profile_id), model.proposition]
        chain += [model.agreement, model, *_records(session, model)]
        rows = [(type(one), _row(one)) for one in chain]
    last = end.date().replace(day=1) - timedelta(days=1)
    days = [
        last - timedelta(days=last.day - 1) + timedelta(days=(number * 5) % 27) for number in range(sessions)
    ]
    for start in range(1, people, AT_ONCE):
        with transaction() as session:
            numbers = range(start, min(start + AT_ONCE, people))
            for kind, row in rows:
                session.execute(insert(kind), [_copy(row, number) for number in numbers])
    _sessions(people, days, end)


def _of(session: Session, kind: type[Any], profile_id: UUID) -> list[Any]:
    return list(session.scalars(select(kind).where(kind.profile_id == profile_id)))


def _records(session: Session, engagement: Engagement) -> list[CerRecord]:
    return list(session.scalars(select(CerRecord).where(CerRecord.engagement_id == engagement.id)))


def _row(one: Base) -> dict[str, Any]:
    return {column.key: getattr(one, column.key) for column in one.__mapper__.column_attrs}


_OWN = frozenset({"id", "profile_id", "proposition_id", "agreement_id", "contract_id", "engagement_id"})


def _copy(row: dict[str, Any], number: int) -> dict[str, Any]:
    """Return the row of another person: every key of the chain is theirs, all else is shared."""
    copied = {
        name: uuid5(NAMES, f"{value}-{number}") if name in _OWN and value is not None else value
        for name, value in row.items()
    }
    if "departement_ref" in row:
        copied |= {"departement_ref": f"D10-{number + 100_000}", "last_name": f"Petit{number}"}
    return copied


def _sessions(people: int, days: list[date], end: datetime) -> None:
    """Declare and confirm the same sessions for everybody, two hours each."""
    if not days:
        return
    with transaction() as session:
        engaged = session.execute(select(Engagement.id, Engagement.profile_id)).all()
    for start in range(0, len(engaged), AT_ONCE):
        with transaction() as session:
            session.execute(
                insert(ActivitySession),
                [
                    _session(engagement_id, profile_id, day, end)
                    for engagement_id, profile_id in engaged[start : start + AT_ONCE]
                    for day in days
                ],
            )


def _session(engagement_id: UUID, profile_id: UUID, day: date, end: datetime) -> dict[str, Any]:
    starts_at = datetime(day.year, day.month, day.day, 9, tzinfo=end.tzinfo)
    return {
        "id": uuid5(NAMES, f"{engagement_id}-{day}"),
        "engagement_id": engagement_id,
        "profile_id": profile_id,
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=2),
        "minutes": 120,
        "status": "confirmed",
        "declared_at": end,
        "declared_by_kind": "allocataire",
        "confirmed_at": end,
        "created_at": end,
    }
