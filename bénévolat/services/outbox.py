"""Outbox: a message is a row written in the transaction of the act; a job sends it."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bénévolat.models.outbox import OutboxMessage


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
