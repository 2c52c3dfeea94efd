"""What a person asks about their data: written down, answered within a month, shown to them (R43, R54).

An objection stops the matching and the propositions at once, before anybody answers it (RGPD 18.1.d).
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, delete, func, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from bénévolat.domain.actors import Actor, ActorKind
from bénévolat.domain.agreements import NotThroughAgent
from bénévolat.domain.data_requests import (
    AlreadyAnswered,
    AlreadyOpen,
    AnswerNeeded,
    AskedInFuture,
    Outcome,
    RequestKind,
    RequestStatus,
    WordsNeeded,
    due_on,
    left_words,
)
from bénévolat.domain.enums import Channel, JournalEvent, ProfileStatus
from bénévolat.domain.propositions import LIVE
from bénévolat.models.accounts import Account
from bénévolat.models.data_requests import DataRequest
from bénévolat.models.matches import Match, MatchCandidates, PlanLine
from bénévolat.models.profiles import Profile
from bénévolat.models.propositions import Proposition
from bénévolat.services import days, journal, match_changes, proposition_views, propositions


def ask(
    session: Session,
    profile: Profile,
    *,
    kind: RequestKind,
    text: str | None,
    channel: Channel,
    asked_on: date | None = None,
    by: Actor,
    now: datetime,
) -> DataRequest:
    """Write a request down, asked today when no day is given; an objection acts at once.

    Raises AskedInFuture, NotThroughAgent, WordsNeeded, AlreadyOpen.
    """
    asked = asked_on or days.day_of(now)
    if asked > days.day_of(now):
        raise AskedInFuture
    if (channel is Channel.SCREEN) != (by.kind is ActorKind.ALLOCATAIRE):
        raise NotThroughAgent
    words = (text or "").strip() or None
    if words is None and kind in {RequestKind.RECTIFY, RequestKind.OTHER}:
        raise WordsNeeded
    session.refresh(profile, ["status"], with_for_update=True)  # Asked twice at once, it is there once.
    if kind in {RequestKind.OBJECT, RequestKind.ERASE} and _open_of(session, profile.id, kind):
        raise AlreadyOpen
    request = DataRequest(
        profile_id=profile.id,
        kind=kind,
        text=words,
        asked_on=asked,
        due_on=due_on(asked),
        channel=channel,
        recorded_at=now,
        recorded_by_kind=by.kind,
        recorded_by_id=by.account_id,
        status=RequestStatus.OPEN,
    )
    session.add(request)
    profile.last_contact_at = now
    session.flush()
    _write(session, JournalEvent.REQUEST_MADE, request, by=by, now=now)
    if kind is RequestKind.OBJECT:
        stop_matching(session, profile, by=by, now=now)
    return request


def stop_matching(session: Session, profile: Profile, *, by: Actor, now: datetime) -> None:
    """Leave the person out: no suggestion, no plan, no proposition, until they change their mind."""
    session.refresh(profile, ["status"], with_for_update=True)
    profile.objected_at = now
    if profile.status is ProfileStatus.ACTIVE:
        profile.status = ProfileStatus.PAUSED
    for proposition in session.scalars(
        proposition_views.of_person(profile.id).where(Proposition.status.in_(LIVE))
    ).all():
        session.refresh(proposition, ["status"], with_for_update=True)
        if proposition.status in LIVE:  # Not answered at the same instant.
            propositions.withdraw(session, proposition, by=by, now=now)
    for model in (Match, MatchCandidates, PlanLine):
        session.execute(delete(model).where(model.profile_id == profile.id))
    _touch(session, profile, by=by, now=now)


def allow_matching(session: Session, profile: Profile, *, by: Actor, now: datetime) -> None:
    """The person changed their mind: the profile may be taken up again, by hand."""
    profile.objected_at = None
    for request in _open_of(session, profile.id, RequestKind.OBJECT):
        request.status = RequestStatus.WITHDRAWN
    _touch(session, profile, by=by, now=now)


def answer(
    session: Session,
    request: DataRequest,
    *,
    outcome: Outcome,
    words: str,
    channel: Channel,
    by: Actor,
    now: datetime,
) -> None:
    """Answer a request. Raises AlreadyAnswered, AnswerNeeded."""
    _hold_open(session, request)
    if not words.strip():
        raise AnswerNeeded
    request.status, request.outcome, request.answer = RequestStatus.ANSWERED, outcome, words.strip()
    request.answer_channel, request.answered_at, request.answered_by_id = channel, now, by.account_id
    session.flush()
    _write(session, JournalEvent.REQUEST_ANSWERED, request, by=by, now=now)


def withdraw(session: Session, request: DataRequest, *, by: Actor, now: datetime) -> None:
    """Take a request back; an objection that is taken back lets missions be proposed again. Raises AlreadyAnswered."""
    _hold_open(session, request)
    request.status = RequestStatus.WITHDRAWN
    session.flush()
    _write(session, JournalEvent.REQUEST_MADE, request, by=by, now=now)
    if request.kind is RequestKind.OBJECT:
        allow_matching(session, request.profile, by=by, now=now)


def mark_read(session: Session, profile_id: UUID, *, now: datetime) -> None:
    """Write that the person opened the answers to their requests."""
    for request in of_person(session, profile_id):
        if request.answered_at is not None and request.read_at is None:
            request.read_at = now


def of_person(session: Session, profile_id: UUID) -> Sequence[DataRequest]:
    """Return the requests of a person, newest first."""
    return session.scalars(
        select(DataRequest)
        .where(DataRequest.profile_id == profile_id)
        .order_by(DataRequest.recorded_at.desc(), DataRequest.id)
    ).all()


def any_of(people: Select[UUID]) -> Select[DataRequest]:
    """Select the requests of some people, given by their identifiers."""
    return select(DataRequest).where(DataRequest.profile_id.in_(people))


def waiting_for(account: Account) -> Select[DataRequest]:
    """Select the open requests of the people this account follows, the most urgent first."""
    return (
        _open()
        .where(Profile.referent_id == account.id)
        .order_by(DataRequest.due_on, DataRequest.recorded_at, DataRequest.id)
    )


def lines_of(
    session: Session, account: Account, *, today: date, most: int
) -> tuple[list[tuple[str, str, date, UUID]], int]:
    """Return what waits for a travailleur social: who, what and how long is left, until when, which; and how many."""
    rows = session.execute(waiting_for(account).add_columns(func.count().over()).limit(most)).all()
    lines = [
        (row.profile.full_name, f"{row.kind.label}, {left_words(row.due_on, today)}", row.due_on, row.id)
        for row, _ in rows
    ]
    return lines, rows[0][1] if rows else 0


def everywhere() -> Select[DataRequest]:
    """Select the open requests of the whole Département, late ones first, with their team."""
    return (
        _open()
        .options(contains_eager(DataRequest.profile).joinedload(Profile.team))
        .order_by(DataRequest.due_on, DataRequest.recorded_at, DataRequest.id)
    )


def count_late(session: Session, today: date) -> int:
    """Count the open requests whose month is over."""
    late = (DataRequest.status == RequestStatus.OPEN) & (DataRequest.due_on < today)
    return session.scalar(select(func.count()).select_from(DataRequest).where(late)) or 0


def due_within(today: date, ahead: int) -> Select[DataRequest]:
    """Select the open requests to answer within ``ahead`` days, late ones included."""
    limit = today + timedelta(days=ahead)
    return (
        _open()
        .options(contains_eager(DataRequest.profile).joinedload(Profile.referent))
        .where(DataRequest.due_on <= limit)
        .order_by(DataRequest.due_on, DataRequest.id)
    )


def _open() -> Select[DataRequest]:
    return (
        select(DataRequest)
        .join(DataRequest.profile)
        .options(contains_eager(DataRequest.profile))
        .where(DataRequest.status == RequestStatus.OPEN)
    )


def _open_of(session: Session, profile_id: UUID, kind: RequestKind) -> Sequence[DataRequest]:
    return session.scalars(
        select(DataRequest)
        .where(
            DataRequest.profile_id == profile_id,
            DataRequest.kind == kind,
            DataRequest.status == RequestStatus.OPEN,
        )
        .options(joinedload(DataRequest.profile))
    ).all()


def _hold_open(session: Session, request: DataRequest) -> None:
    session.refresh(request, ["status"], with_for_update=True)
    if request.status is not RequestStatus.OPEN:
        raise AlreadyAnswered


def _touch(session: Session, profile: Profile, *, by: Actor, now: datetime) -> None:
    profile.updated_at = profile.last_contact_at = now
    session.flush()
    journal.write(session, JournalEvent.PROFILE_WRITTEN, by=by, now=now, profile_id=profile.id)
    match_changes.profile_changed(session, profile.id, now=now)


def _write(session: Session, event: JournalEvent, request: DataRequest, *, by: Actor, now: datetime) -> None:
    journal.write(session, event, by=by, now=now, profile_id=request.profile_id, subject_id=request.id)
