"""Accounts: invited, created, changed, disabled. A change of what they may do ends their sessions (S1)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bénévolat.domain.accounts import (
    AGENTS,
    RIGHTS_OF,
    AccountIdentity,
    AssociationNeeded,
    EmailTaken,
    LastAdministrator,
    Position,
    RoleKept,
    StillFollowsPeople,
    TeamNeeded,
)
from bénévolat.domain.actors import Actor
from bénévolat.domain.enums import JournalEvent, Right, Role
from bénévolat.models.accounts import Account
from bénévolat.models.associations import Membership
from bénévolat.models.profiles import Profile
from bénévolat.services import journal, links, sessions


def find_by_email(session: Session, email: str) -> Account | None:
    """Return the account of an address, whatever the case it is typed in."""
    return session.scalar(select(Account).where(Account.email == email.strip().lower()))


def invite(
    session: Session, identity: AccountIdentity, position: Position, *, by: Actor, now: datetime, days: int
) -> Account:
    """Make an account without a password and mail its invitation, good for ``days`` (R51).

    Raises EmailTaken, TeamNeeded, AssociationNeeded.
    """
    account = _add(session, identity, position, now=now)
    links.send_invitation(session, account, now=now, days=days)
    journal.write(session, JournalEvent.ACCOUNT_INVITED, by=by, now=now, subject_id=account.id)
    return account


def invite_again(session: Session, account: Account, *, by: Actor, now: datetime, days: int) -> None:
    """Mail a new invitation; the one before stops. Raises AlreadyActive."""
    links.send_invitation(session, account, now=now, days=days)
    journal.write(session, JournalEvent.ACCOUNT_INVITED, by=by, now=now, subject_id=account.id)


def create(
    session: Session,
    identity: AccountIdentity,
    position: Position,
    *,
    password_hash: str,
    by: Actor,
    now: datetime,
) -> Account:
    """Make an account that can sign in at once (commands, demonstration); its password is checked and hashed.

    Raises EmailTaken, TeamNeeded, AssociationNeeded.
    """
    account = _add(session, identity, position, now=now)
    account.password_hash, account.password_changed_at = password_hash, now
    journal.write(session, JournalEvent.ACCOUNT_CHANGED, by=by, now=now, subject_id=account.id)
    return account


def change_identity(
    session: Session, account: Account, identity: AccountIdentity, *, by: Actor, now: datetime
) -> None:
    """Change name, telephone and address; a new address ends the sessions and the links sent to the old one.

    Raises EmailTaken.
    """
    email = identity.email.strip().lower()
    if email != account.email:
        _refuse_taken(session, email)
        account.email = email
        links.cancel_all(session, account.id, now=now)
        sessions.revoke_all_of_account(session, account.id, now=now)
    account.first_name, account.last_name = identity.first_name, identity.last_name
    account.phone = identity.phone
    _flush(session)
    journal.write(session, JournalEvent.ACCOUNT_CHANGED, by=by, now=now, subject_id=account.id)


def change_position(
    session: Session, account: Account, position: Position, *, by: Actor, now: datetime
) -> bool:
    """Change role (between agents), team and rights; return whether anything changed.

    Every session of the account ends (S1).
    Raises RoleKept, StillFollowsPeople, TeamNeeded, LastAdministrator.
    """
    rights = position.rights & RIGHTS_OF[position.role]
    if (account.role, account.team_id, account.rights) == (position.role, _team_of(position), rights):
        return False
    if position.role is not account.role:
        _refuse_new_role(session, account, position.role)
    if Right.ADMINISTER in account.rights and Right.ADMINISTER not in rights:
        _refuse_last_administrator(session, account)
    _place(account, position)
    sessions.revoke_all_of_account(session, account.id, now=now)
    journal.write(session, JournalEvent.ACCOUNT_CHANGED, by=by, now=now, subject_id=account.id)
    return True


def disable(session: Session, account: Account, *, by: Actor, now: datetime) -> None:
    """Close an account: its sessions and mailed links stop at once. Raises LastAdministrator."""
    if account.disabled_at is not None:
        return
    if Right.ADMINISTER in account.rights:
        _refuse_last_administrator(session, account)
    account.disabled_at = now
    links.cancel_all(session, account.id, now=now)
    sessions.revoke_all_of_account(session, account.id, now=now)
    journal.write(session, JournalEvent.ACCOUNT_DISABLED, by=by, now=now, subject_id=account.id)


def enable(session: Session, account: Account, *, by: Actor, now: datetime) -> None:
    """Open a closed account again, with the password and second factor it had."""
    if account.disabled_at is None:
        return
    account.disabled_at = None
    journal.write(session, JournalEvent.ACCOUNT_CHANGED, by=by, now=now, subject_id=account.id)


def change_password(
    session: Session, account: Account, *, password_hash: str, keep: UUID, by: Actor, now: datetime
) -> None:
    """Take a new password, already checked and hashed; every other session than ``keep`` ends (S1)."""
    account.password_hash, account.password_changed_at = password_hash, now
    links.cancel_all(session, account.id, now=now)
    sessions.revoke_all_of_account(session, account.id, now=now, but=keep)
    journal.write(session, JournalEvent.PASSWORD_CHANGED, by=by, now=now, subject_id=account.id)


def _add(session: Session, identity: AccountIdentity, position: Position, *, now: datetime) -> Account:
    email = identity.email.strip().lower()
    _refuse_taken(session, email)
    account = Account(
        email=email,
        first_name=identity.first_name,
        last_name=identity.last_name,
        phone=identity.phone,
        created_at=now,
    )
    _place(account, position)
    session.add(account)
    _flush(session)
    if position.role is Role.ASSOCIATION:
        if position.association_id is None:
            raise AssociationNeeded
        session.add(
            Membership(
                association_id=position.association_id,
                account_id=account.id,
                role=position.membership_role,
                created_at=now,
            )
        )
    return account


def _team_of(position: Position) -> UUID | None:
    return position.team_id if position.role is Role.TRAVAILLEUR_SOCIAL else None


def _place(account: Account, position: Position) -> None:
    """Write role, team and rights; the only place that does."""
    team_id = _team_of(position)
    if position.role is Role.TRAVAILLEUR_SOCIAL and team_id is None:
        raise TeamNeeded
    rights = position.rights & RIGHTS_OF[position.role]
    account.role, account.team_id = position.role, team_id
    account.can_validate = Right.VALIDATE in rights
    account.can_retain_hours = Right.RETAIN_HOURS in rights
    account.can_export = Right.EXPORT in rights
    account.can_administer = Right.ADMINISTER in rights


def _refuse_new_role(session: Session, account: Account, role: Role) -> None:
    if not {account.role, role} <= AGENTS:
        raise RoleKept
    if session.scalar(select(Profile.id).where(Profile.referent_id == account.id).limit(1)):
        raise StillFollowsPeople


def _refuse_last_administrator(session: Session, account: Account) -> None:
    """Keep one administrator who can sign in; the rows are locked, so that two cannot leave together."""
    others = session.scalars(
        select(Account.id)
        .where(Account.can_administer, Account.disabled_at.is_(None), Account.password_hash.is_not(None))
        .order_by(Account.id)
        .with_for_update()
    ).all()
    if not set(others) - {account.id}:
        raise LastAdministrator


def _refuse_taken(session: Session, email: str) -> None:
    if find_by_email(session, email) is not None:
        raise EmailTaken


def _flush(session: Session) -> None:
    """Write now: an address taken at the same instant is refused by the database."""
    try:
        session.flush()
    except IntegrityError as error:
        if "email" in str(error.orig):
            raise EmailTaken from None
        raise
