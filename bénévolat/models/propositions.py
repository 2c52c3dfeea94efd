"""Propositions: put by a person, with a life and what the matcher said at the time (R26)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bénévolat.domain.actors import Actor
from bénévolat.domain.enums import AnswerReason, Channel
from bénévolat.domain.propositions import (
    ALLOWED,
    LIVE,
    TRANSITIONS,
    PropositionAction,
    PropositionStatus,
)
from bénévolat.domain.transitions import next_status
from bénévolat.models.accounts import Account
from bénévolat.models.base import Base, Key, LogRow, Text40, Text300, Text1000, closed
from bénévolat.models.offers import Offer
from bénévolat.models.profiles import Profile

_LIVE = "status IN ({})".format(", ".join(sorted(f"'{status.value}'" for status in LIVE)))


class Proposition(Base):
    """One mission proposed to one person.

    ``presentation`` is what the person chose to say of themselves to the association; ``referent_note``
    is the association's private word to the référent, never shown to the person. ``reply_code`` is the number that the
    person writes when they answer on paper or by a text message.
    """

    __tablename__ = "propositions"
    __table_args__ = (
        Index(
            "uq_propositions_live",
            "profile_id",
            "offer_id",
            unique=True,
            sqlite_where=text(_LIVE),
            postgresql_where=text(_LIVE),
        ),
        CheckConstraint("NOT former_employee", name="no_former_employee"),
        CheckConstraint(
            "status NOT IN ('submitted', 'meeting', 'accepted', 'refused') OR submitted_at IS NOT NULL",
            name="submitted_at",
        ),
        CheckConstraint("status <> 'refused' OR answer_reason IS NOT NULL", name="refused_reason"),
        Index("ix_propositions_offer_status", "offer_id", "status"),
        Index("ix_propositions_profile_status", "profile_id", "status"),
    )

    id: Mapped[Key]
    profile_id: Mapped[UUID] = mapped_column(ForeignKey("profiles.id", ondelete="CASCADE"))
    offer_id: Mapped[UUID] = mapped_column(ForeignKey("offers.id"))
    status: Mapped[PropositionStatus] = mapped_column(
        closed(PropositionStatus), default=PropositionStatus.PROPOSED
    )
    reply_code: Mapped[str | None] = mapped_column(String(2))
    pseudonym: Mapped[Text40]
    former_employee: Mapped[bool]
    presentation: Mapped[Text300 | None]
    proposed_by_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    proposed_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    submitted_at: Mapped[datetime | None] = mapped_column(index=True)
    decided_at: Mapped[datetime | None]
    meeting_at: Mapped[datetime | None]
    meeting_note: Mapped[Text300 | None]
    answer_reason: Mapped[AnswerReason | None] = mapped_column(closed(AnswerReason))
    answer_reason_shared: Mapped[bool] = mapped_column(default=False)
    referent_note: Mapped[Text1000 | None]
    match_version: Mapped[Text40]
    match_score: Mapped[int | None]
    match_parts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    match_reasons: Mapped[list[str]] = mapped_column(default=list)
    match_gates: Mapped[dict[str, Any]] = mapped_column(default=dict)
    match_inputs: Mapped[dict[str, Any]] = mapped_column(default=dict)

    profile: Mapped[Profile] = relationship()
    offer: Mapped[Offer] = relationship()
    proposed_by: Mapped[Account] = relationship()
    events: Mapped[list["PropositionEvent"]] = relationship(
        order_by="PropositionEvent.at", cascade="all, delete-orphan"
    )

    def apply(
        self,
        action: PropositionAction,
        *,
        by: Actor,
        now: datetime,
        channel: Channel | None = None,
        note: str | None = None,
    ) -> "PropositionEvent":
        """Move to the next status and append the log row; the only writer of ``status``."""
        before = self.status
        self.status = next_status(TRANSITIONS, ALLOWED, action=action, status=before, by=by.kind)
        event = PropositionEvent(
            action=action.value, from_status=before.value, to_status=self.status.value, channel=channel
        )
        event.signed(by, now)
        event.note = note
        self.events.append(event)
        return event


class PropositionEvent(LogRow, Base):
    """Append-only life of a proposition, with the channel of the person's answer (R10)."""

    __tablename__ = "proposition_events"

    proposition_id: Mapped[UUID] = mapped_column(
        ForeignKey("propositions.id", ondelete="CASCADE"), index=True
    )
    channel: Mapped[Channel | None] = mapped_column(closed(Channel))
