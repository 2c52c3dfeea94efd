"""Engagements: opened by acceptance, ended without fault (R6, R9, R10)."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bénévolat.domain.actors import Actor
from bénévolat.domain.engagements import ALLOWED, TRANSITIONS, EngagementAction, EngagementStatus
from bénévolat.domain.enums import EndKind, EngagementNature, Rhythm
from bénévolat.domain.transitions import next_status
from bénévolat.models.agreements import Agreement
from bénévolat.models.base import Base, Key, LogRow, Text120, closed
from bénévolat.models.contracts import Contract
from bénévolat.models.offers import Offer
from bénévolat.models.profiles import Profile
from bénévolat.models.propositions import Proposition


class Engagement(Base):
    """One person on one mission. It cannot exist without the person's recorded agreement (R10).

    ``agreed_slots`` is when the sessions come back, as agreed with the person: ``{"weekday": 0…6, "at": "09:30"}``
    in the time of Paris; sessions are drafted from it, never imposed. ``leads_volunteers``: the person leads or
    supervises other volunteers (R24). ``background_checked_on``: the day the association says it checked (R21).
    ``cover_confirmed_by`` and ``_on``: who confirmed the accident cover, and when (R14).
    """

    __tablename__ = "engagements"
    __table_args__ = (
        CheckConstraint("nature <> 'in_contract' OR contract_id IS NOT NULL", name="contract"),
        CheckConstraint("(status = 'ended') = (ended_on IS NOT NULL)", name="ended_on"),
        CheckConstraint("ended_on IS NULL OR ended_on >= started_on", name="dates"),
        CheckConstraint("session_minutes BETWEEN 15 AND 720", name="session_minutes"),
        CheckConstraint(
            "(cover_confirmed_on IS NULL) = (cover_confirmed_by IS NULL)", name="cover_confirmed"
        ),
    )

    id: Mapped[Key]
    proposition_id: Mapped[UUID] = mapped_column(ForeignKey("propositions.id"), unique=True)
    profile_id: Mapped[UUID] = mapped_column(ForeignKey("profiles.id", ondelete="CASCADE"), index=True)
    offer_id: Mapped[UUID] = mapped_column(ForeignKey("offers.id"), index=True)
    agreement_id: Mapped[UUID] = mapped_column(ForeignKey("agreements.id"))
    nature: Mapped[EngagementNature] = mapped_column(closed(EngagementNature))
    contract_id: Mapped[UUID | None] = mapped_column(ForeignKey("contracts.id"))
    status: Mapped[EngagementStatus] = mapped_column(
        closed(EngagementStatus), default=EngagementStatus.ACTIVE, index=True
    )
    started_on: Mapped[date]
    ended_on: Mapped[date | None]
    end_kind: Mapped[EndKind | None] = mapped_column(closed(EndKind))
    rhythm: Mapped[Rhythm] = mapped_column(closed(Rhythm))
    sessions_per_period: Mapped[int]
    session_minutes: Mapped[int]
    agreed_slots: Mapped[list[dict[str, Any]]] = mapped_column(default=list, server_default="[]")
    leads_volunteers: Mapped[bool] = mapped_column(default=False, server_default=false())
    background_checked_on: Mapped[date | None]
    cover_confirmed_by: Mapped[Text120 | None]
    cover_confirmed_on: Mapped[date | None]
    created_at: Mapped[datetime]

    proposition: Mapped[Proposition] = relationship()
    profile: Mapped[Profile] = relationship()
    offer: Mapped[Offer] = relationship()
    agreement: Mapped[Agreement] = relationship(foreign_keys=[agreement_id])
    contract: Mapped[Contract | None] = relationship()
    events: Mapped[list["EngagementEvent"]] = relationship(
        order_by="EngagementEvent.at", cascade="all, delete-orphan"
    )

    def apply(
        self, action: EngagementAction, *, by: Actor, now: datetime, note: str | None = None
    ) -> "EngagementEvent":
        """Move to the next status and append the log row; the only writer of ``status``."""
        before = self.status
        self.status = next_status(TRANSITIONS, ALLOWED, action=action, status=before, by=by.kind)
        event = EngagementEvent(action=action.value, from_status=before.value, to_status=self.status.value)
        event.signed(by, now)
        event.note = note
        self.events.append(event)
        return event


class EngagementEvent(LogRow, Base):
    """Append-only life of an engagement."""

    __tablename__ = "engagement_events"

    engagement_id: Mapped[UUID] = mapped_column(ForeignKey("engagements.id", ondelete="CASCADE"), index=True)
