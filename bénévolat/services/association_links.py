"""Links mailed to an association, to confirm the presences of a month without an account (R51, domain §2).

A link says one association and one month. It serves until it expires, and only while the association is validated
and the address it was sent to is still one of theirs. The database keeps the hash of its token only.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, CursorResult, Select, delete, exists, func, or_, select, update
from sqlalchemy.orm import Session, joinedload

from bénévolat.domain.associations import AssociationStatus
from bénévolat.domain.engagements import SessionStatus
from bénévolat.domain.identifiers import random_token, token_hash
from bénévolat.models.accounts import Account
from bénévolat.models.activity_sessions import ActivitySession
from bénévolat.models.associations import Association, Membership
from bénévolat.models.engagements import Engagement
from bénévolat.models.links import AssociationLink
from bénévolat.models.offers import Offer
from bénévolat.models.supervisors import Supervisor
from bénévolat.services import outbox
from bénévolat.services.cer_months import month_bounds

LASTS_DAYS = 8
QUIET = timedelta(days=2)
"""No second mail about the same month so soon, whichever job asks."""
FORGOTTEN_AFTER = timedelta(days=365)


# Who is asked ---------------------------------------------------------------------------------------------


def waiting_in(association_id: UUID, month: date, *, now: datetime) -> Select[ActivitySession]:
    """Select the declared sessions of a month that ended and wait for the association, without order."""
    first, following = month_bounds(month)
    return (
        select(ActivitySession)
        .join(Engagement, Engagement.id == ActivitySession.engagement_id)
        .join(Offer, Offer.id == Engagement.offer_id)
        .where(
            Offer.association_id == association_id,
            ActivitySession.status == SessionStatus.DECLARED,
            ActivitySession.replaced_at.is_(None),
            ActivitySession.starts_at >= first,
            ActivitySession.starts_at < following,
            ActivitySession.ends_at <= now,
        )
    )


def to_ask(month: date, *, now: datetime) -> Select[UUID]:
    """Select the validated associations that have declared sessions of a month to confirm."""
    first, following = month_bounds(month)
    return (
        select(Association.id)
        .where(
            Association.status == AssociationStatus.VALIDATED,
            exists().where(
                Offer.association_id == Association.id,
                Engagement.offer_id == Offer.id,
                ActivitySession.engagement_id == Engagement.id,
                ActivitySession.status == SessionStatus.DECLARED,
                ActivitySession.replaced_at.is_(None),
                ActivitySession.starts_at >= first,
                ActivitySession.starts_at < following,
                ActivitySession.ends_at <= now,
            ),
        )
        .order_by(Association.id)
    )


def recipients(session: Session, association: Association, month: date) -> list[str]:
    """Return who is written to: the active members; if none the association; if none who accompanies that month."""
    members = session.scalars(
        select(Account.email)
        .join(Membership, Membership.account_id == Account.id)
        .where(
            Membership.association_id == association.id,
            Membership.ended_at.is_(None),
            Account.disabled_at.is_(None),
        )
        .order_by(Account.email)
    ).all()
    if members:
        return list(dict.fromkeys(members))
    if association.email:
        return [association.email]
    first, following = month_bounds(month)
    supervisors = session.scalars(
        select(Supervisor.email)
        .where(
            Supervisor.association_id == association.id,
            Supervisor.left_at.is_(None),
            Supervisor.email.is_not(None),
            exists().where(
                or_(Offer.supervisor_id == Supervisor.id, Offer.backup_supervisor_id == Supervisor.id),
                Engagement.offer_id == Offer.id,
                ActivitySession.engagement_id == Engagement.id,
                ActivitySession.starts_at >= first,
                ActivitySession.starts_at < following,
            ),
        )
        .order_by(Supervisor.email)
    )
    return [email for email in dict.fromkeys(supervisors) if email]


def _still_theirs() -> ColumnElement[bool]:
    """The address of a link is still one of the association's: a member who left does not keep a key."""
    member = exists().where(
        Membership.association_id == AssociationLink.association_id,
        Membership.ended_at.is_(None),
        Account.id == Membership.account_id,
        Account.email == AssociationLink.recipient,
        Account.disabled_at.is_(None),
    )
    supervisor = exists().where(
        Supervisor.association_id == AssociationLink.association_id,
        Supervisor.email == AssociationLink.recipient,
        Supervisor.left_at.is_(None),
    )
    return or_(member, Association.email == AssociationLink.recipient, supervisor)


# Sending --------------------------------------------------------------------------------------------------


def send_month(
    session: Session,
    association: Association,
    month: date,
    *,
    now: datetime,
    days: int = LASTS_DAYS,
    again: bool = False,
) -> int:
    """Mail each recipient a link to the presences of a month (its first day); return how many mails were written.

    None when nothing waits, when the association is not validated, or when a mail about this month left less than
    two days ago. ``again``: the words of a reminder. The link is good for ``days``.
    """
    if association.status is not AssociationStatus.VALIDATED:
        return 0
    waiting = _count(session, association.id, month, now=now)
    if not waiting:
        return 0
    recently = exists().where(
        AssociationLink.association_id == association.id,
        AssociationLink.month == month,
        AssociationLink.created_at > now - QUIET,
        AssociationLink.revoked_at.is_(None),
    )
    if session.scalar(select(recently)):
        return 0
    addresses = recipients(session, association, month)
    for address in addresses:
        _send(session, association.id, month, address, waiting=waiting, again=again, now=now, days=days)
    return len(addresses)


def renew(session: Session, token: str, *, now: datetime, days: int = LASTS_DAYS) -> bool:
    """Mail a new link to the very address that had this one, expired or not; False when there is nothing to renew.

    The caller answers the same in both cases (L1).
    """
    old = session.scalar(_known(token))
    if old is None:
        return False
    waiting = _count(session, old.association_id, old.month, now=now)
    _send(
        session,
        old.association_id,
        old.month,
        old.recipient,
        waiting=waiting,
        again=False,
        now=now,
        days=days,
    )
    return True


def _send(
    session: Session,
    association_id: UUID,
    month: date,
    address: str,
    *,
    waiting: int,
    again: bool,
    now: datetime,
    days: int,
) -> None:
    token = random_token()
    session.add(
        AssociationLink(
            token_hash=token_hash(token),
            association_id=association_id,
            month=month,
            recipient=address,
            created_at=now,
            expires_at=now + timedelta(days=days),
        )
    )
    session.flush()
    context: dict[str, Any] = {
        "month": month.isoformat(),
        "waiting": waiting,
        "again": again,
        "token": token,
        "days": days,
    }
    outbox.enqueue(session, "presences_to_confirm", to=address, context=context, now=now)


def _count(session: Session, association_id: UUID, month: date, *, now: datetime) -> int:
    counted = waiting_in(association_id, month, now=now).with_only_columns(func.count())
    return session.scalar(counted) or 0


# Use ------------------------------------------------------------------------------------------------------


def _known(token: str) -> Select[AssociationLink]:
    return (
        select(AssociationLink)
        .join(AssociationLink.association)
        .options(joinedload(AssociationLink.association))
        .where(
            AssociationLink.token_hash == token_hash(token),
            AssociationLink.revoked_at.is_(None),
            Association.status == AssociationStatus.VALIDATED,
            _still_theirs(),
        )
    )


def find(session: Session, token: str, *, now: datetime) -> AssociationLink | None:
    """Return a link that opens something now, with its association; reading it changes nothing (R51)."""
    return session.scalar(_known(token).where(AssociationLink.expires_at > now))


def active_of(association_id: UUID, month: date, *, now: datetime) -> Select[AssociationLink]:
    """Select the links of an association to a month that still open something, the latest first."""
    return (
        select(AssociationLink)
        .join(AssociationLink.association)
        .where(
            AssociationLink.association_id == association_id,
            AssociationLink.month == month,
            AssociationLink.revoked_at.is_(None),
            AssociationLink.expires_at > now,
            _still_theirs(),
        )
        .order_by(AssociationLink.created_at.desc(), AssociationLink.id)
    )


def mark_used(session: Session, link: AssociationLink, *, now: datetime) -> None:
    """Note the first act done through a link."""
    session.execute(
        update(AssociationLink)
        .where(AssociationLink.id == link.id, AssociationLink.used_at.is_(None))
        .values(used_at=now)
    )


def expired(now: datetime) -> Select[UUID]:
    """Select the links nobody can renew any more: a year after their end."""
    return select(AssociationLink.id).where(AssociationLink.expires_at < now - FORGOTTEN_AFTER)


def forget(session: Session, keys: Sequence[UUID]) -> int:
    """Delete links; the sessions confirmed through them stay confirmed."""
    deleted = session.execute(delete(AssociationLink).where(AssociationLink.id.in_(keys)))
    return cast("CursorResult[Any]", deleted).rowcount
