"""Thesaurus corrected on screen: published edits, evaluation phrases, «mal compris» of travailleurs sociaux."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bénévolat.domain.thesaurus import EditKind, MisreadingStatus
from bénévolat.models.accounts import Account
from bénévolat.models.base import Base, Key, Text40, Text120, Text200, Text300, closed


class ThesaurusEdit(Base):
    """One published edit, never changed nor deleted. ``number`` is its version: the fourth makes 2026.11+4.

    ``undoes`` is the number of the edit that an undo takes back.
    """

    __tablename__ = "thesaurus_edits"
    __table_args__ = (
        CheckConstraint("number >= 1", name="number"),
        CheckConstraint(
            "(kind = 'undo' AND undoes IS NOT NULL AND undoes < number) OR (kind <> 'undo' AND undoes IS NULL)",
            name="undoes",
        ),
    )

    id: Mapped[Key]
    number: Mapped[int] = mapped_column(unique=True)
    kind: Mapped[EditKind] = mapped_column(closed(EditKind))
    concept: Mapped[Text40] = mapped_column(default="", index=True)
    words: Mapped[Text120] = mapped_column(default="")
    into: Mapped[Text40] = mapped_column(default="")
    undoes: Mapped[int | None]
    published_at: Mapped[datetime]
    author_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))

    author: Mapped[Account] = relationship()


class ThesaurusPhrase(Base):
    """A sentence that every edit is tried on, with the codes of the concepts it must lead to."""

    __tablename__ = "thesaurus_phrases"

    id: Mapped[Key]
    text: Mapped[Text300] = mapped_column(unique=True)
    expected: Mapped[list[str]] = mapped_column(JSON, default=list)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class Misreading(Base):
    """A reason of a suggestion that a travailleur social found wrong. Nothing says about whom it was.

    ``said``: words of a wish or of a skill; ``found``: words of the mission; ``concept``: what joined them.
    """

    __tablename__ = "misreadings"
    __table_args__ = (
        CheckConstraint("reports >= 1", name="reports"),
        CheckConstraint("(status = 'open') = (closed_at IS NULL)", name="closed"),
        Index("ix_misreadings_status_reported_at", "status", "reported_at"),
    )

    id: Mapped[Key]
    said: Mapped[Text200] = mapped_column(default="")
    offer_title: Mapped[Text200]
    found: Mapped[Text200] = mapped_column(default="")
    concept: Mapped[Text40 | None]
    meant: Mapped[Text300] = mapped_column(default="")
    reports: Mapped[int] = mapped_column(default=1)
    status: Mapped[MisreadingStatus] = mapped_column(closed(MisreadingStatus), default=MisreadingStatus.OPEN)
    reported_at: Mapped[datetime]
    reporter_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    edit_number: Mapped[int | None]

    reporter: Mapped[Account] = relationship(foreign_keys=[reporter_id])
