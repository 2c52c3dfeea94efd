"""The presences of one month of an association: read through an allow-list (A3), confirmed together by a human tap.

Nothing is ever confirmed by itself, and what nobody confirmed is not an absence (domain §1.3).
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased, contains_eager

from bénévolat.domain.actors import Actor
from bénévolat.domain.engagements import SessionStatus
from bénévolat.domain.enums import JournalEvent
from bénévolat.models.activity_sessions import ActivitySession
from bénévolat.models.engagements import Engagement
from bénévolat.models.links import AssociationLink
from bénévolat.models.offers import Offer
from bénévolat.models.profiles import Profile
from bénévolat.services import activity_sessions, association_links, journal
from bénévolat.services.cer_months import month_bounds

PARIS = ZoneInfo("Europe/Paris")
MOST = 1000
"""Sessions of one page at most."""


@dataclass(frozen=True, slots=True)
class Presence:
    """A day and hours; nothing else is said of a session."""

    id: UUID
    starts_at: datetime
    ends_at: datetime
    minutes: int
    status: SessionStatus

    @property
    def waiting(self) -> bool:
        """Tell whether the association has not answered yet."""
        return self.status is SessionStatus.DECLARED


@dataclass(frozen=True, slots=True)
class PersonPresences:
    """The presences of one person on one mission: the only fields shown (A3). ``since`` tells two namesakes apart."""

    engagement_id: UUID
    first_name: str
    mission: str
    since: date | None
    presences: tuple[Presence, ...]

    @property
    def waiting(self) -> tuple[Presence, ...]:
        """Return those that wait for the association."""
        return tuple(one for one in self.presences if one.waiting)


@dataclass(frozen=True, slots=True)
class Changed:
    """A session that is no longer what was shown: corrected, or ``withdrawn``. To look at again, never confirmed."""

    first_name: str
    starts_at: datetime
    ends_at: datetime
    withdrawn: bool


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What one tap did: how many sessions, of whom (first names, each once), and what changed since it was shown."""

    sessions: int
    first_names: tuple[str, ...]
    changed: tuple[Changed, ...] = ()


def of_month(
    session: Session, association_id: UUID, month: date, *, now: datetime
) -> Sequence[PersonPresences]:
    """Return the presences of a month noted so far, by person, in one statement. A session not ended is left out."""
    rows = session.scalars(
        _of_month(association_id, month, now=now)
        .order_by(Profile.first_name, Engagement.id, ActivitySession.starts_at, ActivitySession.id)
        .limit(MOST)
    )
    people = [(key, list(group)) for key, group in groupby(rows, key=lambda row: row.engagement_id)]
    namesakes = Counter(group[0].engagement.profile.first_name for _, group in people)
    return [_person(group, namesakes) for _, group in people]


def _person(rows: Sequence[ActivitySession], namesakes: Counter[str]) -> PersonPresences:
    engagement = rows[0].engagement
    name = engagement.profile.first_name
    return PersonPresences(
        engagement_id=engagement.id,
        first_name=name,
        mission=engagement.offer.title,
        since=engagement.started_on if namesakes[name] > 1 else None,
        presences=tuple(presence_of(row) for row in rows),
    )


def presence_of(row: ActivitySession) -> Presence:
    """Return what is said of a session."""
    return Presence(row.id, row.starts_at, row.ends_at, row.minutes, row.status)


def _of_association(association_id: UUID) -> Select[ActivitySession]:
    return (
        select(ActivitySession)
        .join(ActivitySession.engagement)
        .join(Engagement.offer)
        .join(Engagement.profile)
        .options(
            contains_eager(ActivitySession.engagement).contains_eager(Engagement.offer),
            contains_eager(ActivitySession.engagement).contains_eager(Engagement.profile),
        )
        .where(Offer.association_id == association_id)
    )


def _of_month(association_id: UUID, month: date, *, now: datetime) -> Select[ActivitySession]:
    first, following = month_bounds(month)
    return _of_association(association_id).where(
        ActivitySession.status != SessionStatus.DRAFTED,
        ActivitySession.replaced_at.is_(None),
        ActivitySession.starts_at >= first,
        ActivitySession.starts_at < following,
        ActivitySession.ends_at <= now,
    )


def one_of_month(
    session: Session, association_id: UUID, month: date, session_id: UUID, *, now: datetime
) -> ActivitySession | None:
    """Return one session of a month of an association, or None: its scope (A2)."""
    return session.scalar(_of_month(association_id, month, now=now).where(ActivitySession.id == session_id))


def months_waiting(session: Session, association_id: UUID) -> list[tuple[date, int]]:
    """Return the months with sessions to confirm, the oldest first, and how many each has."""
    moments = session.scalars(
        activity_sessions.to_confirm(association_id)
        .with_only_columns(ActivitySession.starts_at)
        .order_by(None)
    )
    counted = Counter(moment.astimezone(PARIS).date().replace(day=1) for moment in moments)
    return sorted(counted.items())


def confirm(
    session: Session,
    association_id: UUID,
    month: date,
    shown: Collection[UUID],
    *,
    by: Actor,
    now: datetime,
    link: AssociationLink | None = None,
) -> Confirmed:
    """Confirm the sessions that were shown and still wait; two phones at once confirm each of them once.

    What was noted since the page was shown is not touched; what was corrected or taken back since is told, and stops
    none of the others. Through a ``link`` nobody has signed in: the link is written on each session, and the journal
    says so for each person.
    """
    rows = session.scalars(
        _of_month(association_id, month, now=now)
        .where(ActivitySession.id.in_(shown), ActivitySession.status == SessionStatus.DECLARED)
        .order_by(ActivitySession.engagement_id, ActivitySession.starts_at, ActivitySession.id)
        .limit(MOST)
    ).all()
    activity_sessions.confirm_all(session, rows, by=by, now=now)
    done = [row for row in rows if row.confirmed_at == now]
    if link is not None and done:
        association_links.mark_used(session, link, now=now)
        for row in done:
            row.confirmed_link_id = link.id
        for profile_id in sorted({row.profile_id for row in done}):
            journal.write(
                session,
                JournalEvent.PRESENCE_CONFIRMED,
                by=by,
                now=now,
                profile_id=profile_id,
                subject_id=link.id,
            )
    names = tuple(sorted({row.engagement.profile.first_name for row in done}))
    return Confirmed(len(done), names, _changed(session, association_id, shown))


def confirm_of_engagement(
    session: Session, engagement: Engagement, shown: Collection[UUID], *, by: Actor, now: datetime
) -> Confirmed:
    """Confirm the sessions of one engagement that were shown; one alone may be confirmed after a difference too.

    What was corrected or taken back since is told, and stops none of the others.
    """
    answered = {SessionStatus.DECLARED} | ({SessionStatus.CONTESTED} if len(shown) == 1 else set())
    rows = session.scalars(
        activity_sessions.current_of(engagement.id).where(
            ActivitySession.id.in_(shown), ActivitySession.status.in_(answered)
        )
    ).all()
    activity_sessions.confirm_all(session, rows, by=by, now=now, answered=answered)
    done = sum(row.confirmed_at == now for row in rows)
    names = (engagement.profile.first_name,) if done else ()
    return Confirmed(done, names, _changed(session, engagement.offer.association_id, shown))


def _changed(session: Session, association_id: UUID, shown: Collection[UUID]) -> tuple[Changed, ...]:
    """Return which of the sessions shown stand no more, the oldest first."""
    after = aliased(ActivitySession)
    rows = session.execute(
        _of_association(association_id)
        .outerjoin(after, after.replaces_id == ActivitySession.id)
        .add_columns(after.status)
        .where(ActivitySession.id.in_(shown), ActivitySession.replaced_at.is_not(None))
        .order_by(ActivitySession.starts_at, ActivitySession.id)
        .limit(MOST)
    ).all()
    return tuple(
        Changed(
            row.engagement.profile.first_name, row.starts_at, row.ends_at, status is SessionStatus.WITHDRAWN
        )
        for row, status in rows
    )


def contest(
    session: Session,
    row: ActivitySession,
    *,
    note: str,
    by: Actor,
    now: datetime,
    link: AssociationLink | None = None,
) -> None:
    """Say what differs of a session. Through a ``link`` nobody has signed in: the journal says so.

    Raises ChangedMeanwhile, WrongTransition.
    """
    activity_sessions.contest(session, row, note=note, by=by, now=now)
    if link is not None:
        association_links.mark_used(session, link, now=now)
        journal.write(
            session,
            JournalEvent.PRESENCE_CONTESTED,
            by=by,
            now=now,
            profile_id=row.profile_id,
            subject_id=link.id,
        )
