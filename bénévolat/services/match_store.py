"""Writing of computed matches, many rows at once: COPY on PostgreSQL, executemany on SQLite, never objects.

Objects would cost more than the matching itself. JSON is written here sentence by sentence, which is several times
quicker than a dictionary at a time.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from json.encoder import encode_basestring
from typing import Any
from uuid import UUID

from sqlalchemy import Table, case, delete, func, inspect, select, update
from sqlalchemy.orm import Session

from bénévolat.matching.formats import Part, ProfileMatches
from bénévolat.models.base import Base
from bénévolat.models.matches import Match, MatchCandidates
from bénévolat.models.profiles import Profile

Candidates = Sequence[tuple[str, int]]
"""Offers and scores of one person, best first."""

_COLUMNS = (
    "profile_id",
    "offer_id",
    "near_miss",
    "rank",
    "score",
    "version",
    "parts",
    "reasons",
    "to_check",
    "blocked_by",
    "unlock",
    "computed_at",
)
_MOST_UNLOCK = 1000
_ONE_WRITER = 4_210_100_004

_uuid = lru_cache(maxsize=20_000)(UUID)


def replace(
    session: Session,
    answers: Mapping[UUID, ProfileMatches | None],
    *,
    now: datetime,
    candidates: Mapping[UUID, Candidates] | None = None,
) -> None:
    """Replace the matches of some people as a whole; None leaves none.

    ``candidates``: what the plan will read of them; left as it was when not given.
    """
    ids = list(answers)
    if not ids:
        return
    session.execute(delete(Match).where(Match.profile_id.in_(ids)))
    bind = Binding(session, Match)
    at = bind("computed_at", now)
    write(
        session,
        Match,
        _COLUMNS,
        [row for key, answer in answers.items() if answer for row in _rows(bind, key, answer, at)],
    )
    if candidates is not None:
        session.execute(delete(MatchCandidates).where(MatchCandidates.profile_id.in_(ids)))
        kept = Binding(session, MatchCandidates)
        rows = [(kept("profile_id", key), json.dumps(found)) for key, found in candidates.items() if found]
        write(session, MatchCandidates, ("profile_id", "offers"), rows)
    _say_when(session, answers, now)


def _say_when(session: Session, answers: Mapping[UUID, ProfileMatches | None], now: datetime) -> None:
    """Say when each person was computed; an act noted before the night, answered after it, does not put this back."""
    latest = case((Profile.matched_at > now, Profile.matched_at), else_=now)
    quietly = {"synchronize_session": False}
    session.execute(
        update(Profile)
        .where(Profile.id.in_(list(answers)))
        .values(matched_at=latest, widen=[])
        .execution_options(**quietly)
    )
    wider = [
        {"id": key, "widen": list(answer.widen)} for key, answer in answers.items() if answer and answer.widen
    ]
    if wider:
        session.execute(update(Profile).execution_options(**quietly), wider)


def _rows(
    bind: "Binding", profile_id: UUID, answer: ProfileMatches, at: object
) -> Iterator[tuple[object, ...]]:
    """Yield the rows of one person, in the order of ``_COLUMNS``."""
    person, version = bind("profile_id", profile_id), answer.version
    for rank, found in enumerate(answer.matches, 1):
        yield (
            person,
            bind("offer_id", _uuid(found.offer)),
            False,
            rank,
            found.score,
            version,
            _parts(found.parts),
            _list(found.reasons),
            _list(found.to_check),
            "[]",
            None,
            at,
        )
    for rank, missed in enumerate(answer.near_misses, 1):
        yield (
            person,
            bind("offer_id", _uuid(missed.offer)),
            True,
            rank,
            missed.score,
            version,
            "{}",
            _list(missed.why),
            "[]",
            _list(missed.blocked_by),
            missed.unlock[:_MOST_UNLOCK] or None,
            at,
        )


def _list(sentences: Sequence[str]) -> str:
    return f"[{', '.join(map(encode_basestring, sentences))}]"


def _parts(parts: Mapping[str, Part]) -> str:
    said = [
        f'"{name}": {{"points": {part.points}, "max": {part.max}, "why": {encode_basestring(part.why)}}}'
        for name, part in parts.items()
    ]
    return f"{{{', '.join(said)}}}"


def one_writer(session: Session) -> None:
    """Let one transaction at a time write matches; SQLite does so by itself, a write begins by taking its lock (D1)."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(_ONE_WRITER)))


# Any table -------------------------------------------------------------------------------------------------


class Binding:
    """Values of a model's columns as its database stores them."""

    def __init__(self, session: Session, model: type[Base]) -> None:
        dialect = session.get_bind().dialect
        self._processors: dict[str, Callable[[Any], Any] | None] = {
            column.name: column.type.dialect_impl(dialect).bind_processor(dialect)
            for column in table_of(model).columns
        }

    def __call__(self, column: str, value: object) -> object:
        """Return the stored form of a value of one column."""
        processor = self._processors[column]
        return value if processor is None else processor(value)


def table_of(model: type[Base]) -> Table:
    """Return the table of a model."""
    table = inspect(model).local_table
    assert isinstance(table, Table)
    return table


def write(
    session: Session, model: type[Base], columns: Sequence[str], rows: Sequence[tuple[object, ...]]
) -> None:
    """Insert rows already in their stored form, in the transaction of the session."""
    if not rows:
        return
    session.flush()
    name, listed = table_of(model).name, ", ".join(columns)
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        cursor = connection.connection.cursor()
        with cursor.copy(f"COPY {name} ({listed}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        return
    marks = ", ".join("?" * len(columns))
    connection.exec_driver_sql(f"INSERT INTO {name} ({listed}) VALUES ({marks})", list(rows))  # noqa: S608 - our own names
