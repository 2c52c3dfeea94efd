"""The engine over the published offers, kept in memory and brought up to date before each use.

Reading texts is the dear part: it is done again only when an offer was written, published or taken away.
Free places and the presence of supervisors are read anew every time (R17, R31).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from threading import RLock
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased, joinedload

from bénévolat.matching.engine import Engine
from bénévolat.matching.formats import Offer as OfferRecord
from bénévolat.models.offers import Offer
from bénévolat.models.supervisors import Supervisor
from bénévolat.services import matching_inputs, offers


@dataclass(frozen=True, slots=True)
class _Stamp:
    """What tells whether an offer changed: its text by date, its places and presence by value."""

    updated_at: datetime
    places_free: int
    present: bool


LOCK = RLock()
"""The engine keeps caches of words: one thread at a time."""


class _Memory:
    """The engine of this process and the state of the offers it knows."""

    engine: Engine | None = None
    stamps: Mapping[UUID, _Stamp] = {}


_memory = _Memory()


def current(session: Session, today: date) -> Engine:
    """Return the engine over the offers open today. Hold ``LOCK`` while using it."""
    fresh = _read_stamps(session, today)
    engine, known = _memory.engine, _memory.stamps
    if engine is None or engine.today != today or _dates(fresh) != _dates(known):
        kept = {record.id: record for record in engine.offers} if engine else {}
        changed = [key for key, stamp in fresh.items() if _is_new(stamp, known.get(key))]
        kept.update(_records(session, changed, today))
        engine = Engine([_with_stamp(kept[str(key)], stamp) for key, stamp in fresh.items()], today=today)
    elif fresh != known:
        for key, stamp in fresh.items():
            if stamp != known[key]:
                engine.refill(_with_stamp(engine.offers[engine.row_of[str(key)]], stamp))
    _memory.engine, _memory.stamps = engine, fresh
    return engine


def _dates(stamps: Mapping[UUID, _Stamp]) -> dict[UUID, datetime]:
    return {key: stamp.updated_at for key, stamp in stamps.items()}


def _is_new(stamp: _Stamp, before: _Stamp | None) -> bool:
    return before is None or before.updated_at != stamp.updated_at


def _with_stamp(record: OfferRecord, stamp: _Stamp) -> OfferRecord:
    return replace(record, places_free=stamp.places_free, supervision_present=stamp.present)


def _read_stamps(session: Session, today: date) -> dict[UUID, _Stamp]:
    named, backup = aliased(Supervisor), aliased(Supervisor)
    rows = session.execute(
        offers.published(today)
        .outerjoin(named, named.id == Offer.supervisor_id)
        .outerjoin(backup, backup.id == Offer.backup_supervisor_id)
        .with_only_columns(
            Offer.id,
            Offer.updated_at,
            Offer.places,
            Offer.supervision_capacity,
            Offer.places_taken,
            Offer.pause_from,
            Offer.pause_to,
            named.id,
            named.left_at,
            backup.id,
            backup.left_at,
        )
        .order_by(Offer.id)
    ).all()
    return {row[0]: _stamp(tuple(row), today) for row in rows}


def _stamp(row: tuple[Any, ...], today: date) -> _Stamp:
    _, updated_at, places, capacity, taken, pause_from, pause_to, named, left, backup, backup_left = row
    somebody = (named is not None and left is None) or (backup is not None and backup_left is None)
    paused = pause_from is not None and pause_from <= today <= pause_to
    return _Stamp(updated_at, max(0, min(places, capacity) - taken), somebody and not paused)


def _records(session: Session, ids: list[UUID], today: date) -> dict[str, OfferRecord]:
    records: dict[str, OfferRecord] = {}
    for start in range(0, len(ids), 500):
        rows = session.scalars(
            select(Offer)
            .where(Offer.id.in_(ids[start : start + 500]))
            .options(
                joinedload(Offer.commune), joinedload(Offer.supervisor), joinedload(Offer.backup_supervisor)
            )
        )
        for offer in rows:
            record = OfferRecord.from_json(matching_inputs.offer_record(offer, today=today))
            records[record.id] = record
    return records
