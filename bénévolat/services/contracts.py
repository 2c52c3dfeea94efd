"""Contracts of a person: dates only; a profile may have none and every flow works without (R2 to R5)."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from bénévolat.domain.actors import Actor
from bénévolat.domain.contracts import DURATIONS, ContractTerms, add_months, check, check_review
from bénévolat.domain.enums import JournalEvent
from bénévolat.models.contracts import Contract
from bénévolat.models.profiles import Profile
from bénévolat.services import journal

PARIS = ZoneInfo("Europe/Paris")


def add(session: Session, profile: Profile, terms: ContractTerms, *, by: Actor, now: datetime) -> Contract:
    """Record a contract; its review comes six (or twelve) months after its start unless said otherwise (R4).

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


def mark_reviewed(
    session: Session,
    contract: Contract,
    *,
    reviewed_on: date,
    review_months: int,
    next_on: date | None = None,
    by: Actor,
    now: datetime,
) -> None:
    """Write that the review took place; the next one comes after ``review_months`` unless ``next_on`` says otherwise.

    Nothing is said of what was decided (R3). Raises WrongContractDates.
    """
    following = next_on or add_months(reviewed_on, review_months)
    check_review(contract.starts_on, reviewed_on, following, today=now.astimezone(PARIS).date())
    contract.last_reviewed_on, contract.review_months, contract.review_on = (
        reviewed_on,
        review_months,
        following,
    )
    session.flush()
    journal.write(
        session,
        JournalEvent.CONTRACT_REVIEWED,
        by=by,
        now=now,
        profile_id=contract.profile_id,
        subject_id=contract.id,
    )


def following(contract: Contract) -> ContractTerms:
    """Return the terms of the contract that would follow: same kind and length, from the next day; to be checked.

    A length in whole months stays in whole months, whatever their days.
    """
    starts_on = contract.ends_on + timedelta(days=1)
    months = [count for count in DURATIONS if add_months(contract.starts_on, count) == contract.ends_on]
    length = contract.ends_on - contract.starts_on
    return ContractTerms(
        kind=contract.kind,
        starts_on=starts_on,
        ends_on=add_months(starts_on, months[0]) if months else starts_on + length,
        review_months=contract.review_months,
        weekly_hours_target=contract.weekly_hours_target,
        volunteering_included=contract.volunteering_included,
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
    contract.signed_on = terms.signed_on
    contract.starts_on = terms.starts_on
    contract.ends_on = terms.ends_on
    contract.review_months = terms.review_months
    contract.review_on = terms.review_on or add_months(terms.starts_on, terms.review_months)
    contract.weekly_hours_target = terms.weekly_hours_target
    contract.volunteering_included = terms.volunteering_included
