"""Volunteer profiles: one per person, with no health data and no cause (R35, R36)."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bénévolat.domain.enums import (
    Comfort,
    Constraint,
    ContactChoice,
    ExclusionKind,
    HalfDay,
    HouseholdRole,
    Level,
    ProfileStatus,
    SupervisionLevel,
)
from bénévolat.models.accounts import Account
from bénévolat.models.associations import Association
from bénévolat.models.base import Base, EnumList, Key, Text40, Text120, closed
from bénévolat.models.communes import Commune
from bénévolat.models.teams import Team


class Profile(Base):
    """Profile of a person in social follow-up.

    ``departement_ref`` is the Département's own reference and the only key (domain §1.7);
    ``travel`` holds the most minutes accepted by each means the person has, e.g. ``{"walk": 20}``;
    ``understood`` the concepts confirmed for a wish or a skill, by its words (matching.formats.Profile);
    ``objected_at`` the day the person said no to being proposed missions (R43);
    ``widen`` what would open other missions when nothing is close, as the matcher says it.
    """

    __tablename__ = "profiles"
    __table_args__ = (
        CheckConstraint(
            "allocataire_number IS NULL OR household_role IS NOT NULL", name="number_needs_household_role"
        ),
        CheckConstraint("status <> 'active' OR commune_insee IS NOT NULL", name="active_has_commune"),
        CheckConstraint("objected_at IS NULL OR status <> 'active'", name="objected_is_not_active"),
        CheckConstraint("contact_choice <> 'phone' OR phone IS NOT NULL", name="contact_phone"),
        CheckConstraint("contact_choice <> 'email' OR email IS NOT NULL", name="contact_email"),
    )

    id: Mapped[Key]
    departement_ref: Mapped[Text40] = mapped_column(unique=True)
    allocataire_number: Mapped[Text40 | None]
    household_role: Mapped[HouseholdRole | None] = mapped_column(closed(HouseholdRole))
    first_name: Mapped[Text120]
    last_name: Mapped[Text120]
    search_key: Mapped[str] = mapped_column(String(240), index=True)
    phone: Mapped[Text40 | None]
    email: Mapped[str | None] = mapped_column(String(254))
    contact_choice: Mapped[ContactChoice] = mapped_column(
        closed(ContactChoice), default=ContactChoice.VIA_REFERENT
    )
    referent_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), index=True)
    team_id: Mapped[UUID] = mapped_column(ForeignKey("teams.id"), index=True)
    status: Mapped[ProfileStatus] = mapped_column(
        closed(ProfileStatus), default=ProfileStatus.DRAFT, index=True
    )

    wishes: Mapped[list[str]] = mapped_column(default=list)
    skills: Mapped[list[str]] = mapped_column(default=list)
    avoid: Mapped[list[str]] = mapped_column(default=list)
    understood: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    constraints: Mapped[list[Constraint]] = mapped_column(EnumList(Constraint), default=list)
    comfort: Mapped[list[Comfort]] = mapped_column(EnumList(Comfort), default=list)
    languages: Mapped[list[str]] = mapped_column(default=list)
    french_level: Mapped[Level | None] = mapped_column(closed(Level))
    supervision_need: Mapped[SupervisionLevel | None] = mapped_column(closed(SupervisionLevel))
    commune_insee: Mapped[str | None] = mapped_column(ForeignKey("communes.insee"), index=True)
    travel: Mapped[dict[str, Any]] = mapped_column(default=dict)
    half_days: Mapped[list[HalfDay]] = mapped_column(EnumList(HalfDay), default=list)
    available_from: Mapped[date | None]
    priority: Mapped[bool] = mapped_column(default=False, server_default=false())

    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    last_contact_at: Mapped[datetime]
    matched_at: Mapped[datetime | None]
    objected_at: Mapped[datetime | None]
    widen: Mapped[list[str]] = mapped_column(default=list, server_default="[]")

    referent: Mapped[Account] = relationship()
    team: Mapped[Team] = relationship()
    commune: Mapped[Commune | None] = relationship()
    exclusions: Mapped[list["Exclusion"]] = relationship(cascade="all, delete-orphan")

    @property
    def full_name(self) -> str:
        """Return «Prénom NOM»."""
        return f"{self.first_name} {self.last_name.upper()}"


class Exclusion(Base):
    """Association left out for a person: own wish, or former employer (R19)."""

    __tablename__ = "exclusions"

    profile_id: Mapped[UUID] = mapped_column(ForeignKey("profiles.id", ondelete="CASCADE"), primary_key=True)
    association_id: Mapped[UUID] = mapped_column(ForeignKey("associations.id"), primary_key=True)
    kind: Mapped[ExclusionKind] = mapped_column(closed(ExclusionKind))
    created_at: Mapped[datetime]

    association: Mapped[Association] = relationship()
