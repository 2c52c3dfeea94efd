"""``forget-attempts``: counted tries that no longer count are deleted every night (L1, G1).

Period: a date; only the latest one is worth doing. Unit: the whole.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bénévolat.jobs.registry import WHOLE, Cron, Job, day_period
from bénévolat.services import attempts

HOUR, MINUTE = 4, 40


def periods(session: Session, at: datetime) -> list[str]:
    """Return the latest night."""
    return [day_period(at, hour=HOUR, minute=MINUTE)]


def units(session: Session, period: str, at: datetime) -> Iterable[str]:
    """Return the whole as one unit."""
    return [WHOLE]


def effect(session: Session, period: str, unit: str, at: datetime) -> dict[str, Any]:
    """Delete the tries of more than a day."""
    return {"deleted": attempts.purge(session, now=at)}


JOB = Job(
    name="forget-attempts",
    label="Effacer les essais de connexion de plus d'un jour",
    cron=Cron(minute=str(MINUTE), hour=str(HOUR)),
    periods=periods,
    units=units,
    effect=effect,
)
