"""Suggestions: what the matcher says for a person, kept until it is computed again (R26, R29, R32).

A suggestion is a row that anyone may delete and compute again: it proposes nothing to anybody by itself.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Select, delete, insert, select, update
from sqlalchemy.orm import Session, joinedload, selectinload

from bénévolat.domain.associations import AssociationStatus
from bénévolat.domain.enums import ProfileStatus
from bénévolat.domain.offers import OfferStatus
from bénévolat.matching.batch import match
from bénévolat.matching.formats import Profile as ProfileRecord
from bénévolat.matching.formats import ProfileMatches
from bénévolat.models.associations import Association
from bénévolat.models.matches import Match
from bénévolat.models.offers import Offer
from bénévolat.models.profiles import Profile
from bénévolat.models.propositions import Proposition
from bénévolat.services import matching_engine, matching_inputs

PARIS = ZoneInfo("Europe/Paris")
TOP = 10
BATCH = 200


def compute(session: Session, profile: Profile, *, now: datetime) -> ProfileMatches | None:
    """Return what the matcher says for a person, without writing; None when the profile is not active."""
    if profile.status is not ProfileStatus.ACTIVE:
        return None
    session.expire(profile, ["commune", "exclusions"])  # A form may just have changed what they follow from.
    return _compute(session, [profile], now)[0]


def store(session: Session, profile_id: UUID, answer: ProfileMatches | None, *, now: datetime) -> None:
    """Replace the suggestions of a person as a whole; None leaves none."""
    _replace(session, {profile_id: answer}, now)


def refresh_profile(session: Session, profile: Profile, *, now: datetime) -> None:
    """Compute the suggestions of a person again and replace them, in the caller's transaction."""
    store(session, profile.id, compute(session, profile, now=now), now=now)


def active_ids(session: Session) -> Sequence[UUID]:
    """Return the identifiers of every active profile, in a stable order."""
    return session.scalars(
        select(Profile.id).where(Profile.status == ProfileStatus.ACTIVE).order_by(Profile.id)
    ).all()


def refresh_some(session: Session, profile_ids: Sequence[UUID], *, now: datetime) -> int:
    """Compute the suggestions of some people again; return how many of them are active."""
    people = session.scalars(
        select(Profile)
        .where(Profile.id.in_(profile_ids))
        .order_by(Profile.id)
        .options(joinedload(Profile.commune), selectinload(Profile.exclusions))
        .execution_options(populate_existing=True)
    ).all()
    answers: dict[UUID, ProfileMatches | None] = dict.fromkeys(profile_ids)
    active = [person for person in people if person.status is ProfileStatus.ACTIVE]
    answers.update(zip((person.id for person in active), _compute(session, active, now), strict=True))
    _replace(session, answers, now)
    return len(active)


def forget_inactive(session: Session) -> None:
    """Delete the suggestions of people who are not active any more."""
    active = select(Profile.id).where(Profile.status == ProfileStatus.ACTIVE)
    session.execute(delete(Match).where(Match.profile_id.not_in(active)))


def refresh_all(session: Session, *, now: datetime, batch: int = BATCH) -> int:
    """Compute everyone's suggestions again, batch by batch; return how many people are active.

    Suggestions of people who are not active any more go away.
    """
    forget_inactive(session)
    ids = active_ids(session)
    return sum(
        refresh_some(session, ids[start : start + batch], now=now) for start in range(0, len(ids), batch)
    )


def suggestions_of(session: Session, profile_id: UUID) -> Sequence[Match]:
    """Return the suggestions of a person, best first; offers closed since are left out."""
    return session.scalars(_kept(profile_id).where(Match.near_miss.is_(False))).all()


def near_misses_of(session: Session, profile_id: UUID) -> Sequence[Match]:
    """Return the near misses of a person, with what blocks and what would unlock (R32)."""
    return session.scalars(_kept(profile_id).where(Match.near_miss.is_(True))).all()


def _kept(profile_id: UUID) -> Select[Match]:
    return (
        select(Match)
        .join(Offer, Offer.id == Match.offer_id)
        .join(Association, Association.id == Offer.association_id)
        .where(
            Match.profile_id == profile_id,
            Offer.status == OfferStatus.PUBLISHED,
            Association.status == AssociationStatus.VALIDATED,
        )
        .options(
            joinedload(Match.offer).joinedload(Offer.association),
            joinedload(Match.offer).joinedload(Offer.commune),
        )
        .order_by(Match.rank, Match.offer_id)
    )


def _compute(session: Session, people: Sequence[Profile], now: datetime) -> list[ProfileMatches]:
    seen = _seen_offers(session, [person.id for person in people])
    records = [
        ProfileRecord.from_json({**matching_inputs.profile_record(person), "seen_offers": seen[person.id]})
        for person in people
    ]
    with matching_engine.LOCK:
        engine = matching_engine.current(session, now.astimezone(PARIS).date())
        return list(match(records, (), top=TOP, engine=engine))


def _seen_offers(session: Session, ids: Iterable[UUID]) -> dict[UUID, list[str]]:
    seen: dict[UUID, list[str]] = {key: [] for key in ids}
    rows = session.execute(
        select(Proposition.profile_id, Proposition.offer_id)
        .where(Proposition.profile_id.in_(list(seen)))
        .distinct()
        .order_by(Proposition.profile_id, Proposition.offer_id)
    )
    for profile_id, offer_id in rows:
        seen[profile_id].append(str(offer_id))
    return seen


def _replace(session: Session, answers: Mapping[UUID, ProfileMatches | None], now: datetime) -> None:
    ids = list(answers)
    session.execute(delete(Match).where(Match.profile_id.in_(ids)))
    rows = [row for key, answer in answers.items() if answer for row in _rows(key, answer, now)]
    if rows:
        session.execute(insert(Match.__table__), rows)  # type: ignore[arg-type]
    session.execute(
        update(Profile)
        .where(Profile.id.in_(ids))
        .values(matched_at=now)
        .execution_options(synchronize_session=False)
    )


def _rows(profile_id: UUID, answer: ProfileMatches, now: datetime) -> list[dict[str, Any]]:
    plain = answer.to_json()
    common = {"profile_id": profile_id, "version": answer.version, "computed_at": now}
    proposed = [
        {
            **common,
            "offer_id": UUID(found["offer"]),
            "near_miss": False,
            "rank": rank,
            "score": found["score"],
            "parts": found["parts"],
            "reasons": found["reasons"],
            "to_check": found["to_check"],
            "blocked_by": [],
            "unlock": None,
        }
        for rank, found in enumerate(plain["matches"], 1)
    ]
    missed = [
        {
            **common,
            "offer_id": UUID(found["offer"]),
            "near_miss": True,
            "rank": rank,
            "score": found["score"],
            "parts": {},
            "reasons": found["why"],
            "to_check": [],
            "blocked_by": found["blocked_by"],
            "unlock": found["unlock"][:1000] or None,
        }
        for rank, found in enumerate(plain["near_misses"], 1)
    ]
    return proposed + missed
