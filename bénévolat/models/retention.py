"""Retention: files listed before they are erased, and the figures that stay without identity (R41)."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bénévolat.models.base import Base, Key, Text40
from bénévolat.models.profiles import Profile


class RetentionListing(Base):
    """A file nobody touched for long: listed, announced to its référent, then erased after the archives' visa."""

    __tablename__ = "retention_listings"
    __table_args__ = (CheckConstraint("(visa_at IS NULL) = (visa_by_id IS NULL)", name="visa"),)

    profile_id: Mapped[UUID] = mapped_column(ForeignKey("profiles.id", ondelete="CASCADE"), primary_key=True)
    listed_at: Mapped[datetime]
    erase_on: Mapped[date]
    visa_at: Mapped[datetime | None]
    visa_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))

    profile: Mapped[Profile] = relationship()


class RetainedFigure(Base):
    """One month of an engagement whose person was erased: minutes and sessions, no identity, no commune."""

    __tablename__ = "retained_figures"

    id: Mapped[Key]
    month: Mapped[date] = mapped_column(index=True)
    epci_code: Mapped[Text40 | None]
    domain: Mapped[Text40]
    minutes_declared: Mapped[int]
    minutes_confirmed: Mapped[int]
    minutes_retained: Mapped[int]
    nb_sessions: Mapped[int]
