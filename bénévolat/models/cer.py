"""Monthly record of an engagement for the contract review (domain §1.4, R7)."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bénévolat.domain.cer import CerRecordStatus
from bénévolat.models.base import Base, Key, closed
from bénévolat.models.engagements import Engagement


class CerRecord(Base):
    """Engagement × month. ``month`` is its first day; durations are minutes.

    ``minutes_retained`` is only set by an agent who holds the right, with author and date.
    """

    __tablename__ = "cer_records"
    __table_args__ = (
        UniqueConstraint("engagement_id", "month"),
        CheckConstraint("minutes_declared >= 0 AND minutes_confirmed >= 0", name="not_negative"),
        CheckConstraint("minutes_confirmed <= minutes_declared", name="confirmed_within_declared"),
        CheckConstraint(
            "minutes_retained IS NULL OR minutes_retained BETWEEN 0 AND minutes_declared",
            name="retained_within_declared",
        ),
        CheckConstraint(
            "(minutes_retained IS NULL) = (retained_by_id IS NULL) "
            "AND (minutes_retained IS NULL) = (retained_at IS NULL)",
            name="retained_signed",
        ),
        CheckConstraint("(status = 'closed') = (closed_at IS NOT NULL)", name="closed_at"),
    )

    id: Mapped[Key]
    engagement_id: Mapped[UUID] = mapped_column(ForeignKey("engagements.id", ondelete="CASCADE"))
    month: Mapped[date] = mapped_column(index=True)
    status: Mapped[CerRecordStatus] = mapped_column(closed(CerRecordStatus), default=CerRecordStatus.OPEN)
    minutes_declared: Mapped[int]
    minutes_confirmed: Mapped[int]
    minutes_retained: Mapped[int | None]
    nb_sessions: Mapped[int]
    retained_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    retained_at: Mapped[datetime | None]
    computed_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]

    engagement: Mapped[Engagement] = relationship()
