"""Months as lived in Paris: their bounds, what was done in them, whether they were recorded and closed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from bénévolat.domain.cer import CLOSE_JOB, RECORD_JOB
from bénévolat.domain.engagements import SessionStatus
from bénévolat.models.activity_sessions import ActivitySession
from bénévolat.models.engagements import Engagement
from bénévolat.models.jobs import JobRun

PARIS = ZoneInfo("Europe/Paris")
WHOLE_PERIOD = "-"
"""Mark of the ledger: the whole period is done (jobs.registry)."""


def month_of(moment: datetime) -> date:
    """Return the first day of the month that holds an instant, in Paris."""
    return moment.astimezone(PARIS).date().replace(day=1)


def following(month: date) -> date:
    """Return the first day of the month after."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def month_bounds(month: date) -> tuple[datetime, datetime]:
    """Return the bounds in UTC of a month as lived in Paris: a session belongs to the month it starts in."""
    first, last = month.replace(day=1), following(month)
    return (
        datetime(first.year, first.month, 1, tzinfo=PARIS).astimezone(UTC),
        datetime(last.year, last.month, 1, tzinfo=PARIS).astimezone(UTC),
    )


def closing_of(month: date, days: int) -> datetime:
    """Return the instant at which a month closes: ``days`` days after its last one, at 04:25 in Paris."""
    day = following(month) - timedelta(days=1) + timedelta(days=days)
    return datetime(day.year, day.month, day.day, 4, 25, tzinfo=PARIS)


def first_month(session: Session) -> date | None:
    """Return the first day of the month in which the first engagement began, or None when there is none."""
    oldest = session.scalar(select(func.min(Engagement.started_on)))
    return oldest.replace(day=1) if oldest else None


@dataclass(frozen=True, slots=True)
class MonthState:
    """What the ledger of jobs says of a month."""

    recorded: bool
    closed: bool


def state_of(session: Session, month: date) -> MonthState:
    """Return whether the jobs have recorded, then closed, a month. A closed month never opens again."""
    done = set(
        session.scalars(
            select(JobRun.job).where(
                JobRun.period == f"{month:%Y-%m}",
                JobRun.unit == WHOLE_PERIOD,
                JobRun.job.in_((RECORD_JOB, CLOSE_JOB)),
            )
        )
    )
    return MonthState(RECORD_JOB in done, CLOSE_JOB in done)


@dataclass(frozen=True, slots=True)
class MonthTotals:
    """Totals of one engagement in one month, in minutes. Hours in dispute are declared, not confirmed."""

    declared: int
    confirmed: int
    nb_sessions: int

    def __sub__(self, other: "MonthTotals") -> "MonthTotals":
        return MonthTotals(
            self.declared - other.declared,
            self.confirmed - other.confirmed,
            self.nb_sessions - other.nb_sessions,
        )


NOTHING = MonthTotals(0, 0, 0)


def counted_in(month: date) -> ColumnElement[bool]:
    """Return the condition of the sessions that count in a month: declared, not corrected since."""
    first, last = month_bounds(month)
    return and_(
        ActivitySession.replaced_at.is_(None),
        ActivitySession.status != SessionStatus.DRAFTED,
        ActivitySession.starts_at >= first,
        ActivitySession.starts_at < last,
    )


def totals_of(session: Session, engagement_ids: Sequence[UUID], month: date) -> dict[UUID, MonthTotals]:
    """Add up the sessions of some engagements in one month, in one statement; those without any are left out."""
    confirmed = func.sum(ActivitySession.minutes).filter(ActivitySession.status == SessionStatus.CONFIRMED)
    rows = session.execute(
        select(
            ActivitySession.engagement_id,
            func.sum(ActivitySession.minutes),
            func.coalesce(confirmed, 0),
            func.count(),
        )
        .where(ActivitySession.engagement_id.in_(engagement_ids), counted_in(month))
        .group_by(ActivitySession.engagement_id)
    )
    return {row[0]: MonthTotals(int(row[1]), int(row[2]), int(row[3])) for row in rows}


def totals(session: Session, engagement_id: UUID, month: date) -> MonthTotals:
    """Add up the sessions of one engagement in one month."""
    return totals_of(session, [engagement_id], month).get(engagement_id, NOTHING)


def hold(session: Session, engagement_ids: Sequence[UUID]) -> None:
    """Hold engagements until the end of the transaction: their hours are counted by one act at a time.

    What is read afterwards is what the acts before have committed. Held in the order of their identifiers, so that
    two acts on several of them never wait for each other.
    """
    session.execute(
        select(Engagement.id)
        .where(Engagement.id.in_(engagement_ids))
        .order_by(Engagement.id)
        .with_for_update(key_share=True)
    ).all()
