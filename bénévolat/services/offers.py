"""Offers: written by associations, checked by the Département, their places taken one at a time (C1)."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import CursorResult, Select, case, func, select, update
from sqlalchemy.orm import Session, joinedload

from bénévolat.domain.actors import Actor
from bénévolat.domain.associations import AssociationStatus
from bénévolat.domain.enums import HalfDay, RefusalReason
from bénévolat.domain.errors import Missing, NoPlaceLeft, NotReady
from bénévolat.domain.offers import (
    AssociationNotValidated,
    ChecklistIncomplete,
    OfferAction,
    OfferCheck,
    OfferStatus,
    missing_points,
)
from bénévolat.models.accounts import Account
from bénévolat.models.associations import Association
from bénévolat.models.offers import Offer, OfferEvent
from bénévolat.services import associations, match_changes, outbox
from bénévolat.services.offer_drafts import fields_of, lock

PARIS = ZoneInfo("Europe/Paris")

# Places (C1, R17) -----------------------------------------------------------------------------------------


def take_place(session: Session, offer_id: UUID, *, now: datetime) -> None:
    """Take one supervised place in one statement (C1). Raises NoPlaceLeft when none is free."""
    taken = session.execute(
        update(Offer)
        .where(
            Offer.id == offer_id,
            Offer.status == OfferStatus.PUBLISHED,
            Offer.places_taken < Offer.supervision_capacity,
            Offer.places_taken < Offer.places,
        )
        .values(places_taken=Offer.places_taken + 1)
        .execution_options(synchronize_session=False)
    )
    if cast("CursorResult[Any]", taken).rowcount == 0:
        raise NoPlaceLeft
    _forget(session, offer_id)
    match_changes.offer_changed(session, offer_id, now=now)


def give_place_back(session: Session, offer_id: UUID, *, now: datetime) -> None:
    """Give one place back; the count never goes under zero."""
    session.execute(
        update(Offer)
        .where(Offer.id == offer_id, Offer.places_taken > 0)
        .values(places_taken=Offer.places_taken - 1)
        .execution_options(synchronize_session=False)
    )
    _forget(session, offer_id)
    match_changes.offer_changed(session, offer_id, now=now)


def _forget(session: Session, offer_id: UUID) -> None:
    """Make a loaded offer read its count again: the statement moved it behind its back."""
    loaded = session.identity_map.get(session.identity_key(Offer, offer_id))
    if loaded is not None:
        session.expire(loaded, ["places_taken"])


# Lists ----------------------------------------------------------------------------------------------------


def published(on: date | None = None) -> Select[Offer]:
    """Select the published offers of validated associations; with ``on``, those not over at that date."""
    statement = (
        select(Offer)
        .join(Offer.association)
        .where(Offer.status == OfferStatus.PUBLISHED, Association.status == AssociationStatus.VALIDATED)
    )
    if on is not None:
        statement = statement.where((Offer.ends_on.is_(None)) | (Offer.ends_on >= on))
    return statement


def of_association(association_id: UUID) -> Select[Offer]:
    """Select the offers of one association, the last changed first."""
    return (
        select(Offer)
        .where(Offer.association_id == association_id)
        .order_by(Offer.updated_at.desc(), Offer.id)
    )


def waiting() -> Select[Offer]:
    """Select the offers that wait for the Département, the oldest first."""
    return select(Offer).where(Offer.status == OfferStatus.SUBMITTED).order_by(Offer.submitted_at, Offer.id)


def with_status(status: OfferStatus | None) -> Select[Offer]:
    """Select the offers of every association, those that wait first, then the last changed."""
    statement = select(Offer).options(joinedload(Offer.association), joinedload(Offer.commune))
    if status is not None:
        statement = statement.where(Offer.status == status)
    submitted_first = case((Offer.status == OfferStatus.SUBMITTED, 0), else_=1)
    return statement.order_by(submitted_first, Offer.updated_at.desc(), Offer.id)


def count_by_status(session: Session) -> dict[OfferStatus, int]:
    """Return how many offers stand in each status; zero included."""
    counted = session.execute(select(Offer.status, func.count()).group_by(Offer.status))
    found = dict(counted.all())
    return {status: found.get(status, 0) for status in OfferStatus}


def free_places(session: Session) -> int:
    """Return how many supervised places are free on published offers."""
    limit = case((Offer.places < Offer.supervision_capacity, Offer.places), else_=Offer.supervision_capacity)
    free = published().with_only_columns(func.coalesce(func.sum(limit - Offer.places_taken), 0))
    return int(session.scalar(free) or 0)


def events_of(session: Session, offer_id: UUID) -> list[tuple[OfferEvent, Account | None]]:
    """Return the last acts on an offer with their authors, newest first."""
    rows = session.execute(
        select(OfferEvent, Account)
        .outerjoin(Account, Account.id == OfferEvent.actor_account_id)
        .where(OfferEvent.offer_id == offer_id)
        .order_by(OfferEvent.at.desc(), OfferEvent.id)
        .limit(50)
    )
    return [(event, account) for event, account in rows]


# Life -----------------------------------------------------------------------------------------------------


def _paris_day(now: datetime) -> date:
    return now.astimezone(PARIS).date()


def missing(offer: Offer, *, today: date) -> list[Missing]:
    """Return what is still asked before this offer can be sent (R15, R16)."""
    return missing_points(fields_of(offer), today=today)


def half_days_alone(offer: Offer) -> list[HalfDay]:
    """Return the half-days of the mission when nobody who accompanies is said to be there."""
    if not offer.supervision_half_days:
        return []
    return [half_day for half_day in offer.half_days if half_day not in offer.supervision_half_days]


def submit(session: Session, offer: Offer, *, by: Actor, now: datetime) -> None:
    """Send a draft to the Département. Raises NotReady with everything that is missing."""
    lock(session, offer)
    lacking = missing(offer, today=_paris_day(now))
    if offer.association.status in {AssociationStatus.DRAFT, AssociationStatus.REFUSED}:
        lacking.append(Missing("association", "Demandez d'abord la validation de votre association."))
    if lacking and offer.status is OfferStatus.DRAFT:
        raise NotReady(lacking)
    _apply(session, offer, OfferAction.SUBMIT, by=by, now=now)
    offer.submitted_at, offer.refusal_reason, offer.refusal_note = now, None, None


def publish(
    session: Session, offer: Offer, *, checked: Collection[OfferCheck], by: Actor, now: datetime
) -> None:
    """Publish an offer whose every point was checked (R15), and tell the association.

    Raises ChecklistIncomplete, AssociationNotValidated, NotReady, WrongTransition.
    """
    lock(session, offer)
    if set(checked) != set(OfferCheck):
        raise ChecklistIncomplete
    if offer.association.status is not AssociationStatus.VALIDATED:
        raise AssociationNotValidated
    if offer.status is OfferStatus.SUBMITTED and (lacking := missing(offer, today=_paris_day(now))):
        raise NotReady(lacking)
    _apply(session, offer, OfferAction.PUBLISH, by=by, now=now)
    offer.published_at = now
    offer.checklist = {
        "points": [point.value for point in OfferCheck],
        "checked_at": now.isoformat(),
        "checked_by": str(by.account_id) if by.account_id else None,
    }
    _tell(session, offer, "offer_published", {}, now=now)


def refuse(
    session: Session, offer: Offer, *, reason: RefusalReason, note: str | None, by: Actor, now: datetime
) -> None:
    """Return an offer to its association with a reason and a word, and tell its members."""
    lock(session, offer)
    _apply(session, offer, OfferAction.REFUSE, by=by, now=now, note=note)
    offer.refusal_reason, offer.refusal_note = reason, note
    _tell(session, offer, "offer_refused", {"reason": reason.label, "note": note or ""}, now=now)


def rework(session: Session, offer: Offer, *, by: Actor, now: datetime) -> None:
    """Take an offer back as a draft; it is checked again before being published."""
    _act(session, offer, OfferAction.REWORK, by=by, now=now)


def pause(session: Session, offer: Offer, *, by: Actor, now: datetime) -> None:
    """Stop receiving propositions for a time; people already welcomed stay."""
    _act(session, offer, OfferAction.PAUSE, by=by, now=now)


def resume(session: Session, offer: Offer, *, by: Actor, now: datetime) -> None:
    """Publish a paused offer again."""
    _act(session, offer, OfferAction.RESUME, by=by, now=now)


def refresh(session: Session, offer: Offer, *, by: Actor, now: datetime) -> None:
    """Say that a published offer is still true: its clock starts again."""
    _act(session, offer, OfferAction.REFRESH, by=by, now=now)


def close(session: Session, offer: Offer, *, by: Actor, now: datetime) -> None:
    """Close an offer for good; people already welcomed stay."""
    _act(session, offer, OfferAction.CLOSE, by=by, now=now)


def _act(session: Session, offer: Offer, action: OfferAction, *, by: Actor, now: datetime) -> None:
    lock(session, offer)
    _apply(session, offer, action, by=by, now=now)


def _apply(
    session: Session, offer: Offer, action: OfferAction, *, by: Actor, now: datetime, note: str | None = None
) -> None:
    session.add(offer.apply(action, by=by, now=now, note=note))
    offer.updated_at = now
    match_changes.offer_changed(session, offer.id, now=now)


def _tell(session: Session, offer: Offer, template: str, context: dict[str, str], *, now: datetime) -> None:
    said = {"offer_id": str(offer.id), "title": offer.title, **context}
    for address in associations.member_emails(session, offer.association_id):
        outbox.enqueue(session, template, to=address, context=said, now=now)
