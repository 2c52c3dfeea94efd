"""Monthly records for the contract review: built by a job, retained and closed by an agent (R7, R12)."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload

from bénévolat.domain.actors import Actor
from bénévolat.domain.cer import CerRecordStatus, RecordClosed, WrongRetainedHours
from bénévolat.domain.engagements import SessionStatus
from bénévolat.domain.enums import JournalEvent
from bénévolat.models.accounts import Account
from bénévolat.models.activity_sessions import ActivitySession
from bénévolat.models.cer import CerRecord
from bénévolat.models.engagements import Engagement
from bénévolat.models.offers import Offer
from bénévolat.models.profiles import Profile
from bénévolat.services import journal

PARIS = ZoneInfo("Europe/Paris")


def month_bounds(month: date) -> tuple[datetime, datetime]:
    """Return the bounds in UTC of a month as lived in Paris: a session belongs to the month it starts in."""
    first = datetime(month.year, month.month, 1, tzinfo=PARIS)
    following = (
        datetime(month.year + 1, 1, 1, tzinfo=PARIS)
        if month.month == 12
        else datetime(month.year, month.month + 1, 1, tzinfo=PARIS)
    )
    return first.astimezone(UTC), following.astimezone(UTC)


def first_month(session: Session) -> date | None:
    """Return the first day of the month of the oldest declared session, or None when there is none."""
    oldest = session.scalar(
        select(func.min(ActivitySession.starts_at)).where(
            ActivitySession.replaced_at.is_(None), ActivitySession.status != SessionStatus.DRAFTED
        )
    )
    return oldest.astimezone(PARIS).date().replace(day=1) if oldest else None


def refresh_past_month(session: Session, engagement_id: UUID, moment: datetime, *, now: datetime) -> None:
    """Bring the record of a month up to date with a late fact, in the transaction of the fact.

    A month that runs has no record yet, unless a job was run ahead of time: it is then refreshed too.
    """
    month = moment.astimezone(PARIS).date().replace(day=1)
    known = select(CerRecord.id).where(CerRecord.engagement_id == engagement_id, CerRecord.month == month)
    if month_bounds(month)[1] <= now or session.scalar(known) is not None:
        session.flush()
        record(session, engagement_id, month, now=now)


def engagements_of_month(month: date) -> Select[UUID]:
    """Return the identifiers of the engagements with at least one declared session in a month."""
    first, following = month_bounds(month)
    return (
        select(ActivitySession.engagement_id)
        .where(
            ActivitySession.replaced_at.is_(None),
            ActivitySession.status != SessionStatus.DRAFTED,
            ActivitySession.starts_at >= first,
            ActivitySession.starts_at < following,
        )
        .distinct()
        .order_by(ActivitySession.engagement_id)
    )


@dataclass(frozen=True, slots=True)
class MonthTotals:
    """Totals of one engagement in one month, in minutes. Hours in dispute are declared, not confirmed."""

    declared: int
    confirmed: int
    nb_sessions: int


def totals(session: Session, engagement_id: UUID, month: date) -> MonthTotals:
    """Add up the sessions of one engagement in one month."""
    first, following = month_bounds(month)
    confirmed = func.sum(ActivitySession.minutes).filter(ActivitySession.status == SessionStatus.CONFIRMED)
    row = session.execute(
        select(
            func.coalesce(func.sum(ActivitySession.minutes), 0),
            func.coalesce(confirmed, 0),
            func.count(),
        ).where(
            ActivitySession.engagement_id == engagement_id,
            ActivitySession.replaced_at.is_(None),
            ActivitySession.status != SessionStatus.DRAFTED,
            ActivitySession.starts_at >= first,
            ActivitySession.starts_at < following,
        )
    ).one()
    return MonthTotals(int(row[0]), int(row[1]), int(row[2]))


def record(session: Session, engagement_id: UUID, month: date, *, now: datetime) -> CerRecord | None:
    """Write or refresh the record of one engagement and month; a closed record is left as it is.

    Returns None when nothing happened that month and no record exists. Hours already retained that would now
    exceed the declared ones are taken back: an agent has to look again.
    """
    kept = session.scalar(
        select(CerRecord)
        .where(CerRecord.engagement_id == engagement_id, CerRecord.month == month)
        .with_for_update()
    )
    sums = totals(session, engagement_id, month)
    if kept is None:
        if not sums.nb_sessions:
            return None
        kept = CerRecord(engagement_id=engagement_id, month=month, status=CerRecordStatus.OPEN)
        session.add(kept)
    elif kept.status is CerRecordStatus.CLOSED:
        return kept
    if kept.minutes_retained is not None and kept.minutes_retained > sums.declared:
        kept.minutes_retained = kept.retained_by_id = kept.retained_at = None
    kept.minutes_declared = sums.declared
    kept.minutes_confirmed = sums.confirmed
    kept.nb_sessions = sums.nb_sessions
    kept.computed_at = now
    session.flush()
    return kept


def records() -> Select[CerRecord]:
    """Return the records with what a list shows, latest month first."""
    return (
        select(CerRecord)
        .join(Engagement, Engagement.id == CerRecord.engagement_id)
        .options(
            joinedload(CerRecord.engagement).joinedload(Engagement.profile).joinedload(Profile.referent),
            joinedload(CerRecord.engagement).joinedload(Engagement.offer).joinedload(Offer.association),
            joinedload(CerRecord.engagement).joinedload(Engagement.contract),
        )
        .order_by(CerRecord.month.desc(), CerRecord.id)
    )


def records_of(engagement_id: UUID) -> Select[CerRecord]:
    """Return the records of one engagement."""
    return records().where(CerRecord.engagement_id == engagement_id)


def records_followed_by(account: Account) -> Select[CerRecord]:
    """Return the records of the people a travailleur social or their team follows (R39)."""
    return (
        records()
        .join(Profile, Profile.id == Engagement.profile_id)
        .where((Profile.referent_id == account.id) | (Profile.team_id == account.team_id))
    )


def _open(session: Session, row: CerRecord) -> CerRecord:
    session.refresh(row, ["status", "minutes_declared"], with_for_update=True)
    if row.status is CerRecordStatus.CLOSED:
        raise RecordClosed
    return row


def retain(session: Session, row: CerRecord, *, minutes: int, by: Actor, now: datetime) -> None:
    """Retain hours for the contract review, with author and date (R7).

    Raises RecordClosed, WrongRetainedHours above the hours declared.
    """
    _open(session, row)
    if not 0 <= minutes <= row.minutes_declared:
        raise WrongRetainedHours(
            "Les heures retenues vont de 0 aux heures déclarées de ce mois. Corrigez le nombre."
        )
    row.minutes_retained, row.retained_by_id, row.retained_at = minutes, by.account_id, now
    journal.write(
        session,
        JournalEvent.HOURS_RETAINED,
        by=by,
        now=now,
        profile_id=row.engagement.profile_id,
        subject_id=row.id,
    )


def close(session: Session, row: CerRecord, *, now: datetime) -> None:
    """Close a record whose month is over: it does not change any more.

    Raises RecordClosed, WrongRetainedHours while the month runs or no hours were retained.
    """
    _open(session, row)
    if month_bounds(row.month)[1] > now:
        raise WrongRetainedHours("Ce mois n'est pas terminé : il pourra être clos le mois prochain.")
    if row.minutes_retained is None:
        raise WrongRetainedHours("Indiquez d'abord les heures retenues, même si c'est zéro.")
    row.status, row.closed_at = CerRecordStatus.CLOSED, now
