"""Messages that follow the life of a proposition: identifiers and pseudonyms, never a name (domain §1.8)."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from bénévolat.models.accounts import Account
from bénévolat.models.associations import Membership
from bénévolat.models.profiles import Profile
from bénévolat.models.propositions import Proposition
from bénévolat.services import outbox, referents


def tell_referent(session: Session, proposition: Proposition, template: str, *, now: datetime) -> None:
    """Warn the référent: the message holds an identifier, never a name nor the association."""
    for reader in referents.readers(session, proposition.profile):
        outbox.enqueue(
            session,
            template,
            to=reader.email,
            context={"first_name": reader.first_name, "proposition_id": str(proposition.id)},
            now=now,
        )


def members(session: Session, association_id: UUID) -> Sequence[Account]:
    """Return the people of an association who read what it is told."""
    return session.scalars(
        select(Account)
        .join(Membership, Membership.account_id == Account.id)
        .where(
            Membership.association_id == association_id,
            Membership.ended_at.is_(None),
            Account.disabled_at.is_(None),
        )
        .order_by(Account.email)
    ).all()


def tell_association(session: Session, proposition: Proposition, template: str, *, now: datetime) -> None:
    """Warn every member of the association: pseudonym and title of their own offer, nothing more."""
    for member in members(session, proposition.offer.association_id):
        outbox.enqueue(
            session,
            template,
            to=member.email,
            context={
                "first_name": member.first_name,
                "pseudonym": proposition.pseudonym,
                "offer_title": proposition.offer.title,
                "proposition_id": str(proposition.id),
            },
            now=now,
        )


def tell_of_text(session: Session, person: Profile, *, now: datetime) -> None:
    """Warn the référent that a message of a person waits to be read: an identifier, never its words."""
    for reader in referents.readers(session, person):
        outbox.enqueue(
            session,
            "referent_text",
            to=reader.email,
            context={"first_name": reader.first_name, "profile_id": str(person.id)},
            now=now,
        )
