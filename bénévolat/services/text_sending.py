"""Sending of text messages: a row written in the transaction of the act, taken and marked by a job, as for mails.

A message is sent at least once. Between the gateway's yes and our note of it a process may die: the message is then
tried again under the same identifier, which a gateway may use to send it once, and ``maybe_twice`` says so on screen.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from bénévolat.models.texts import TextMessage
from bénévolat.services.outbox import BATCH, RETRY


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message one process has taken to send it now."""

    id: UUID
    phone: str
    body: str
    created_at: datetime


def waiting(session: Session, *, now: datetime) -> list[UUID]:
    """Return the messages due, oldest first, 200 at most."""
    return list(
        session.scalars(
            select(TextMessage.id)
            .where(
                TextMessage.sent_at.is_(None),
                TextMessage.given_up_at.is_(None),
                TextMessage.not_before <= now,
            )
            .order_by(TextMessage.not_before, TextMessage.id)
            .limit(BATCH)
        )
    )


def claim(session: Session, key: UUID, *, now: datetime) -> Claimed | None:
    """Take one message in one statement; None when another process has it.

    A claim counts as a try. Whoever takes a message whose last try left no word marks it ``maybe_twice``; one that
    left no word six times is given up.
    """
    row = session.scalar(
        update(TextMessage)
        .where(
            TextMessage.id == key,
            TextMessage.sent_at.is_(None),
            TextMessage.given_up_at.is_(None),
            TextMessage.not_before <= now,
        )
        .values(
            attempts=TextMessage.attempts + 1,
            not_before=now + RETRY[0],
            maybe_twice=or_(
                TextMessage.maybe_twice, (TextMessage.attempts > 0) & TextMessage.last_error.is_(None)
            ),
            last_error=None,
        )
        .returning(TextMessage)
        .execution_options(populate_existing=True)
    )
    if row is None:
        return None
    if row.attempts > len(RETRY) + 1:
        row.given_up_at = now
        return None
    return Claimed(row.id, row.phone, row.body, row.created_at)


def sent(session: Session, key: UUID, *, gateway_id: str | None, now: datetime) -> None:
    """Note that the gateway has taken a message."""
    session.execute(
        update(TextMessage)
        .where(TextMessage.id == key)
        .values(sent_at=now, gateway_id=gateway_id, last_error=None)
    )


def failed(session: Session, key: UUID, *, error: str, doubtful: bool, now: datetime) -> None:
    """Note a failed try: due again later, or given up after the last wait.

    ``doubtful``: the gateway may have taken it (it was asked and did not answer).
    """
    row = session.get_one(TextMessage, key)
    row.last_error = error[:300]
    row.maybe_twice = row.maybe_twice or doubtful
    if row.attempts > len(RETRY):
        row.given_up_at = now
    else:
        row.not_before = now + RETRY[row.attempts - 1]


def refused(session: Session, key: UUID, *, error: str, now: datetime) -> None:
    """Note that the gateway refuses the number: nothing is tried again."""
    row = session.get_one(TextMessage, key)
    row.last_error, row.given_up_at, row.undelivered_at = error[:300], now, now


def undelivered(session: Session, gateway_id: str, *, now: datetime) -> bool:
    """Note a delivery report that says no; False when no message has this name."""
    row = session.scalar(select(TextMessage).where(TextMessage.gateway_id == gateway_id))
    if row is not None and row.undelivered_at is None:
        row.undelivered_at = now
    return row is not None
