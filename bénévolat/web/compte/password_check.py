"""The one way a typed password is compared: counted, then hashed outside any transaction (L1, D1)."""

from sqlalchemy.orm import Session

from bénévolat.extensions import transaction
from bénévolat.models.accounts import Account
from bénévolat.services import credentials
from bénévolat.services.attempts import AttemptKind
from bénévolat.web import throttle
from bénévolat.web.access import now


def check_password(email: str, password: str) -> Account | None:
    """Return the account of an address and its right password, or None: one answer for all refusals.

    Opens and closes its own transactions: objects loaded before stay usable. Raises TooManyTries.
    """
    with transaction() as session:
        counted = throttle.count(session, AttemptKind.ACCOUNT, email.strip().lower(), now=now())
        found = credentials.look_up(session, email)
    verdict = credentials.verify(found, password)
    with transaction() as session:
        return _settle(session, counted, found, verdict)


def _settle(
    session: Session,
    counted: throttle.Counted,
    found: credentials.Credentials,
    verdict: credentials.Verdict,
) -> Account | None:
    account = credentials.accept(session, found, verdict) if verdict.right else None
    if account is None:
        credentials.refuse(session, found.account_id, now=now())
    else:
        throttle.succeeded(session, counted)
    return account
