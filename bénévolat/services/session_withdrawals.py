"""A session declared by mistake is taken back: a new line says so, nothing is edited nor erased (domain §1.3).

What is taken back counts nowhere: neither in hours, nor as an absence, which does not exist.
"""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, aliased

from bénévolat.domain.actors import Actor
from bénévolat.domain.cer import CerRecordStatus
from bénévolat.domain.engagements import HoursAlreadyRetained, SessionAction, SessionStatus
from bénévolat.models.activity_sessions import ActivitySession
from bénévolat.models.cer import CerAdjustment, CerRecord
from bénévolat.services import activity_sessions, cer, cer_months, cer_retained, session_rules


def of_engagement(engagement_id: UUID) -> Select[ActivitySession]:
    """Return the lines that took a session of an engagement back, the latest session first."""
    return (
        select(ActivitySession)
        .where(
            ActivitySession.engagement_id == engagement_id, ActivitySession.status == SessionStatus.WITHDRAWN
        )
        .order_by(ActivitySession.starts_at.desc(), ActivitySession.declared_at.desc(), ActivitySession.id)
    )


def withdrawable(engagement_id: UUID) -> Select[ActivitySession]:
    """Return the sessions of an engagement that may be taken back; those that were are there for a second tap."""
    line = aliased(ActivitySession)
    taken_back = select(line.id).where(
        line.replaces_id == ActivitySession.id, line.status == SessionStatus.WITHDRAWN
    )
    return select(ActivitySession).where(
        ActivitySession.engagement_id == engagement_id,
        ActivitySession.status.not_in((SessionStatus.DRAFTED, SessionStatus.WITHDRAWN)),
        or_(ActivitySession.replaced_at.is_(None), taken_back.exists()),
    )


def withdraw(session: Session, row: ActivitySession, *, by: Actor, now: datetime) -> ActivitySession:
    """Take a session back; return the line that says so, with its author. Taken back already, it stays as it is.

    Hours retained of its month while it is open are taken back with it: an agent has to look again. In a closed month
    the difference is carried by the next open one. Raises HoursAlreadyRetained when a closed record retains hours of
    that month, ChangedMeanwhile, NotAllowed (association), WrongTransition for a session that is only foreseen.
    """
    session_rules.hold_person(session, row.profile_id)
    before = session.scalar(
        select(ActivitySession).where(
            ActivitySession.replaces_id == row.id, ActivitySession.status == SessionStatus.WITHDRAWN
        )
    )
    if before is not None:
        return before
    activity_sessions.hold(session, row)
    line = ActivitySession(
        engagement_id=row.engagement_id,
        profile_id=row.profile_id,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        minutes=row.minutes,
        status=row.status,
        replaces_id=row.id,
        replaced_at=now,
        created_at=now,
    )
    line.apply(SessionAction.WITHDRAW, by=by, now=now)
    _look_again(session, row.engagement_id, cer_months.month_of(row.starts_at))
    row.replaced_at = now
    session.flush()
    session.add(line)
    session.flush()
    cer.refresh_past_month(session, row.engagement_id, row.starts_at, now=now)
    return line


def _look_again(session: Session, engagement_id: UUID, month: date) -> None:
    """Take back the hours that open records retain of a month. Raises HoursAlreadyRetained for a closed one."""
    for record in _records_that_count(session, engagement_id, month):
        if record.status is CerRecordStatus.CLOSED:
            if cer_retained.retained_for(session, record):
                raise HoursAlreadyRetained
        elif record.minutes_retained:
            record.minutes_retained = record.retained_by_id = record.retained_at = None


def _records_that_count(session: Session, engagement_id: UUID, month: date) -> Sequence[CerRecord]:
    """Return the record of a month, and those that carry hours declared of it after it was closed."""
    carriers = select(CerAdjustment.record_id).where(
        CerAdjustment.about_month == month, CerAdjustment.minutes_declared > 0
    )
    return session.scalars(
        select(CerRecord)
        .where(
            CerRecord.engagement_id == engagement_id,
            or_(CerRecord.month == month, CerRecord.id.in_(carriers)),
        )
        .order_by(CerRecord.month)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
