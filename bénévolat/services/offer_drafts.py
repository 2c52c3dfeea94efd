"""What an association writes on its offers: drafts, rewriting, capacity, copies (R16, R17, R18)."""

from collections.abc import Collection, Sequence
from dataclasses import fields as fields_of_class
from dataclasses import replace
from datetime import datetime
from typing import Any, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import CursorResult, select, update
from sqlalchemy.orm import Session

from bénévolat.domain.actors import Actor
from bénévolat.domain.chips import MAX_CONCEPTS, TooManyConcepts
from bénévolat.domain.errors import DomainError
from bénévolat.domain.offers import (
    EDITABLE,
    CapacityBelowTaken,
    NotEditable,
    OfferAction,
    OfferFields,
    OfferStatus,
    WelcomeFields,
    check_dates,
    check_hours,
    missing_points,
)
from bénévolat.models.associations import Association
from bénévolat.models.offers import Offer
from bénévolat.models.supervisors import Supervisor
from bénévolat.services import match_changes, session_drafts

_WELCOME = tuple(field.name for field in fields_of_class(WelcomeFields))
_ALL = tuple(field.name for field in fields_of_class(OfferFields))
_CAPACITY = ("places", "supervision_capacity")
_KEPT = frozenset({"supervisor", "supervision_capacity", "places"})
"""What a published offer may change but never lose."""
CONFIRMABLE = frozenset({*EDITABLE, OfferStatus.PUBLISHED, OfferStatus.PAUSED})
"""Statuses in which the association may say what the mission is about."""
PARIS = ZoneInfo("Europe/Paris")


def lock(session: Session, offer: Offer) -> None:
    """Read an offer again and hold its row: two people never act on the same status."""
    session.flush()  # A refresh would drop what is not written yet.
    session.refresh(offer, with_for_update={"of": Offer})  # Not the rows joined to it.


def fields_of(offer: Offer) -> OfferFields:
    """Return what an offer says, to show it in a form, check it or copy it."""
    return OfferFields(**{name: getattr(offer, name) for name in _ALL})


def create_draft(session: Session, association: Association, fields: OfferFields, *, now: datetime) -> Offer:
    """Write a new draft. Raises TooManyHours (R18) or DomainError on dates or supervisors."""
    _check(session, association.id, fields)
    offer = Offer(association=association, association_id=association.id, created_at=now, updated_at=now)
    _write(offer, fields, _ALL)
    session.add(offer)
    session.flush()
    return offer


def edit(session: Session, offer: Offer, fields: OfferFields, *, by: Actor, now: datetime) -> None:
    """Rewrite a draft, or an offer that came back: it becomes a draft again.

    Concepts confirmed for other words are confirmed no more.
    Raises NotEditable, TooManyHours (R18), CapacityBelowTaken.
    """
    lock(session, offer)
    if offer.status not in EDITABLE:
        raise NotEditable
    _check(session, offer.association_id, fields)
    if offer.status is OfferStatus.REFUSED:
        session.add(offer.apply(OfferAction.REWORK, by=by, now=now))
    _set_capacity(session, offer, fields)
    if _words(fields_of(offer)) != _words(fields):
        offer.concepts = None
    _write(offer, fields, [name for name in _ALL if name not in _CAPACITY])
    offer.updated_at = now


def confirm_concepts(session: Session, offer: Offer, codes: Sequence[str], *, now: datetime) -> None:
    """Keep the concepts that the association confirms, even while the offer is published.

    Raises NotEditable when it is closed or waits for the Département, TooManyConcepts.
    """
    lock(session, offer)
    if offer.status not in CONFIRMABLE:
        raise NotEditable
    if len(codes) > MAX_CONCEPTS:
        raise TooManyConcepts
    offer.concepts = list(codes)
    offer.updated_at = now
    match_changes.offer_changed(session, offer.id, now=now)


def adjust_welcome(session: Session, offer: Offer, fields: WelcomeFields, *, now: datetime) -> None:
    """Change who welcomes, how many and when, without a new validation. A closed offer no longer changes.

    Raises CapacityBelowTaken, NotReady when a published offer would lose its supervisor or last place.
    """
    lock(session, offer)
    if offer.status in {OfferStatus.CLOSED, OfferStatus.SUBMITTED}:
        raise NotEditable
    _check(session, offer.association_id, fields)
    if offer.status in {OfferStatus.PUBLISHED, OfferStatus.PAUSED}:
        merged = replace(fields_of(offer), **{name: getattr(fields, name) for name in _WELCOME})
        lost = [
            point
            for point in missing_points(merged, today=now.astimezone(PARIS).date())
            if point.field in _KEPT
        ]
        if lost:
            raise DomainError(lost[0].sentence, field=lost[0].field)
    _set_capacity(session, offer, fields)
    _write(offer, fields, [name for name in _WELCOME if name not in _CAPACITY])
    offer.updated_at = now
    session_drafts.forget_closed_days(session, offer, now=now)
    match_changes.offer_changed(session, offer.id, now=now)


def duplicate(session: Session, offer: Offer, *, now: datetime) -> Offer:
    """Copy an offer as a new draft: same words, nobody in it, no dates gone by."""
    said = fields_of(offer)
    first, second = _present_supervisors(session, offer)
    copy = replace(
        said,
        title=f"{said.title[:190]} (copie)",
        starts_on=None,
        ends_on=None,
        pause_from=None,
        pause_to=None,
        supervisor_id=first,
        backup_supervisor_id=second,
    )
    draft = create_draft(session, offer.association, copy, now=now)
    draft.concepts = None if offer.concepts is None else list(offer.concepts)
    return draft


def _present_supervisors(session: Session, offer: Offer) -> tuple[UUID | None, UUID | None]:
    first, second = offer.supervisor_id, offer.backup_supervisor_id
    present = session.scalars(
        select(Supervisor.id).where(Supervisor.id.in_((first, second)), Supervisor.left_at.is_(None))
    ).all()
    return first if first in present else None, second if second in present else None


def _words(fields: OfferFields) -> tuple[str, ...]:
    """Return the words in which concepts are read."""
    return fields.title, fields.description, *fields.tasks, "", *fields.skills


def _write(offer: Offer, fields: WelcomeFields, names: Collection[str]) -> None:
    for name in names:
        value = getattr(fields, name)
        is_list = isinstance(value, (list, tuple, set, frozenset))
        setattr(offer, name, list(value) if is_list else value)


def _set_capacity(session: Session, offer: Offer, fields: WelcomeFields) -> None:
    """Write places and capacity in one statement that the places taken cannot overtake."""
    limit = min(fields.places, fields.supervision_capacity)
    done = session.execute(
        update(Offer)
        .where(Offer.id == offer.id, Offer.places_taken <= limit)
        .values(places=fields.places, supervision_capacity=fields.supervision_capacity)
        .execution_options(synchronize_session=False)
    )
    session.expire(offer, [*_CAPACITY, "places_taken"])
    if cast("CursorResult[Any]", done).rowcount == 0:
        raise CapacityBelowTaken(offer.places_taken)


def _check(session: Session, association_id: UUID, fields: WelcomeFields) -> None:
    if isinstance(fields, OfferFields):
        check_hours(fields)
    check_dates(fields)
    if fields.supervisor_id is not None and fields.supervisor_id == fields.backup_supervisor_id:
        raise DomainError("Choisissez deux personnes différentes.", field="backup_supervisor")
    for name, key in (
        ("supervisor", fields.supervisor_id),
        ("backup_supervisor", fields.backup_supervisor_id),
    ):
        mine = select(Supervisor.id).where(
            Supervisor.id == key, Supervisor.association_id == association_id, Supervisor.left_at.is_(None)
        )
        if key is not None and session.scalar(mine) is None:
            raise DomainError("Choisissez une personne de votre association.", field=name)
