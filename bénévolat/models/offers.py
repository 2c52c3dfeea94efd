"""Offers, with their capacity to supervise (R16, R17)."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Integer
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bénévolat.domain.actors import Actor
from bénévolat.domain.enums import (
    BackgroundCheck,
    Comfort,
    Demand,
    Domain,
    ExpensesPolicy,
    HalfDay,
    Level,
    OffHours,
    RefusalReason,
    Remote,
    Rhythm,
    SupervisionLevel,
    Transit,
)
from bénévolat.domain.offers import ALLOWED, TRANSITIONS, OfferAction, OfferStatus
from bénévolat.domain.transitions import next_status
from bénévolat.models.associations import Association
from bénévolat.models.base import (
    Base,
    EnumList,
    Key,
    LogRow,
    Text40,
    Text200,
    Text300,
    Text1000,
    Text4000,
    closed,
)
from bénévolat.models.communes import Commune
from bénévolat.models.supervisors import Supervisor


class Offer(Base):
    """Mission an association offers.

    ``places_taken`` counts propositions that hold a place and open engagements; it is only moved by the
    conditional UPDATE of ``services.offers`` (C1) and the database keeps it within the capacity.
    ``concepts`` are those the association confirmed, None while the matcher reads the words by itself.
    Durations are minutes.
    """

    __tablename__ = "offers"
    __table_args__ = (
        CheckConstraint("places_taken >= 0", name="places_not_negative"),
        CheckConstraint("places_taken <= supervision_capacity", name="capacity"),
        CheckConstraint("places_taken <= places", name="places"),
        CheckConstraint("supervision_capacity >= 0 AND supervision_capacity <= 100", name="capacity_range"),
        CheckConstraint("places >= 0 AND places <= 1000", name="places_range"),
        CheckConstraint(
            "session_minutes IS NULL OR session_minutes BETWEEN 15 AND 720", name="session_minutes"
        ),
        CheckConstraint("sessions_per_period BETWEEN 1 AND 14", name="sessions_per_period"),
        CheckConstraint("slots_needed BETWEEN 1 AND 21", name="slots_needed"),
        CheckConstraint("monthly_cap IS NULL OR monthly_cap >= 1", name="monthly_cap"),
        CheckConstraint("group_size IS NULL OR group_size >= 1", name="group_size"),
        CheckConstraint("ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on", name="dates"),
        CheckConstraint(
            "(pause_from IS NULL) = (pause_to IS NULL) AND (pause_from IS NULL OR pause_to >= pause_from)",
            name="pause",
        ),
        CheckConstraint(
            "status <> 'published' OR (supervisor_id IS NOT NULL AND supervision_capacity >= 1 AND places >= 1 "
            "AND session_minutes IS NOT NULL AND (commune_insee IS NOT NULL OR remote = 'full') AND insured)",
            name="published_complete",
        ),
        Index("ix_offers_status_published_at", "status", "published_at"),
        Index("ix_offers_association_status", "association_id", "status"),
    )

    id: Mapped[Key]
    association_id: Mapped[UUID] = mapped_column(ForeignKey("associations.id"))
    title: Mapped[Text200]
    description: Mapped[Text4000] = mapped_column(default="")
    simple_text: Mapped[Text1000] = mapped_column(default="")
    tasks: Mapped[list[str]] = mapped_column(default=list)
    skills: Mapped[list[str]] = mapped_column(default=list)
    concepts: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    domain: Mapped[Domain] = mapped_column(closed(Domain), default=Domain.OTHER)

    commune_insee: Mapped[str | None] = mapped_column(ForeignKey("communes.insee"), index=True)
    unresolved_place: Mapped[Text300 | None]
    address: Mapped[Text300 | None]
    access_notes: Mapped[Text300 | None]
    remote: Mapped[Remote] = mapped_column(closed(Remote), default=Remote.NO)
    transit: Mapped[Transit] = mapped_column(closed(Transit), default=Transit.UNKNOWN)
    transit_off_hours: Mapped[list[OffHours]] = mapped_column(
        EnumList(OffHours), default=list, server_default="[]"
    )
    transit_notes: Mapped[Text300 | None]
    wheelchair: Mapped[bool | None]

    half_days: Mapped[list[HalfDay]] = mapped_column(EnumList(HalfDay), default=list)
    slots_needed: Mapped[int] = mapped_column(default=1)
    rhythm: Mapped[Rhythm] = mapped_column(closed(Rhythm), default=Rhythm.WEEKLY)
    sessions_per_period: Mapped[int] = mapped_column(default=1)
    session_minutes: Mapped[int | None]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]

    places: Mapped[int] = mapped_column(default=1)
    places_taken: Mapped[int] = mapped_column(Integer, default=0)
    supervisor_id: Mapped[UUID | None] = mapped_column(ForeignKey("supervisors.id"))
    backup_supervisor_id: Mapped[UUID | None] = mapped_column(ForeignKey("supervisors.id"))
    supervision_capacity: Mapped[int] = mapped_column(default=1)
    supervision_level: Mapped[SupervisionLevel] = mapped_column(
        closed(SupervisionLevel), default=SupervisionLevel.REGULAR
    )
    supervision_half_days: Mapped[list[HalfDay]] = mapped_column(EnumList(HalfDay), default=list)
    pause_from: Mapped[date | None]
    pause_to: Mapped[date | None]
    monthly_cap: Mapped[int | None]

    demands: Mapped[list[Demand]] = mapped_column(EnumList(Demand), default=list)
    comfort: Mapped[list[Comfort]] = mapped_column(EnumList(Comfort), default=list)
    french_level: Mapped[Level] = mapped_column(closed(Level), default=Level.SOME)
    group_size: Mapped[int | None]
    expenses: Mapped[ExpensesPolicy] = mapped_column(closed(ExpensesPolicy), default=ExpensesPolicy.UNKNOWN)
    insured: Mapped[bool] = mapped_column(default=False)
    vulnerable_public: Mapped[bool] = mapped_column(default=False)
    background_check: Mapped[BackgroundCheck] = mapped_column(
        closed(BackgroundCheck), default=BackgroundCheck.NONE
    )

    status: Mapped[OfferStatus] = mapped_column(closed(OfferStatus), default=OfferStatus.DRAFT)
    checklist: Mapped[dict[str, Any]] = mapped_column(default=dict)
    refusal_reason: Mapped[RefusalReason | None] = mapped_column(closed(RefusalReason))
    refusal_note: Mapped[Text1000 | None]
    source_ref: Mapped[Text300 | None] = mapped_column(unique=True)
    source_name: Mapped[Text40 | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]

    association: Mapped[Association] = relationship()
    commune: Mapped[Commune | None] = relationship()
    supervisor: Mapped[Supervisor | None] = relationship(foreign_keys=[supervisor_id])
    backup_supervisor: Mapped[Supervisor | None] = relationship(foreign_keys=[backup_supervisor_id])

    @property
    def places_limit(self) -> int:
        """Return how many people can be accompanied at once."""
        return min(self.places, self.supervision_capacity)

    @property
    def places_free(self) -> int:
        """Return how many supervised places are free now."""
        return max(0, self.places_limit - self.places_taken)

    def apply(
        self, action: OfferAction, *, by: Actor, now: datetime, note: str | None = None
    ) -> "OfferEvent":
        """Move to the next status and return the log row; the only writer of ``status``."""
        before = self.status
        self.status = next_status(TRANSITIONS, ALLOWED, action=action, status=before, by=by.kind)
        event = OfferEvent(
            offer_id=self.id, action=action.value, from_status=before.value, to_status=self.status.value
        )
        event.signed(by, now)
        event.note = note
        return event


class OfferEvent(LogRow, Base):
    """Append-only life of an offer."""

    __tablename__ = "offer_events"

    offer_id: Mapped[UUID] = mapped_column(ForeignKey("offers.id", ondelete="CASCADE"), index=True)
