"""Journal: who, what, when, never a value (G1, R40). Kept apart, append-only, without foreign keys."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from bénévolat.domain.actors import ActorKind
from bénévolat.domain.enums import JournalEvent
from bénévolat.models.base import Base, Key, Text300, closed


class JournalEntry(Base):
    """One event. ``profile_id`` is the person concerned, ``subject_id`` any other object."""

    __tablename__ = "journal"

    id: Mapped[Key]
    at: Mapped[datetime] = mapped_column(index=True)
    event: Mapped[JournalEvent] = mapped_column(closed(JournalEvent), index=True)
    actor_kind: Mapped[ActorKind] = mapped_column(closed(ActorKind))
    account_id: Mapped[UUID | None] = mapped_column(index=True)
    profile_id: Mapped[UUID | None] = mapped_column(index=True)
    subject_id: Mapped[UUID | None]
    motive: Mapped[Text300 | None]
