"""``check-invariants``: every morning, what must always be true of the data is counted (B1).

Period: a date; only the latest one is worth doing. Unit: the whole. What is broken is written among the failures and
mailed to the administrators in the transaction of the ledger's row: once a day, not every ten minutes.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bénévolat.jobs.registry import WHOLE, Cron, Job, day_period
from bénévolat.services import invariants

HOUR, MINUTE = 5, 0


def periods(session: Session, at: datetime) -> list[str]:
    """Return the latest morning."""
    return [day_period(at, hour=HOUR, minute=MINUTE)]


def units(session: Session, period: str, at: datetime) -> Iterable[str]:
    """Return the whole as one unit."""
    return [WHOLE]


def effect(session: Session, period: str, unit: str, at: datetime) -> dict[str, Any]:
    """Check everything and tell what is broken."""
    found = invariants.report(session, period=period, now=at)
    return {"broken": len(found), "rows": sum(finding.count for finding in found)}


JOB = Job(
    name=invariants.JOB,
    label="Contrôler les données",
    cron=Cron(minute=f"{MINUTE}", hour=str(HOUR)),
    periods=periods,
    units=units,
    effect=effect,
)
