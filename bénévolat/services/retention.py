"""Files nobody touched for long: listed, told to their référent, erased after the archives' visa (R41, domain §1.10).

A file is inactive when nothing lives in it (engagement, contract in force, proposition waited for) and nothing was
written in it, by anybody, for 24 months. After a contact it is not erased, and leaves the list the next morning.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, CursorResult, Select, and_, delete, exists, or_, select, update
from sqlalchemy.orm import Session, contains_eager, joinedload

from bénévolat.domain.actors import Actor
from bénévolat.domain.engagements import EngagementStatus
from bénévolat.domain.enums import JournalEvent
from bénévolat.domain.errors import DomainError
from bénévolat.domain.propositions import LIVE
from bénévolat.models.activity_sessions import ActivitySession
from bénévolat.models.agreements import Agreement
from bénévolat.models.cards import Card
from bénévolat.models.contracts import Contract
from bénévolat.models.engagements import Engagement
from bénévolat.models.journal import JournalEntry
from bénévolat.models.outbox import OutboxMessage
from bénévolat.models.profiles import Profile
from bénévolat.models.propositions import Proposition
from bénévolat.models.retention import RetentionListing
from bénévolat.models.texts import TextMessage, TextReply
from bénévolat.services import days, journal, outbox, referents, retention_erasures

MESSAGES_KEPT = timedelta(days=90)


class NotListed(DomainError):
    """The file left the list meanwhile: somebody had a contact with the person."""

    sentence = (
        "Ce dossier n'est plus dans la liste\u00a0: la personne a eu un contact depuis. Relisez la page."
    )


def inactive(now: datetime, months: int) -> ColumnElement[bool]:
    """Files with nothing alive and nothing written since ``months`` before today."""
    limit, today = days.months_before(now, months), days.day_of(now)
    of = Profile.id
    alive = [
        exists().where(
            Engagement.profile_id == of,
            or_(Engagement.status != EngagementStatus.ENDED, Engagement.ended_on >= days.day_of(limit)),
        ),
        exists().where(
            Contract.profile_id == of, or_(Contract.ends_on >= today, Contract.created_at >= limit)
        ),
        exists().where(
            Proposition.profile_id == of,
            or_(
                Proposition.status.in_(LIVE),
                Proposition.proposed_at >= limit,
                Proposition.answered_at >= limit,
            ),
        ),
        exists().where(ActivitySession.profile_id == of, ActivitySession.created_at >= limit),
        exists().where(Agreement.profile_id == of, Agreement.recorded_at >= limit),
        exists().where(Card.profile_id == of, or_(Card.created_at >= limit, Card.last_used_at >= limit)),
    ]
    return and_(
        Profile.last_contact_at < limit, Profile.updated_at < limit, *(~condition for condition in alive)
    )


# The job --------------------------------------------------------------------------------------------------


def teams_to_tell(session: Session, *, now: datetime, months: int) -> Sequence[UUID]:
    """Return the teams that follow an inactive file not listed yet."""
    listed = exists().where(RetentionListing.profile_id == Profile.id)
    return session.scalars(
        select(Profile.team_id).where(inactive(now, months), ~listed).distinct().order_by(Profile.team_id)
    ).all()


def list_team(
    session: Session, team_id: UUID, *, now: datetime, months: int, notice_days: int
) -> dict[str, int]:
    """List the inactive files of a team and tell each référent how many, in one mail without a name."""
    erase_on = days.day_of(now) + timedelta(days=notice_days)
    listed = exists().where(RetentionListing.profile_id == Profile.id)
    people = session.scalars(
        select(Profile)
        .where(Profile.team_id == team_id, inactive(now, months), ~listed)
        .options(joinedload(Profile.referent))
        .order_by(Profile.id)
        .with_for_update(of=Profile)
    ).all()
    for profile in people:
        session.add(RetentionListing(profile_id=profile.id, listed_at=now, erase_on=erase_on))
    for reader, told in referents.by_reader(session, people):
        context = {
            "first_name": reader.first_name,
            "months": months,
            "erase_on": f"{erase_on:%d/%m/%Y}",
            "profiles": [str(profile.id) for profile in told],
        }
        outbox.enqueue(session, "retention_listed", to=reader.email, context=context, now=now)
    return {"listed": len(people)}


def unlist(session: Session, *, now: datetime, months: int) -> dict[str, int]:
    """Take off the list the files that live again."""
    still = select(Profile.id).where(inactive(now, months))
    gone = session.execute(delete(RetentionListing).where(RetentionListing.profile_id.not_in(still)))
    return {"unlisted": cast("CursorResult[Any]", gone).rowcount}


def to_erase(session: Session, *, now: datetime) -> Sequence[UUID]:
    """Return the files whose notice is over and that have the visa."""
    return session.scalars(
        select(RetentionListing.profile_id)
        .where(RetentionListing.visa_at.is_not(None), RetentionListing.erase_on <= days.day_of(now))
        .order_by(RetentionListing.profile_id)
    ).all()


def erase(session: Session, key: UUID, *, now: datetime, months: int) -> dict[str, int]:
    """Erase one file, still listed, still inactive; its figures stay without identity. Journaled."""
    # Held first, read after: what others wrote in the file while we waited for them is then seen.
    session.execute(select(Profile.id).where(Profile.id == key).with_for_update()).all()
    session.execute(select(Card.id).where(Card.profile_id == key).with_for_update()).all()
    profile = session.scalar(
        select(Profile)
        .join(RetentionListing, RetentionListing.profile_id == Profile.id)
        .where(
            Profile.id == key,
            inactive(now, months),
            RetentionListing.visa_at.is_not(None),
            RetentionListing.erase_on <= days.day_of(now),
        )
    )
    if profile is None:
        return {}
    figures = retention_erasures.erase(session, profile)
    journal.write(session, JournalEvent.PROFILE_ERASED, by=Actor.system(), now=now, profile_id=key)
    return {"erased": 1, "figures": figures}


def forget_logs(session: Session, *, now: datetime, journal_months: int) -> dict[str, int]:
    """Delete the access log and text messages too old (R40), and the mails over for three months.

    Failures of jobs are not here: ``forget-passes`` deletes them with the passages.
    """
    limit = days.months_before(now, journal_months)
    over = now - MESSAGES_KEPT
    return {
        "journal": _deleted(session, delete(JournalEntry).where(JournalEntry.at < limit)),
        "messages": _deleted(
            session,
            delete(OutboxMessage).where(or_(OutboxMessage.sent_at < over, OutboxMessage.given_up_at < over)),
        ),
        "texts": _deleted(session, delete(TextMessage).where(TextMessage.created_at < limit))
        + _deleted(session, delete(TextReply).where(TextReply.received_at < limit))
        + _deleted(
            session, delete(TextReply).where(TextReply.profile_id.is_(None), TextReply.received_at < over)
        ),
    }


def _deleted(session: Session, statement: Any) -> int:
    return cast("CursorResult[Any]", session.execute(statement)).rowcount


# The Département's page -------------------------------------------------------------------------------------


def listings() -> Select[RetentionListing]:
    """Select the files listed with their team, the first to be erased first."""
    return (
        select(RetentionListing)
        .join(RetentionListing.profile)
        .options(contains_eager(RetentionListing.profile).joinedload(Profile.team))
        .order_by(RetentionListing.erase_on, Profile.departement_ref, RetentionListing.profile_id)
    )


def without_visa() -> Select[RetentionListing]:
    """Select the files that wait for the visa."""
    return listings().where(RetentionListing.visa_at.is_(None))


def give_visa(session: Session, profile_id: UUID, *, by: Actor, now: datetime) -> None:
    """Write the archives' visa on one file. Raises NotListed."""
    if not _visa(session, RetentionListing.profile_id == profile_id, by=by, now=now):
        raise NotListed


def give_visas(session: Session, *, listed_until: datetime, by: Actor, now: datetime) -> int:
    """Write the visa on every file listed until an instant: those the page showed; return how many."""
    return _visa(session, RetentionListing.listed_at <= listed_until, by=by, now=now)


def _visa(session: Session, which: ColumnElement[bool], *, by: Actor, now: datetime) -> int:
    given = session.scalars(
        update(RetentionListing)
        .where(which, RetentionListing.visa_at.is_(None))
        .values(visa_at=now, visa_by_id=by.account_id)
        .returning(RetentionListing.profile_id)
        .execution_options(synchronize_session=False)
    ).all()
    for key in given:
        journal.write(session, JournalEvent.RETENTION_VISA, by=by, now=now, profile_id=key)
    return len(given)


def take_visa_back(session: Session, profile_id: UUID, *, by: Actor, now: datetime) -> None:
    """Take a visa back: the file is not erased. Raises NotListed."""
    taken = session.scalars(
        update(RetentionListing)
        .where(RetentionListing.profile_id == profile_id, RetentionListing.visa_at.is_not(None))
        .values(visa_at=None, visa_by_id=None)
        .returning(RetentionListing.profile_id)
        .execution_options(synchronize_session=False)
    ).all()
    if not taken:
        raise NotListed
    journal.write(
        session,
        JournalEvent.RETENTION_VISA,
        by=by,
        now=now,
        profile_id=profile_id,
        motive="Visa retiré",
    )


HEADER = ("reference", "structure_referente", "dernier_contact", "liste_le", "a_effacer_le", "visa_le")


def rows(session: Session) -> list[tuple[str, str, date, date, date, date | None]]:
    """Return the list for the archives: references and dates, no name."""
    return [
        (
            listing.profile.departement_ref,
            listing.profile.team.name,
            days.day_of(listing.profile.last_contact_at),
            days.day_of(listing.listed_at),
            listing.erase_on,
            days.day_of(listing.visa_at) if listing.visa_at else None,
        )
        for listing in session.scalars(listings())
    ]
