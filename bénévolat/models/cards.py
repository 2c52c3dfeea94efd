"""The person's card: a printed handle looked up, a secret hashed (L2, R49)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bénévolat.models.base import Base, Key
from bénévolat.models.profiles import Profile


class Card(Base):
    """One printed card. Five refused tries and it is dead, whatever comes after.

    ``name_tries`` counts wrong answers of somebody who holds the card and does not know whose it is (R50).
    """

    __tablename__ = "cards"
    __table_args__ = (
        CheckConstraint("failed_tries BETWEEN 0 AND 5", name="failed_tries"),
        CheckConstraint("name_tries BETWEEN 0 AND 5", name="name_tries"),
        CheckConstraint("expires_at > created_at", name="lasts"),
    )

    id: Mapped[Key]
    profile_id: Mapped[UUID] = mapped_column(ForeignKey("profiles.id", ondelete="CASCADE"), index=True)
    handle: Mapped[str] = mapped_column(String(4), unique=True)
    secret_hash: Mapped[str] = mapped_column(String(200))
    failed_tries: Mapped[int] = mapped_column(default=0)
    name_tries: Mapped[int] = mapped_column(default=0, server_default="0")
    issued_by_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]

    profile: Mapped[Profile] = relationship()
