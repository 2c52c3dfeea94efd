"""Reminders of what waits for an association: an answer, presences to confirm (domain §2, R12).

Two stages, at 3 and 10 days. What reached a stage while nobody ran the job is told once, at its last stage. An
association has one mail a day about its answers, one a month of presences, a référent one about silent associations.
Presences are never confirmed by themselves, and silence is never an absence.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from bénévolat.domain.associations import AssociationStatus
from bénévolat.domain.data_requests import SOON_DAYS
from bénévolat.domain.engagements import SessionStatus
from bénévolat.domain.propositions import PropositionStatus
from bénévolat.models.activity_sessions import ActivitySession
from bénévolat.models.associations import Association
from bénévolat.models.engagements import Engagement
from bénévolat.models.links import AssociationLink
from bénévolat.models.offers import Offer
from bénévolat.models.profiles import Profile
from bénévolat.models.propositions import Proposition
from bénévolat.models.supervisors import Supervisor
from bénévolat.services import association_links, associations, data_requests, days, ledger, outbox, referents

JOB = "remind"
Stages = tuple[int, ...]
"""Days of waiting of each stage, growing: (3, 10)."""


def _stage(since: datetime, stages: Stages, now: datetime) -> int:
    """Return the last stage reached by what waits since then: 1, 2… or 0."""
    return sum(since < days.before(now, waited) for waited in stages)


# Answers to propositions ----------------------------------------------------------------------------------


def hosts(session: Session, *, now: datetime, stages: Stages) -> Sequence[UUID]:
    """Return the validated associations for which something reached the first stage."""
    limit = days.before(now, stages[0])
    waiting = (
        select(Offer.association_id)
        .join(Proposition, Proposition.offer_id == Offer.id)
        .where(Proposition.status == PropositionStatus.SUBMITTED, Proposition.submitted_at < limit)
    )
    unconfirmed = (
        select(Offer.association_id)
        .join(Engagement, Engagement.offer_id == Offer.id)
        .join(ActivitySession, ActivitySession.engagement_id == Engagement.id)
        .where(
            ActivitySession.status == SessionStatus.DECLARED,
            ActivitySession.replaced_at.is_(None),
            ActivitySession.declared_at < limit,
        )
    )
    return session.scalars(
        select(Association.id)
        .where(
            Association.status == AssociationStatus.VALIDATED,
            Association.id.in_(waiting.union(unconfirmed)),
        )
        .order_by(Association.id)
    ).all()


def remind_host(
    session: Session, association_id: UUID, *, now: datetime, stages: Stages, link_days: int
) -> dict[str, int]:
    """Remind one association of the answers and presences it is waited for; return how many were told."""
    return {
        "answers": _remind_answers(session, association_id, now=now, stages=stages),
        "presences": _remind_presences(session, association_id, now=now, stages=stages, link_days=link_days),
    }


def _remind_answers(session: Session, association_id: UUID, *, now: datetime, stages: Stages) -> int:
    waiting = session.scalars(
        select(Proposition)
        .join(Proposition.offer)
        .options(joinedload(Proposition.offer).joinedload(Offer.supervisor))
        .where(
            Offer.association_id == association_id,
            Proposition.status == PropositionStatus.SUBMITTED,
            Proposition.submitted_at < days.before(now, stages[0]),
        )
        .order_by(Proposition.submitted_at, Proposition.id)
    ).all()
    told = [row for row in waiting if _told_now(session, "answer", row.id, row.submitted_at, stages, now)]
    if not told:
        return 0
    lines = [_line(row) for row in waiting]  # What was told before and still waits is in the same mail.
    members = associations.member_emails(session, association_id)
    for address in members:
        _send(session, address, lines, with_account=True, now=now)
    if not members:
        for address, own in _without_account(session, association_id, waiting):
            _send(session, address, own, with_account=False, now=now)
    return len(told)


def _told_now(
    session: Session, about: str, key: UUID, since: datetime | None, stages: Stages, now: datetime
) -> bool:
    """Take the stage that something reached; False when it was told before."""
    stage = _stage(since, stages, now) if since else 0
    return stage > 0 and ledger.take(session, JOB, f"{about}-{stage}", key.hex, now=now)


def _line(row: Proposition) -> dict[str, str]:
    """What a mail says of one proposition: pseudonym, title of their own offer, day; nothing more (R38)."""
    assert row.submitted_at is not None
    return {
        "id": str(row.id),
        "pseudonym": row.pseudonym,
        "offer_title": row.offer.title,
        "since": f"{days.day_of(row.submitted_at):%d/%m/%Y}",
    }


def _without_account(
    session: Session, association_id: UUID, waiting: Sequence[Proposition]
) -> list[tuple[str, list[dict[str, str]]]]:
    """Return who is written to when nobody has an account: those who accompany, else the association."""
    own: dict[str, list[dict[str, str]]] = {}
    fallback = session.get_one(Association, association_id).email
    for row in waiting:
        supervisor: Supervisor | None = row.offer.supervisor
        address = supervisor.email if supervisor is not None and supervisor.left_at is None else None
        if address := address or fallback:
            own.setdefault(address, []).append(_line(row))
    return sorted(own.items())


def _send(
    session: Session, address: str, lines: list[dict[str, str]], *, with_account: bool, now: datetime
) -> None:
    context = {"propositions": lines, "with_account": with_account}
    outbox.enqueue(session, "answers_awaited", to=address, context=context, now=now)


# Presences ------------------------------------------------------------------------------------------------


def _remind_presences(
    session: Session, association_id: UUID, *, now: datetime, stages: Stages, link_days: int
) -> int:
    """Mail the months that hold sessions to remind of; a month already written about these days waits."""
    rows = session.execute(
        select(ActivitySession.id, ActivitySession.starts_at, ActivitySession.declared_at)
        .join(Engagement, Engagement.id == ActivitySession.engagement_id)
        .join(Offer, Offer.id == Engagement.offer_id)
        .where(
            Offer.association_id == association_id,
            ActivitySession.status == SessionStatus.DECLARED,
            ActivitySession.replaced_at.is_(None),
            ActivitySession.declared_at < days.before(now, stages[0]),
        )
        .order_by(ActivitySession.starts_at, ActivitySession.id)
    ).all()
    months: dict[date, list[tuple[UUID, datetime]]] = {}
    for row in rows:
        months.setdefault(days.day_of(row.starts_at).replace(day=1), []).append((row.id, row.declared_at))
    association = session.get_one(Association, association_id)
    told = 0
    for month, waiting in months.items():
        if _written_about(session, association_id, month, since=now - timedelta(days=stages[0])):
            continue
        new = [key for key, since in waiting if _told_now(session, "presence", key, since, stages, now)]
        if new:
            association_links.send_month(session, association, month, now=now, days=link_days, again=True)
            told += len(new)
    return told


def _written_about(session: Session, association_id: UUID, month: date, *, since: datetime) -> bool:
    latest = session.scalar(
        select(func.max(AssociationLink.created_at)).where(
            AssociationLink.association_id == association_id, AssociationLink.month == month
        )
    )
    return latest is not None and latest > since


# Référents ------------------------------------------------------------------------------------------------


def _silent(now: datetime, stages: Stages) -> object:
    return (Proposition.status == PropositionStatus.SUBMITTED) & (
        Proposition.submitted_at < days.before(now, stages[-1])
    )


def teams(session: Session, *, now: datetime, stages: Stages) -> Sequence[UUID]:
    """Return the teams that follow somebody whose association reached the last stage without answering."""
    return session.scalars(
        select(Profile.team_id)
        .join(Proposition, Proposition.profile_id == Profile.id)
        .where(_silent(now, stages))  # type: ignore[arg-type]
        .distinct()
        .order_by(Profile.team_id)
    ).all()


def tell_team(session: Session, team_id: UUID, *, now: datetime, stages: Stages) -> dict[str, int]:
    """Tell each référent of a team, in one mail, how many associations they wait for. No name is written."""
    waiting = session.scalars(
        select(Proposition)
        .join(Proposition.profile)
        .options(joinedload(Proposition.profile).joinedload(Profile.referent))
        .where(Profile.team_id == team_id, _silent(now, stages))  # type: ignore[arg-type]
        .order_by(Proposition.submitted_at, Proposition.id)
    ).all()
    new = [row for row in waiting if ledger.take(session, JOB, "silent", row.id.hex, now=now)]
    for reader, people in referents.by_reader(session, [row.profile for row in new]):
        context = {"first_name": reader.first_name, "waiting": len(people), "days": stages[-1]}
        outbox.enqueue(session, "referent_silent", to=reader.email, context=context, now=now)
    return {"silent": len(new)}


# Requests about personal data -----------------------------------------------------------------------------


def asked_teams(session: Session, *, now: datetime) -> Sequence[UUID]:
    """Return the teams that have a request to answer within the week, or late (R43)."""
    due = data_requests.due_within(days.day_of(now), SOON_DAYS).order_by(None)
    return session.scalars(due.with_only_columns(Profile.team_id).distinct().order_by(Profile.team_id)).all()


def tell_requests(session: Session, team_id: UUID, *, now: datetime) -> dict[str, int]:
    """Tell each référent of a team how many requests end within the week, once, and are late, once. No name."""
    today = days.day_of(now)
    due = session.scalars(data_requests.due_within(today, SOON_DAYS).where(Profile.team_id == team_id)).all()
    new = [
        row
        for row in due
        if ledger.take(
            session, JOB, "request-late" if row.due_on < today else "request-soon", row.id.hex, now=now
        )
    ]
    for reader, people in referents.by_reader(session, [row.profile for row in new]):
        first = min(row.due_on for row in new if row.profile in people)
        context = {"first_name": reader.first_name, "waiting": len(people), "before": f"{first:%d/%m/%Y}"}
        outbox.enqueue(session, "requests_due", to=reader.email, context=context, now=now)
    return {"requests": len(new)}
