"""What waits for a travailleur social, most urgent first, one action each (product.md «one worklist»)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, exists, func, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from bénévolat.domain.engagements import EngagementStatus, SessionStatus
from bénévolat.domain.enums import ProfileStatus, Rhythm
from bénévolat.domain.propositions import LIVE, PropositionStatus
from bénévolat.domain.worklist import TaskKind
from bénévolat.models.accounts import Account
from bénévolat.models.activity_sessions import ActivitySession
from bénévolat.models.contracts import Contract
from bénévolat.models.engagements import Engagement
from bénévolat.models.matches import Match, PlanLine
from bénévolat.models.offers import Offer
from bénévolat.models.profiles import Profile
from bénévolat.models.propositions import Proposition
from bénévolat.services import bilans, data_requests, days, match_plans, notices, text_tasks

PARIS = ZoneInfo("Europe/Paris")
SILENT_AFTER = timedelta(days=3)
UNCONFIRMED_DAYS = 10
REVIEW_DAYS = 30
MOST = 20
"""Lines shown of each kind; the count says how many there are."""

WITHOUT_SESSION = {
    Rhythm.WEEKLY: 14,
    Rhythm.FORTNIGHTLY: 28,
    Rhythm.MONTHLY: 45,
    Rhythm.ONE_OFF: 14,
}
"""Days after which to ask whether a session is to be noted; silence is never an absence (domain §1.3)."""


@dataclass(frozen=True, slots=True)
class Task:
    """One line: who, about what, since when or until when, and the object the action opens."""

    person: str
    about: str | None
    since: date | None
    target_id: UUID


@dataclass(frozen=True, slots=True)
class TaskGroup:
    """The lines of one kind, oldest first, ``MOST`` at most; ``total`` counts them all."""

    kind: TaskKind
    tasks: Sequence[Task]
    total: int


def of_account(
    session: Session,
    account: Account,
    *,
    now: datetime,
    review_days: int = REVIEW_DAYS,
    unconfirmed_days: int = UNCONFIRMED_DAYS,
) -> list[TaskGroup]:
    """Return what waits for this travailleur social, empty kinds left out. A constant number of statements.

    ``review_days``: how long before a review it is there; ``unconfirmed_days``: after how long a session that the
    association was reminded of twice is there.
    """
    today = now.astimezone(PARIS).date()
    states = PropositionStatus
    groups = [
        _requests(session, account, today),
        _propositions(session, account, TaskKind.TALK, Proposition.status == states.TALK_FIRST),
        _texts(session, TaskKind.TEXT_READ, text_tasks.to_read(account)),
        _propositions(session, account, TaskKind.SEND, Proposition.status == states.AGREED),
        _propositions(session, account, TaskKind.MEETING, Proposition.status == states.MEETING),
        _propositions(
            session,
            account,
            TaskKind.SILENT,
            and_(Proposition.status == states.SUBMITTED, Proposition.submitted_at < now - SILENT_AFTER),
        ),
        _texts(session, TaskKind.TEXT_LOST, text_tasks.lost(account)),
        _texts(session, TaskKind.TEXT_SILENT, text_tasks.unanswered(account, now - SILENT_AFTER)),
        _contested(session, account),
        _unconfirmed(session, account, days.before(now, unconfirmed_days)),
        _bilans(session, account),
        _reviews(session, account, today, today + timedelta(days=review_days)),
        _to_note(session, account, now),
        _advised(session, account, today),
        _people(session, account, TaskKind.NO_MATCH, _without_match),
        _sessions(session, account, today),
        _people(session, account, TaskKind.NOTICE, notices.missing),
        _people(session, account, TaskKind.DRAFT, lambda: Profile.status == ProfileStatus.DRAFT),
    ]
    return [group for group in groups if group.tasks]


def _group(kind: TaskKind, tasks: Sequence[Task], total: int | None = None) -> TaskGroup:
    return TaskGroup(kind, tasks[:MOST], len(tasks) if total is None else total)


def _requests(session: Session, account: Account, today: date) -> TaskGroup:
    lines, total = data_requests.lines_of(session, account, today=today, most=MOST)
    return _group(TaskKind.REQUEST, [Task(*line) for line in lines], total)


def _propositions(session: Session, account: Account, kind: TaskKind, condition: object) -> TaskGroup:
    rows = session.execute(
        select(Proposition, func.count().over())
        .join(Proposition.profile)
        .options(
            contains_eager(Proposition.profile), joinedload(Proposition.offer).joinedload(Offer.association)
        )
        .where(Profile.referent_id == account.id, condition)  # type: ignore[arg-type]
        .order_by(
            func.coalesce(Proposition.submitted_at, Proposition.answered_at, Proposition.proposed_at),
            Proposition.id,
        )
        .limit(MOST)
    ).all()
    tasks = [
        Task(
            row.profile.full_name,
            f"{row.offer.title}, {row.offer.association.name}",
            _day(row.submitted_at or row.answered_at or row.proposed_at),
            row.id,
        )
        for row, _ in rows
    ]
    return _group(kind, tasks, rows[0][1] if rows else 0)


def _texts(session: Session, kind: TaskKind, statement: text_tasks.Lines) -> TaskGroup:
    rows = session.execute(statement.limit(MOST)).all()
    tasks = [Task(person.full_name, None, _day(since), key) for person, since, key, _ in rows]
    return _group(kind, tasks, rows[0][3] if rows else 0)


def _contested(session: Session, account: Account) -> TaskGroup:
    rows = session.execute(
        select(ActivitySession, func.count().over())
        .join(ActivitySession.engagement)
        .join(Engagement.profile)
        .options(
            contains_eager(ActivitySession.engagement).contains_eager(Engagement.profile),
            contains_eager(ActivitySession.engagement).joinedload(Engagement.offer),
        )
        .where(
            Profile.referent_id == account.id,
            ActivitySession.status == SessionStatus.CONTESTED,
            ActivitySession.replaced_at.is_(None),
        )
        .order_by(ActivitySession.starts_at, ActivitySession.id)
        .limit(MOST)
    ).all()
    tasks = [
        Task(
            row.engagement.profile.full_name,
            row.engagement.offer.title,
            _day(row.starts_at),
            row.engagement_id,
        )
        for row, _ in rows
    ]
    return _group(TaskKind.CONTESTED, tasks, rows[0][1] if rows else 0)


def _unconfirmed(session: Session, account: Account, limit: datetime) -> TaskGroup:
    """Engagements with sessions declared long ago that the association neither confirmed nor contested."""
    rows = session.execute(
        select(Engagement, func.count(), func.min(ActivitySession.starts_at), func.count().over())
        .join(ActivitySession, ActivitySession.engagement_id == Engagement.id)
        .join(Engagement.profile)
        .options(
            contains_eager(Engagement.profile), joinedload(Engagement.offer).joinedload(Offer.association)
        )
        .where(
            Profile.referent_id == account.id,
            ActivitySession.status == SessionStatus.DECLARED,
            ActivitySession.replaced_at.is_(None),
            ActivitySession.declared_at < limit,
        )
        .group_by(Engagement.id, Profile.id)
        .order_by(func.min(ActivitySession.starts_at), Engagement.id)
        .limit(MOST)
    ).all()
    tasks = [
        Task(
            row.profile.full_name,
            f"{row.offer.title}, {row.offer.association.name} ({count}\u00a0séance{'s' if count > 1 else ''})",
            _day(first),
            row.id,
        )
        for row, count, first, _ in rows
    ]
    return _group(TaskKind.UNCONFIRMED, tasks, rows[0][3] if rows else 0)


def _bilans(session: Session, account: Account) -> TaskGroup:
    rows = session.execute(bilans.to_read_with(account).add_columns(func.count().over()).limit(MOST)).all()
    tasks = [
        Task(
            row.engagement.profile.full_name,
            row.engagement.offer.title,
            _day(row.written_at),
            row.engagement_id,
        )
        for row, _ in rows
    ]
    return _group(TaskKind.BILAN, tasks, rows[0][1] if rows else 0)


def _reviews(session: Session, account: Account, today: date, until: date) -> TaskGroup:
    rows = session.execute(
        select(Contract, func.count().over())
        .join(Contract.profile)
        .options(contains_eager(Contract.profile))
        .where(
            Profile.referent_id == account.id,
            Contract.review_on <= until,
            Contract.ends_on >= today,
        )
        .order_by(Contract.review_on, Contract.id)
        .limit(MOST)
    ).all()
    tasks = [Task(row.profile.full_name, None, row.review_on, row.id) for row, _ in rows]
    return _group(TaskKind.REVIEW, tasks, rows[0][1] if rows else 0)


def _unserved() -> ColumnElement[bool]:
    """Active people with no live proposition and no engagement."""
    proposed = exists().where(Proposition.profile_id == Profile.id, Proposition.status.in_(LIVE))
    engaged = exists().where(Engagement.profile_id == Profile.id, Engagement.status != EngagementStatus.ENDED)
    return and_(Profile.status == ProfileStatus.ACTIVE, ~proposed, ~engaged)


def _without_match() -> object:
    suggested = exists().where(Match.profile_id == Profile.id, Match.near_miss.is_(False))
    return and_(_unserved(), ~suggested)


def _advised(session: Session, account: Account, today: date) -> TaskGroup:
    """The mission that the plan advises first to each of those who have none before them."""
    first = (
        match_plans.open_lines(today)
        .with_only_columns(PlanLine.profile_id, func.min(PlanLine.rank).label("rank"))
        .order_by(None)
        .group_by(PlanLine.profile_id)
        .subquery()
    )
    rows = session.execute(
        select(Profile, PlanLine, func.count().over())
        .join(first, first.c.profile_id == Profile.id)
        .join(PlanLine, and_(PlanLine.profile_id == Profile.id, PlanLine.rank == first.c.rank))
        .options(
            joinedload(PlanLine.offer).joinedload(Offer.association),
            joinedload(PlanLine.plan),
        )
        .where(Profile.referent_id == account.id, _unserved())
        .order_by(Profile.updated_at, Profile.id)
        .limit(MOST)
    ).all()
    tasks = [
        Task(
            person.full_name,
            f"{line.offer.title}, {line.offer.association.name}",
            _day(line.plan.computed_at),
            person.id,
        )
        for person, line, _ in rows
    ]
    return _group(TaskKind.PROPOSE, tasks, rows[0][2] if rows else 0)


def _people(session: Session, account: Account, kind: TaskKind, condition: Callable[[], object]) -> TaskGroup:
    rows = session.execute(
        select(Profile, func.count().over())
        .where(Profile.referent_id == account.id, condition())  # type: ignore[arg-type]
        .order_by(Profile.updated_at, Profile.id)
        .limit(MOST)
    ).all()
    tasks = [Task(row.full_name, None, _day(row.updated_at), row.id) for row, _ in rows]
    return _group(kind, tasks, rows[0][1] if rows else 0)


def _to_note(session: Session, account: Account, now: datetime) -> TaskGroup:
    """Engagements with sessions that were foreseen and that nobody noted: one line each, the oldest day first."""
    oldest = func.min(ActivitySession.starts_at)
    rows = session.execute(
        select(Engagement.id, Profile, Offer.title, oldest, func.count(), func.count().over())
        .join(ActivitySession, ActivitySession.engagement_id == Engagement.id)
        .join(Profile, Profile.id == Engagement.profile_id)
        .join(Offer, Offer.id == Engagement.offer_id)
        .where(
            Profile.referent_id == account.id,
            ActivitySession.status == SessionStatus.DRAFTED,
            ActivitySession.ends_at <= now,
        )
        .group_by(Engagement.id, Profile.id, Offer.id)
        .order_by(oldest, Engagement.id)
        .limit(MOST)
    ).all()
    tasks = [
        Task(
            person.full_name,
            title if count == 1 else f"{title}\u00a0: {count}\u00a0séances",
            _day(at),
            key,
        )
        for key, person, title, at, count, _ in rows
    ]
    return _group(TaskKind.TO_NOTE, tasks, rows[0][5] if rows else 0)


def _sessions(session: Session, account: Account, today: date) -> TaskGroup:
    """Engagements without agreed days whose last session is older than their rhythm would say."""
    last = (
        select(ActivitySession.engagement_id, func.max(ActivitySession.starts_at).label("at"))
        .where(ActivitySession.replaced_at.is_(None), ActivitySession.status != SessionStatus.DRAFTED)
        .group_by(ActivitySession.engagement_id)
        .subquery()
    )
    statement: Select[Engagement, datetime | None] = (
        select(Engagement, last.c.at)
        .join(Engagement.profile)
        .outerjoin(last, last.c.engagement_id == Engagement.id)
        .options(contains_eager(Engagement.profile), joinedload(Engagement.offer))
        .where(Profile.referent_id == account.id, Engagement.status == EngagementStatus.ACTIVE)
        .order_by(Engagement.started_on, Engagement.id)
    )
    tasks = []
    for row, at in session.execute(statement):
        if row.agreed_slots:  # What was foreseen is asked one by one: see TO_NOTE.
            continue
        since = _day(at) if at is not None else row.started_on
        if since is not None and today - since >= timedelta(days=WITHOUT_SESSION[row.rhythm]):
            tasks.append(Task(row.profile.full_name, row.offer.title, since, row.id))
    return _group(
        TaskKind.SESSIONS, sorted(tasks, key=lambda task: (task.since or today, str(task.target_id)))
    )


def _day(moment: datetime) -> date:
    return moment.astimezone(PARIS).date()
