"""How far the thesaurus reaches: the offers that have a concept, the suggestions made before the last edit."""

from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bénévolat.matching.table import UNKNOWN
from bénévolat.models.matches import Match
from bénévolat.services import matching_engine, matching_epochs

PARIS = ZoneInfo("Europe/Paris")


def offers_with(session: Session, code: str, *, now: datetime) -> int:
    """Return how many published offers say a concept, in whatever words."""
    with matching_engine.LOCK:
        engine = matching_engine.current(session, now.astimezone(PARIS).date())
        rows, _ = engine.documents.postings(engine.documents.terms.known(f"c:{code}"))
        return int(np.count_nonzero(engine.order[rows] != UNKNOWN))


def people_behind(session: Session) -> int:
    """Return how many people have suggestions computed by another version than the one in force."""
    version = matching_epochs.version(session)
    statement = select(func.count(Match.profile_id.distinct())).where(Match.version != version)
    return session.scalar(statement) or 0
