"""«Pourquoi ?» and «pourquoi pas ?»: one person before any open mission; and one mission before my people.

Computed when asked, with the engine of the day: nothing is stored, nothing is proposed (R27, R29).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from bénévolat.domain.enums import ProfileStatus
from bénévolat.matching.formats import Pair
from bénévolat.matching.people import People
from bénévolat.models.accounts import Account
from bénévolat.models.offers import Offer
from bénévolat.models.profiles import Profile
from bénévolat.models.propositions import Proposition
from bénévolat.services import matching_engine, matching_inputs, matching_rows, profiles

PARIS = ZoneInfo("Europe/Paris")
MOST_NEAR = 20


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything about one person and one mission: what the engine says, and what it read of both."""

    pair: Pair
    profile: dict[str, Any]
    offer: dict[str, Any]


@dataclass(frozen=True, slots=True)
class PersonSuited:
    """One of my people before a mission, with the reasons or with what blocks; ``put``: what became of it already."""

    person: Profile
    pair: Pair
    put: Proposition | None


@dataclass(frozen=True, slots=True)
class Reverse:
    """Who of my people a mission suits, best first; and who comes close, one or two filters away."""

    suited: Sequence[UUID]
    near: Sequence[UUID]


def explain(session: Session, profile_id: UUID, offer: Offer, *, now: datetime) -> Explanation | None:
    """Return why a mission is suggested to a person, or why not; None when the profile is not active."""
    with matching_engine.LOCK:
        engine = matching_engine.current(session, now.astimezone(PARIS).date())
        record = matching_rows.profiles(session, [profile_id]).get(profile_id)
        if record is None or str(offer.id) not in engine.row_of:
            return None
        pair = engine.pair(record, str(offer.id))
    profile = session.get_one(Profile, profile_id)
    return Explanation(
        pair,
        {**matching_inputs.profile_record(profile), "seen_offers": list(record.seen_offers or ())},
        matching_inputs.offer_record(offer),
    )


def people_for(session: Session, account: Account, offer: Offer, *, team: bool, now: datetime) -> Reverse:
    """Return who a mission suits among the people this travailleur social follows, or their team (A2, R39).

    Only these people are read.
    """
    mine = profiles.visible_to(account) if team else profiles.followed_by(account)
    statement = mine.where(Profile.status == ProfileStatus.ACTIVE).with_only_columns(Profile.id)
    ids = session.scalars(statement.order_by(Profile.id)).all()
    with matching_engine.LOCK:
        engine = matching_engine.current(session, now.astimezone(PARIS).date())
        if str(offer.id) not in engine.row_of:
            return Reverse((), ())
        people = People(engine, matching_rows.profiles(session, ids).values())
        found = people.before_offer(str(offer.id))
    near = [one for one in found if 1 <= len(one.blocked_by) <= matching_engine.NEAR_FILTERS]
    return Reverse(
        [UUID(one.profile) for one in found if not one.blocked_by],
        [UUID(one.profile) for one in near[:MOST_NEAR]],
    )


def explain_people(
    session: Session, offer: Offer, profile_ids: Sequence[UUID], *, now: datetime
) -> list[PersonSuited]:
    """Return these people before a mission, in the order given; the caller has checked that they may be read."""
    with matching_engine.LOCK:
        engine = matching_engine.current(session, now.astimezone(PARIS).date())
        records = matching_rows.profiles(session, profile_ids)
        pairs = {key: engine.pair(record, str(offer.id)) for key, record in records.items()}
    people = {
        person.id: person
        for person in session.scalars(
            select(Profile)
            .where(Profile.id.in_(pairs))
            .options(joinedload(Profile.commune), joinedload(Profile.referent))
            .execution_options(populate_existing=True)
        )
    }
    rows = session.scalars(
        select(Proposition)
        .where(Proposition.offer_id == offer.id, Proposition.profile_id.in_(pairs))
        .order_by(Proposition.proposed_at, Proposition.id)
    )
    put = {row.profile_id: row for row in rows}
    return [PersonSuited(people[key], pairs[key], put.get(key)) for key in profile_ids if key in people]
