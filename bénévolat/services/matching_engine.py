"""The engine over the published offers, kept in memory and brought up to date before each use.

Reading texts is the dear part: it is done again only when an offer was written, published or taken away. Free
places and the presence of supervisors are read anew every time (R17, R31). Words are frozen for an epoch: what
changes in between is added to it, so that an answer of the day equals one of the night.
"""

from collections.abc import Collection
from datetime import date
from threading import RLock
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, String, case, cast, func, literal
from sqlalchemy.orm import Session, aliased

from bénévolat.matching import filters
from bénévolat.matching.engine import Engine
from bénévolat.models.associations import Association
from bénévolat.models.offers import Offer
from bénévolat.models.supervisors import Supervisor
from bénévolat.services import matching_epochs, matching_rows, offers
from bénévolat.services.matching_epochs import Stamps

LOCK = RLock()
"""The engine keeps caches of words: one thread at a time."""
NEAR_FILTERS = filters.NEAR_FILTERS
"""A near miss is stopped by one or two filters."""


class _Memory:
    """The engine of this process, its epoch, and the rows it was made from."""

    def __init__(self) -> None:
        self.engine: Engine | None = None
        self.epoch: str | None = None
        self.kept = False  # Whether other processes can load it.
        self.stamps: Stamps = {}


_memory = _Memory()


def current(session: Session, today: date, *, again: Collection[UUID] = ()) -> Engine:
    """Return the engine over the offers open today. Hold ``LOCK`` while using it.

    ``again``: offers known to have changed, read anew whatever their rows say.
    """
    fresh = _read_stamps(session, today)
    engine = _in_memory(session, today, fresh) or _from_snapshot(session, today, fresh)
    if engine is None:
        engine = _begin(session, today, fresh)
        keep_epoch(session)
        return engine
    _bring_up_to_date(session, engine, fresh, {str(key) for key in again})
    return engine


def begin_epoch(session: Session, today: date) -> Engine:
    """Read every offer anew and freeze the words of today, for this process; ``keep_epoch`` gives it to the others."""
    return _begin(session, today, _read_stamps(session, today))


def keep_epoch(session: Session) -> None:
    """Write the snapshot of the epoch in memory, for every process."""
    if _memory.engine is not None and _memory.epoch is not None:
        _memory.kept = matching_epochs.keep(session, _memory.engine, _memory.stamps, _memory.epoch)


def epoch() -> str | None:
    """Return the name of the epoch in memory."""
    return _memory.epoch


def forget() -> None:
    """Keep nothing in memory: the next use loads the snapshot, as a new process does."""
    _memory.__init__()  # type: ignore[misc]


def is_present(session: Session, epoch: str | None) -> bool:
    """Tell whether an epoch is still the one of every process."""
    return epoch == _memory.epoch and (not _memory.kept or epoch == matching_epochs.newest(session))


def _begin(session: Session, today: date, fresh: Stamps) -> Engine:
    records = matching_rows.offers(session, [UUID(key) for key in fresh], today)
    engine = Engine(
        records, matching_epochs.settings(session), today, lexicon=matching_epochs.lexicon(session)
    )
    return _remember(engine, uuid4().hex, fresh, kept=False)


def _remember(engine: Engine, name: str, stamps: Stamps, *, kept: bool) -> Engine:
    _memory.engine, _memory.epoch, _memory.stamps, _memory.kept = engine, name, stamps, kept
    return engine


def _in_memory(session: Session, today: date, fresh: Stamps) -> Engine | None:
    """Return the engine in memory when it is of this day, of the newest epoch, and about these offers."""
    engine = _memory.engine
    if engine is None or engine.today != today or engine.version != matching_epochs.version(session):
        return None
    if not is_present(session, _memory.epoch):  # Another process has begun one since.
        return None
    return engine if _same_site(fresh, _memory.stamps) else None


def _from_snapshot(session: Session, today: date, fresh: Stamps) -> Engine | None:
    found = matching_epochs.load(session, today)
    if found is None or not _same_site(fresh, found.stamps):
        return None
    return _remember(found.engine, found.name, found.stamps, kept=True)


def _same_site(fresh: Stamps, known: Stamps) -> bool:
    """Tell whether two states have an offer in common: words frozen without any of them say nothing of these."""
    return bool(fresh.keys() & known.keys()) or not fresh


def _bring_up_to_date(session: Session, engine: Engine, fresh: Stamps, again: set[str]) -> None:
    known = _memory.stamps
    if fresh == known and not again:
        return
    for key in known.keys() - fresh.keys():
        engine.drop(key)
    changed = [UUID(key) for key, stamp in fresh.items() if key in again or known.get(key) != stamp]
    for record in matching_rows.offers(session, changed, engine.today):
        before = known.get(record.id)
        if before is not None and before[0] == fresh[record.id][0] and record.id not in again:
            engine.refill(record)
        else:
            engine.put(record)
    _memory.stamps = fresh


# Rows -----------------------------------------------------------------------------------------------------


def _read_stamps(session: Session, today: date) -> Stamps:
    rows = session.execute(_stamps(today)).all()
    return {str(UUID(key)): (words, live) for key, words, live in rows}


def _stamps(today: date) -> Select[str, str, str]:
    """Select, for each open offer, one text that changes with its words and one with its places and presence."""
    named, backup = aliased(Supervisor), aliased(Supervisor)
    paused = case((matching_rows.paused(today), "1"))
    words = _said(Offer.updated_at, Association.name)
    live = _said(
        Offer.places,
        Offer.supervision_capacity,
        Offer.places_taken,
        paused,
        Offer.supervisor_id,
        named.left_at,
        Offer.backup_supervisor_id,
        backup.left_at,
    )
    return (
        offers.published(today)
        .outerjoin(named, named.id == Offer.supervisor_id)
        .outerjoin(backup, backup.id == Offer.backup_supervisor_id)
        .with_only_columns(cast(Offer.id, String), words, live)
    )


def _said(*columns: SQLColumnExpression[Any]) -> ColumnElement[str]:
    """Return columns as one text."""
    whole: ColumnElement[str] = literal("")
    for column in columns:
        whole = whole + func.coalesce(cast(column, String), "-") + " "
    return whole
