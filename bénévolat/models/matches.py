"""Computed pairings: deletable, replaced as a whole for one person (R26, R32)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bénévolat.models.base import Base, Text40, Text1000
from bénévolat.models.offers import Offer
from bénévolat.models.profiles import Profile


class Match(Base):
    """One suggestion, or one near miss when ``blocked_by`` is not empty."""

    __tablename__ = "matches"
    __table_args__ = (
        CheckConstraint("score BETWEEN 0 AND 100", name="score"),
        Index("ix_matches_profile_rank", "profile_id", "near_miss", "rank"),
    )

    profile_id: Mapped[UUID] = mapped_column(ForeignKey("profiles.id", ondelete="CASCADE"), primary_key=True)
    offer_id: Mapped[UUID] = mapped_column(
        ForeignKey("offers.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    near_miss: Mapped[bool]
    rank: Mapped[int]
    score: Mapped[int]
    version: Mapped[Text40]
    parts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    reasons: Mapped[list[str]] = mapped_column(default=list)
    to_check: Mapped[list[str]] = mapped_column(default=list)
    blocked_by: Mapped[list[str]] = mapped_column(default=list)
    unlock: Mapped[Text1000 | None]
    computed_at: Mapped[datetime]

    profile: Mapped[Profile] = relationship()
    offer: Mapped[Offer] = relationship()
