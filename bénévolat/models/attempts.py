"""Counted tries (L1): in our database, so that several workers share one count."""

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from bénévolat.models.base import Base, Key, Text40


class Attempt(Base):
    """One refused try. ``key_hash`` is a keyed hash of the account or address: no value is kept."""

    __tablename__ = "attempts"
    __table_args__ = (Index("ix_attempts_kind_key_at", "kind", "key_hash", "at"),)

    id: Mapped[Key]
    kind: Mapped[Text40]
    key_hash: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(index=True)
