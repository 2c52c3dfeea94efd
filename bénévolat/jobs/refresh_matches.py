"""``refresh-matches``: every night the suggestions of everyone are computed again.

Period: a date; only the latest one is worth doing. Unit: the whole.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bénévolat.jobs.registry import WHOLE, Cron, Job, day_period
from bénévolat.services import suggestions

HOUR, MINUTE = 3, 30


def periods(session: Session, at: datetime) -> list[str]:
    """Return the latest night."""
    return [day_period(at, hour=HOUR, minute=MINUTE)]


def units(session: Session, period: str, at: datetime) -> Iterable[str]:
    """Return the whole as one unit."""
    return [WHOLE]


def effect(session: Session, period: str, unit: str, at: datetime) -> dict[str, Any]:
    """Compute the suggestions of every active profile."""
    return {"profiles": suggestions.refresh_all(session, now=at)}


JOB = Job(
    name="refresh-matches",
    label="Recalculer les rapprochements",
    cron=Cron(minute=str(MINUTE), hour=str(HOUR)),
    periods=periods,
    units=units,
    effect=effect,
)
