"""Months recorded, then closed, some thousands of engagements at a time (R12)."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from bénévolat.domain.actors import Actor
from bénévolat.domain.cer import CerRecordStatus
from bénévolat.domain.enums import JournalEvent
from bénévolat.models.activity_sessions import ActivitySession
from bénévolat.models.cer import CerRecord
from bénévolat.models.engagements import Engagement
from bénévolat.services import cer_adjustments, cer_months, journal
from bénévolat.services.cer_months import NOTHING, MonthTotals

SHARES = tuple("0123456789abcdef")
"""Engagements are shared by the first digit of their identifier: the same share whenever it is asked for."""
SOME = 1000
"""Engagements named in one statement."""


def _of_share(share: str) -> tuple[UUID, UUID]:
    """Return the first and the last identifier of a share."""
    return UUID(share + "0" * 31), UUID(share + "f" * 31)


def record_share(session: Session, share: str, month: date, *, now: datetime) -> dict[str, int]:
    """Write or refresh the records of a month for one share of the engagements; return what was counted.

    The engagements are held while they are counted, so that a fact of the same instant is either counted here or
    brings the record up to date after. Closed records are left as they are, as in ``cer.record``.
    """
    first, last = _of_share(share)
    held = session.scalars(
        select(Engagement.id)
        .where(
            Engagement.id.between(first, last),
            select(ActivitySession.id)
            .where(ActivitySession.engagement_id == Engagement.id, cer_months.counted_in(month))
            .exists(),
        )
        .order_by(Engagement.id)
        .with_for_update(key_share=True)
    )
    closed = cer_months.state_of(session, month).closed
    counts = {"records": 0, "minutes_declared": 0, "minutes_confirmed": 0, "nb_sessions": 0}
    for keys in _by(SOME, held.all()):
        sums = cer_months.totals_of(session, keys, month)
        _record_some(session, keys, month, sums, closed=closed, now=now)
        counts["records"] += len(sums)
        counts["minutes_declared"] += sum(one.declared for one in sums.values())
        counts["minutes_confirmed"] += sum(one.confirmed for one in sums.values())
        counts["nb_sessions"] += sum(one.nb_sessions for one in sums.values())
    return counts


def _record_some(
    session: Session,
    keys: Sequence[UUID],
    month: date,
    sums: dict[UUID, MonthTotals],
    *,
    closed: bool,
    now: datetime,
) -> None:
    kept = {
        row.engagement_id: row
        for row in session.execute(
            select(
                CerRecord.id,
                CerRecord.engagement_id,
                CerRecord.status,
                CerRecord.minutes_declared,
                CerRecord.minutes_confirmed,
                CerRecord.nb_sessions,
                CerRecord.minutes_declared_adjusted,
                CerRecord.minutes_retained,
            ).where(CerRecord.engagement_id.in_(keys), CerRecord.month == month)
        )
    }
    made: list[dict[str, Any]] = []
    changed: list[dict[str, Any]] = []
    for key in keys:
        row, now_is = kept.get(key), sums.get(key, NOTHING)
        if row is None and closed:
            cer_adjustments.carry_unknown(session, key, month, now=now)
        elif row is None and now_is.nb_sessions:
            made.append(
                {
                    "id": uuid4(),
                    "engagement_id": key,
                    "month": month,
                    "status": CerRecordStatus.OPEN,
                    **_values(now_is, now),
                }
            )
        elif row is not None and row.status is CerRecordStatus.OPEN:
            if (row.minutes_declared, row.minutes_confirmed, row.nb_sessions) != (
                now_is.declared,
                now_is.confirmed,
                now_is.nb_sessions,
            ):
                changed.append({"id": row.id, **_values(now_is, now), **_retained(row, now_is)})
    if made:
        session.execute(insert(CerRecord), made)
    for values in changed:  # Rare: the record was there before the month was counted.
        session.execute(update(CerRecord).where(CerRecord.id == values["id"]).values(**values))


def _values(sums: MonthTotals, now: datetime) -> dict[str, Any]:
    return {
        "minutes_declared": sums.declared,
        "minutes_confirmed": sums.confirmed,
        "nb_sessions": sums.nb_sessions,
        "computed_at": now,
    }


def _retained(row: Any, sums: MonthTotals) -> dict[str, None]:
    """Hours retained above those declared now are taken back (cer_adjustments.forget_excess)."""
    if (row.minutes_retained or 0) > max(0, sums.declared + row.minutes_declared_adjusted):
        return dict.fromkeys(("minutes_retained", "retained_by_id", "retained_at"))
    return {}


def close_share(session: Session, share: str, month: date, *, now: datetime) -> dict[str, int]:
    """Close the records still open of a month and of those before, for one share of the engagements.

    Whatever was retained: the time has come. One line of the journal for each; return how many were closed.
    """
    first, last = _of_share(share)
    still_open = (
        CerRecord.engagement_id.between(first, last),
        CerRecord.month <= month,
        CerRecord.status == CerRecordStatus.OPEN,
    )
    held = session.scalars(
        select(Engagement.id)
        .where(Engagement.id.in_(select(CerRecord.engagement_id).where(*still_open)))
        .order_by(Engagement.id)
        .with_for_update(key_share=True)
    )
    closed = 0
    for keys in _by(SOME, held.all()):
        rows = session.execute(
            select(CerRecord.id, Engagement.profile_id)
            .join(Engagement, Engagement.id == CerRecord.engagement_id)
            .where(CerRecord.engagement_id.in_(keys), *still_open)
        ).all()
        session.execute(
            update(CerRecord)
            .where(CerRecord.engagement_id.in_(keys), *still_open)
            .values(status=CerRecordStatus.CLOSED, closed_at=now)
            .execution_options(synchronize_session=False)
        )
        journal.write_many(
            session,
            JournalEvent.RECORD_CLOSED,
            [(row.profile_id, row.id) for row in rows],
            by=Actor.system(),
            now=now,
        )
        closed += len(rows)
    return {"closed": closed}


def _by(size: int, keys: Iterable[UUID]) -> Iterable[list[UUID]]:
    rest = iter(keys)
    while some := list(islice(rest, size)):
        yield some
