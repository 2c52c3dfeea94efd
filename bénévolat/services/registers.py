"""Register of the people an association welcomes, and who confirmed their cover against accidents (R14, A3)."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, contains_eager

from bénévolat.domain.engagements import SessionStatus
from bénévolat.domain.errors import DomainError
from bénévolat.exports.registers import Register, RegisterLine
from bénévolat.models.activity_sessions import ActivitySession
from bénévolat.models.associations import Association
from bénévolat.models.engagements import Engagement
from bénévolat.models.offers import Offer

PARIS = ZoneInfo("Europe/Paris")


class BadCover(DomainError):
    """A cover is confirmed by somebody, on a day that has come."""

    field = "confirmed_on"


class BadRegisterPeriod(DomainError):
    """A register ends after it begins, and holds five years at most."""

    field = "period_to"


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=PARIS).astimezone(UTC)


def of_association(
    session: Session, association: Association, *, period_from: date, period_to: date, now: datetime
) -> Register:
    """Return the register between two days of Paris, both included, in two statements.

    It holds the engagements of the association's own offers that touch the period, oldest first; sessions and hours
    are those of the period. Raises BadRegisterPeriod.
    """
    if period_to < period_from:
        raise BadRegisterPeriod("La fin de la période doit être après son début.")
    if (period_to - period_from).days > 5 * 366:
        raise BadRegisterPeriod("Choisissez une période de cinq ans au plus.")
    rows = session.scalars(
        select(Engagement)
        .join(Engagement.offer)
        .join(Engagement.profile)
        .options(contains_eager(Engagement.offer), contains_eager(Engagement.profile))
        .where(
            Offer.association_id == association.id,
            Engagement.started_on <= period_to,
            or_(Engagement.ended_on.is_(None), Engagement.ended_on >= period_from),
        )
        .order_by(Engagement.started_on, Engagement.id)
    ).all()
    hours = _hours(session, association.id, period_from, period_to)
    return Register(
        association=association.name,
        period_from=period_from,
        period_to=period_to,
        lines=tuple(_line(row, *hours.get(row.id, (0, 0, 0))) for row in rows),
        made_at=now,
    )


def _hours(
    session: Session, association_id: UUID, period_from: date, period_to: date
) -> dict[UUID, tuple[int, int, int]]:
    """Return sessions, minutes noted and minutes confirmed of each engagement in a period."""
    confirmed = func.sum(ActivitySession.minutes).filter(ActivitySession.status == SessionStatus.CONFIRMED)
    rows = session.execute(
        select(
            ActivitySession.engagement_id,
            func.count(),
            func.sum(ActivitySession.minutes),
            func.coalesce(confirmed, 0),
        )
        .join(Engagement, Engagement.id == ActivitySession.engagement_id)
        .join(Offer, Offer.id == Engagement.offer_id)
        .where(
            Offer.association_id == association_id,
            ActivitySession.replaced_at.is_(None),
            ActivitySession.status != SessionStatus.DRAFTED,
            ActivitySession.starts_at >= _midnight(period_from),
            ActivitySession.starts_at < _midnight(period_to + timedelta(days=1)),
        )
        .group_by(ActivitySession.engagement_id)
    )
    return {row[0]: (row[1], int(row[2]), int(row[3])) for row in rows}


def _line(row: Engagement, nb_sessions: int, declared: int, confirmed: int) -> RegisterLine:
    return RegisterLine(
        first_name=row.profile.first_name,
        mission=row.offer.title,
        started_on=row.started_on,
        ended_on=row.ended_on,
        nb_sessions=nb_sessions,
        minutes_declared=declared,
        minutes_confirmed=confirmed,
        cover_confirmed_by=row.cover_confirmed_by,
        cover_confirmed_on=row.cover_confirmed_on,
    )


def confirm_cover(
    session: Session, engagement: Engagement, *, confirmed_by: str, confirmed_on: date | None, now: datetime
) -> None:
    """Write who confirmed the cover against accidents, and when; both empty take it back. Raises BadCover."""
    who = confirmed_by.strip()
    if bool(who) != (confirmed_on is not None):
        raise BadCover(
            "Écrivez qui a confirmé et quel jour, ou laissez les deux vides.",
            field="confirmed_on" if who else "confirmed_by",
        )
    if confirmed_on is not None and confirmed_on > now.astimezone(PARIS).date():
        raise BadCover("Ce jour n'est pas encore venu. Vérifiez la date.")
    engagement.cover_confirmed_by, engagement.cover_confirmed_on = who or None, confirmed_on
    session.flush()
