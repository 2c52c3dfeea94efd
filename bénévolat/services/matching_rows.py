"""The same records as ``matching_inputs``, read thousands at a time without making objects of the rows.

What is read and what it means is said there; a test holds the two together. Columns come as the database stores
them: codes stay codes, and a code that has left its closed list is dropped, as it is from an object.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import Enum
from typing import Any
from uuid import UUID

from sqlalchemy import Select, case, select, type_coerce
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased
from sqlalchemy.types import NullType

from bénévolat.domain.enums import (
    Comfort,
    Constraint,
    Demand,
    ExclusionKind,
    HalfDay,
    OffHours,
    ProfileStatus,
    Remote,
    Transit,
)
from bénévolat.matching.formats import Offer as OfferRecord
from bénévolat.matching.formats import Profile as ProfileRecord
from bénévolat.models.associations import Association
from bénévolat.models.communes import Commune
from bénévolat.models.offers import Offer
from bénévolat.models.profiles import Exclusion, Profile
from bénévolat.models.propositions import Proposition
from bénévolat.models.supervisors import Supervisor

AT_ONCE = 500


def _codes(enum: type[Enum]) -> frozenset[str]:
    return frozenset(str(member.value) for member in enum)


_CONSTRAINTS, _COMFORTS, _HALF_DAYS = _codes(Constraint), _codes(Comfort), _codes(HalfDay)
_DEMANDS, _OFF_HOURS = _codes(Demand), _codes(OffHours)


def profiles(session: Session, ids: Sequence[UUID]) -> dict[UUID, ProfileRecord]:
    """Return what the matcher reads of the active people among some, in the order of their identifiers."""
    found: dict[UUID, ProfileRecord] = {}
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        excluded, seen = _excluded(session, some), _seen(session, some)
        for row in session.execute(_people(some)):
            found[row[0]] = _profile(row, excluded.get(row[0], ()), seen.get(row[0], ()))
    return found


def offers(session: Session, ids: Sequence[UUID], today: date) -> list[OfferRecord]:
    """Return what the matcher reads of some offers at a date, in the order of their identifiers."""
    found: list[OfferRecord] = []
    for start in range(0, len(ids), AT_ONCE):
        found += map(_offer, session.execute(_missions(ids[start : start + AT_ONCE], today)))
    return found


# People ---------------------------------------------------------------------------------------------------


def _people(ids: Sequence[UUID]) -> Select[Any]:
    return (
        select(
            Profile.id,
            *map(_raw, (Profile.wishes, Profile.skills, Profile.avoid, Profile.understood)),
            *map(_raw, (Profile.constraints, Profile.comfort, Profile.languages)),
            _raw(Profile.french_level),
            _raw(Profile.supervision_need),
            Profile.commune_insee,
            Commune.lat,
            Commune.lon,
            _raw(Profile.travel),
            _raw(Profile.half_days),
            Profile.available_from,
        )
        .outerjoin(Commune, Commune.insee == Profile.commune_insee)
        .where(Profile.id.in_(ids), Profile.status == ProfileStatus.ACTIVE)
        .order_by(Profile.id)
    )


def _profile(
    row: Sequence[Any], excluded: Iterable[tuple[str, ExclusionKind]], seen: Sequence[str]
) -> ProfileRecord:
    key, wishes, skills, avoid, understood, constraints, comfort, languages, french, need, *rest = row
    commune, lat, lon, travel, half_days, available_from = rest
    return ProfileRecord(
        id=str(key),
        wishes=tuple(_loaded(wishes)),
        skills=tuple(_loaded(skills)),
        avoid=tuple(_loaded(avoid)),
        understood={said: tuple(codes) for said, codes in _loaded(understood).items()},
        constraints=_known(constraints, _CONSTRAINTS),
        comfort=_known(comfort, _COMFORTS),
        languages=tuple(_loaded(languages)),
        french_level=None if french is None else int(french),
        supervision_need=None if need is None else int(need),
        commune=commune,
        lat=lat if lon is not None else None,
        lon=lon if lat is not None else None,
        travel=_loaded(travel),
        slots=_known(half_days, _HALF_DAYS),
        available_from=available_from,
        excluded_associations=tuple(key for key, kind in excluded if kind is ExclusionKind.WISH),
        former_employers=tuple(key for key, kind in excluded if kind is ExclusionKind.FORMER_EMPLOYER),
        seen_offers=tuple(seen),
    )


def _excluded(session: Session, ids: Sequence[UUID]) -> Mapping[UUID, list[tuple[str, ExclusionKind]]]:
    found: dict[UUID, list[tuple[str, ExclusionKind]]] = {}
    for profile_id, association_id, kind in session.execute(
        select(Exclusion.profile_id, Exclusion.association_id, Exclusion.kind)
        .where(Exclusion.profile_id.in_(ids))
        .order_by(Exclusion.profile_id, Exclusion.association_id)
    ):
        found.setdefault(profile_id, []).append((str(association_id), kind))
    return found


def _seen(session: Session, ids: Sequence[UUID]) -> Mapping[UUID, list[str]]:
    """Return the missions already put before each person, once each, in a stable order."""
    found: dict[UUID, list[str]] = {}
    for profile_id, offer_id in session.execute(
        select(Proposition.profile_id, Proposition.offer_id)
        .where(Proposition.profile_id.in_(ids))
        .distinct()
        .order_by(Proposition.profile_id, Proposition.offer_id)
    ):
        found.setdefault(profile_id, []).append(str(offer_id))
    return found


# Offers ---------------------------------------------------------------------------------------------------


def _missions(ids: Sequence[UUID], today: date) -> Select[Any]:
    named, backup = aliased(Supervisor), aliased(Supervisor)
    somebody = (named.id.is_not(None) & named.left_at.is_(None)) | (
        backup.id.is_not(None) & backup.left_at.is_(None)
    )
    return (
        select(
            Offer.id,
            Offer.association_id,
            Association.name,
            Offer.title,
            Offer.description,
            *map(_raw, (Offer.tasks, Offer.skills, Offer.concepts, Offer.domain)),
            Offer.commune_insee,
            Commune.lat,
            Commune.lon,
            *map(_raw, (Offer.remote, Offer.transit, Offer.transit_off_hours, Offer.half_days)),
            Offer.slots_needed,
            *map(_raw, (Offer.demands, Offer.comfort, Offer.french_level, Offer.supervision_level)),
            case((somebody & ~paused(today), 1), else_=0),
            Offer.places,
            Offer.supervision_capacity,
            Offer.places_taken,
            Offer.starts_on,
            Offer.ends_on,
        )
        .join(Association, Association.id == Offer.association_id)
        .outerjoin(Commune, Commune.insee == Offer.commune_insee)
        .outerjoin(named, named.id == Offer.supervisor_id)
        .outerjoin(backup, backup.id == Offer.backup_supervisor_id)
        .where(Offer.id.in_(ids))
        .order_by(Offer.id)
    )


def paused(today: date) -> Any:
    """Return whether an offer welcomes nobody at a date."""
    held = Offer.pause_from.is_not(None) & Offer.pause_to.is_not(None)
    return held & (Offer.pause_from <= today) & (Offer.pause_to >= today)


def _offer(row: Sequence[Any]) -> OfferRecord:
    key, association, name, title, description, tasks, skills, concepts, domain, commune, lat, lon, *rest = (
        row
    )
    remote, transit, off_hours, half_days, slots_needed, demands, comfort, french, level, *rest = rest
    present, places, capacity, taken, starts, ends = rest
    said = _loaded(concepts)
    return OfferRecord(
        id=str(key),
        association=str(association),
        association_name=name,
        title=title,
        description=description,
        tasks=tuple(_loaded(tasks)),
        skills=tuple(_loaded(skills)),
        concepts=None if said is None else tuple(said),
        domain=domain,
        commune=commune,
        lat=lat if lon is not None else None,
        lon=lon if lat is not None else None,
        remote=remote == Remote.FULL.value,
        transit=transit or Transit.UNKNOWN.value,
        transit_off_hours=_known(off_hours, _OFF_HOURS),
        slots=_known(half_days, _HALF_DAYS),
        slots_needed=slots_needed,
        demands=_known(demands, _DEMANDS),
        comfort=_known(comfort, _COMFORTS),
        french_level=int(french),
        supervision_level=int(level),
        supervision_present=bool(present),
        places_free=max(0, min(places, capacity) - taken),
        starts=starts,
        ends=ends,
    )


# Columns --------------------------------------------------------------------------------------------------


def _raw(column: InstrumentedAttribute[Any]) -> Any:
    """Return a column as it is stored, without the cost of its type."""
    return type_coerce(column, NullType())


def _loaded(value: Any) -> Any:
    """Return a JSON value: text on SQLite, already read on PostgreSQL."""
    return json.loads(value) if isinstance(value, str) else value


def _known(value: Any, codes: frozenset[str]) -> tuple[str, ...]:
    return tuple(code for code in _loaded(value) if code in codes)
