"""Mailed links: opened by GET without effect, used once by POST (R51)."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bénévolat.domain.enums import LinkKind
from bénévolat.models.accounts import Account
from bénévolat.models.associations import Association, Membership
from bénévolat.models.base import Base, Key, closed


class LinkToken(Base):
    """One mailed link; only the hash of its token is kept."""

    __tablename__ = "link_tokens"
    __table_args__ = (CheckConstraint("expires_at > created_at", name="lasts"),)

    id: Mapped[Key]
    kind: Mapped[LinkKind] = mapped_column(closed(LinkKind))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    account: Mapped[Account] = relationship()


class CalendarLink(Base):
    """Address that a calendar reads by itself, of a person or of a member of an association; one each at a time.

    It says sessions that come, in discreet words, until it is stopped; only the hash of its token is kept.
    """

    __tablename__ = "calendar_links"
    __table_args__ = (
        CheckConstraint("(profile_id IS NULL) <> (membership_id IS NULL)", name="owner"),
        Index(
            "uq_calendar_links_profile",
            "profile_id",
            unique=True,
            sqlite_where=text("revoked_at IS NULL"),
            postgresql_where=text("revoked_at IS NULL"),
        ),
        Index(
            "uq_calendar_links_membership",
            "membership_id",
            unique=True,
            sqlite_where=text("revoked_at IS NULL"),
            postgresql_where=text("revoked_at IS NULL"),
        ),
    )

    id: Mapped[Key]
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    profile_id: Mapped[UUID | None] = mapped_column(ForeignKey("profiles.id", ondelete="CASCADE"))
    membership_id: Mapped[UUID | None] = mapped_column(ForeignKey("memberships.id", ondelete="CASCADE"))
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]

    membership: Mapped[Membership | None] = relationship()


class AssociationLink(Base):
    """Link mailed to an association that answers without an account: the presences of one month (8 days).

    It says what it opens and nothing else; only the hash of its token is kept. It may serve until it expires: a month
    is often confirmed in two times.
    """

    __tablename__ = "association_links"
    __table_args__ = (CheckConstraint("expires_at > created_at", name="lasts"),)

    id: Mapped[Key]
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    association_id: Mapped[UUID] = mapped_column(ForeignKey("associations.id"), index=True)
    month: Mapped[date]
    recipient: Mapped[str] = mapped_column(String(254))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]

    association: Mapped[Association] = relationship()
