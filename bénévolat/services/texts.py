"""Text messages: wished for by the person, asked for by a travailleur social, sent apart by a job (R52)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import SystemRandom
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from bénévolat.domain.actors import Actor
from bénévolat.domain.agreements import THROUGH_AGENT, AgreementInFuture, NotThroughAgent
from bénévolat.domain.contact_words import spoken_phone
from bénévolat.domain.enums import AgreementKind, Channel, JournalEvent
from bénévolat.domain.french import DAYS, MONTHS, clock, local
from bénévolat.domain.propositions import WITH_PERSON, PropositionStatus
from bénévolat.domain.texts import (
    ECHOES,
    MOST_A_DAY,
    MOST_ECHOES,
    NoMobile,
    NothingToText,
    NumberUnreachable,
    TextKind,
    TextsNotWished,
    TextsOff,
    TooManyTexts,
    compose,
    leaves_at,
    mobile,
)
from bénévolat.models.agreements import Agreement
from bénévolat.models.profiles import Profile
from bénévolat.models.propositions import Proposition
from bénévolat.models.texts import TextMessage, TextReply
from bénévolat.services import journal

PARIS = ZoneInfo("Europe/Paris")
DAY = timedelta(hours=24)
OFF = "off"
"""The setting that offers no message."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What an installation says of messages: by which way they leave, which number to call when a team has none."""

    backend: str
    phone: str

    def number_for(self, person: Profile) -> str:
        """Return the number that a message gives: the social centre's, or the Département's; never a person's."""
        return spoken_phone(person.team.phone or self.phone)


# --- the person's wish ----------------------------------------------------------------------------


def wish_of(session: Session, profile_id: UUID) -> Agreement | None:
    """Return the standing agreement of a person to be texted, or None."""
    return session.scalar(
        select(Agreement)
        .where(
            Agreement.profile_id == profile_id,
            Agreement.kind == AgreementKind.TEXTS,
            Agreement.withdrawn_at.is_(None),
        )
        .order_by(Agreement.recorded_at.desc())
        .limit(1)
    )


def wished_among(session: Session, profile_ids: Sequence[UUID]) -> set[UUID]:
    """Return who, among some people, wishes to be texted."""
    return set(
        session.scalars(
            select(Agreement.profile_id).where(
                Agreement.profile_id.in_(profile_ids),
                Agreement.kind == AgreementKind.TEXTS,
                Agreement.withdrawn_at.is_(None),
            )
        )
    )


def agree(
    session: Session, person: Profile, *, channel: Channel, given_on: date, by: Actor, now: datetime
) -> None:
    """Record that the person wishes to be texted. Raises NoMobile, AgreementInFuture, NotThroughAgent."""
    if mobile(person.phone) is None:
        raise NoMobile
    if given_on > now.astimezone(PARIS).date():
        raise AgreementInFuture
    if channel not in THROUGH_AGENT:
        raise NotThroughAgent
    session.refresh(person, ["status"], with_for_update=True)
    if wish_of(session, person.id) is not None:
        return
    agreement = Agreement(
        profile_id=person.id,
        kind=AgreementKind.TEXTS,
        channel=channel,
        given_on=given_on,
        recorded_at=now,
        recorded_by_kind=by.kind,
        recorded_by_id=by.account_id,
    )
    session.add(agreement)
    session.flush()
    journal.write(
        session,
        JournalEvent.PROFILE_WRITTEN,
        by=by,
        now=now,
        profile_id=person.id,
        subject_id=agreement.id,
    )


def stop(session: Session, person: Profile, *, by: Actor, now: datetime) -> None:
    """Take the wish back: nothing leaves any more, not even what waits. No reason is asked."""
    session.execute(
        update(Agreement)
        .where(
            Agreement.profile_id == person.id,
            Agreement.kind == AgreementKind.TEXTS,
            Agreement.withdrawn_at.is_(None),
        )
        .values(withdrawn_at=now)
    )
    session.execute(
        update(TextMessage)
        .where(
            TextMessage.profile_id == person.id,
            TextMessage.sent_at.is_(None),
            TextMessage.given_up_at.is_(None),
            TextMessage.kind.not_in(ECHOES),
        )
        .values(given_up_at=now, last_error=None)
    )
    journal.write(session, JournalEvent.PROFILE_WRITTEN, by=by, now=now, profile_id=person.id)


# --- asking ----------------------------------------------------------------------------------------


def may_text(session: Session, person: Profile, *, desk: Desk) -> bool:
    """Tell whether a message may be asked for this person."""
    return (
        desk.backend != OFF
        and mobile(person.phone) is not None
        and wish_of(session, person.id) is not None
        and not is_unreachable(session, person)
    )


def may_announce(session: Session, proposition: Proposition, *, desk: Desk) -> bool:
    """Tell whether this proposition has something to announce, to a person who may be texted."""
    meets = proposition.status is PropositionStatus.MEETING and proposition.meeting_at is not None
    if not (meets or proposition.status in WITH_PERSON):
        return False
    return may_text(session, proposition.profile, desk=desk)


def last_about(session: Session, proposition_id: UUID) -> TextMessage | None:
    """Return the last message about a proposition, or None."""
    return session.scalar(
        select(TextMessage)
        .where(TextMessage.proposition_id == proposition_id)
        .order_by(TextMessage.created_at.desc(), TextMessage.id)
        .limit(1)
    )


def is_unreachable(session: Session, person: Profile) -> bool:
    """Tell whether the last message to the person's present number was refused or never arrived."""
    number = mobile(person.phone)
    last = session.scalar(
        select(TextMessage)
        .where(
            TextMessage.profile_id == person.id,
            TextMessage.phone == number,
            or_(TextMessage.sent_at.is_not(None), TextMessage.undelivered_at.is_not(None)),
        )
        .order_by(TextMessage.created_at.desc(), TextMessage.id)
        .limit(1)
    )
    return last is not None and last.undelivered_at is not None


def ask(
    session: Session,
    person: Profile,
    kind: TextKind,
    *,
    desk: Desk,
    by: Actor,
    now: datetime,
    proposition: Proposition | None = None,
) -> TextMessage:
    """Write a message for a person; it leaves in the day (``leaves_at``).

    Raises TextsOff, NoMobile, TextsNotWished, NumberUnreachable, TooManyTexts, NothingToText.
    """
    if desk.backend == OFF:
        raise TextsOff
    number = mobile(person.phone)
    if number is None:
        raise NoMobile
    session.refresh(person, ["status"], with_for_update=True)
    if wish_of(session, person.id) is None:
        raise TextsNotWished
    if is_unreachable(session, person):
        raise NumberUnreachable
    if _asked_lately(session, person.id, now) >= MOST_A_DAY:
        raise TooManyTexts
    body = compose(
        kind,
        phone=desk.number_for(person),
        first_name=person.first_name,
        **_facts(session, kind, proposition),
    )
    message = TextMessage(
        profile_id=person.id,
        proposition_id=proposition.id if proposition else None,
        kind=kind,
        phone=number,
        body=body,
        asked_by_id=by.account_id,
        created_at=now,
        not_before=leaves_at(kind, now),
    )
    session.add(message)
    session.flush()
    journal.write(
        session, JournalEvent.TEXT_ASKED, by=by, now=now, profile_id=person.id, subject_id=message.id
    )
    return message


def ask_answer(
    session: Session, proposition: Proposition, *, desk: Desk, by: Actor, now: datetime
) -> TextMessage:
    """Write what a proposition calls for: its answer when it waits for one, its meeting when it has a day."""
    kind = TextKind.MEETING if proposition.status is PropositionStatus.MEETING else TextKind.MISSION
    return ask(session, proposition.profile, kind, desk=desk, by=by, now=now, proposition=proposition)


def echo(
    session: Session, person: Profile, kind: TextKind, *, number: str, desk: Desk, now: datetime, **facts: str
) -> None:
    """Answer somebody who has just written, at most ``MOST_ECHOES`` times a day."""
    lately = session.scalar(
        select(func.count(TextMessage.id)).where(
            TextMessage.phone == number, TextMessage.kind.in_(ECHOES), TextMessage.created_at > now - DAY
        )
    )
    if desk.backend == OFF or (lately or 0) >= MOST_ECHOES:
        return
    session.add(
        TextMessage(
            profile_id=person.id,
            kind=kind,
            phone=number,
            body=compose(kind, phone=desk.number_for(person), **facts),
            created_at=now,
            not_before=leaves_at(kind, now),
        )
    )


def _asked_lately(session: Session, profile_id: UUID, now: datetime) -> int:
    counted = session.scalar(
        select(func.count(TextMessage.id)).where(
            TextMessage.profile_id == profile_id,
            TextMessage.kind.not_in(ECHOES),
            TextMessage.created_at > now - DAY,
        )
    )
    return counted or 0


def _facts(session: Session, kind: TextKind, proposition: Proposition | None) -> dict[str, str]:
    if kind is TextKind.MEETING:
        if proposition is None or proposition.meeting_at is None:
            raise NothingToText
        return {"when": _when(proposition.meeting_at)}
    if kind is TextKind.MISSION:
        if proposition is None or proposition.status not in WITH_PERSON:
            raise NothingToText
        return {"code": reply_code(session, proposition)}
    return {}


def _when(at: datetime) -> str:
    here = local(at)
    return f"{DAYS[here.weekday()]} {here.day} {MONTHS[here.month - 1]} à {clock(at)}"


def reply_code(session: Session, proposition: Proposition) -> str:
    """Return the two digits that answer this proposition by a message or on paper; drawn once and kept.

    Different from those of the other propositions of the person, and of whoever shares their telephone.
    """
    if proposition.reply_code is None:
        person = proposition.profile
        same = Profile.id == person.id
        if person.phone:
            same = or_(same, Profile.phone == person.phone)
        taken = set(
            session.scalars(
                select(Proposition.reply_code)
                .join(Profile, Profile.id == Proposition.profile_id)
                .where(same, Proposition.reply_code.is_not(None))
                .order_by(Proposition.proposed_at.desc(), Proposition.id)
                .limit(60)
            )
        )
        free = [code for code in map(str, range(10, 100)) if code not in taken]
        proposition.reply_code = SystemRandom().choice(free)
        session.flush()
    return proposition.reply_code


# --- reading ----------------------------------------------------------------------------------------


def of_person(session: Session, profile_id: UUID, *, most: int = 30) -> Sequence[TextMessage]:
    """Return the messages of a person, newest first."""
    return session.scalars(
        select(TextMessage)
        .where(TextMessage.profile_id == profile_id)
        .order_by(TextMessage.created_at.desc(), TextMessage.id)
        .limit(most)
    ).all()


def replies_of(session: Session, profile_id: UUID, *, most: int = 30) -> Sequence[TextReply]:
    """Return what a person answered, newest first."""
    return session.scalars(
        select(TextReply)
        .where(TextReply.profile_id == profile_id)
        .order_by(TextReply.received_at.desc(), TextReply.id)
        .limit(most)
    ).all()
