"""Supervisors: the named people of an association who accompany (R16)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, or_, select, update
from sqlalchemy.orm import Session

from bénévolat.domain.enums import HalfDay
from bénévolat.domain.errors import DomainError
from bénévolat.domain.offers import OfferStatus
from bénévolat.models.associations import Association
from bénévolat.models.offers import Offer
from bénévolat.models.supervisors import Supervisor
from bénévolat.services import match_changes


class StillNeeded(DomainError):
    """A supervisor does not leave offers that rest on them alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisorFields:
    """What is written about a supervisor."""

    first_name: str
    last_name: str
    function: str | None = None
    phone: str | None = None
    email: str | None = None
    half_days: Collection[HalfDay] = ()


def of_association(association_id: UUID) -> Select[Supervisor]:
    """Select the supervisors of an association who have not left, by name."""
    return (
        select(Supervisor)
        .where(Supervisor.association_id == association_id, Supervisor.left_at.is_(None))
        .order_by(Supervisor.last_name, Supervisor.first_name, Supervisor.id)
    )


def offers_of(session: Session, supervisor_id: UUID) -> Sequence[Offer]:
    """Return the offers that are not closed and name this supervisor, first or back-up, by title."""
    return session.scalars(
        select(Offer)
        .where(
            or_(Offer.supervisor_id == supervisor_id, Offer.backup_supervisor_id == supervisor_id),
            Offer.status != OfferStatus.CLOSED,
        )
        .order_by(Offer.title, Offer.id)
    ).all()


def create(
    session: Session, association: Association, fields: SupervisorFields, *, now: datetime
) -> Supervisor:
    """Add a supervisor to an association."""
    supervisor = Supervisor(association_id=association.id, created_at=now)
    _write(supervisor, fields)
    session.add(supervisor)
    session.flush()
    return supervisor


def edit(supervisor: Supervisor, fields: SupervisorFields) -> None:
    """Rewrite what is said of a supervisor."""
    _write(supervisor, fields)


def leave(session: Session, supervisor: Supervisor, *, now: datetime) -> None:
    """Note that a supervisor leaves: the back-up takes over where there is one.

    Raises StillNeeded, naming the offers, when people would be left without anybody.
    """
    alone = session.scalars(
        select(Offer.title)
        .where(
            Offer.supervisor_id == supervisor.id,
            Offer.backup_supervisor_id.is_(None),
            or_(
                Offer.status.in_((OfferStatus.PUBLISHED, OfferStatus.PAUSED, OfferStatus.SUBMITTED)),
                Offer.places_taken > 0,
            ),
        )
        .order_by(Offer.title)
        .with_for_update()
    ).all()
    if alone:
        titles = ", ".join(f"«\u00a0{title}\u00a0»" for title in alone[:5])
        raise StillNeeded(f"Nommez d'abord quelqu'un d'autre pour accompagner sur\u00a0: {titles}.")
    named = [offer.id for offer in offers_of(session, supervisor.id)]
    session.execute(
        update(Offer)
        .where(Offer.backup_supervisor_id == supervisor.id)
        .values(backup_supervisor_id=None)
        .execution_options(synchronize_session="fetch")
    )
    session.execute(
        update(Offer)
        .where(Offer.supervisor_id == supervisor.id, Offer.status != OfferStatus.CLOSED)
        .values(supervisor_id=Offer.backup_supervisor_id, backup_supervisor_id=None)
        .execution_options(synchronize_session="fetch")
    )
    supervisor.left_at = now
    match_changes.offers_changed(session, named, now=now)


def _write(supervisor: Supervisor, fields: SupervisorFields) -> None:
    supervisor.first_name, supervisor.last_name = fields.first_name, fields.last_name
    supervisor.function, supervisor.phone, supervisor.email = fields.function, fields.phone, fields.email
    supervisor.half_days = list(fields.half_days)
