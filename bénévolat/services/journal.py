"""Journal of a closed list of events: who, what, when, never a value (G1, R40)."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.orm import Session

from bénévolat.domain.actors import Actor
from bénévolat.domain.enums import JournalEvent
from bénévolat.models.journal import JournalEntry


def write(
    session: Session,
    event: JournalEvent,
    *,
    by: Actor,
    now: datetime,
    profile_id: UUID | None = None,
    subject_id: UUID | None = None,
    motive: str | None = None,
) -> None:
    """Append one line. ``profile_id`` is the person whose file is concerned."""
    session.add(
        JournalEntry(
            at=now,
            event=event,
            actor_kind=by.kind,
            account_id=by.account_id,
            profile_id=profile_id,
            subject_id=subject_id,
            motive=motive,
        )
    )


def document_made(session: Session, *, profile_id: UUID, about: UUID, by: Actor, now: datetime) -> None:
    """Say that a document about a person was made: an attestation, a convention, a summary (R40).

    ``about``: the engagement or the contract it tells of.
    """
    write(session, JournalEvent.DOCUMENT_MADE, by=by, now=now, profile_id=profile_id, subject_id=about)


def write_many(
    session: Session,
    event: JournalEvent,
    about: Sequence[tuple[UUID, UUID]],
    *,
    by: Actor,
    now: datetime,
) -> None:
    """Append one line for each (person, object) of an act on many of them, in one statement."""
    common = {"at": now, "event": event, "actor_kind": by.kind, "account_id": by.account_id}
    if about:
        lines = [{**common, "profile_id": person, "subject_id": subject} for person, subject in about]
        session.execute(insert(JournalEntry), lines)
