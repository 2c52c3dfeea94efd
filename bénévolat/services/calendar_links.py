"""Addresses that a calendar reads by itself: a secret of their own, stopped in one tap (R52, A3).

Whoever reads them is often the server of a telephone's maker: what they say is more discreet than the file handed over.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.orm import Session, joinedload

from bénévolat.domain.associations import AssociationStatus
from bénévolat.domain.identifiers import random_token, token_hash
from bénévolat.exports.calendars import Meeting
from bénévolat.models.accounts import Account
from bénévolat.models.associations import Association, Membership
from bénévolat.models.links import CalendarLink
from bénévolat.models.profiles import Profile
from bénévolat.services import calendars


def _mine(profile_id: UUID | None, membership_id: UUID | None) -> ColumnElement[bool]:
    owner = (
        CalendarLink.profile_id == profile_id if profile_id else CalendarLink.membership_id == membership_id
    )
    return and_(owner, CalendarLink.revoked_at.is_(None))


def since(
    session: Session, *, profile_id: UUID | None = None, membership_id: UUID | None = None
) -> datetime | None:
    """Return when the address of a person or of a member was made, or None while there is none."""
    return session.scalar(select(CalendarLink.created_at).where(_mine(profile_id, membership_id)))


def make(
    session: Session, *, profile_id: UUID | None = None, membership_id: UUID | None = None, now: datetime
) -> str:
    """Make a new address, and return its token, which is never shown again; the one before stops at once."""
    owner: Any = (
        select(Profile.id).where(Profile.id == profile_id)
        if profile_id
        else select(Membership.id).where(Membership.id == membership_id)
    )
    session.execute(owner.with_for_update())  # Two taps at once leave one address.
    stop(session, profile_id=profile_id, membership_id=membership_id, now=now)
    token = random_token()
    session.add(
        CalendarLink(
            token_hash=token_hash(token), profile_id=profile_id, membership_id=membership_id, created_at=now
        )
    )
    session.flush()
    return token


def stop(
    session: Session, *, profile_id: UUID | None = None, membership_id: UUID | None = None, now: datetime
) -> None:
    """Make the address useless at once."""
    session.execute(update(CalendarLink).where(_mine(profile_id, membership_id)).values(revoked_at=now))


def meetings(session: Session, token: str, *, now: datetime) -> list[Meeting] | None:
    """Return what the address of a token says now; None when it opens nothing.

    That of a member serves while they belong to the association, it is validated and their account is open.
    """
    link = session.scalar(
        select(CalendarLink)
        .outerjoin(Membership, Membership.id == CalendarLink.membership_id)
        .outerjoin(Association, Association.id == Membership.association_id)
        .outerjoin(Account, Account.id == Membership.account_id)
        .options(joinedload(CalendarLink.membership))
        .where(
            CalendarLink.token_hash == token_hash(token),
            CalendarLink.revoked_at.is_(None),
            or_(
                CalendarLink.profile_id.is_not(None),
                and_(
                    Membership.ended_at.is_(None),
                    Association.status == AssociationStatus.VALIDATED,
                    Account.disabled_at.is_(None),
                ),
            ),
        )
    )
    if link is None:
        return None
    if link.profile_id is not None:
        return calendars.of_person(session, link.profile_id, now=now)
    assert link.membership is not None
    return calendars.of_association(session, link.membership.association_id, with_names=False, now=now)
