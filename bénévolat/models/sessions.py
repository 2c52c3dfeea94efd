"""Sign-in sessions as rows on the server (S1): refused as soon as the row is revoked."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bénévolat.models.accounts import Account
from bénévolat.models.base import Base, Key, Text200
from bénévolat.models.cards import Card


class LoginSession(Base):
    """One open session of an account or of a person's card; the cookie holds the token, we its hash."""

    __tablename__ = "login_sessions"
    __table_args__ = (
        CheckConstraint("(account_id IS NULL) <> (card_id IS NULL)", name="one_owner"),
        CheckConstraint("expires_at > created_at", name="lasts"),
    )

    id: Mapped[Key]
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    card_id: Mapped[UUID | None] = mapped_column(ForeignKey("cards.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    second_factor_at: Mapped[datetime | None]
    reauthenticated_at: Mapped[datetime | None]
    device: Mapped[Text200 | None]

    account: Mapped[Account | None] = relationship()
    card: Mapped[Card | None] = relationship()
