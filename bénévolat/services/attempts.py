"""Counted tries (L1): in our database, so that every worker shares the count.

A try is counted **before** the secret is looked at, and given back when it was right: parallel guesses can
never be more than the limit. Only a keyed hash of the account, card or address is kept.
"""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Any, cast
from uuid import UUID

from sqlalchemy import CursorResult, delete, func, select
from sqlalchemy.orm import Session

from bénévolat.domain.errors import DomainError
from bénévolat.models.attempts import Attempt


@dataclass(frozen=True, slots=True)
class Limit:
    """At most ``most`` refused tries ``within`` a lapse; then a ``pause`` after the last of them."""

    most: int
    within: timedelta
    pause: timedelta


class AttemptKind(Enum):
    """What is counted."""

    ACCOUNT = "account"
    ADDRESS = "address"
    SECOND_FACTOR = "second_factor"
    RESET_ASKED = "reset_asked"
    LINK_RENEWED = "link_renewed"


_SHORT = Limit(5, timedelta(minutes=15), timedelta(minutes=15))
_LONG = Limit(10, timedelta(hours=24), timedelta(hours=1))
LIMITS: dict[AttemptKind, tuple[Limit, ...]] = {
    AttemptKind.ACCOUNT: (_SHORT, _LONG),
    AttemptKind.SECOND_FACTOR: (_SHORT, _LONG),
    AttemptKind.RESET_ASKED: (_SHORT,),
    AttemptKind.LINK_RENEWED: (_SHORT, _LONG),
    AttemptKind.ADDRESS: (Limit(30, timedelta(minutes=15), timedelta(minutes=15)),),
}
MEMORY = timedelta(hours=24)
"""Older tries count for nothing."""


class TooManyTries(DomainError):
    """The limit is reached; the same sentence whether the account exists or not."""

    sentence = "Trop d'essais. Attendez avant de recommencer."

    def __init__(self, until: datetime, now: datetime) -> None:
        self.until = until
        minutes = max(1, -(-int((until - now).total_seconds()) // 60))
        wait = "1\u00a0minute" if minutes == 1 else f"{minutes}\u00a0minutes"
        super().__init__(f"Trop d'essais. Recommencez dans {wait}.")


@dataclass(frozen=True, slots=True)
class Try:
    """A counted try, to give back when it was right."""

    id: UUID


def key_hash(kind: AttemptKind, value: str, key: bytes) -> str:
    """Return what is kept of an account, card or address: HMAC-SHA-256, in hexadecimal."""
    return hmac.new(key, f"{kind.value}\0{value}".encode(), hashlib.sha256).hexdigest()


def count_try(session: Session, kind: AttemptKind, value: str, *, key: bytes, now: datetime) -> Try:
    """Count a try, before its secret is looked at.

    Raises TooManyTries when the limit is reached: refused tries are then not counted, so the wait ends.
    """
    hashed = key_hash(kind, value, key)
    _one_at_a_time(session, hashed)
    times = session.scalars(
        select(Attempt.at)
        .where(Attempt.kind == kind.value, Attempt.key_hash == hashed, Attempt.at > now - MEMORY)
        .order_by(Attempt.at.desc())
        .limit(max(limit.most for limit in LIMITS[kind]))
    ).all()
    until = max((end for limit in LIMITS[kind] if (end := _end_of_pause(times, limit))), default=now)
    if until > now:
        raise TooManyTries(until, now)
    attempt = Attempt(kind=kind.value, key_hash=hashed, at=now)
    session.add(attempt)
    session.flush()
    return Try(attempt.id)


def give_back(session: Session, *tries: Try) -> None:
    """Uncount tries that were right."""
    session.execute(delete(Attempt).where(Attempt.id.in_([one.id for one in tries])))


def forget(session: Session, kind: AttemptKind, value: str, *, key: bytes) -> None:
    """Uncount every try on an account: its owner has come in."""
    session.execute(
        delete(Attempt).where(Attempt.kind == kind.value, Attempt.key_hash == key_hash(kind, value, key))
    )


def purge(session: Session, *, now: datetime) -> int:
    """Delete tries too old to count; return how many."""
    deleted = session.execute(delete(Attempt).where(Attempt.at <= now - MEMORY))
    return cast("CursorResult[Any]", deleted).rowcount


def _end_of_pause(times: Sequence[datetime], limit: Limit) -> datetime | None:
    """Return when the pause of a limit ends, for tries given newest first; None when it is not reached."""
    if len(times) < limit.most:
        return None
    newest, oldest = times[0], times[limit.most - 1]
    return newest + limit.pause if newest - oldest < limit.within else None


def _one_at_a_time(session: Session, hashed: str) -> None:
    """Let parallel tries on one key wait for one another (SQLite writes one by one already)."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(int(hashed[:15], 16))))
