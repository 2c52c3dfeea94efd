"""What a session must be before it is written: possible hours, one place at a time, kind limits (domain §1.3, §2)."""

from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bénévolat.domain.engagements import (
    MAX_SESSION_MINUTES,
    MAX_WEEKLY_MINUTES,
    BadSessionTimes,
    NotActive,
    OverlappingSession,
    SessionStatus,
    WeeklyLimit,
)
from bénévolat.models.activity_sessions import ActivitySession
from bénévolat.models.engagements import Engagement
from bénévolat.models.profiles import Profile

PARIS = ZoneInfo("Europe/Paris")


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


def week_minutes(session: Session, profile_id: UUID, moment: datetime, but: UUID | None = None) -> int:
    """Return the minutes noted in the week, Monday to Sunday in Paris, of an instant; ``but``: not this session."""
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


def hold_person(session: Session, profile_id: UUID) -> None:
    """Hold the person's row, so that two screens cannot both pass the checks."""
    session.execute(select(Profile.id).where(Profile.id == profile_id).with_for_update())


def check(
    session: Session,
    engagement: Engagement,
    starts_at: datetime,
    ends_at: datetime,
    but: UUID | None,
    now: datetime,
) -> int:
    """Return the length in minutes of a session that may be noted; the person's row is held (``hold_person``).

    ``but``: the session that this one replaces. Raises BadSessionTimes, NotActive, OverlappingSession, WeeklyLimit.
    """
    minutes = _check_times(engagement, starts_at, ends_at, now)
    _check_free(session, engagement.profile_id, starts_at, ends_at, but)
    if week_minutes(session, engagement.profile_id, starts_at, but) + minutes > MAX_WEEKLY_MINUTES:
        raise WeeklyLimit
    return minutes
