"""Agreements of the person: what, when, how, through whom; can be withdrawn (R10, domain §1.10)."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from bénévolat.domain.actors import ActorKind
from bénévolat.domain.enums import AgreementKind, Channel
from bénévolat.models.base import Base, Key, closed


class Agreement(Base):
    """One agreement. ``given_on`` is the day the person said so, ``recorded_at`` when it was written."""

    __tablename__ = "agreements"
    __table_args__ = (
        CheckConstraint(
            "kind <> 'transmission' OR proposition_id IS NOT NULL", name="transmission_of_a_proposition"
        ),
        CheckConstraint("kind <> 'review' OR engagement_id IS NOT NULL", name="review_of_an_engagement"),
    )

    id: Mapped[Key]
    profile_id: Mapped[UUID] = mapped_column(ForeignKey("profiles.id", ondelete="CASCADE"), index=True)
    kind: Mapped[AgreementKind] = mapped_column(closed(AgreementKind))
    proposition_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("propositions.id", ondelete="CASCADE"), index=True
    )
    engagement_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("engagements.id", ondelete="CASCADE", use_alter=True), index=True
    )
    channel: Mapped[Channel] = mapped_column(closed(Channel))
    given_on: Mapped[date]
    recorded_at: Mapped[datetime]
    recorded_by_kind: Mapped[ActorKind] = mapped_column(closed(ActorKind))
    recorded_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    withdrawn_at: Mapped[datetime | None]
