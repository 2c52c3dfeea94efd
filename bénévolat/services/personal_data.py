"""The copy of everything held on a person: read table by table, put in French, written in the journal (R43, R54)."""

import re
import unicodedata
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Boolean, Date, Integer
from sqlalchemy import Enum as SqlEnum
from sqlalchemy.orm import Session

from bénévolat.domain.actors import Actor, ActorKind
from bénévolat.domain.enums import JournalEvent
from bénévolat.domain.labels import LabelledEnum
from bénévolat.exports.personal_data import MINUTES, Field, PersonalData, Rubric
from bénévolat.models.accounts import Account
from bénévolat.models.base import EnumList, UtcDateTime
from bénévolat.models.profiles import Profile
from bénévolat.services import journal
from bénévolat.services.personal_data_shape import HELD, TOLD, Column, Held


def copy_of(session: Session, profile: Profile, *, controller: str, by: Actor, now: datetime) -> PersonalData:
    """Return everything held on a person, and write in the journal that it was handed over.

    Asked by an agent in the person's place, the copy bears who did (R54).
    """
    rubrics = [_rubric(held, _records(session, held, profile.id)) for held in HELD]
    journal.write(session, JournalEvent.DATA_HANDED, by=by, now=now, profile_id=profile.id)
    agent = session.get(Account, by.account_id) if by.kind is not ActorKind.ALLOCATAIRE else None
    return PersonalData(
        person=profile.full_name,
        controller=controller,
        made_at=now,
        by=agent.full_name if agent else None,
        rubrics=rubrics,
    )


def shape() -> list[Rubric]:
    """Return the rubrics without any record: what the published schema is made of."""
    return [_rubric(held, []) for held in HELD]


def _rubric(held: Held, records: list[list[object]]) -> Rubric:
    beside = [Field(label, _key(label), "", {"type": ["string", "null"]}) for label in held.beside]
    columns = [_field(held, column) for column in held.columns]
    return Rubric(held.title, _key(held.title), [*beside, *columns], records, held.note)


def _field(held: Held, column: Column) -> Field:
    kept = held.table.columns[column.name]
    told = f"{held.table.name}.{column.name}" in TOLD
    kind = MINUTES if "minutes" in column.name else ""
    shape = {"type": ["string", "array", "null"]} if told else _json_type(kept.type)
    return Field(column.label, _key(column.label), kind, shape, column.on_paper)


_JSON: tuple[tuple[type, dict[str, Any]], ...] = (
    (UtcDateTime, {"type": ["string", "null"], "format": "date-time"}),
    (Date, {"type": ["string", "null"], "format": "date"}),
    (Boolean, {"type": ["boolean", "null"]}),
    (Integer, {"type": ["integer", "null"]}),
    (JSON, {"type": ["array", "object", "null"]}),
)


def _json_type(kept: Any) -> dict[str, Any]:
    """Return the JSON type of a column: a closed list gives its labels."""
    if isinstance(kept, EnumList):
        return {"type": "array", "items": {"enum": _labels(kept.enum_class)}}
    if isinstance(kept, SqlEnum):
        return {"enum": [*_labels(kept.enum_class), None]}
    return next((shape for known, shape in _JSON if isinstance(kept, known)), {"type": ["string", "null"]})


def _labels(members: Any) -> list[str]:
    return [one.label for one in members]


def _records(session: Session, held: Held, profile_id: UUID) -> list[list[object]]:
    return [
        [
            *(tell(row) for tell in held.beside.values()),
            *(_value(held, column.name, row) for column in held.columns),
        ]
        for row in session.scalars(held.of(profile_id))
    ]


def _value(held: Held, name: str, row: Any) -> object:
    value = getattr(row, name)
    tell = TOLD.get(f"{held.table.name}.{name}")
    return tell(value) if tell and value is not None else _told(value)


def _told(value: object) -> object:
    """Return members of closed lists by their label, wherever they are."""
    if isinstance(value, LabelledEnum):
        return value.label
    if isinstance(value, list):
        return [_told(one) for one in value]
    return value


def _key(label: str) -> str:
    """Return the key of a label in the JSON: «Ce que vous aimez» is ``ce_que_vous_aimez``."""
    folded = unicodedata.normalize("NFKD", label.lower().replace("œ", "oe"))
    letters = "".join(sign for sign in folded if not unicodedata.combining(sign))
    return re.sub(r"[^a-z0-9]+", "_", letters).strip("_")
