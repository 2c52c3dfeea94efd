"""Messages that follow the life of a proposition: identifiers and pseudonyms, never a name (domain §1.8)."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bénévolat.models.accounts import Account
from bénévolat.models.associations import Association, Membership
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


def tell_association(session: Session, proposition: Proposition, template: str, *, now: datetime) -> None:
    """Warn every member of the association: pseudonym and title of their own offer, nothing more."""
    members = session.scalars(
        select(Account)
        .join(Membership, Membership.account_id == Account.id)
        .join(Association, Association.id == Membership.association_id)
        .where(
            Association.id == proposition.offer.association_id,
            Membership.ended_at.is_(None),
            Account.disabled_at.is_(None),
        )
    )
    for member in members:
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
