"""Export files: kept in the database for 48 hours, never under a web path (R75, E1); made by work orders."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bénévolat.domain.work_orders import WorkKind, WorkStatus
from bénévolat.models.accounts import Account
from bénévolat.models.base import Base, Key, Text40, Text300, closed


class ExportFile(Base):
    """One export: who, why, which period. Its pieces are erased at expiry, the row stays.

    ``size`` is the number of bytes, ``nb_lines`` of lines (or documents of a pack).
    """

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
    size: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    purged_at: Mapped[datetime | None]

    account: Mapped[Account] = relationship()


class ExportPiece(Base):
    """A piece of a file, so that a long one is written and read with little memory."""

    __tablename__ = "export_pieces"

    export_id: Mapped[UUID] = mapped_column(
        ForeignKey("export_files.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class WorkOrder(Base):
    """Long work somebody asked for on screen: an export, a pack. One process claims it; its page shows the progress.

    ``params`` holds codes, dates and identifiers only. ``seen_at`` is the sign of life of who works on it: an order
    silent for long is taken up again.
    """

    __tablename__ = "work_orders"
    __table_args__ = (
        CheckConstraint("progress >= 0 AND (total IS NULL OR total >= 0)", name="progress"),
        CheckConstraint("(status IN ('done', 'failed')) = (finished_at IS NOT NULL)", name="finished"),
        CheckConstraint("status <> 'done' OR export_id IS NOT NULL", name="done_has_file"),
    )

    id: Mapped[Key]
    kind: Mapped[WorkKind] = mapped_column(closed(WorkKind))
    status: Mapped[WorkStatus] = mapped_column(closed(WorkStatus), default=WorkStatus.WAITING, index=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), index=True)
    params: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    progress: Mapped[int] = mapped_column(default=0)
    total: Mapped[int | None]
    finished_at: Mapped[datetime | None]
    refusal: Mapped[Text300 | None]
    export_id: Mapped[UUID | None] = mapped_column(ForeignKey("export_files.id"))

    account: Mapped[Account] = relationship()
    export: Mapped[ExportFile | None] = relationship()
