"""What a person asked about their data, with its month to answer (R43)."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bénévolat.domain.actors import ActorKind
from bénévolat.domain.data_requests import Outcome, RequestKind, RequestStatus
from bénévolat.domain.enums import Channel
from bénévolat.models.base import Base, Key, Text1000, closed
from bénévolat.models.profiles import Profile


class DataRequest(Base):
    """One request. ``asked_on`` is the day the person asked, ``due_on`` the last day to answer.

    ``recorded_by_kind``: the person themself, or who wrote it down for them (R54). ``answer_channel``: how the answer
    reaches them; ``read_at``: when they opened it in their space.
    """

    __tablename__ = "data_requests"
    __table_args__ = (
        CheckConstraint("due_on > asked_on", name="due_after_asked"),
        CheckConstraint(
            "(status = 'answered') = (answered_at IS NOT NULL AND outcome IS NOT NULL AND answer IS NOT NULL "
            "AND answer_channel IS NOT NULL)",
            name="answered",
        ),
        CheckConstraint("read_at IS NULL OR answered_at IS NOT NULL", name="read_what_is_answered"),
        CheckConstraint("kind <> 'rectify' OR text IS NOT NULL", name="rectify_says_what"),
        Index("ix_data_requests_status_due_on", "status", "due_on"),
    )

    id: Mapped[Key]
    profile_id: Mapped[UUID] = mapped_column(ForeignKey("profiles.id", ondelete="CASCADE"), index=True)
    kind: Mapped[RequestKind] = mapped_column(closed(RequestKind))
    text: Mapped[Text1000 | None]
    asked_on: Mapped[date]
    due_on: Mapped[date]
    channel: Mapped[Channel] = mapped_column(closed(Channel))
    recorded_at: Mapped[datetime]
    recorded_by_kind: Mapped[ActorKind] = mapped_column(closed(ActorKind))
    recorded_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    status: Mapped[RequestStatus] = mapped_column(closed(RequestStatus), default=RequestStatus.OPEN)
    outcome: Mapped[Outcome | None] = mapped_column(closed(Outcome))
    answer: Mapped[Text1000 | None]
    answer_channel: Mapped[Channel | None] = mapped_column(closed(Channel, check="answer_channel"))
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    read_at: Mapped[datetime | None]

    profile: Mapped[Profile] = relationship()
