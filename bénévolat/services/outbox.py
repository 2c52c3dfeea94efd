"""Outbox: a message is a row written in the transaction of the act; a job sends it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bénévolat.models.outbox import OutboxMessage

BATCH = 200
RETRY = (
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=8),
    timedelta(hours=24),
)
"""Waits between tries; after the last one the message is given up."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message one process has taken to send it now."""

    id: UUID
    template: str
    recipient: str
    context: dict[str, Any]
    created_at: datetime


def enqueue(
    session: Session,
    template: str,
    *,
    to: str | None,
    context: dict[str, Any],
    now: datetime,
    not_before: datetime | None = None,
) -> None:
    """Write one message for later. ``template`` names a file of ``templates/mails``; no address, no message.

    ``context`` holds only text, numbers and identifiers: it is stored as JSON.
    """
    if not to:
        return
    session.add(
        OutboxMessage(
            template=template,
            recipient=to,
            context=context,
            created_at=now,
            not_before=not_before or now,
        )
    )


def waiting(session: Session, *, now: datetime) -> list[UUID]:
    """Return the messages due, oldest first, 200 at most."""
    return list(
        session.scalars(
            select(OutboxMessage.id)
            .where(
                OutboxMessage.sent_at.is_(None),
                OutboxMessage.given_up_at.is_(None),
                OutboxMessage.not_before <= now,
            )
            .order_by(OutboxMessage.not_before, OutboxMessage.id)
            .limit(BATCH)
        )
    )


def claim(session: Session, key: UUID, *, now: datetime) -> Claimed | None:
    """Take one message in one statement; None when another process has it.

    A claim counts as a try: should the process die, the message is due again after the wait.
    """
    row = session.scalar(
        update(OutboxMessage)
        .where(
            OutboxMessage.id == key,
            OutboxMessage.sent_at.is_(None),
            OutboxMessage.given_up_at.is_(None),
            OutboxMessage.not_before <= now,
        )
        .values(attempts=OutboxMessage.attempts + 1, not_before=now + RETRY[0])
        .returning(OutboxMessage)
        .execution_options(populate_existing=True)
    )
    if row is None:
        return None
    return Claimed(row.id, row.template, row.recipient, dict(row.context), row.created_at)


def sent(session: Session, key: UUID, *, now: datetime) -> None:
    """Mark a message as sent and forget its context, which may hold a link."""
    session.execute(
        update(OutboxMessage).where(OutboxMessage.id == key).values(sent_at=now, context={}, last_error=None)
    )


def failed(session: Session, key: UUID, *, error: str, now: datetime) -> None:
    """Note a failed try: due again later, or given up after the last wait."""
    row = session.get_one(OutboxMessage, key)
    row.last_error = error[:300]
    if row.attempts > len(RETRY):
        row.given_up_at = now
    else:
        row.not_before = now + RETRY[row.attempts - 1]
