"""The active people before an engine, kept in memory to be asked about an offer that changed."""

from collections.abc import Collection, Mapping
from uuid import UUID

from sqlalchemy import String, cast, func, select
from sqlalchemy.orm import Session

from bénévolat.domain.enums import ProfileStatus
from bénévolat.matching.engine import Engine
from bénévolat.matching.people import People
from bénévolat.models.profiles import Profile
from bénévolat.models.propositions import Proposition
from bénévolat.services import matching_rows


class _Memory:
    """The people of this process, the engine they were read for, and the rows they were made from."""

    def __init__(self) -> None:
        self.people: People | None = None
        self.engine: Engine | None = None
        self.stamps: Mapping[str, tuple[str, int]] = {}


_memory = _Memory()


def current(session: Session, engine: Engine, *, again: Collection[UUID] = ()) -> People:
    """Return every active person before the offers of this engine. Hold ``matching_engine.LOCK`` while using it.

    ``again``: people known to have changed, read anew whatever their rows say.
    """
    if _memory.people is None or _memory.engine is not engine:
        _memory.people, _memory.engine, _memory.stamps = People(engine), engine, {}
    people, known = _memory.people, _memory.stamps
    fresh = _read_stamps(session)
    for key in known.keys() - fresh.keys():
        people.drop(key)
    forced = {str(key) for key in again}
    changed = [UUID(key) for key, stamp in fresh.items() if key in forced or known.get(key) != stamp]
    for record in matching_rows.profiles(session, changed).values():
        people.put(record)
    _memory.stamps = fresh
    return people


def _read_stamps(session: Session) -> dict[str, tuple[str, int]]:
    seen = (
        select(Proposition.profile_id, func.count(Proposition.offer_id.distinct()).label("number"))
        .group_by(Proposition.profile_id)
        .subquery()
    )
    rows = session.execute(
        select(cast(Profile.id, String), cast(Profile.updated_at, String), func.coalesce(seen.c.number, 0))
        .outerjoin(seen, seen.c.profile_id == Profile.id)
        .where(Profile.status == ProfileStatus.ACTIVE)
    )
    return {str(UUID(key)): (updated_at, number) for key, updated_at, number in rows}
