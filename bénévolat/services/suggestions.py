"""Suggestions: what the matcher says for a person, kept until it is computed again (R26, R29, R32).

A suggestion is a row that anyone may delete and compute again: it proposes nothing to anybody by itself.
"""

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session, joinedload

from bénévolat.domain.associations import AssociationStatus
from bénévolat.domain.enums import ProfileStatus
from bénévolat.domain.offers import OfferStatus
from bénévolat.matching.batch import rank_all
from bénévolat.matching.engine import Engine
from bénévolat.matching.formats import ProfileMatches
from bénévolat.models.associations import Association
from bénévolat.models.matches import Match, MatchCandidates, MatchChange
from bénévolat.models.offers import Offer
from bénévolat.models.profiles import Profile
from bénévolat.services import match_store, matching_engine, matching_rows
from bénévolat.services.match_store import Candidates

PARIS = ZoneInfo("Europe/Paris")
TOP = 10
BATCH = 500


def compute(session: Session, profile: Profile, *, now: datetime) -> ProfileMatches | None:
    """Return what the matcher says for a person, without writing; None when the profile is not active."""
    session.expire(profile, ["commune", "exclusions"])  # A form may just have changed what they follow from.
    with matching_engine.LOCK:
        engine = matching_engine.current(session, now.astimezone(PARIS).date())
        return answers(session, engine, [profile.id])[profile.id]


def store(session: Session, profile_id: UUID, answer: ProfileMatches | None, *, now: datetime) -> None:
    """Replace the suggestions of a person as a whole; None leaves none."""
    match_store.replace(session, {profile_id: answer}, now=now)


def refresh_profile(session: Session, profile: Profile, *, now: datetime) -> None:
    """Compute the suggestions of a person again and replace them, in the caller's transaction."""
    store(session, profile.id, compute(session, profile, now=now), now=now)


def answers(
    session: Session,
    engine: Engine,
    profile_ids: Sequence[UUID],
    *,
    candidates: dict[UUID, Candidates] | None = None,
) -> dict[UUID, ProfileMatches | None]:
    """Return what the engine says for each person; None for those who are not active. The caller holds its lock.

    ``candidates``: where to put what the plan will read of them.
    """
    found: dict[UUID, ProfileMatches | None] = dict.fromkeys(profile_ids)
    records = matching_rows.profiles(session, profile_ids)
    rankings = rank_all(engine, list(records.values()), TOP)
    for (key, record), ranking in zip(records.items(), rankings, strict=True):
        found[key] = engine.explain(record, ranking)
        if candidates is not None:
            scores = ranking.wide_scores.tolist()
            candidates[key] = [
                (engine.offers[row].id, score)
                for row, score in zip(ranking.wide.tolist(), scores, strict=True)
            ]
    return found


def active_ids(session: Session) -> Sequence[UUID]:
    """Return the identifiers of every active profile, in a stable order."""
    return session.scalars(
        select(Profile.id).where(Profile.status == ProfileStatus.ACTIVE).order_by(Profile.id)
    ).all()


def refresh_some(session: Session, profile_ids: Sequence[UUID], *, now: datetime) -> int:
    """Compute the suggestions of some people again, with what the plan reads; return how many are active."""
    match_store.one_writer(session)
    wide: dict[UUID, Candidates] = {}
    with matching_engine.LOCK:
        engine = matching_engine.current(session, now.astimezone(PARIS).date())
        with _no_collector():
            found = answers(session, engine, profile_ids, candidates=wide)
            match_store.replace(session, found, now=now, candidates=wide)
    return sum(answer is not None for answer in found.values())


@contextmanager
def _no_collector() -> Iterator[None]:
    """Leave the engine's hundreds of thousands of objects alone while others are made: a quarter of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def forget_inactive(session: Session) -> None:
    """Delete the suggestions of people who are not active any more."""
    active = select(Profile.id).where(Profile.status == ProfileStatus.ACTIVE)
    for model in (Match, MatchCandidates):
        session.execute(delete(model).where(model.profile_id.not_in(active)))


def refresh_all(session: Session, *, now: datetime, batch: int = BATCH) -> int:
    """Compute everyone's suggestions again, batch by batch; return how many people are active.

    Suggestions of people who are not active any more go away, and the notes of what changed: it is all in.
    """
    session.execute(delete(MatchChange))
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
