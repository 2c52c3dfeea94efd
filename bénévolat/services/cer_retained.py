"""Hours retained for the contract review: by an agent, with author and date, never by the software (R7)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bénévolat.domain.actors import Actor
from bénévolat.domain.cer import CerRecordStatus, RecordChanged, RecordClosed, WrongRetainedHours
from bénévolat.domain.enums import JournalEvent
from bénévolat.models.cer import CerAdjustment, CerRecord
from bénévolat.services import cer, cer_adjustments, cer_months, journal


def proposed(row: CerRecord) -> int:
    """Return the confirmed minutes that the record of an open month may retain: shown to the agent, never applied.

    Hours confirmed late of a closed month count here only as far as they were declared late: those that the closed
    record declares are retained for that month.
    """
    by_month: dict[date, tuple[int, int]] = {}
    for line in row.adjustments:
        declared, confirmed = by_month.get(line.about_month, (0, 0))
        by_month[line.about_month] = (declared + line.minutes_declared, confirmed + line.minutes_confirmed)
    late = sum(min(confirmed, max(declared, 0)) for declared, confirmed in by_month.values())
    return max(0, min(row.minutes_confirmed + late, row.total_declared))


def proposed_afterwards(row: CerRecord, about: Sequence[CerAdjustment]) -> int:
    """Return the confirmed minutes of a closed month that it may retain; ``about``: the lines about it since."""
    declared = sum(line.minutes_declared for line in about)
    confirmed = sum(line.minutes_confirmed for line in about)
    known = row.minutes_confirmed + max(0, confirmed - max(declared, 0))
    return max(0, min(known, highest(row)))


def highest(row: CerRecord) -> int:
    """Return the most minutes that a record may retain: those declared, adjustments included."""
    return max(0, row.total_declared)


def _check(row: CerRecord, minutes: int) -> None:
    if not 0 <= minutes <= highest(row):
        raise WrongRetainedHours(
            "Les heures retenues vont de 0 aux heures déclarées de ce mois. Corrigez le nombre."
        )


def _write(session: Session, row: CerRecord, *, by: Actor, now: datetime) -> None:
    journal.write(
        session,
        JournalEvent.HOURS_RETAINED,
        by=by,
        now=now,
        profile_id=row.engagement.profile_id,
        subject_id=row.id,
    )


def retain(session: Session, row: CerRecord, *, minutes: int, by: Actor, now: datetime) -> None:
    """Retain hours for the contract review, with author and date (R7).

    Raises RecordClosed, WrongRetainedHours above the hours declared.
    """
    cer.opened(session, row)
    _check(row, minutes)
    row.minutes_retained, row.retained_by_id, row.retained_at = minutes, by.account_id, now
    _write(session, row, by=by, now=now)


@dataclass(frozen=True, slots=True)
class Retained:
    """What «retenir les heures confirmées» did with a list: records retained, and left for a look of their own."""

    done: int
    left: int


def retain_confirmed(
    session: Session, rows: Sequence[CerRecord], *, seen: Mapping[UUID, int], by: Actor, now: datetime
) -> Retained:
    """Retain the confirmed hours of records that an agent ticked; ``seen``: the minutes they read for each.

    A record closed, already retained, without a confirmed hour or changed since it was read is left as it is.
    """
    done = 0
    cer_months.hold(session, [row.engagement_id for row in rows])
    for row in rows:
        try:
            cer.opened(session, row)
        except RecordClosed:
            continue
        minutes = proposed(row)
        if row.minutes_retained is None and minutes and minutes == seen.get(row.id):
            row.minutes_retained, row.retained_by_id, row.retained_at = minutes, by.account_id, now
            _write(session, row, by=by, now=now)
            done += 1
    return Retained(done, len(rows) - done)


def retain_seen(session: Session, row: CerRecord, *, seen: int, by: Actor, now: datetime) -> None:
    """Retain the confirmed hours of one record, as the agent read them.

    Raises RecordClosed, RecordChanged when they are no longer the same.
    """
    cer.opened(session, row)
    if proposed(row) != seen:
        raise RecordChanged
    row.minutes_retained, row.retained_by_id, row.retained_at = seen, by.account_id, now
    _write(session, row, by=by, now=now)


def retained_for(session: Session, row: CerRecord) -> int | None:
    """Return the minutes retained for the month of a record, before its closing and since; None: nobody did."""
    late = session.execute(
        select(func.count(), func.coalesce(func.sum(CerAdjustment.minutes_retained), 0))
        .join(CerAdjustment.record)
        .where(
            CerRecord.engagement_id == row.engagement_id,
            CerAdjustment.about_month == row.month,
            CerAdjustment.retained_by_id.is_not(None),
        )
    ).one()
    if row.minutes_retained is None and not late[0]:
        return None
    return (row.minutes_retained or 0) + int(late[1])


def retain_afterwards(session: Session, row: CerRecord, *, minutes: int, by: Actor, now: datetime) -> None:
    """Say how many hours are retained for a closed month: the difference is a signed line on an open month (R7).

    Raises WrongRetainedHours above the hours that the closed record declares, or when nothing changes.
    """
    cer_months.hold(session, [row.engagement_id])
    session.refresh(row, with_for_update={"of": CerRecord})
    if row.status is CerRecordStatus.OPEN:
        retain(session, row, minutes=minutes, by=by, now=now)
        return
    _check(row, minutes)
    change = minutes - (retained_for(session, row) or 0)
    if not change:
        raise WrongRetainedHours("Ce sont déjà les heures retenues pour ce mois. Corrigez le nombre.")
    carrier = cer_adjustments.open_after(session, row.engagement_id, row.month, now=now)
    carrier.adjustments.append(
        CerAdjustment(
            about_month=row.month,
            minutes_declared=0,
            minutes_confirmed=0,
            nb_sessions=0,
            minutes_retained=change,
            retained_by_id=by.account_id,
            at=now,
        )
    )
    carrier.minutes_retained_adjusted += change
    _write(session, row, by=by, now=now)
    session.flush()
