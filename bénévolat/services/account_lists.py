"""Lists of accounts for the administration: by role, by state, by name."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload

from bénévolat.domain.accounts import AccountState
from bénévolat.domain.enums import Role
from bénévolat.domain.names import fold
from bénévolat.models.accounts import Account
from bénévolat.models.associations import Association, Membership


def state_of(account: Account) -> AccountState:
    """Return the state shown on screen."""
    if account.disabled_at is not None:
        return AccountState.DISABLED
    return AccountState.ACTIVE if account.password_hash else AccountState.INVITED


def in_order(*, role: Role | None = None, state: AccountState | None = None) -> Select[Account]:
    """Select accounts by name, with their team; of one role or one state when given."""
    statement = select(Account).options(joinedload(Account.team))
    if role is not None:
        statement = statement.where(Account.role == role)
    if state is AccountState.DISABLED:
        statement = statement.where(Account.disabled_at.is_not(None))
    elif state is not None:
        active = state is AccountState.ACTIVE
        has_password = Account.password_hash.is_not(None) if active else Account.password_hash.is_(None)
        statement = statement.where(Account.disabled_at.is_(None), has_password)
    return statement.order_by(func.lower(Account.last_name), func.lower(Account.first_name), Account.id)


def find_named(session: Session, typed: str, *, limit: int = 50) -> list[Account]:
    """Return the accounts whose name or address holds every typed word, accents forgiven, by name.

    Read here and not by the database, which does not fold accents: a few thousand short rows.
    """
    words = [word for part in typed.split() if (word := fold(part))]
    rows = session.execute(select(Account.id, Account.first_name, Account.last_name, Account.email))
    found = [
        row.id
        for row in rows
        if words and all(word in fold(f"{row.first_name} {row.last_name} {row.email}") for word in words)
    ]
    return list(session.scalars(in_order().where(Account.id.in_(found[:limit]))).all())


def association_names(session: Session, accounts: Iterable[Account]) -> dict[UUID, str]:
    """Return the name of the association of each member among these accounts."""
    members = [account.id for account in accounts if account.role is Role.ASSOCIATION]
    rows = session.execute(
        select(Membership.account_id, Association.name)
        .join(Membership.association)
        .where(Membership.account_id.in_(members), Membership.ended_at.is_(None))
    )
    return dict(rows.all())
