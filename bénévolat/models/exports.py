"""Export files: kept in the database for 48 hours, never under a web path (R75, E1)."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from bénévolat.models.accounts import Account
from bénévolat.models.base import Base, Key, Text40, Text300


class ExportFile(Base):
    """One export: who, why, which period; ``content`` is emptied at expiry, the row stays."""

    __tablename__ = "export_files"
    __table_args__ = (
        CheckConstraint("period_to >= period_from", name="period"),
        CheckConstraint("expires_at > created_at", name="lasts"),
    )

    id: Mapped[Key]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), index=True)
    kind: Mapped[Text40]
    motive: Mapped[Text300]
    period_from: Mapped[date]
    period_to: Mapped[date]
    file_format: Mapped[Text40]
    file_name: Mapped[Text300]
    nb_lines: Mapped[int]
    nb_transliterated: Mapped[int] = mapped_column(default=0)
    content: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    purged_at: Mapped[datetime | None]

    account: Mapped[Account] = relationship()
