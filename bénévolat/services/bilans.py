"""Bilan of an engagement: written by the association, read by the person, answered in their own words (R11).

The association's half leaves the platform only once the person has read it; rewritten, it has to be read again. The
person's words are theirs and their référent's: the association does not read them.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from bénévolat.domain.actors import Actor, ActorKind
from bénévolat.domain.agreements import THROUGH_AGENT, NotThroughAgent
from bénévolat.domain.bilans import (
    MOST_SIGNS,
    AlreadyAsked,
    BilanChanged,
    BilanTooLong,
    EmptyBilan,
    NoBilanYet,
    NobodyToAsk,
    NoWords,
)
from bénévolat.domain.enums import Channel, JournalEvent
from bénévolat.domain.masked_names import masked
from bénévolat.domain.soft_skills import SoftSkill
from bénévolat.models.accounts import Account
from bénévolat.models.associations import Association
from bénévolat.models.bilans import Bilan
from bénévolat.models.engagements import Engagement
from bénévolat.models.offers import Offer
from bénévolat.models.profiles import Profile
from bénévolat.services import associations, journal, ledger, outbox, referents

SLICE = 500
NAME_MASKED = "[nom protégé]"


@dataclass(frozen=True, slots=True)
class ExportedBilan:
    """What may leave the platform: ``skills`` and ``text`` once read by the person, and their own ``words``."""

    skills: tuple[SoftSkill, ...] = ()
    text: str | None = None
    words: str | None = None


def exportable(bilan: Bilan | None) -> ExportedBilan:
    """Return what of a bilan may leave the platform now (R11); empty fields for the rest."""
    if bilan is None:
        return ExportedBilan()
    if bilan.read_at is None:
        return ExportedBilan(words=bilan.words)
    return ExportedBilan(tuple(bilan.skills), bilan.text, bilan.words)


def discreet_words(said: ExportedBilan, association: Association) -> str | None:
    """Return the person's words for a file: the name of an association that hides is not read in them (domain §1.8).

    On screen the référent reads them as they were said.
    """
    if said.words is None or not association.sensitive_name:
        return said.words
    return masked(said.words, [association.name], by=NAME_MASKED)


def exported(session: Session, engagement_ids: Collection[UUID]) -> dict[UUID, ExportedBilan]:
    """Return what may leave the platform, by engagement, for those that have anything to say.

    One statement for 500 engagements.
    """
    wanted, found = list(engagement_ids), {}
    for start in range(0, len(wanted), SLICE):
        rows = session.scalars(
            select(Bilan).where(
                Bilan.engagement_id.in_(wanted[start : start + SLICE]),
                or_(Bilan.read_at.is_not(None), Bilan.words_at.is_not(None)),
            )
        )
        found.update({row.engagement_id: exportable(row) for row in rows})
    return found


def of_engagement(session: Session, engagement_id: UUID) -> Bilan | None:
    """Return the bilan of an engagement, or None while nobody wrote anything."""
    return session.scalar(select(Bilan).where(Bilan.engagement_id == engagement_id))


def of_engagements(session: Session, engagement_ids: Collection[UUID]) -> dict[UUID, Bilan]:
    """Return the bilans of some engagements, in one statement."""
    rows = session.scalars(select(Bilan).where(Bilan.engagement_id.in_(engagement_ids)))
    return {row.engagement_id: row for row in rows}


def authors(bilan: Bilan | None) -> list[UUID]:
    """Return the agents who noted something of a bilan for the person."""
    return [key for key in (bilan.read_by_id, bilan.words_by_id) if key] if bilan else []


def to_read_with(account: Account) -> Select[Bilan]:
    """Return the bilans to be read with the people of whom this account is the référent, oldest first."""
    return (
        select(Bilan)
        .join(Bilan.engagement)
        .join(Engagement.profile)
        .options(
            contains_eager(Bilan.engagement).contains_eager(Engagement.profile),
            contains_eager(Bilan.engagement).joinedload(Engagement.offer),
        )
        .where(
            Profile.referent_id == account.id,
            Bilan.written_at.is_not(None),
            Bilan.read_at.is_(None),
        )
        .order_by(Bilan.written_at, Bilan.id)
    )


# The association's half -----------------------------------------------------------------------------------


def write(
    session: Session,
    engagement: Engagement,
    *,
    skills: Sequence[SoftSkill],
    text: str | None,
    by: Actor,
    now: datetime,
) -> Bilan:
    """Write or rewrite the association's half, and tell the référent when there is something new to read.

    Written again as it was, it stays read. Raises EmptyBilan, BilanTooLong.
    """
    text = (text or "").strip() or None
    if not skills and text is None:
        raise EmptyBilan
    if text is not None and len(text) > MOST_SIGNS:
        raise BilanTooLong
    bilan = _held(session, engagement)
    chosen = [skill for skill in SoftSkill if skill in set(skills)]
    if bilan.written_at is not None and (bilan.skills, bilan.text) == (chosen, text):
        return bilan
    to_be_told = bilan.written_at is None or bilan.read_at is not None
    bilan.skills, bilan.text = chosen, text
    bilan.written_at, bilan.written_by_id = now, by.account_id
    _unread(bilan)
    session.flush()
    _note(session, JournalEvent.BILAN_WRITTEN, engagement, by=by, now=now)
    if to_be_told:
        _tell_referent(session, engagement, now=now)
    return bilan


def withdraw(session: Session, engagement: Engagement, *, by: Actor, now: datetime) -> None:
    """Take the association's half back; the person's words stay. Raises NoBilanYet."""
    bilan = _held(session, engagement)
    if bilan.written_at is None:
        raise NoBilanYet
    bilan.skills, bilan.text, bilan.written_at, bilan.written_by_id = [], None, None, None
    _unread(bilan)
    session.flush()
    _note(session, JournalEvent.BILAN_WRITTEN, engagement, by=by, now=now)


def ask(session: Session, engagement: Engagement, *, by: Actor, now: datetime) -> None:
    """Ask the members of the association for a bilan, without saying what for; once a week at most (R38).

    Raises AlreadyAsked, NobodyToAsk.
    """
    offer = session.get_one(Offer, engagement.offer_id)
    addresses = associations.member_emails(session, offer.association_id)
    if not addresses:
        raise NobodyToAsk
    year, week, _ = now.isocalendar()
    author = {"by": by.kind.value}
    if not ledger.take(
        session, "ask-bilan", f"{year}-W{week:02d}", engagement.id.hex, now=now, detail=author
    ):
        raise AlreadyAsked
    context = {"offer_title": offer.title, "engagement_id": str(engagement.id)}
    for address in addresses:
        outbox.enqueue(session, "bilan_asked", to=address, context=context, now=now)


# The person's half ----------------------------------------------------------------------------------------


def mark_read(
    session: Session,
    engagement: Engagement,
    *,
    written_at: datetime | None,
    channel: Channel = Channel.SCREEN,
    by: Actor,
    now: datetime,
) -> None:
    """Note that the person has read what was written at ``written_at``, on screen or with an agent (R54).

    Raises NoBilanYet, BilanChanged when it was rewritten meanwhile, NotThroughAgent.
    """
    _check_channel(channel, by)
    bilan = _held(session, engagement)
    if bilan.written_at is None:
        raise NoBilanYet
    if bilan.written_at != written_at:
        raise BilanChanged
    if bilan.read_at is not None:
        return
    bilan.read_at, bilan.read_channel = now, channel
    bilan.read_by_kind, bilan.read_by_id = by.kind, by.account_id
    session.flush()
    _note(session, JournalEvent.BILAN_READ, engagement, by=by, now=now)


def say(
    session: Session,
    engagement: Engagement,
    *,
    words: str,
    channel: Channel = Channel.SCREEN,
    by: Actor,
    now: datetime,
) -> None:
    """Keep the person's own words, with or without a bilan; said again, they replace the ones before.

    Raises NoWords, BilanTooLong, NotThroughAgent.
    """
    _check_channel(channel, by)
    words = words.strip()
    if not words:
        raise NoWords
    if len(words) > MOST_SIGNS:
        raise BilanTooLong(field="words")
    bilan = _held(session, engagement)
    bilan.words, bilan.words_at, bilan.words_channel = words, now, channel
    bilan.words_by_kind, bilan.words_by_id = by.kind, by.account_id
    session.flush()
    _note(session, JournalEvent.WORDS_WRITTEN, engagement, by=by, now=now)


def unsay(session: Session, engagement: Engagement, *, by: Actor, now: datetime) -> None:
    """Remove the person's words: nothing of them is kept."""
    bilan = _held(session, engagement)
    if bilan.words_at is None:
        return
    bilan.words = bilan.words_at = bilan.words_channel = None
    bilan.words_by_kind = bilan.words_by_id = None
    session.flush()
    _note(session, JournalEvent.WORDS_WRITTEN, engagement, by=by, now=now)


# What they stand on ---------------------------------------------------------------------------------------


def _held(session: Session, engagement: Engagement) -> Bilan:
    """Return the bilan of an engagement, made when there is none; the engagement's row is held meanwhile."""
    session.execute(select(Engagement.id).where(Engagement.id == engagement.id).with_for_update())
    bilan = session.scalar(
        select(Bilan).where(Bilan.engagement_id == engagement.id).execution_options(populate_existing=True)
    )
    if bilan is None:
        bilan = Bilan(engagement_id=engagement.id, skills=[])
        session.add(bilan)
    return bilan


def _unread(bilan: Bilan) -> None:
    bilan.read_at = bilan.read_by_kind = bilan.read_by_id = bilan.read_channel = None


def _check_channel(channel: Channel, by: Actor) -> None:
    """An agent says how the person told it; only the person reads on their own screen (R10)."""
    through_agent = by.kind is not ActorKind.ALLOCATAIRE
    if through_agent != (channel in THROUGH_AGENT):
        raise NotThroughAgent


def _note(session: Session, event: JournalEvent, engagement: Engagement, *, by: Actor, now: datetime) -> None:
    journal.write(session, event, by=by, now=now, profile_id=engagement.profile_id, subject_id=engagement.id)


def _tell_referent(session: Session, engagement: Engagement, *, now: datetime) -> None:
    """Mail the référent, or the team when that account is closed: an identifier, never a name (domain §1.8)."""
    person = session.get_one(Profile, engagement.profile_id, options=[joinedload(Profile.referent)])
    for reader in referents.readers(session, person):
        context = {"first_name": reader.first_name, "engagement_id": str(engagement.id)}
        outbox.enqueue(session, "bilan_written", to=reader.email, context=context, now=now)
