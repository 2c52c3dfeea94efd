"""The active people as the engine reads them, and the same kept in memory to be asked about an offer."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from sqlalchemy import String, cast, func, select
from sqlalchemy.orm import Session, joinedload, load_only, selectinload

from bénévolat.domain.enums import ProfileStatus
from bénévolat.matching.engine import Engine
from bénévolat.matching.formats import Profile as ProfileRecord
from bénévolat.matching.people import People
from bénévolat.models.communes import Commune
from bénévolat.models.profiles import Exclusion, Profile
from bénévolat.models.propositions import Proposition
from bénévolat.services import matching_inputs

AT_ONCE = 500


class _Memory:
    """The people of this process, the engine they were read for, and the rows they were made from."""

    def __init__(self) -> None:
        self.people: People | None = None
        self.engine: Engine | None = None
        self.stamps: Mapping[str, tuple[str, int]] = {}


_memory = _Memory()


def records(session: Session, ids: Sequence[UUID]) -> dict[UUID, ProfileRecord]:
    """Return what the engine reads of the active people among some, in the order of their identifiers."""
    people = session.scalars(
        select(Profile)
        .where(Profile.id.in_(ids), Profile.status == ProfileStatus.ACTIVE)
        .order_by(Profile.id)
        .options(
            load_only(*(getattr(Profile, name) for name in matching_inputs.READ_OF_A_PERSON)),
            joinedload(Profile.commune).load_only(Commune.lat, Commune.lon),
            selectinload(Profile.exclusions).load_only(Exclusion.kind),
        )
        .execution_options(populate_existing=True)
    ).all()
    seen = _seen(session, [person.id for person in people])
    return {
        person.id: ProfileRecord.from_json(
            {**matching_inputs.profile_record(person), "seen_offers": seen.get(person.id, [])}
        )
        for person in people
    }


def records_of(session: Session, ids: Sequence[UUID]) -> dict[UUID, ProfileRecord]:
    """Return the same for many people, some at a time."""
    found: dict[UUID, ProfileRecord] = {}
    for start in range(0, len(ids), AT_ONCE):
        found.update(records(session, ids[start : start + AT_ONCE]))
    return found


def _seen(session: Session, ids: Sequence[UUID]) -> dict[UUID, list[str]]:
    """Return the missions already put before each person, once each, in a stable order."""
    found: dict[UUID, list[str]] = {}
    rows = session.execute(
        select(Proposition.profile_id, Proposition.offer_id)
        .where(Proposition.profile_id.in_(ids))
        .distinct()
        .order_by(Proposition.profile_id, Proposition.offer_id)
    )
    for profile_id, offer_id in rows:
        found.setdefault(profile_id, []).append(str(offer_id))
    return found


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
    for record in records_of(session, changed).values():
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
