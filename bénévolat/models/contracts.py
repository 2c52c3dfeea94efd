"""CER / contrats d'engagement: dates only, never the contract itself (R1 to R5)."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bénévolat.domain.enums import ContractKind
from bénévolat.models.base import Base, Key, Text40, closed
from bénévolat.models.profiles import Profile


class Contract(Base):
    """Contract of a person. ``weekly_hours_target`` null means «no weekly duration» (R5).

    ``review_on`` is the next review, ``review_months`` the time from one review to the next (R4).
    """

    __tablename__ = "contracts"
    __table_args__ = (
        CheckConstraint(
            "weekly_hours_target IS NULL OR weekly_hours_target BETWEEN 1 AND 35", name="weekly_hours_target"
        ),
        CheckConstraint("ends_on >= starts_on", name="dates"),
        CheckConstraint("review_on IS NULL OR review_on >= starts_on", name="review"),
        CheckConstraint("review_months IN (6, 12)", name="review_months"),
    )

    id: Mapped[Key]
    profile_id: Mapped[UUID] = mapped_column(ForeignKey("profiles.id", ondelete="CASCADE"), index=True)
    kind: Mapped[ContractKind] = mapped_column(closed(ContractKind))
    reference: Mapped[Text40 | None]
    signed_on: Mapped[date | None]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    review_on: Mapped[date | None] = mapped_column(index=True)
    review_months: Mapped[int] = mapped_column(default=6, server_default="6")
    last_reviewed_on: Mapped[date | None]
    weekly_hours_target: Mapped[int | None]
    volunteering_included: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]

    profile: Mapped[Profile] = relationship()
