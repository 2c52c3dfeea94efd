"""Messages received: whose they are, which proposition they answer, and what follows (R10, R54).

What is sure is written as the person's own answer, by text message. What is not is never an answer: the person
«wants to talk about it» when one proposition is meant, and somebody reads the words.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, contains_eager, joinedload

from bénévolat.domain.actors import Actor
from bénévolat.domain.enums import Channel, JournalEvent
from bénévolat.domain.errors import DomainError
from bénévolat.domain.propositions import WITH_PERSON, PropositionAction, PropositionStatus
from bénévolat.domain.text_replies import ReplyMeaning, Said, read
from bénévolat.domain.texts import ECHOES, TextKind, mobile
from bénévolat.models.profiles import Profile
from bénévolat.models.propositions import Proposition
from bénévolat.models.texts import TextMessage, TextReply
from bénévolat.services import journal, proposition_messages, propositions, texts
from bénévolat.services.texts import Desk

PARIS = ZoneInfo("Europe/Paris")
MEMORY = timedelta(days=60)
"""An answer is about a message of the last sixty days."""
ACTIONS = {
    ReplyMeaning.YES: PropositionAction.AGREE,
    ReplyMeaning.NO: PropositionAction.DECLINE,
    ReplyMeaning.TALK: PropositionAction.TALK,
}
WORDS = {ReplyMeaning.YES: "oui", ReplyMeaning.NO: "non", ReplyMeaning.TALK: "en parler"}


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message as the gateway tells it."""

    gateway_id: str
    phone: str
    body: str


def receive(session: Session, incoming: Incoming, *, desk: Desk, now: datetime) -> bool:
    """Take a message in; False when it was taken before, by this process or another one.

    One row per message of the gateway, unique: whatever is told twice has its effect once.
    """
    number = mobile(incoming.phone) or incoming.phone[:16]
    reply_id = _keep(session, incoming, number, now)
    if reply_id is None:
        return False
    reply = session.get_one(TextReply, reply_id)
    written = _written_to(session, number, now)
    people = list({row.profile_id: row.profile for row in written}.values())
    said = read(incoming.body)
    if said[0].meaning is ReplyMeaning.STOP:
        _stop(session, reply, _owners(session, number, people), desk=desk, now=now)
        return True
    if not people:
        return True
    found = _about(written, said)
    if found is None:
        _unclear(session, reply, people[0], None, incoming.body, desk=desk, now=now)
        return True
    _answer(session, reply, found, incoming.body, desk=desk, now=now)
    return True


def _keep(session: Session, incoming: Incoming, number: str, now: datetime) -> UUID | None:
    """Write the row that makes a message unique, in one statement that another process may win."""
    row = TextReply(
        gateway_id=incoming.gateway_id[:120],
        phone=number,
        body="",
        meaning=ReplyMeaning.UNCLEAR,
        received_at=now,
        read_at=now,
    )
    try:
        with session.begin_nested():
            session.add(row)
            session.flush()
    except IntegrityError:
        return None
    return row.id


def _written_to(session: Session, number: str, now: datetime) -> Sequence[TextMessage]:
    """Return what this number was lately written, the last one first; a telephone may be shared."""
    return session.scalars(
        select(TextMessage)
        .join(TextMessage.profile)
        .options(
            contains_eager(TextMessage.profile).joinedload(Profile.referent),
            contains_eager(TextMessage.profile).joinedload(Profile.team),
            joinedload(TextMessage.proposition).joinedload(Proposition.offer),
        )
        .where(
            TextMessage.phone == number,
            TextMessage.kind.not_in(ECHOES),
            TextMessage.attempts > 0,
            TextMessage.created_at > now - MEMORY,
        )
        .order_by(TextMessage.created_at.desc(), TextMessage.id)
        .limit(50)
    ).all()


def _owners(session: Session, number: str, people: Sequence[Profile]) -> Sequence[Profile]:
    """Return everybody who is written to at this number, long ago too."""
    owners = session.scalars(
        select(Profile)
        .where(Profile.phone == number)
        .options(joinedload(Profile.referent), joinedload(Profile.team))
    )
    return list({person.id: person for person in (*people, *owners)}.values())


def _about(written: Sequence[TextMessage], said: Sequence[Said]) -> list[tuple[Said, Proposition]] | None:
    """Return the proposition that each thing said is about, or None when one of them is in doubt.

    A number names it. Without a number, it is the one that the last message announced, if no other was open.
    """
    about = {
        row.proposition.id: row.proposition
        for row in written
        if row.kind is TextKind.MISSION and row.proposition is not None
    }
    last = written[0].proposition_id if written[0].kind is TextKind.MISSION else None
    found = []
    for one in said:
        if one.code is not None:
            named = [row for row in about.values() if row.reply_code == one.code]
        else:
            others = [row for row in about.values() if row.id != last and row.status in WITH_PERSON]
            named = [about[last]] if last is not None and not others and len(said) == 1 else []
        if len(named) != 1:
            return None
        found.append((one, named[0]))
    return found


def _answer(
    session: Session,
    reply: TextReply,
    found: list[tuple[Said, Proposition]],
    body: str,
    *,
    desk: Desk,
    now: datetime,
) -> None:
    """Write each answer as the person's own; any that cannot be written leaves them all to be read."""
    person, proposition = found[0][1].profile, found[0][1]
    noted = []
    try:
        with session.begin_nested():
            for one, about in found:
                if one.meaning is ReplyMeaning.UNCLEAR or about.profile_id != person.id:
                    raise DomainError
                _write(session, about, ACTIONS[one.meaning], now)
                noted.append(f"{WORDS[one.meaning]} ({about.reply_code})")
    except DomainError:
        for _, about in found:
            session.refresh(about)
        _unclear(session, reply, person, proposition, body, desk=desk, now=now)
        return
    reply.profile_id, reply.proposition_id = person.id, proposition.id
    reply.body, reply.meaning = body[:300], found[0][0].meaning
    _journal(session, reply, now)
    texts.echo(
        session, person, TextKind.NOTED, number=reply.phone, desk=desk, now=now, answers=", ".join(noted)
    )


def _write(session: Session, proposition: Proposition, action: PropositionAction, now: datetime) -> None:
    already = {
        PropositionAction.AGREE: PropositionStatus.AGREED,
        PropositionAction.DECLINE: PropositionStatus.DECLINED,
        PropositionAction.TALK: PropositionStatus.TALK_FIRST,
    }
    if proposition.status is already[action]:
        return  # Said again.
    propositions.answer(
        session,
        proposition,
        action,
        channel=Channel.TEXT,
        given_on=now.astimezone(PARIS).date(),
        by=Actor.person(proposition.profile_id),
        now=now,
    )


def _unclear(
    session: Session,
    reply: TextReply,
    person: Profile,
    proposition: Proposition | None,
    body: str,
    *,
    desk: Desk,
    now: datetime,
) -> None:
    """Leave the words to be read; a proposition that waited for an answer is to be talked about."""
    reply.profile_id, reply.body, reply.read_at = person.id, body[:300], None
    reply.proposition_id = proposition.id if proposition else None
    _journal(session, reply, now)
    if proposition is not None and proposition.status is PropositionStatus.PROPOSED:
        _write(session, proposition, PropositionAction.TALK, now)
    else:
        proposition_messages.tell_of_text(session, person, now=now)
    texts.echo(session, person, TextKind.UNCLEAR, number=reply.phone, desk=desk, now=now)


def _stop(
    session: Session, reply: TextReply, people: Sequence[Profile], *, desk: Desk, now: datetime
) -> None:
    """Write to this number no more, whoever has it."""
    if not people:
        return
    reply.profile_id, reply.meaning, reply.body = people[0].id, ReplyMeaning.STOP, "STOP"
    for person in people:
        texts.stop(session, person, by=Actor.person(person.id), now=now)
    _journal(session, reply, now)
    texts.echo(session, people[0], TextKind.STOPPED, number=reply.phone, desk=desk, now=now)


def _journal(session: Session, reply: TextReply, now: datetime) -> None:
    assert reply.profile_id is not None
    journal.write(
        session,
        JournalEvent.TEXT_RECEIVED,
        by=Actor.person(reply.profile_id),
        now=now,
        profile_id=reply.profile_id,
        subject_id=reply.id,
    )


def mark_read(session: Session, reply: TextReply, *, by: Actor, now: datetime) -> None:
    """Note that somebody has read a message and done what it asks."""
    session.refresh(reply, ["read_at"], with_for_update=True)
    if reply.read_at is None:
        reply.read_at, reply.read_by_id = now, by.account_id
