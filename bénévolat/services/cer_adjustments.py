"""What comes after a month was closed: signed lines on the next open month (product.md, life of a CerRecord)."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bénévolat.domain.cer import CerRecordStatus
from bénévolat.models.cer import CerAdjustment, CerRecord
from bénévolat.services import cer_months
from bénévolat.services.cer_months import NOTHING, MonthTotals


def record_of(session: Session, engagement_id: UUID, month: date) -> CerRecord | None:
    """Return the record of a month as it is committed now, held until the end of the transaction."""
    return session.scalar(
        select(CerRecord)
        .where(CerRecord.engagement_id == engagement_id, CerRecord.month == month)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def carry(
    session: Session, engagement_id: UUID, month: date, closed: CerRecord, *, now: datetime
) -> CerAdjustment | None:
    """Carry what changed in a closed month since, on the earliest open month after it.

    The difference is between the sessions of today and what was written: the closed record and the lines already about
    it. Called again it writes nothing. The engagement is held by the caller.
    """
    told = MonthTotals(closed.minutes_declared, closed.minutes_confirmed, closed.nb_sessions)
    change = cer_months.totals(session, engagement_id, month) - told - _carried(session, engagement_id, month)
    if change == NOTHING:
        return None
    carrier = open_after(session, engagement_id, month, now=now)
    line = _line_of_this_act(carrier, month, now)
    line.minutes_declared += change.declared
    line.minutes_confirmed += change.confirmed
    line.nb_sessions += change.nb_sessions
    carrier.minutes_declared_adjusted += change.declared
    carrier.minutes_confirmed_adjusted += change.confirmed
    carrier.nb_sessions_adjusted += change.nb_sessions
    forget_excess(carrier)
    if not (line.minutes_declared or line.minutes_confirmed or line.nb_sessions):
        carrier.adjustments.remove(line)
    session.flush()
    return line


def carry_unknown(session: Session, engagement_id: UUID, month: date, *, now: datetime) -> None:
    """Carry what is told of a month closed before anything was known of it: its own record is closed, and empty."""
    if cer_months.totals(session, engagement_id, month) == NOTHING:
        return
    empty = new_record(engagement_id, month, NOTHING, now=now)
    empty.status, empty.closed_at = CerRecordStatus.CLOSED, now
    session.add(empty)
    session.flush()
    carry(session, engagement_id, month, empty, now=now)


def _carried(session: Session, engagement_id: UUID, month: date) -> MonthTotals:
    row = session.execute(
        select(
            func.coalesce(func.sum(CerAdjustment.minutes_declared), 0),
            func.coalesce(func.sum(CerAdjustment.minutes_confirmed), 0),
            func.coalesce(func.sum(CerAdjustment.nb_sessions), 0),
        )
        .join(CerAdjustment.record)
        .where(CerRecord.engagement_id == engagement_id, CerAdjustment.about_month == month)
    ).one()
    return MonthTotals(int(row[0]), int(row[1]), int(row[2]))


def _line_of_this_act(carrier: CerRecord, month: date, now: datetime) -> CerAdjustment:
    """Return the line that this act has already begun about a month, or a new one: an act is one line."""
    for line in carrier.adjustments:
        if line.about_month == month and line.at == now and not line.minutes_retained:
            return line
    line = CerAdjustment(
        about_month=month,
        minutes_declared=0,
        minutes_confirmed=0,
        minutes_retained=0,
        nb_sessions=0,
        at=now,
    )
    carrier.adjustments.append(line)
    return line


def open_after(session: Session, engagement_id: UUID, month: date, *, now: datetime) -> CerRecord:
    """Return the earliest open record after a month; make that of the running month when there is none."""
    kept = session.scalar(
        select(CerRecord)
        .where(
            CerRecord.engagement_id == engagement_id,
            CerRecord.month > month,
            CerRecord.status == CerRecordStatus.OPEN,
        )
        .order_by(CerRecord.month)
        .limit(1)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if kept is not None:
        return kept
    latest = session.scalar(select(func.max(CerRecord.month)).where(CerRecord.engagement_id == engagement_id))
    month = max(cer_months.month_of(now), cer_months.following(max(latest or month, month)))
    while cer_months.state_of(session, month).closed:  # Only when jobs were run ahead of time.
        month = cer_months.following(month)
    made = new_record(engagement_id, month, cer_months.totals(session, engagement_id, month), now=now)
    session.add(made)
    session.flush()
    return made


def new_record(engagement_id: UUID, month: date, sums: MonthTotals, *, now: datetime) -> CerRecord:
    """Return the open record of a month, not yet added to the session."""
    return CerRecord(
        engagement_id=engagement_id,
        month=month,
        status=CerRecordStatus.OPEN,
        minutes_declared=sums.declared,
        minutes_confirmed=sums.confirmed,
        nb_sessions=sums.nb_sessions,
        minutes_declared_adjusted=0,
        minutes_confirmed_adjusted=0,
        minutes_retained_adjusted=0,
        nb_sessions_adjusted=0,
        computed_at=now,
        adjustments=[],
    )


def forget_excess(row: CerRecord) -> None:
    """Take back hours retained that now exceed the declared ones: an agent has to look again."""
    if row.minutes_retained is not None and row.minutes_retained > max(0, row.total_declared):
        row.minutes_retained = row.retained_by_id = row.retained_at = None
