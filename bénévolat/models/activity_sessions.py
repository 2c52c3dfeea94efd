"""Sessions: presence only. An absence has no row and no status (domain §1.3)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bénévolat.domain.actors import Actor, ActorKind
from bénévolat.domain.engagements import (
    SESSION_ALLOWED,
    SESSION_TRANSITIONS,
    SessionAction,
    SessionStatus,
)
from bénévolat.domain.transitions import next_status
from bénévolat.models.base import Base, Key, Text300, closed
from bénévolat.models.engagements import Engagement


class ActivitySession(Base):
    """One session. Instants are UTC; ``minutes`` is the length in real time (T1).

    ``confirmed_link_id``: the mailed link it was confirmed through, when nobody signed in.
    A correction is a new row whose ``replaces_id`` points at the old one, which keeps its values and
    gets ``replaced_at``: since then it no longer stands. A withdrawal is a new row too, ``withdrawn``, with the values
    of the old one and its own author: neither stands (``replaced_at`` of both).
    """

    __tablename__ = "activity_sessions"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="times"),
        CheckConstraint("minutes BETWEEN 1 AND 720", name="minutes"),
        CheckConstraint("status <> 'confirmed' OR confirmed_at IS NOT NULL", name="confirmed"),
        CheckConstraint("status = 'drafted' OR declared_at IS NOT NULL", name="declared"),
        CheckConstraint("replaces_id IS NULL OR replaces_id <> id", name="replaces_other"),
        CheckConstraint(
            "status <> 'withdrawn' OR (replaces_id IS NOT NULL AND replaced_at IS NOT NULL)", name="withdrawn"
        ),
        # A session drafted, declared or corrected twice at once is there once (R12).
        Index(
            "uq_activity_sessions_moment",
            "engagement_id",
            "starts_at",
            unique=True,
            sqlite_where=text("replaced_at IS NULL"),
            postgresql_where=text("replaced_at IS NULL"),
        ),
        Index("ix_activity_sessions_engagement_starts", "engagement_id", "starts_at"),
        Index("ix_activity_sessions_profile_starts", "profile_id", "starts_at"),
    )

    id: Mapped[Key]
    engagement_id: Mapped[UUID] = mapped_column(ForeignKey("engagements.id", ondelete="CASCADE"))
    profile_id: Mapped[UUID] = mapped_column(ForeignKey("profiles.id", ondelete="CASCADE"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    minutes: Mapped[int]
    status: Mapped[SessionStatus] = mapped_column(
        closed(SessionStatus), default=SessionStatus.DECLARED, index=True
    )
    declared_at: Mapped[datetime | None]
    declared_by_kind: Mapped[ActorKind | None] = mapped_column(closed(ActorKind))
    declared_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    confirmed_at: Mapped[datetime | None]
    confirmed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    confirmed_link_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("association_links.id", ondelete="SET NULL")
    )
    contested_at: Mapped[datetime | None]
    contest_note: Mapped[Text300 | None]
    replaces_id: Mapped[UUID | None] = mapped_column(ForeignKey("activity_sessions.id"), unique=True)
    replaced_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    engagement: Mapped[Engagement] = relationship()

    def apply(self, action: SessionAction, *, by: Actor, now: datetime) -> None:
        """Move to the next status, with author and time; the only writer of ``status``."""
        self.status = next_status(
            SESSION_TRANSITIONS, SESSION_ALLOWED, action=action, status=self.status, by=by.kind
        )
        if action in {SessionAction.DECLARE, SessionAction.WITHDRAW}:
            self.declared_at, self.declared_by_kind, self.declared_by_id = now, by.kind, by.account_id
        elif action is SessionAction.CONFIRM:
            self.confirmed_at, self.confirmed_by_id = now, by.account_id
        else:
            self.contested_at = now
