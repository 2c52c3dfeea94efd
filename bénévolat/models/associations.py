"""Associations and their members."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bénévolat.domain.actors import Actor
from bénévolat.domain.associations import ALLOWED, TRANSITIONS, AssociationAction, AssociationStatus
from bénévolat.domain.enums import MembershipRole, RefusalReason
from bénévolat.domain.transitions import next_status
from bénévolat.models.accounts import Account
from bénévolat.models.base import Base, Key, LogRow, Text40, Text200, Text300, Text1000, closed
from bénévolat.models.communes import Commune


class Association(Base):
    """Association that welcomes volunteers. RNA and SIRET are optional and not unique (R20)."""

    __tablename__ = "associations"
    __table_args__ = (
        CheckConstraint(
            "status <> 'validated' OR (validated_at IS NOT NULL AND insured AND charter_accepted_at IS NOT NULL)",
            name="validated_complete",
        ),
    )

    id: Mapped[Key]
    name: Mapped[Text200]
    search_key: Mapped[Text200] = mapped_column(index=True)
    rna: Mapped[str | None] = mapped_column(String(10), index=True)
    local_law: Mapped[bool] = mapped_column(default=False)
    siret: Mapped[str | None] = mapped_column(String(14))
    purpose: Mapped[Text1000 | None]
    address: Mapped[Text300 | None]
    commune_insee: Mapped[str | None] = mapped_column(ForeignKey("communes.insee"))
    phone: Mapped[Text40 | None]
    email: Mapped[str | None] = mapped_column(String(254))
    website: Mapped[Text300 | None]
    insured: Mapped[bool] = mapped_column(default=False)
    insurer: Mapped[Text200 | None]
    insured_until: Mapped[date | None]
    charter_accepted_at: Mapped[datetime | None]
    charter_accepted_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    sensitive_name: Mapped[bool] = mapped_column(default=False)
    status: Mapped[AssociationStatus] = mapped_column(
        closed(AssociationStatus), default=AssociationStatus.DRAFT, index=True
    )
    refusal_reason: Mapped[RefusalReason | None] = mapped_column(closed(RefusalReason))
    refusal_note: Mapped[Text1000 | None]
    source_ref: Mapped[Text300 | None] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    validated_at: Mapped[datetime | None]

    commune: Mapped[Commune | None] = relationship()
    memberships: Mapped[list["Membership"]] = relationship(back_populates="association")

    def apply(
        self, action: AssociationAction, *, by: Actor, now: datetime, note: str | None = None
    ) -> "AssociationEvent":
        """Move to the next status and return the log row; the only writer of ``status``."""
        before = self.status
        self.status = next_status(TRANSITIONS, ALLOWED, action=action, status=before, by=by.kind)
        event = AssociationEvent(
            association_id=self.id, action=action.value, from_status=before.value, to_status=self.status.value
        )
        event.signed(by, now)
        event.note = note
        return event


class AssociationEvent(LogRow, Base):
    """Append-only life of an association."""

    __tablename__ = "association_events"

    association_id: Mapped[UUID] = mapped_column(
        ForeignKey("associations.id", ondelete="CASCADE"), index=True
    )


class Membership(Base):
    """An account inside an association; ended, never deleted. One active membership per account."""

    __tablename__ = "memberships"
    __table_args__ = (
        UniqueConstraint("association_id", "account_id"),
        Index(
            "uq_memberships_active_account",
            "account_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[Key]
    association_id: Mapped[UUID] = mapped_column(ForeignKey("associations.id"), index=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), index=True)
    role: Mapped[MembershipRole] = mapped_column(closed(MembershipRole))
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    association: Mapped[Association] = relationship(back_populates="memberships")
    account: Mapped[Account] = relationship()
