"""Contracts of a person: dates only; a profile may have none and every flow works without (R2 to R5)."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from bénévolat.domain.actors import Actor
from bénévolat.domain.contracts import REVIEW_MONTHS, ContractTerms, add_months, check
from bénévolat.domain.enums import JournalEvent
from bénévolat.models.contracts import Contract
from bénévolat.models.profiles import Profile
from bénévolat.services import journal


def add(session: Session, profile: Profile, terms: ContractTerms, *, by: Actor, now: datetime) -> Contract:
    """Record a contract; its review comes six months after its start unless said otherwise (R4).

    Raises WrongContractDates, WrongWeeklyHours.
    """
    contract = Contract(profile_id=profile.id, created_at=now)
    _write(contract, terms)
    session.add(contract)
    session.flush()
    journal.write(
        session, JournalEvent.PROFILE_WRITTEN, by=by, now=now, profile_id=profile.id, subject_id=contract.id
    )
    return contract


def edit(session: Session, contract: Contract, terms: ContractTerms, *, by: Actor, now: datetime) -> None:
    """Rewrite a contract. Raises WrongContractDates, WrongWeeklyHours."""
    _write(contract, terms)
    session.flush()
    journal.write(
        session,
        JournalEvent.PROFILE_WRITTEN,
        by=by,
        now=now,
        profile_id=contract.profile_id,
        subject_id=contract.id,
    )


def of_person(session: Session, profile_id: UUID) -> Sequence[Contract]:
    """Return the person's contracts, newest first."""
    return session.scalars(
        select(Contract)
        .where(Contract.profile_id == profile_id)
        .order_by(Contract.starts_on.desc(), Contract.id)
    ).all()


def in_force(session: Session, profile_id: UUID, day: date) -> Contract | None:
    """Return the contract that covers a day, the latest started when several do; None is normal (R2)."""
    return session.scalar(
        select(Contract)
        .where(Contract.profile_id == profile_id, Contract.starts_on <= day, Contract.ends_on >= day)
        .order_by(Contract.starts_on.desc(), Contract.id)
        .limit(1)
    )


def _write(contract: Contract, terms: ContractTerms) -> None:
    check(terms)
    contract.kind = terms.kind
    contract.reference = terms.reference or None
    contract.starts_on = terms.starts_on
    contract.ends_on = terms.ends_on
    contract.review_on = terms.review_on or add_months(terms.starts_on, REVIEW_MONTHS[0])
    contract.weekly_hours_target = terms.weekly_hours_target
    contract.volunteering_included = terms.volunteering_included
