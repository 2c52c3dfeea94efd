"""Monthly records for the contract review: kept up to date by each fact, closed for good (R7, R12)."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload, selectinload

from bénévolat.domain.actors import Actor
from bénévolat.domain.cer import CerRecordStatus, RecordClosed, WrongRetainedHours
from bénévolat.domain.enums import JournalEvent
from bénévolat.models.accounts import Account
from bénévolat.models.cer import CerRecord
from bénévolat.models.engagements import Engagement
from bénévolat.models.offers import Offer
from bénévolat.models.profiles import Profile
from bénévolat.services import cer_adjustments, cer_months, journal
from bénévolat.services.cer_months import MonthTotals, month_bounds, month_of


def refresh_past_month(session: Session, engagement_id: UUID, moment: datetime, *, now: datetime) -> None:
    """Bring the record of the month of an instant up to date with a fact, in the transaction of the fact.

    A closed month does not move: the difference is carried by the next open one. A month that runs has no record
    yet, unless a job was run ahead of time or it carries something: it is then refreshed too.
    """
    session.flush()
    month = month_of(moment)
    cer_months.hold(session, [engagement_id])
    kept = cer_adjustments.record_of(session, engagement_id, month)
    if kept is not None and kept.status is CerRecordStatus.CLOSED:
        cer_adjustments.carry(session, engagement_id, month, kept, now=now)
        return
    state = cer_months.state_of(session, month)
    if kept is not None or state.recorded or state.closed or month_bounds(month)[1] <= now:
        _write(session, engagement_id, month, kept, closed=state.closed, now=now)


def record(session: Session, engagement_id: UUID, month: date, *, now: datetime) -> CerRecord | None:
    """Write or refresh the record of one engagement and month; a closed record is left as it is.

    Returns None when nothing happened that month and no record exists, or when the month was closed before anything was
    known of it: what happened is then carried by the next open month. Hours already retained that would now exceed the
    declared ones are taken back: an agent has to look again.
    """
    cer_months.hold(session, [engagement_id])
    kept = cer_adjustments.record_of(session, engagement_id, month)
    closed = cer_months.state_of(session, month).closed
    return _write(session, engagement_id, month, kept, closed=closed, now=now)


def _write(
    session: Session, engagement_id: UUID, month: date, kept: CerRecord | None, *, closed: bool, now: datetime
) -> CerRecord | None:
    if kept is not None and kept.status is CerRecordStatus.CLOSED:
        return kept
    if kept is None and closed:
        cer_adjustments.carry_unknown(session, engagement_id, month, now=now)
        return None
    sums = cer_months.totals(session, engagement_id, month)
    if kept is None:
        if not sums.nb_sessions:
            return None
        kept = cer_adjustments.new_record(engagement_id, month, sums, now=now)
        session.add(kept)
    else:
        _take(kept, sums, now)
    session.flush()
    return kept


def _take(row: CerRecord, sums: MonthTotals, now: datetime) -> None:
    if (row.minutes_declared, row.minutes_confirmed, row.nb_sessions) == (
        sums.declared,
        sums.confirmed,
        sums.nb_sessions,
    ):
        return
    row.minutes_declared, row.minutes_confirmed = sums.declared, sums.confirmed
    row.nb_sessions, row.computed_at = sums.nb_sessions, now
    cer_adjustments.forget_excess(row)


def records() -> Select[CerRecord]:
    """Return the records with what a list shows, latest month first."""
    return (
        select(CerRecord)
        .join(Engagement, Engagement.id == CerRecord.engagement_id)
        .join(Profile, Profile.id == Engagement.profile_id)
        .options(
            joinedload(CerRecord.engagement).joinedload(Engagement.profile).joinedload(Profile.referent),
            joinedload(CerRecord.engagement).joinedload(Engagement.offer).joinedload(Offer.association),
            joinedload(CerRecord.engagement).joinedload(Engagement.contract),
            selectinload(CerRecord.adjustments),
        )
        .order_by(CerRecord.month.desc(), Profile.last_name, Profile.first_name, CerRecord.id)
    )


def records_of(engagement_id: UUID) -> Select[CerRecord]:
    """Return the records of one engagement."""
    return records().where(CerRecord.engagement_id == engagement_id)


def records_followed_by(account: Account) -> Select[CerRecord]:
    """Return the records of the people a travailleur social or their team follows (R39)."""
    return records().where((Profile.referent_id == account.id) | (Profile.team_id == account.team_id))


def opened(session: Session, row: CerRecord) -> CerRecord:
    """Hold an engagement and its record, read again. Raises RecordClosed."""
    cer_months.hold(session, [row.engagement_id])
    session.refresh(row, with_for_update={"of": CerRecord})
    if row.status is CerRecordStatus.CLOSED:
        raise RecordClosed
    return row


def close(session: Session, row: CerRecord, *, by: Actor, now: datetime) -> None:
    """Close a record whose month is over: it does not change any more.

    Raises RecordClosed, WrongRetainedHours while the month runs or no hours were retained.
    """
    opened(session, row)
    if month_bounds(row.month)[1] > now:
        raise WrongRetainedHours("Ce mois n'est pas terminé : il pourra être clos le mois prochain.")
    if row.minutes_retained is None:
        raise WrongRetainedHours("Indiquez d'abord les heures retenues, même si c'est zéro.")
    _close(session, row, by=by, now=now)


def _close(session: Session, row: CerRecord, *, by: Actor, now: datetime) -> None:
    row.status, row.closed_at = CerRecordStatus.CLOSED, now
    journal.write(
        session,
        JournalEvent.RECORD_CLOSED,
        by=by,
        now=now,
        profile_id=session.scalar(select(Engagement.profile_id).where(Engagement.id == row.engagement_id)),
        subject_id=row.id,
    )
    session.flush()
