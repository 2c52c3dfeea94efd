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

    ``…_adjusted`` add up the adjustment lines that the month carries, about months closed before: they may be
    negative. Once closed, neither the record nor its lines change: the database refuses it (triggers of revision 0006).

    ``minutes_retained`` is only set by an agent who holds the right, with author and date.
    """

    __tablename__ = "cer_records"
    __table_args__ = (
        UniqueConstraint("engagement_id", "month"),
        CheckConstraint("minutes_declared >= 0 AND minutes_confirmed >= 0", name="not_negative"),
        CheckConstraint("minutes_confirmed <= minutes_declared", name="confirmed_within_declared"),
        CheckConstraint(
            "minutes_retained IS NULL OR minutes_retained = 0 OR (minutes_retained > 0 "
            "AND minutes_retained <= minutes_declared + minutes_declared_adjusted)",
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
    minutes_declared_adjusted: Mapped[int] = mapped_column(default=0, server_default="0")
    minutes_confirmed_adjusted: Mapped[int] = mapped_column(default=0, server_default="0")
    minutes_retained_adjusted: Mapped[int] = mapped_column(default=0, server_default="0")
    nb_sessions_adjusted: Mapped[int] = mapped_column(default=0, server_default="0")
    retained_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    retained_at: Mapped[datetime | None]
    computed_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]

    engagement: Mapped[Engagement] = relationship()
    adjustments: Mapped[list["CerAdjustment"]] = relationship(
        back_populates="record", order_by="CerAdjustment.at", cascade="all, delete-orphan"
    )

    @property
    def total_declared(self) -> int:
        """Minutes declared, with what came after earlier months were closed; may be negative."""
        return self.minutes_declared + (self.minutes_declared_adjusted or 0)

    @property
    def total_confirmed(self) -> int:
        """Minutes confirmed, with the adjustments; may be negative, or above those declared (confirmed late)."""
        return self.minutes_confirmed + (self.minutes_confirmed_adjusted or 0)

    @property
    def total_retained(self) -> int | None:
        """Minutes retained, with those retained afterwards for closed months; None: nobody retained anything."""
        late = self.minutes_retained_adjusted or 0
        if self.minutes_retained is None and not late:
            return None
        return (self.minutes_retained or 0) + late

    @property
    def total_sessions(self) -> int:
        """Number of sessions, with the adjustments; may be negative."""
        return self.nb_sessions + (self.nb_sessions_adjusted or 0)


class CerAdjustment(Base):
    """What came after a month was closed, carried by the next open one: signed minutes and sessions.

    ``minutes_retained`` and its author: hours an agent retained for the closed month afterwards (R7).
    """

    __tablename__ = "cer_adjustments"
    __table_args__ = (
        CheckConstraint(
            "minutes_declared <> 0 OR minutes_confirmed <> 0 OR minutes_retained <> 0 OR nb_sessions <> 0",
            name="not_empty",
        ),
        CheckConstraint("minutes_retained = 0 OR retained_by_id IS NOT NULL", name="retained_signed"),
    )

    id: Mapped[Key]
    record_id: Mapped[UUID] = mapped_column(ForeignKey("cer_records.id", ondelete="CASCADE"), index=True)
    about_month: Mapped[date]
    minutes_declared: Mapped[int] = mapped_column(default=0)
    minutes_confirmed: Mapped[int] = mapped_column(default=0)
    minutes_retained: Mapped[int] = mapped_column(default=0)
    nb_sessions: Mapped[int] = mapped_column(default=0)
    retained_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    at: Mapped[datetime]

    record: Mapped[CerRecord] = relationship(back_populates="adjustments")
