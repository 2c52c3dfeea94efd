"""Sessions of an engagement: declared, confirmed, contested, corrected. Presence only (domain §1.3)."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload

from bénévolat.domain.actors import Actor
from bénévolat.domain.engagements import (
    MAX_SESSION_MINUTES,
    MAX_WEEKLY_MINUTES,
    WARNING_WEEKLY_MINUTES,
    BadSessionTimes,
    NotActive,
    OverlappingSession,
    SessionAction,
    SessionStatus,
    WeeklyLimit,
)
from bénévolat.models.activity_sessions import ActivitySession
from bénévolat.models.engagements import Engagement
from bénévolat.models.offers import Offer
from bénévolat.models.profiles import Profile
from bénévolat.services import cer

PARIS = ZoneInfo("Europe/Paris")


def current_of(engagement_id: UUID) -> Select[ActivitySession]:
    """Return the sessions of an engagement as they stand: corrected ones are left out, latest first."""
    return (
        select(ActivitySession)
        .where(ActivitySession.engagement_id == engagement_id, ActivitySession.replaced_at.is_(None))
        .order_by(ActivitySession.starts_at.desc(), ActivitySession.id)
    )


def to_confirm(association_id: UUID) -> Select[ActivitySession]:
    """Return the declared sessions an association has not answered yet, oldest first."""
    return (
        select(ActivitySession)
        .join(Engagement, Engagement.id == ActivitySession.engagement_id)
        .join(Offer, Offer.id == Engagement.offer_id)
        .options(
            joinedload(ActivitySession.engagement).joinedload(Engagement.profile),
            joinedload(ActivitySession.engagement).joinedload(Engagement.offer),
        )
        .where(
            Offer.association_id == association_id,
            ActivitySession.status == SessionStatus.DECLARED,
            ActivitySession.replaced_at.is_(None),
        )
        .order_by(ActivitySession.starts_at, ActivitySession.id)
    )


def _check_times(engagement: Engagement, starts_at: datetime, ends_at: datetime, now: datetime) -> int:
    starts_at, ends_at = starts_at.astimezone(UTC), ends_at.astimezone(UTC)
    minutes = int((ends_at - starts_at).total_seconds() // 60)
    if minutes < 1:
        raise BadSessionTimes("L'heure de fin doit être après l'heure de début.", field="ends_at")
    if minutes > MAX_SESSION_MINUTES:
        raise BadSessionTimes("Une séance dure douze heures au plus. Vérifiez les heures.", field="ends_at")
    if ends_at > now:
        raise BadSessionTimes("Une séance se note quand elle est terminée. Vérifiez la date et l'heure.")
    day = starts_at.astimezone(PARIS).date()
    if day < engagement.started_on or (engagement.ended_on is not None and day > engagement.ended_on):
        raise NotActive
    return minutes


def _week(moment: datetime) -> tuple[datetime, datetime]:
    """Return the bounds in UTC of the week, Monday to Monday in Paris, that holds an instant."""
    here = moment.astimezone(PARIS)
    monday = (here - timedelta(days=here.weekday())).date()
    first = datetime(monday.year, monday.month, monday.day, tzinfo=PARIS)
    following = monday + timedelta(days=7)
    last = datetime(following.year, following.month, following.day, tzinfo=PARIS)
    return first.astimezone(UTC), last.astimezone(UTC)


def _week_minutes(session: Session, profile_id: UUID, moment: datetime, but: UUID | None) -> int:
    first, last = _week(moment)
    statement = select(func.coalesce(func.sum(ActivitySession.minutes), 0)).where(
        ActivitySession.profile_id == profile_id,
        ActivitySession.replaced_at.is_(None),
        ActivitySession.status != SessionStatus.DRAFTED,
        ActivitySession.starts_at >= first,
        ActivitySession.starts_at < last,
    )
    if but is not None:
        statement = statement.where(ActivitySession.id != but)
    return int(session.scalar(statement) or 0)


def _check_free(
    session: Session, profile_id: UUID, starts_at: datetime, ends_at: datetime, but: UUID | None
) -> None:
    statement = select(ActivitySession.id).where(
        ActivitySession.profile_id == profile_id,
        ActivitySession.replaced_at.is_(None),
        ActivitySession.status != SessionStatus.DRAFTED,
        ActivitySession.starts_at < ends_at,
        ActivitySession.ends_at > starts_at,
    )
    if but is not None:
        statement = statement.where(ActivitySession.id != but)
    if session.scalar(statement.limit(1)) is not None:
        raise OverlappingSession


def _declared(
    session: Session,
    engagement: Engagement,
    *,
    starts_at: datetime,
    ends_at: datetime,
    replaces: ActivitySession | None,
    by: Actor,
    now: datetime,
) -> ActivitySession:
    """Check the rules while holding the person's row, so that two screens cannot both pass."""
    session.execute(select(Profile.id).where(Profile.id == engagement.profile_id).with_for_update())
    minutes = _check_times(engagement, starts_at, ends_at, now)
    but = replaces.id if replaces else None
    _check_free(session, engagement.profile_id, starts_at, ends_at, but)
    if _week_minutes(session, engagement.profile_id, starts_at, but) + minutes > MAX_WEEKLY_MINUTES:
        raise WeeklyLimit
    row = ActivitySession(
        engagement_id=engagement.id,
        profile_id=engagement.profile_id,
        starts_at=starts_at,
        ends_at=ends_at,
        minutes=minutes,
        status=SessionStatus.DRAFTED,
        replaces_id=but,
        created_at=now,
    )
    row.apply(SessionAction.DECLARE, by=by, now=now)
    session.add(row)
    session.flush()
    cer.refresh_past_month(session, engagement.id, starts_at, now=now)
    return row


def declare(
    session: Session,
    engagement: Engagement,
    *,
    starts_at: datetime,
    ends_at: datetime,
    by: Actor,
    now: datetime,
) -> ActivitySession:
    """Declare a session that took place. Instants are aware; the length is counted in real time (T1).

    Raises BadSessionTimes, NotActive, OverlappingSession, WeeklyLimit (35 h).
    """
    return _declared(session, engagement, starts_at=starts_at, ends_at=ends_at, replaces=None, by=by, now=now)


def weekly_warning(session: Session, row: ActivitySession) -> str | None:
    """Return a kind sentence when the week of a session goes over 7 hours, else None (domain §2)."""
    minutes = _week_minutes(session, row.profile_id, row.starts_at, None)
    if minutes <= WARNING_WEEKLY_MINUTES:
        return None
    hours, rest = divmod(minutes, 60)
    total = f"{hours} h {rest:02d}" if rest else f"{hours} h"
    return f"Cette semaine compte {total} de bénévolat. Au-delà de 7 h, vérifiez que cela convient à la personne."


def _locked(session: Session, row: ActivitySession) -> ActivitySession:
    session.refresh(row, ["status", "replaced_at"], with_for_update=True)
    if row.replaced_at is not None:
        raise OverlappingSession("Cette séance a été corrigée entre-temps. Relisez la page.")
    return row


def confirm(session: Session, row: ActivitySession, *, by: Actor, now: datetime) -> None:
    """Confirm a declared session (association)."""
    _locked(session, row).apply(SessionAction.CONFIRM, by=by, now=now)
    cer.refresh_past_month(session, row.engagement_id, row.starts_at, now=now)


def confirm_all(session: Session, rows: Sequence[ActivitySession], *, by: Actor, now: datetime) -> int:
    """Confirm every session still waiting among ``rows``; return how many were."""
    done = 0
    for row in rows:
        if _locked(session, row).status is SessionStatus.DECLARED:
            row.apply(SessionAction.CONFIRM, by=by, now=now)
            cer.refresh_past_month(session, row.engagement_id, row.starts_at, now=now)
            done += 1
    return done


def contest(session: Session, row: ActivitySession, *, note: str | None, by: Actor, now: datetime) -> None:
    """Say that a session differs from what the association saw; the référent looks at it with the person."""
    _locked(session, row).apply(SessionAction.CONTEST, by=by, now=now)
    row.contest_note = note or None
    cer.refresh_past_month(session, row.engagement_id, row.starts_at, now=now)


def correct(
    session: Session,
    row: ActivitySession,
    *,
    starts_at: datetime,
    ends_at: datetime,
    by: Actor,
    now: datetime,
) -> ActivitySession:
    """Correct a session: a new declared row points at the old one, which keeps its values.

    Raises what ``declare`` raises.
    """
    _locked(session, row)
    row.replaced_at = now
    session.flush()
    cer.refresh_past_month(session, row.engagement_id, row.starts_at, now=now)
    return _declared(
        session,
        row.engagement,
        starts_at=starts_at,
        ends_at=ends_at,
        replaces=row,
        by=by,
        now=now,
    )
