"""Deliveries of the information notice: which version, when, how, by whom (R42)."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from bénévolat.domain.actors import ActorKind
from bénévolat.domain.notices import NoticeWay
from bénévolat.models.base import Base, Key, Text40, closed


class NoticeDelivery(Base):
    """One delivery. ``given_on`` is the day the person had it, ``recorded_at`` when it was written."""

    __tablename__ = "notice_deliveries"
    __table_args__ = (Index("ix_notice_deliveries_profile_version", "profile_id", "version"),)

    id: Mapped[Key]
    profile_id: Mapped[UUID] = mapped_column(ForeignKey("profiles.id", ondelete="CASCADE"))
    version: Mapped[Text40]
    way: Mapped[NoticeWay] = mapped_column(closed(NoticeWay))
    given_on: Mapped[date]
    recorded_at: Mapped[datetime]
    recorded_by_kind: Mapped[ActorKind] = mapped_column(closed(ActorKind))
    recorded_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
