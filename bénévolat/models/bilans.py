"""Bilan of an engagement: what the association recognised, what the person answers (R11)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bénévolat.domain.actors import ActorKind
from bénévolat.domain.enums import Channel
from bénévolat.domain.soft_skills import SoftSkill
from bénévolat.models.base import Base, EnumList, Key, Text1000, closed
from bénévolat.models.engagements import Engagement


class Bilan(Base):
    """One per engagement, in two halves: the association's, and the person's in their own words.

    The association's half leaves the platform only once the person has read it (``read_at``); rewritten, it has to be
    read again. The person may write theirs whether or not the association wrote.
    """

    __tablename__ = "bilans"
    __table_args__ = (
        CheckConstraint("(written_at IS NULL) = (written_by_id IS NULL)", name="written"),
        CheckConstraint("read_at IS NULL OR written_at IS NOT NULL", name="read_what_is_written"),
        CheckConstraint("(read_at IS NULL) = (read_by_kind IS NULL)", name="read_by"),
        CheckConstraint("(words_at IS NULL) = (words IS NULL)", name="words"),
        CheckConstraint("(words_at IS NULL) = (words_by_kind IS NULL)", name="words_by"),
    )

    id: Mapped[Key]
    engagement_id: Mapped[UUID] = mapped_column(ForeignKey("engagements.id", ondelete="CASCADE"), unique=True)
    skills: Mapped[list[SoftSkill]] = mapped_column(EnumList(SoftSkill), default=list)
    text: Mapped[Text1000 | None]
    written_at: Mapped[datetime | None]
    written_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    read_at: Mapped[datetime | None]
    read_by_kind: Mapped[ActorKind | None] = mapped_column(closed(ActorKind, check="read_by_kind"))
    read_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    read_channel: Mapped[Channel | None] = mapped_column(closed(Channel, check="read_channel"))
    words: Mapped[Text1000 | None]
    words_at: Mapped[datetime | None]
    words_by_kind: Mapped[ActorKind | None] = mapped_column(closed(ActorKind, check="words_by_kind"))
    words_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    words_channel: Mapped[Channel | None] = mapped_column(closed(Channel, check="words_channel"))

    engagement: Mapped[Engagement] = relationship()
