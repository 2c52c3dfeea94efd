"""Accounts of professionals and associations. The person never has one: they have a card."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bénévolat.domain.actors import Actor, ActorKind
from bénévolat.domain.enums import Right, Role
from bénévolat.models.base import Base, Key, Text40, Text120, closed
from bénévolat.models.teams import Team


class Account(Base):
    """One human being who works with the platform, under one role."""

    __tablename__ = "accounts"
    __table_args__ = (
        CheckConstraint("email = lower(email)", name="email_lower"),
        CheckConstraint("team_id IS NULL OR role = 'travailleur_social'", name="team_of_travailleur_social"),
        CheckConstraint("NOT can_validate OR role = 'departement'", name="validate_of_departement"),
        CheckConstraint("NOT can_administer OR role = 'departement'", name="administer_of_departement"),
        CheckConstraint("NOT can_export OR role = 'departement'", name="export_of_departement"),
        CheckConstraint("NOT can_retain_hours OR role <> 'association'", name="retain_of_agents"),
    )

    id: Mapped[Key]
    email: Mapped[str] = mapped_column(String(254), unique=True)
    first_name: Mapped[Text120]
    last_name: Mapped[Text120]
    phone: Mapped[Text40 | None]
    role: Mapped[Role] = mapped_column(closed(Role))
    team_id: Mapped[UUID | None] = mapped_column(ForeignKey("teams.id"), index=True)
    can_validate: Mapped[bool] = mapped_column(default=False)
    can_retain_hours: Mapped[bool] = mapped_column(default=False)
    can_export: Mapped[bool] = mapped_column(default=False)
    can_administer: Mapped[bool] = mapped_column(default=False)
    password_hash: Mapped[str | None] = mapped_column(String(200))
    password_changed_at: Mapped[datetime | None]
    totp_secret: Mapped[str | None] = mapped_column(String(64))
    totp_confirmed_at: Mapped[datetime | None]
    totp_last_step: Mapped[int | None]
    created_at: Mapped[datetime]
    last_sign_in_at: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]

    team: Mapped[Team | None] = relationship()
    backup_codes: Mapped[list["BackupCode"]] = relationship(cascade="all, delete-orphan")

    @property
    def full_name(self) -> str:
        """Return «Prénom NOM»."""
        return f"{self.first_name} {self.last_name.upper()}"

    @property
    def has_second_factor(self) -> bool:
        """Tell whether a second factor is set and confirmed (S2)."""
        return self.totp_confirmed_at is not None

    @property
    def rights(self) -> frozenset[Right]:
        """Return the rights held on top of the role."""
        return frozenset(
            right
            for right, held in (
                (Right.VALIDATE, self.can_validate),
                (Right.RETAIN_HOURS, self.can_retain_hours),
                (Right.EXPORT, self.can_export),
                (Right.ADMINISTER, self.can_administer),
            )
            if held
        )

    def as_actor(self) -> Actor:
        """Return the author written in logs for an act of this account."""
        return Actor(ActorKind(str(self.role.value)), account_id=self.id)


class BackupCode(Base):
    """One-time code that replaces the second factor; only its hash is kept (S2)."""

    __tablename__ = "backup_codes"

    id: Mapped[Key]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64))
    used_at: Mapped[datetime | None]
