"""Sessions of an engagement: declared, confirmed, contested, corrected. Presence only (domain §1.3)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from bénévolat.domain.actors import Actor
from bénévolat.domain.engagements import (
    WARNING_WEEKLY_MINUTES,
    ChangedMeanwhile,
    NoLongerPlanned,
    SessionAction,
    SessionStatus,
)
from bénévolat.domain.errors import DomainError, WrongTransition
from bénévolat.models.activity_sessions import ActivitySession
from bénévolat.models.engagements import Engagement
from bénévolat.models.offers import Offer
from bénévolat.services import cer, cer_months, session_drafts, session_rules

PARIS = ZoneInfo("Europe/Paris")


def current_of(engagement_id: UUID) -> Select[ActivitySession]:
    """Return the sessions of an engagement as they stand: corrected ones are left out, latest first."""
    return (
        select(ActivitySession)
        .where(ActivitySession.engagement_id == engagement_id, ActivitySession.replaced_at.is_(None))
        .order_by(ActivitySession.starts_at.desc(), ActivitySession.id)
    )


def noted_of(engagement_id: UUID) -> Select[ActivitySession]:
    """Return the sessions of an engagement that somebody noted, as they stand, latest first."""
    return current_of(engagement_id).where(ActivitySession.status != SessionStatus.DRAFTED)


def corrected(session: Session, rows: Sequence[ActivitySession]) -> dict[UUID, list[ActivitySession]]:
    """Return what each session was before its corrections, the latest first, in one statement."""
    keys = {row.engagement_id for row in rows if row.replaces_id is not None}
    if not keys:
        return {}
    old = {
        row.id: row
        for row in session.scalars(
            select(ActivitySession).where(
                ActivitySession.engagement_id.in_(keys), ActivitySession.replaced_at.is_not(None)
            )
        )
    }
    found: dict[UUID, list[ActivitySession]] = {}
    for row in rows:
        before = old.get(row.replaces_id) if row.replaces_id else None
        while before is not None:
            found.setdefault(row.id, []).append(before)
            before = old.get(before.replaces_id) if before.replaces_id else None
    return found


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
    but = replaces.id if replaces else None
    minutes = session_rules.check(session, engagement, starts_at, ends_at, but, now)
    session_drafts.absorb(session, engagement.id, starts_at, ends_at)
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

    What was foreseen at that moment for this engagement is absorbed. Raises BadSessionTimes, NotActive,
    OverlappingSession, WeeklyLimit (35 h).
    """
    session_rules.hold_person(session, engagement.profile_id)
    return _declared(session, engagement, starts_at=starts_at, ends_at=ends_at, replaces=None, by=by, now=now)


def declare_draft(
    session: Session,
    row: ActivitySession,
    *,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    by: Actor,
    now: datetime,
) -> ActivitySession:
    """Declare a session that was foreseen, at the agreed hours unless others are given.

    Raises NoLongerPlanned when somebody noted it or took it away meanwhile, and what ``declare`` raises.
    """
    session_rules.hold_person(session, row.profile_id)
    cer_months.hold(session, [row.engagement_id])  # Before the session, as every act on hours does.
    found = session.scalar(
        select(ActivitySession)
        .where(ActivitySession.id == row.id, ActivitySession.status == SessionStatus.DRAFTED)
        .with_for_update(of=ActivitySession)
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NoLongerPlanned
    starts_at, ends_at = starts_at or found.starts_at, ends_at or found.ends_at
    minutes = session_rules.check(session, found.engagement, starts_at, ends_at, found.id, now)
    session_drafts.absorb(session, found.engagement_id, starts_at, ends_at, but=found.id)
    found.starts_at, found.ends_at, found.minutes = starts_at, ends_at, minutes
    found.apply(SessionAction.DECLARE, by=by, now=now)
    session.flush()
    cer.refresh_past_month(session, found.engagement_id, starts_at, now=now)
    return found


@dataclass(slots=True)
class Noted:
    """What became of several sessions noted at once; ``refused`` gives a sentence for each left as it was."""

    done: list[ActivitySession] = field(default_factory=list)
    refused: list[tuple[ActivitySession, str]] = field(default_factory=list)


def declare_drafts(session: Session, rows: Sequence[ActivitySession], *, by: Actor, now: datetime) -> Noted:
    """Declare several sessions foreseen at their agreed hours; one that is refused does not stop the others."""
    noted = Noted()
    for row in rows:
        try:
            noted.done.append(declare_draft(session, row, by=by, now=now))
        except DomainError as refusal:
            noted.refused.append((row, refusal.sentence))
    return noted


def weekly_warning(session: Session, row: ActivitySession, *, to_person: bool = False) -> str | None:
    """Return a kind sentence when the week of a session goes over 7 hours, else None (domain §2).

    ``to_person``: said to the person in simple words.
    """
    minutes = session_rules.week_minutes(session, row.profile_id, row.starts_at)
    if minutes <= WARNING_WEEKLY_MINUTES:
        return None
    hours, rest = divmod(minutes, 60)
    total = f"{hours}\u00a0h\u00a0{rest:02d}" if rest else f"{hours}\u00a0h"
    if to_person:
        return f"Cela fait {total} cette semaine. C'est beaucoup\u00a0: pensez à vous reposer."
    return (
        f"Cette semaine compte {total} de bénévolat. Au-delà de 7\u00a0h, vérifiez que cela convient à la "
        "personne."
    )


def hold(session: Session, row: ActivitySession) -> ActivitySession:
    """Hold a session and its engagement, read again. Raises ChangedMeanwhile when it no longer stands."""
    cer_months.hold(session, [row.engagement_id])  # Before the session, as every act on hours does.
    session.refresh(row, ["status", "replaced_at"], with_for_update=True)
    if row.replaced_at is not None:
        raise ChangedMeanwhile
    return row


def confirm(session: Session, row: ActivitySession, *, by: Actor, now: datetime) -> None:
    """Confirm a declared session (association)."""
    hold(session, row).apply(SessionAction.CONFIRM, by=by, now=now)
    cer.refresh_past_month(session, row.engagement_id, row.starts_at, now=now)


def confirm_all(
    session: Session,
    rows: Sequence[ActivitySession],
    *,
    by: Actor,
    now: datetime,
    answered: Collection[SessionStatus] = (SessionStatus.DECLARED,),
) -> int:
    """Confirm every session of ``rows`` that still is ``answered``, waiting by default; return how many were.

    One that was corrected or taken back meanwhile stays as it is and stops none of the others.
    """
    done = 0
    cer_months.hold(session, [row.engagement_id for row in rows])
    for row in rows:
        try:
            hold(session, row)
        except ChangedMeanwhile:
            continue
        if row.status in answered:
            row.apply(SessionAction.CONFIRM, by=by, now=now)
            cer.refresh_past_month(session, row.engagement_id, row.starts_at, now=now)
            done += 1
    return done


def contest(session: Session, row: ActivitySession, *, note: str | None, by: Actor, now: datetime) -> None:
    """Say that a session differs from what the association saw; the référent looks at it with the person."""
    hold(session, row).apply(SessionAction.CONTEST, by=by, now=now)
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

    Raises WrongTransition for a session that is only foreseen, and what ``declare`` raises.
    """
    session_rules.hold_person(session, row.profile_id)
    if hold(session, row).status is SessionStatus.DRAFTED:
        raise WrongTransition
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


def note(
    session: Session,
    engagement: Engagement,
    row: ActivitySession | None,
    *,
    starts_at: datetime,
    ends_at: datetime,
    by: Actor,
    now: datetime,
) -> ActivitySession:
    """Note a session at these hours: a new one (``row`` None), one that was foreseen, or the correction of one."""
    if row is None:
        return declare(session, engagement, starts_at=starts_at, ends_at=ends_at, by=by, now=now)
    write = declare_draft if row.status is SessionStatus.DRAFTED else correct
    return write(session, row, starts_at=starts_at, ends_at=ends_at, by=by, now=now)
