"""Outbox: messages written in the transaction of the act, sent later by a job."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from bénévolat.models.base import Base, Key, Text40, Text300


class OutboxMessage(Base):
    """One message to one address. ``context`` is emptied once sent: it may hold a link token."""

    __tablename__ = "outbox"
    __table_args__ = (
        CheckConstraint("attempts >= 0", name="attempts"),
        Index("ix_outbox_waiting", "sent_at", "given_up_at", "not_before"),
    )

    id: Mapped[Key]
    template: Mapped[Text40]
    recipient: Mapped[str] = mapped_column(String(254))
    context: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime]
    not_before: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[Text300 | None]
    sent_at: Mapped[datetime | None]
    given_up_at: Mapped[datetime | None]
