"""Password check of a sign-in, in three steps so that no hash runs inside a transaction (D1, L1).

``look_up`` (transaction) → ``verify`` (none) → ``accept`` or ``refuse`` (transaction). Unknown, disabled and
never-used accounts cost the same time and get the same answer as a wrong password.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from bénévolat.domain.actors import Actor
from bénévolat.domain.enums import JournalEvent
from bénévolat.models.accounts import Account
from bénévolat.services import accounts, journal, sessions
from bénévolat.services.passwords import hash_secret, is_outdated, verify_secret


@dataclass(frozen=True, slots=True)
class Credentials:
    """What is compared: ``account_id`` for the journal, ``password_hash`` of an account that may sign in."""

    account_id: UUID | None
    password_hash: str | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the password is right, and its hash at today's cost when the kept one is older."""

    right: bool
    new_hash: str | None = None


def look_up(session: Session, email: str) -> Credentials:
    """Return what to compare a password with; an account that may not sign in has no hash."""
    account = accounts.find_by_email(session, email)
    if account is None:
        return Credentials(None, None)
    return Credentials(account.id, account.password_hash if account.disabled_at is None else None)


def verify(credentials: Credentials, password: str) -> Verdict:
    """Compare (slow: outside any transaction)."""
    kept = credentials.password_hash
    if not verify_secret(kept, password) or kept is None:
        return Verdict(right=False)
    return Verdict(right=True, new_hash=hash_secret(password) if is_outdated(kept) else None)


def accept(session: Session, credentials: Credentials, verdict: Verdict) -> Account | None:
    """Return the account of a right password; None when it changed in between."""
    account = session.get(Account, credentials.account_id, populate_existing=True)
    if account is None or account.disabled_at or account.password_hash != credentials.password_hash:
        return None
    if verdict.new_hash is not None:
        account.password_hash = verdict.new_hash
    return account


def refuse(session: Session, account_id: UUID | None, *, now: datetime) -> None:
    """Write a refused sign-in in the journal, the account unknown included."""
    journal.write(session, JournalEvent.SIGN_IN_FAILED, by=Actor.system(), now=now, subject_id=account_id)


def sign_out(session: Session, login_id: UUID, *, by: Actor, now: datetime) -> None:
    """End one session at its owner's wish."""
    sessions.revoke(session, login_id, now=now)
    journal.write(session, JournalEvent.SIGN_OUT, by=by, now=now, subject_id=login_id)
