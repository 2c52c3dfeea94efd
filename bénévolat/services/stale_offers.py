"""Offers nobody updated: pointed at after 60 days, paused after 90 (domain §2). The association is told, once."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from bénévolat.domain.actors import Actor
from bénévolat.domain.offers import OfferAction, OfferStatus
from bénévolat.models.associations import Association
from bénévolat.models.offers import Offer
from bénévolat.services import associations, days, ledger, match_changes, outbox
from bénévolat.services.offer_drafts import lock

JOB = "expire"


def is_stale(offer: Offer, *, now: datetime, stale_days: int) -> bool:
    """Tell whether a published offer was not updated for that long."""
    return offer.status is OfferStatus.PUBLISHED and offer.updated_at < days.before(now, stale_days)


def hosts(session: Session, *, now: datetime, stale_days: int) -> Sequence[UUID]:
    """Return the associations that have a stale offer."""
    return session.scalars(
        select(Offer.association_id)
        .where(Offer.status == OfferStatus.PUBLISHED, Offer.updated_at < days.before(now, stale_days))
        .distinct()
        .order_by(Offer.association_id)
    ).all()


def tell_host(
    session: Session, association_id: UUID, *, now: datetime, stale_days: int, unpublish_days: int
) -> dict[str, int]:
    """Pause the offers too old, warn of the stale ones not warned of yet; one mail of each kind at most.

    A warning is for one state of the offer: updated, it may be warned of again.
    """
    offers = session.scalars(
        select(Offer)
        .where(
            Offer.association_id == association_id,
            Offer.status == OfferStatus.PUBLISHED,
            Offer.updated_at < days.before(now, stale_days),
        )
        .order_by(Offer.title, Offer.id)
    ).all()
    paused, stale = [], []
    for offer in offers:
        lock(session, offer)
        if not is_stale(offer, now=now, stale_days=stale_days):
            continue  # Updated at this very instant.
        period = f"stale-{days.day_of(offer.updated_at)}"
        if is_stale(offer, now=now, stale_days=unpublish_days):
            session.add(offer.apply(OfferAction.PAUSE, by=Actor.system(), now=now))
            offer.updated_at = now
            match_changes.offer_changed(session, offer.id, now=now)
            paused.append(offer)
        elif ledger.take(session, JOB, period, offer.id.hex, now=now):
            stale.append(offer)
    _tell(session, association_id, "offers_unpublished", paused, now=now, days_left=None)
    _tell(session, association_id, "offers_stale", stale, now=now, days_left=unpublish_days - stale_days)
    return {"offers_paused": len(paused), "offers_stale": len(stale)}


def _tell(
    session: Session,
    association_id: UUID,
    template: str,
    offers: Sequence[Offer],
    *,
    now: datetime,
    days_left: int | None,
) -> None:
    if not offers:
        return
    addresses = associations.member_emails(session, association_id)
    if not addresses:
        addresses = [email for email in [session.get_one(Association, association_id).email] if email]
    context = {
        "offers": [{"id": str(offer.id), "title": offer.title} for offer in offers],
        "days_left": days_left,
    }
    for address in addresses:
        outbox.enqueue(session, template, to=address, context=context, now=now)
