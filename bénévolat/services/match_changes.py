"""Acts that may have changed stored matches, noted in the transaction of the act.

A note says who or what changed, never how: whoever handles it reads everything anew. It goes in the transaction that
stores the matches computed since; a crash in between leaves it for the next one.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import insert
from sqlalchemy.orm import Session

from bénévolat.models.matches import MatchChange

FOLLOW_UP = "matches"
"""Name of the work asked after the commit, in ``session.info["follow_ups"]``."""


def offers_changed(session: Session, offer_ids: Iterable[UUID], *, now: datetime) -> None:
    """Note that offers changed: text, places, supervision, publication, or their association."""
    _note(session, [{"offer_id": key, "profile_id": None} for key in sorted(offer_ids)], now)


def offer_changed(session: Session, offer_id: UUID, *, now: datetime) -> None:
    """Note that one offer changed."""
    offers_changed(session, (offer_id,), now=now)


def profile_changed(session: Session, profile_id: UUID, *, now: datetime) -> None:
    """Note that what the matcher reads of a person changed."""
    _note(session, [{"offer_id": None, "profile_id": profile_id}], now)


def _note(session: Session, subjects: list[dict[str, UUID | None]], now: datetime) -> None:
    if not subjects:
        return
    session.flush()  # A profile or an offer just made must be there before it is named.
    session.execute(insert(MatchChange), [{"id": uuid4(), "noted_at": now, **one} for one in subjects])
    session.info.setdefault("follow_ups", set()).add(FOLLOW_UP)
