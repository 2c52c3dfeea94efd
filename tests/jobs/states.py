"""The rows of a whole database in a form that two runs can share: what is drawn at random or read from a clock is not.

Two databases that began as the same copy compare equal when every effect happened the same number of times.
"""

import re
from collections import Counter
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, select

from bénévolat.models import Base

ASIDE = {"job_passes", "job_states", "job_failures", "scheduler_leases"}
"""What tells of the runs themselves."""
HIDDEN = {"outbox": {"attempts"}, "work_orders": {"attempts"}, "text_messages": {"attempts", "maybe_twice"}}
"""What was killed while it left, or was made, is tried again: a mail or a text is sent once or twice, never lost."""
DRAWN = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{32,64}|[\w-]{40,}")
SIZES = {"octets", "bytes"}
"""What depends on how a file packs the identifiers drawn."""
State = dict[str, Counter[str]]


def known_ids(engine: Engine) -> set[str]:
    """Return the identifiers of a database before anything ran: these do not change from a run to another."""
    found: set[str] = set()
    with engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            for row in connection.execute(select(*table.primary_key.columns)):
                found |= {str(value) for value in row if isinstance(value, UUID)}
    return found | {one.replace("-", "") for one in found}


def state(engine: Engine, known: set[str]) -> State:
    """Return the rows of each table, with how often each is there."""
    with engine.connect() as connection:
        return {
            table.name: Counter(
                repr(
                    {
                        name: _told(value, known)
                        for name, value in row.items()
                        if name not in HIDDEN.get(table.name, ())
                    }
                )
                for row in connection.execute(select(table)).mappings()
            )
            for table in Base.metadata.sorted_tables
            if table.name not in ASIDE
        }


def _told(value: Any, known: set[str]) -> Any:
    match value:
        case UUID() | str():
            return DRAWN.sub(lambda found: found[0] if found[0] in known else "*", str(value))
        case datetime():
            return "at some time"
        case bytes():
            return len(value)
        case dict():
            return {key: _told(one, known) for key, one in value.items() if key not in SIZES}
        case list():
            return [_told(one, known) for one in value]
    return value


def differences(expected: State, found: State, *, but: set[str] | None = None) -> list[str]:
    """Return the rows that are there once too often or too seldom, in words."""
    said = []
    for table, rows in expected.items():
        if table in (but or ()):
            continue
        said += [f"{table}: missing {count} × {row}" for row, count in (rows - found[table]).items()]
        said += [f"{table}: too many {count} × {row}" for row, count in (found[table] - rows).items()]
    return said
