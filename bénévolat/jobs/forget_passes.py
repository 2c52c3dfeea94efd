"""``forget-passes``: passages and failures of jobs of more than 90 days are deleted every night.

The ledger itself stays: without it a month long closed would be done again. Period: a date; only the latest one is
worth doing. Unit: the whole.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bénévolat.jobs import passes
from bénévolat.jobs.registry import WHOLE, Cron, Job, day_period

HOUR, MINUTE = 4, 45


def periods(session: Session, at: datetime) -> list[str]:
    """Return the latest night."""
    return [day_period(at, hour=HOUR, minute=MINUTE)]


def units(session: Session, period: str, at: datetime) -> Iterable[str]:
    """Return the whole as one unit."""
    return [WHOLE]


def effect(session: Session, period: str, unit: str, at: datetime) -> dict[str, Any]:
    """Delete what is old."""
    return dict(passes.purge(session, now=at))


JOB = Job(
    name="forget-passes",
    label="Effacer les passages de traitements de plus de 90 jours",
    cron=Cron(minute=str(MINUTE), hour=str(HOUR)),
    periods=periods,
    units=units,
    effect=effect,
)
