"""Second factor (S2): one-time codes of an application (TOTP), and ten backup codes shown once."""

import hashlib
import hmac
from datetime import datetime
from typing import Any, cast
from uuid import UUID

import pyotp
from sqlalchemy import CursorResult, delete, func, or_, select, update
from sqlalchemy.orm import Session

from bénévolat.domain.accounts import WrongCode
from bénévolat.domain.actors import Actor
from bénévolat.domain.enums import JournalEvent
from bénévolat.domain.identifiers import normalise_code, random_code
from bénévolat.models.accounts import Account, BackupCode
from bénévolat.models.sessions import LoginSession
from bénévolat.services import journal, sessions

ISSUER = "bénévolat"
STEP_SECONDS = 30
BACKUP_CODES = 10
BACKUP_LENGTH = 12
"""Twelve signs of five bits: 60 bits, so that a plain hash is enough."""


def new_secret() -> str:
    """Return a new 160-bit secret for an application, in base 32. Nothing is kept before ``enable``."""
    return pyotp.random_base32()


def provisioning_uri(secret: str, email: str) -> str:
    """Return the address that the application reads in the QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=ISSUER)


def enable(
    session: Session, account: Account, *, secret: str, code: str, keep: UUID, by: Actor, now: datetime
) -> list[str]:
    """Set the second factor once a first code proves that the application works; return the backup codes.

    Replaces the former application and codes. Session ``keep`` becomes a session with a second factor, the
    others end (S1). Raises WrongCode.
    """
    step = _matching_step(secret, code, now)
    if step is None or (account.totp_secret == secret and step <= (account.totp_last_step or 0)):
        raise WrongCode("Ce code n'est pas bon. Vérifiez l'heure du téléphone, puis écrivez le code affiché.")
    account.totp_secret, account.totp_confirmed_at, account.totp_last_step = secret, now, step
    codes = _replace_codes(session, account)
    sessions.revoke_all_of_account(session, account.id, now=now, but=keep)
    session.execute(update(LoginSession).where(LoginSession.id == keep).values(second_factor_at=now))
    journal.write(session, JournalEvent.SECOND_FACTOR_CHANGED, by=by, now=now, subject_id=account.id)
    return codes


def check(session: Session, account: Account, typed: str, *, now: datetime) -> bool:
    """Tell whether a typed code is good: of the application, or a backup code. A code serves once."""
    if not account.has_second_factor or account.totp_secret is None:
        return False
    step = _matching_step(account.totp_secret, typed, now)
    if step is not None:
        return _take_step(session, account, step)
    return _take_backup_code(session, account, typed, now=now)


def remaining_codes(session: Session, account: Account) -> int:
    """Return how many backup codes have not been used."""
    statement = select(func.count()).where(BackupCode.account_id == account.id, BackupCode.used_at.is_(None))
    return session.scalar(statement) or 0


def regenerate_codes(session: Session, account: Account, *, by: Actor, now: datetime) -> list[str]:
    """Replace the backup codes and return the new ones, to be shown once."""
    codes = _replace_codes(session, account)
    journal.write(session, JournalEvent.SECOND_FACTOR_CHANGED, by=by, now=now, subject_id=account.id)
    return codes


def disable(
    session: Session, account: Account, *, by: Actor, now: datetime, keep: UUID | None = None
) -> None:
    """Take the second factor off: lost telephone, or no longer wanted. Other sessions than ``keep`` end."""
    account.totp_secret = account.totp_confirmed_at = account.totp_last_step = None
    session.execute(delete(BackupCode).where(BackupCode.account_id == account.id))
    sessions.revoke_all_of_account(session, account.id, now=now, but=keep)
    journal.write(session, JournalEvent.SECOND_FACTOR_CHANGED, by=by, now=now, subject_id=account.id)


def _matching_step(secret: str, typed: str, now: datetime) -> int | None:
    """Return the 30-second step a code belongs to: the present one, or its two neighbours."""
    digits = "".join(typed.split())
    if len(digits) != 6 or not (digits.isascii() and digits.isdigit()):
        return None
    totp = pyotp.TOTP(secret)
    present = int(now.timestamp()) // STEP_SECONDS
    found = None
    for step in (present - 1, present, present + 1):
        if hmac.compare_digest(totp.generate_otp(step), digits):
            found = step
    return found


def _take_step(session: Session, account: Account, step: int) -> bool:
    """Use a step: one conditional UPDATE, so that a code replayed at the same instant is refused."""
    unused = or_(Account.totp_last_step.is_(None), Account.totp_last_step < step)
    taken = session.execute(
        update(Account).where(Account.id == account.id, unused).values(totp_last_step=step)
    )
    return cast("CursorResult[Any]", taken).rowcount == 1


def _take_backup_code(session: Session, account: Account, typed: str, *, now: datetime) -> bool:
    taken = session.execute(
        update(BackupCode)
        .where(
            BackupCode.account_id == account.id,
            BackupCode.code_hash == _code_hash(account, typed),
            BackupCode.used_at.is_(None),
        )
        .values(used_at=now)
    )
    return cast("CursorResult[Any]", taken).rowcount == 1


def _replace_codes(session: Session, account: Account) -> list[str]:
    session.execute(delete(BackupCode).where(BackupCode.account_id == account.id))
    codes = [random_code(BACKUP_LENGTH) for _ in range(BACKUP_CODES)]
    session.add_all(BackupCode(account_id=account.id, code_hash=_code_hash(account, code)) for code in codes)
    session.flush()
    return [f"{code[:4]}-{code[4:8]}-{code[8:]}" for code in codes]


def _code_hash(account: Account, typed: str) -> str:
    return hashlib.sha256(f"{account.id}:{normalise_code(typed)}".encode()).hexdigest()
