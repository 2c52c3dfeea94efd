"""Closed months, late facts, and the lines they leave, in the words of the tests."""

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bénévolat.domain.cer import CerRecordStatus
from bénévolat.models.activity_sessions import ActivitySession
from bénévolat.models.cer import CerAdjustment, CerRecord
from bénévolat.models.engagements import Engagement
from bénévolat.services import activity_sessions, cer_recording
from tests.factories import Factory

AUGUST, SEPTEMBER, OCTOBER = date(2026, 8, 1), date(2026, 9, 1), date(2026, 10, 1)
NOVEMBER = date(2026, 11, 1)


def engagement_with(make: Factory, *, closed_minutes: int = 120) -> Engagement:
    """Return an engagement whose August is closed, with one declared session, and whose October is open."""
    engagement = make.engagement(started_on=date(2026, 8, 1))
    if closed_minutes:
        make.activity_session(engagement, date(2026, 8, 4), minutes=closed_minutes)
    close(make, engagement, AUGUST, closed_minutes, sessions=1 if closed_minutes else 0)
    return engagement


def close(
    make: Factory, engagement: Engagement, month: date, minutes: int, *, sessions: int = 1
) -> CerRecord:
    return make.cer_record(
        engagement,
        month,
        status=CerRecordStatus.CLOSED,
        closed_at=make.now,
        minutes_declared=minutes,
        minutes_confirmed=0,
        nb_sessions=sessions,
    )


def declare(
    session: Session, engagement: Engagement, day: date, now: datetime, *, minutes: int = 90, hour: int = 13
) -> ActivitySession:
    starts_at = datetime(day.year, day.month, day.day, hour, tzinfo=UTC)
    return activity_sessions.declare(
        session,
        engagement,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=minutes),
        by=engagement.profile.referent.as_actor(),
        now=now,
    )


def lines(session: Session) -> list[tuple[date, date, int, int, int]]:
    """Return the lines as (carrying month, month they are about, declared, confirmed, sessions)."""
    rows = session.execute(
        select(CerRecord.month, CerAdjustment)
        .join(CerAdjustment.record)
        .order_by(CerRecord.month, CerAdjustment.at, CerAdjustment.about_month)
    )
    return [
        (month, row.about_month, row.minutes_declared, row.minutes_confirmed, row.nb_sessions)
        for month, row in rows
    ]


def of(session: Session, engagement: Engagement, month: date) -> CerRecord:
    session.expire_all()
    return session.scalars(
        select(CerRecord).where(CerRecord.engagement_id == engagement.id, CerRecord.month == month)
    ).one()


def close_due(session: Session, row: CerRecord, now: datetime) -> int:
    """Close what is due of a record's month, as the job does; return how many records were."""
    closed = cer_recording.close_share(session, row.engagement_id.hex[0], row.month, now=now)["closed"]
    session.expire_all()
    return closed
