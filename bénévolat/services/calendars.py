"""Sessions that come, for a calendar: a neutral title for the person, first names for the association (A3, R52)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from bénévolat.domain.contact_words import postal_words
from bénévolat.domain.engagements import EngagementStatus, SessionStatus
from bénévolat.exports.calendars import Meeting
from bénévolat.models.activity_sessions import ActivitySession
from bénévolat.models.engagements import Engagement
from bénévolat.models.offers import Offer

NEUTRAL = "Bénévolat"
"""A telephone is often shared, and shows its calendar to whoever looks (domain §1.8)."""
BEHIND = timedelta(days=1)
"""Sessions just begun are still there: a calendar taken in the morning holds the day."""
MOST = 500


def _coming(now: datetime) -> Select[ActivitySession]:
    """Return the sessions that come, of engagements that go on, soonest first."""
    return (
        select(ActivitySession)
        .join(ActivitySession.engagement)
        .join(Engagement.offer)
        .options(
            contains_eager(ActivitySession.engagement)
            .contains_eager(Engagement.offer)
            .options(joinedload(Offer.association), joinedload(Offer.commune)),
        )
        .where(
            ActivitySession.replaced_at.is_(None),
            ActivitySession.starts_at >= now - BEHIND,
            Engagement.status == EngagementStatus.ACTIVE,
        )
        .order_by(ActivitySession.starts_at, ActivitySession.id)
        .limit(MOST)
    )


def _place(offer: Offer) -> str | None:
    commune = offer.commune.name if offer.commune else None
    return postal_words(offer.address, commune)


def of_person(session: Session, profile_id: UUID, *, now: datetime) -> list[Meeting]:
    """Return the person's meetings: «Bénévolat», and the place unless it would tell a sensitive name."""
    rows = session.scalars(_coming(now).where(ActivitySession.profile_id == profile_id)).all()
    return [
        Meeting(
            row.engagement_id,
            row.starts_at,
            row.ends_at,
            NEUTRAL,
            None if row.engagement.offer.association.sensitive_name else _place(row.engagement.offer),
            row.status is SessionStatus.DRAFTED,
        )
        for row in rows
    ]


def of_association(
    session: Session, association_id: UUID, *, with_names: bool = True, now: datetime
) -> list[Meeting]:
    """Return the meetings of an association: first name and mission, nothing else of a person (A3).

    ``with_names`` False leaves the first names out: for what leaves the platform without anybody looking.
    """
    with_person = contains_eager(ActivitySession.engagement).joinedload(Engagement.profile)
    rows: Sequence[ActivitySession] = session.scalars(
        _coming(now).options(with_person).where(Offer.association_id == association_id)
    ).all()
    return [
        Meeting(
            row.engagement_id,
            row.starts_at,
            row.ends_at,
            f"{row.engagement.profile.first_name if with_names else NEUTRAL}, {row.engagement.offer.title}",
            _place(row.engagement.offer),
            row.status is SessionStatus.DRAFTED,
        )
        for row in rows
    ]
