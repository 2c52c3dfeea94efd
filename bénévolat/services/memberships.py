"""Members of an association: invited, given a role, removed; one administrator always stays."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload

from bénévolat.domain.accounts import AccountIdentity, Position
from bénévolat.domain.actors import Actor, ActorKind
from bénévolat.domain.associations import AlreadyMember, LastAdministrator
from bénévolat.domain.enums import MembershipRole, Role
from bénévolat.domain.errors import NotAllowed
from bénévolat.models.accounts import Account
from bénévolat.models.associations import Association, Membership
from bénévolat.services import accounts, sessions

ONLY_ADMINISTRATORS = "Seule une personne qui administre votre association peut le faire. Demandez-lui."


def of_association(association_id: UUID) -> Select[Membership]:
    """Select the active members of an association with their accounts, by name."""
    return (
        select(Membership)
        .join(Membership.account)
        .options(joinedload(Membership.account))
        .where(Membership.association_id == association_id, Membership.ended_at.is_(None))
        .order_by(Account.last_name, Account.first_name, Membership.id)
    )


def invite(
    session: Session,
    association: Association,
    identity: AccountIdentity,
    *,
    role: MembershipRole,
    by: Actor,
    now: datetime,
    days: int,
) -> Account:
    """Invite someone by a mailed link good for ``days``; someone who left an association comes back at once.

    Raises AlreadyMember, NotAllowed, EmailTaken when the address belongs to an agent.
    """
    _lock(session, association.id)
    _check_right(session, association.id, by)
    known = accounts.find_by_email(session, identity.email)
    if known is not None and known.role is Role.ASSOCIATION and known.disabled_at is None:
        _join(session, association, known, role=role, now=now)
        return known
    position = Position(role=Role.ASSOCIATION, association_id=association.id, membership_role=role)
    return accounts.invite(session, identity, position, by=by, now=now, days=days)


def _join(
    session: Session, association: Association, account: Account, *, role: MembershipRole, now: datetime
) -> None:
    """Open the membership of an account that has none any more."""
    known = session.scalars(select(Membership).where(Membership.account_id == account.id)).all()
    if any(membership.ended_at is None for membership in known):
        raise AlreadyMember
    for membership in known:
        if membership.association_id == association.id:
            membership.ended_at, membership.role = None, role
            return
    session.add(Membership(association=association, account=account, role=role, created_at=now))
    session.flush()


def change_role(
    session: Session, membership: Membership, *, role: MembershipRole, by: Actor, now: datetime
) -> None:
    """Give another role; the sessions of the account end (S1). Raises LastAdministrator, NotAllowed."""
    _lock(session, membership.association_id)
    _check_right(session, membership.association_id, by)
    if membership.role is role:
        return
    if role is MembershipRole.MEMBER:
        _check_not_last(session, membership)
    membership.role = role
    sessions.revoke_all_of_account(session, membership.account_id, now=now)


def end(session: Session, membership: Membership, *, by: Actor, now: datetime) -> None:
    """End a membership: by the person, or by an administrator. Raises LastAdministrator, NotAllowed."""
    _lock(session, membership.association_id)
    if membership.account_id != by.account_id:
        _check_right(session, membership.association_id, by)
    _check_not_last(session, membership)
    membership.ended_at = now
    sessions.revoke_all_of_account(session, membership.account_id, now=now)


def _lock(session: Session, association_id: UUID) -> None:
    """Hold the association's row: two administrators cannot remove each other at once."""
    session.execute(select(Association.id).where(Association.id == association_id).with_for_update())


def _check_right(session: Session, association_id: UUID, by: Actor) -> None:
    if by.kind is not ActorKind.ASSOCIATION:
        return
    mine = session.scalar(
        select(Membership.role).where(
            Membership.association_id == association_id,
            Membership.account_id == by.account_id,
            Membership.ended_at.is_(None),
        )
    )
    if mine is not MembershipRole.ADMINISTRATOR:
        raise NotAllowed(ONLY_ADMINISTRATORS)


def _check_not_last(session: Session, membership: Membership) -> None:
    """Raise LastAdministrator when no other administrator can sign in."""
    if membership.role is not MembershipRole.ADMINISTRATOR:
        return
    others = session.scalar(
        select(func.count())
        .select_from(Membership)
        .join(Membership.account)
        .where(
            Membership.association_id == membership.association_id,
            Membership.id != membership.id,
            Membership.role == MembershipRole.ADMINISTRATOR,
            Membership.ended_at.is_(None),
            Account.disabled_at.is_(None),
        )
    )
    if not others:
        raise LastAdministrator
