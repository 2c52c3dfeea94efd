"""Associations: their record, its validation by the Département, their members (R15, R20)."""

from collections.abc import Collection, Sequence
from dataclasses import fields as fields_of_class
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload

from bénévolat.domain.actors import Actor, ActorKind
from bénévolat.domain.associations import (
    IDENTITY,
    AssociationAction,
    AssociationCheck,
    AssociationStatus,
    IdentityFixed,
    InsuranceNeeded,
    OrganisationFields,
    missing_points,
)
from bénévolat.domain.enums import RefusalReason
from bénévolat.domain.errors import Missing, NotReady
from bénévolat.domain.names import fold, search_key
from bénévolat.domain.offers import ChecklistIncomplete, OfferStatus
from bénévolat.models.accounts import Account
from bénévolat.models.associations import Association, AssociationEvent, Membership
from bénévolat.models.offers import Offer
from bénévolat.services import links, match_changes, outbox

_FIELDS = tuple(field.name for field in fields_of_class(OrganisationFields))
PARIS = ZoneInfo("Europe/Paris")


# Lists ----------------------------------------------------------------------------------------------------


def found_by(typed: str = "", status: AssociationStatus | None = None) -> Select[Association]:
    """Select associations by words of their name and by status, in alphabetical order."""
    statement = select(Association).options(joinedload(Association.commune))
    if status is not None:
        statement = statement.where(Association.status == status)
    for word in fold(typed).split()[:5]:
        statement = statement.where(Association.search_key.contains(word, autoescape=True))
    return statement.order_by(Association.search_key, Association.id)


def count_by_status(session: Session) -> dict[AssociationStatus, int]:
    """Return how many associations stand in each status; zero included."""
    counted = session.execute(select(Association.status, func.count()).group_by(Association.status))
    found = dict(counted.all())
    return {status: found.get(status, 0) for status in AssociationStatus}


def member_emails(session: Session, association_id: UUID) -> Sequence[str]:
    """Return the addresses of the active members of an association."""
    return session.scalars(
        select(Account.email)
        .join(Membership, Membership.account_id == Account.id)
        .where(
            Membership.association_id == association_id,
            Membership.ended_at.is_(None),
            Account.disabled_at.is_(None),
        )
        .order_by(Account.email)
    ).all()


def events_of(session: Session, association_id: UUID) -> list[tuple[AssociationEvent, Account | None]]:
    """Return the last acts on an association with their authors, newest first."""
    rows = session.execute(
        select(AssociationEvent, Account)
        .outerjoin(Account, Account.id == AssociationEvent.actor_account_id)
        .where(AssociationEvent.association_id == association_id)
        .order_by(AssociationEvent.at.desc(), AssociationEvent.id)
        .limit(50)
    )
    return [(event, account) for event, account in rows]


# The record -----------------------------------------------------------------------------------------------


def fields_of(association: Association) -> OrganisationFields:
    """Return what an association says of itself."""
    return OrganisationFields(**{name: getattr(association, name) for name in _FIELDS})


def add(session: Session, fields: OrganisationFields, *, now: datetime) -> Association:
    """Write a new association, to be completed by its members and validated."""
    association = Association(search_key=search_key(fields.name), created_at=now)
    for name in _FIELDS:
        setattr(association, name, getattr(fields, name))
    session.add(association)
    session.flush()
    return association


def edit(session: Session, association: Association, fields: OrganisationFields, *, by: Actor) -> None:
    """Rewrite the record. Once validated, name and numbers are fixed and the insurance stays.

    Raises IdentityFixed, InsuranceNeeded.
    """
    _lock(session, association)
    if association.status is AssociationStatus.VALIDATED:
        if by.kind is ActorKind.ASSOCIATION:
            for name in IDENTITY:
                if getattr(association, name) != getattr(fields, name):
                    raise IdentityFixed(field=name)
        if not fields.insured:
            raise InsuranceNeeded
    for name in _FIELDS:
        setattr(association, name, getattr(fields, name))
    association.search_key = search_key(fields.name)


def accept_charter(session: Session, association: Association, *, by: Actor, now: datetime) -> None:
    """Record who accepted the charter and when; the first acceptance stands."""
    _lock(session, association)
    if association.charter_accepted_at is None:
        association.charter_accepted_at = now
        association.charter_accepted_by_id = by.account_id


def mark_sensitive(association: Association, *, sensitive: bool) -> None:
    """Hide, or show again, the name of an association in exports (domain §1.8)."""
    association.sensitive_name = sensitive


# Life -----------------------------------------------------------------------------------------------------


def _lock(session: Session, association: Association) -> None:
    """Read the record again and hold its row: two people never act on the same status."""
    session.flush()  # A refresh would drop what is not written yet.
    session.refresh(association, with_for_update={"of": Association})  # Not the rows joined to it.


def missing(association: Association, *, today: date) -> list[Missing]:
    """Return what is still asked before this association can be validated."""
    accepted = association.charter_accepted_at is not None
    return missing_points(fields_of(association), charter_accepted=accepted, today=today)


def submit(session: Session, association: Association, *, by: Actor, now: datetime) -> None:
    """Ask the Département to validate the association. Raises NotReady with everything that is missing."""
    _lock(session, association)
    lacking = missing(association, today=now.astimezone(PARIS).date())
    if lacking and association.status in {AssociationStatus.DRAFT, AssociationStatus.REFUSED}:
        raise NotReady(lacking)
    session.add(association.apply(AssociationAction.SUBMIT, by=by, now=now))
    association.submitted_at = now
    association.refusal_reason = association.refusal_note = None


def validate(
    session: Session,
    association: Association,
    *,
    checked: Collection[AssociationCheck],
    by: Actor,
    now: datetime,
) -> None:
    """Validate an association whose every point was checked, and tell its members.

    Raises ChecklistIncomplete, NotReady, WrongTransition.
    """
    _lock(session, association)
    if set(checked) != set(AssociationCheck):
        raise ChecklistIncomplete
    lacking = missing(association, today=now.astimezone(PARIS).date())
    if lacking and association.status is AssociationStatus.SUBMITTED:
        raise NotReady(lacking)
    note = "Vérifié\u00a0: " + "\u00a0; ".join(point.label for point in AssociationCheck)
    session.add(association.apply(AssociationAction.VALIDATE, by=by, now=now, note=note))
    association.validated_at = now
    _offers_changed(session, association, now=now)
    _tell(session, association, "association_validated", {}, now=now)


def refuse(
    session: Session,
    association: Association,
    *,
    reason: RefusalReason,
    note: str | None,
    by: Actor,
    now: datetime,
) -> None:
    """Return the record to the association with a reason and a word, and tell its members."""
    _lock(session, association)
    session.add(association.apply(AssociationAction.REFUSE, by=by, now=now, note=note))
    association.refusal_reason, association.refusal_note = reason, note
    context = {"reason": reason.label, "note": note or ""}
    _tell(session, association, "association_refused", context, now=now)


def suspend(session: Session, association: Association, *, by: Actor, now: datetime) -> None:
    """Look at the validation again: its offers leave the catalogue until then, the links mailed to it stop."""
    _lock(session, association)
    links.revoke_of_association(session, association.id, now=now)
    session.add(association.apply(AssociationAction.SUSPEND, by=by, now=now))
    _offers_changed(session, association, now=now)


def _offers_changed(session: Session, association: Association, *, now: datetime) -> None:
    """Say that its published offers enter or leave what may be suggested."""
    published = select(Offer.id).where(
        Offer.association_id == association.id, Offer.status == OfferStatus.PUBLISHED
    )
    match_changes.offers_changed(session, session.scalars(published).all(), now=now)


def _tell(
    session: Session, association: Association, template: str, context: dict[str, str], *, now: datetime
) -> None:
    said = {"association_name": association.name, **context}
    for address in member_emails(session, association.id):
        outbox.enqueue(session, template, to=address, context=said, now=now)
