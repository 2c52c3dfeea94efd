"""Lists of monthly records: filters, totals, what closes soon, and what one record is made of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import Session, joinedload

from bénévolat.domain.cer import CerRecordStatus
from bénévolat.models.activity_sessions import ActivitySession
from bénévolat.models.cer import CerAdjustment, CerRecord
from bénévolat.models.journal import JournalEntry
from bénévolat.services import cer_months
from bénévolat.services.cer_months import month_of

SOON = timedelta(days=10)
"""How long before it closes a month without retained hours is pointed at."""


def to_retain(now: datetime) -> ColumnElement[bool]:
    """Return the condition of the open records of past months that nobody has looked at."""
    return and_(
        CerRecord.status == CerRecordStatus.OPEN,
        CerRecord.minutes_retained.is_(None),
        CerRecord.month < month_of(now),
    )


@dataclass(frozen=True, slots=True)
class ListTotals:
    """Totals of a list, in minutes, adjustments included; ``late`` is the part of the declared ones that is late."""

    records: int
    sessions: int
    declared: int
    confirmed: int
    retained: int
    late: int


def totals(session: Session, statement: Select[CerRecord]) -> ListTotals:
    """Add up every record of a list, whatever its pages, in one statement."""
    row = session.execute(
        statement.with_only_columns(
            func.count(),
            func.sum(CerRecord.nb_sessions + CerRecord.nb_sessions_adjusted),
            func.sum(CerRecord.minutes_declared + CerRecord.minutes_declared_adjusted),
            func.sum(CerRecord.minutes_confirmed + CerRecord.minutes_confirmed_adjusted),
            func.sum(func.coalesce(CerRecord.minutes_retained, 0) + CerRecord.minutes_retained_adjusted),
            func.sum(CerRecord.minutes_declared_adjusted),
            maintain_column_froms=True,
        ).order_by(None)
    ).one()
    return ListTotals(*(int(value or 0) for value in row))


def months(session: Session, statement: Select[CerRecord]) -> Sequence[date]:
    """Return the months of a list, latest first."""
    only = statement.with_only_columns(CerRecord.month, maintain_column_froms=True)
    return session.scalars(only.order_by(None).order_by(CerRecord.month.desc()).distinct()).all()


@dataclass(frozen=True, slots=True)
class Closing:
    """A month that closes soon with records that nobody has looked at."""

    month: date
    at: datetime
    waiting: int


def closing_soon(
    session: Session, statement: Select[CerRecord], *, days: int, now: datetime
) -> list[Closing]:
    """Return the months of a list that close within ten days without retained hours, first to close first.

    ``days``: days between the end of a month and its closing.
    """
    rows = session.execute(
        statement.where(to_retain(now))
        .with_only_columns(CerRecord.month, func.count(), maintain_column_froms=True)
        .order_by(None)
        .group_by(CerRecord.month)
        .order_by(CerRecord.month)
    )
    found = [Closing(row[0], cer_months.closing_of(row[0], days), int(row[1])) for row in rows]
    return [one for one in found if one.at <= now + SOON]


def sessions_of(record: CerRecord) -> Select[ActivitySession]:
    """Return the sessions that count in the month of a record, oldest first."""
    return (
        select(ActivitySession)
        .where(
            ActivitySession.engagement_id == record.engagement_id,
            cer_months.counted_in(record.month),
        )
        .order_by(ActivitySession.starts_at, ActivitySession.id)
    )


def lines_about(session: Session, record: CerRecord) -> Sequence[CerAdjustment]:
    """Return the lines about the month of a record that other months carry, oldest first."""
    return session.scalars(
        select(CerAdjustment)
        .join(CerAdjustment.record)
        .options(joinedload(CerAdjustment.record))
        .where(CerRecord.engagement_id == record.engagement_id, CerAdjustment.about_month == record.month)
        .order_by(CerAdjustment.at, CerAdjustment.id)
    ).all()


def history_of(session: Session, record: CerRecord) -> Sequence[JournalEntry]:
    """Return what agents did with a record, and its closing, latest first."""
    return session.scalars(
        select(JournalEntry)
        .where(JournalEntry.subject_id == record.id, JournalEntry.profile_id == record.engagement.profile_id)
        .order_by(JournalEntry.at.desc(), JournalEntry.id)
    ).all()
