"""What is checked before a mission is put or sent: the offer is open, the person has room, the month is not full."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from bénévolat.domain.associations import AssociationStatus
from bénévolat.domain.offers import OfferStatus
from bénévolat.domain.propositions import (
    LIVE,
    MAX_WITH_PERSON,
    WITH_PERSON,
    AlreadyProposed,
    OfferNotOpen,
    TooManyPropositions,
)
from bénévolat.models.offers import Offer
from bénévolat.models.propositions import Proposition

PARIS = ZoneInfo("Europe/Paris")


def open_offer(session: Session, offer_id: UUID) -> Offer:
    """Return a published offer of a validated association. Raises OfferNotOpen."""
    offer = session.scalar(
        select(Offer)
        .where(Offer.id == offer_id)
        .options(
            joinedload(Offer.association),
            joinedload(Offer.commune),
            joinedload(Offer.supervisor),
        )
    )
    if offer is None or offer.status is not OfferStatus.PUBLISHED:
        raise OfferNotOpen
    if offer.association.status is not AssociationStatus.VALIDATED:
        raise OfferNotOpen
    return offer


def check_room(session: Session, profile_id: UUID, offer_id: UUID) -> None:
    """Raise AlreadyProposed or TooManyPropositions; the person's row is held by the caller."""
    live = session.execute(
        select(Proposition.offer_id, Proposition.status).where(
            Proposition.profile_id == profile_id, Proposition.status.in_(LIVE)
        )
    ).all()
    if any(row.offer_id == offer_id for row in live):
        raise AlreadyProposed
    if sum(row.status in WITH_PERSON for row in live) >= MAX_WITH_PERSON:
        raise TooManyPropositions


def submitted_this_month(session: Session, offer_id: UUID, now: datetime) -> int:
    """Count submissions since the first day of the month in Paris, this one too; the caller holds the offer's row."""
    first = now.astimezone(PARIS).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return (
        session.scalar(
            select(func.count())
            .select_from(Proposition)
            .where(Proposition.offer_id == offer_id, Proposition.submitted_at >= first)
        )
        or 0
    )
