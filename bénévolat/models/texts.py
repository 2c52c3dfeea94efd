"""Text messages to people, and what they answered: sent after the act, by a job, like mails."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bénévolat.domain.text_replies import ReplyMeaning
from bénévolat.domain.texts import TextKind
from bénévolat.models.accounts import Account
from bénévolat.models.base import Base, Key, Text120, Text300, closed
from bénévolat.models.profiles import Profile
from bénévolat.models.propositions import Proposition

Phone = String(16)
"""E.164: «+33612345678»."""


class TextMessage(Base):
    """One message to one number.

    ``asked_by_id`` is null for an answer to the person's own message. ``maybe_twice``: a try ended without an answer
    of the gateway and another one followed. ``gateway_id`` is the gateway's name of it, for delivery reports.
    """

    __tablename__ = "text_messages"
    __table_args__ = (
        CheckConstraint("attempts >= 0", name="attempts"),
        CheckConstraint("length(body) <= 160", name="one_message"),
        Index("ix_text_messages_waiting", "sent_at", "given_up_at", "not_before"),
    )

    id: Mapped[Key]
    profile_id: Mapped[UUID] = mapped_column(ForeignKey("profiles.id", ondelete="CASCADE"), index=True)
    proposition_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("propositions.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[TextKind] = mapped_column(closed(TextKind))
    phone: Mapped[str] = mapped_column(Phone, index=True)
    body: Mapped[str] = mapped_column(String(160))
    asked_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    created_at: Mapped[datetime]
    not_before: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[Text300 | None]
    maybe_twice: Mapped[bool] = mapped_column(default=False, server_default=false())
    gateway_id: Mapped[Text120 | None] = mapped_column(index=True)
    sent_at: Mapped[datetime | None]
    given_up_at: Mapped[datetime | None]
    undelivered_at: Mapped[datetime | None]

    profile: Mapped[Profile] = relationship()
    asked_by: Mapped[Account | None] = relationship()
    proposition: Mapped[Proposition | None] = relationship()


class TextReply(Base):
    """One message received. ``gateway_id`` is unique: a gateway that says it twice says it once.

    ``profile_id`` is null for a number that nobody has: its words are then not kept. ``read_at`` is null while it
    waits for somebody to read it.
    """

    __tablename__ = "text_replies"
    __table_args__ = (CheckConstraint("profile_id IS NOT NULL OR body = ''", name="words_of_somebody"),)

    id: Mapped[Key]
    gateway_id: Mapped[Text120] = mapped_column(unique=True)
    profile_id: Mapped[UUID | None] = mapped_column(ForeignKey("profiles.id", ondelete="CASCADE"), index=True)
    proposition_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("propositions.id", ondelete="CASCADE"), index=True
    )
    phone: Mapped[str] = mapped_column(Phone)
    body: Mapped[Text300]
    meaning: Mapped[ReplyMeaning] = mapped_column(closed(ReplyMeaning))
    received_at: Mapped[datetime] = mapped_column(index=True)
    read_at: Mapped[datetime | None] = mapped_column(index=True)
    read_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))

    profile: Mapped[Profile | None] = relationship()
    proposition: Mapped[Proposition | None] = relationship()
