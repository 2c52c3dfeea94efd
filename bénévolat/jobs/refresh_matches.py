"""``refresh-matches``: every night the suggestions of everyone are computed again.

Period: a date; only the latest one is worth doing. Unit: a hundred people, from one identifier to another, so that
no transaction lasts; and ``inactive`` for those whose suggestions go away.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bénévolat.jobs.registry import Cron, Job, day_period
from bénévolat.services import suggestions

HOUR, MINUTE = 3, 30
BATCH = 100
INACTIVE = "inactive"
_SIGNS = 16
"""Signs of an identifier that name the ends of a batch: enough to tell any two apart."""


def periods(session: Session, at: datetime) -> list[str]:
    """Return the latest night."""
    return [day_period(at, hour=HOUR, minute=MINUTE)]


def units(session: Session, period: str, at: datetime) -> Iterable[str]:
    """Return the batches of active people as «first-last», and the mark of the inactive ones."""
    ids = [key.hex[:_SIGNS] for key in suggestions.active_ids(session)]
    batches = [ids[start : start + BATCH] for start in range(0, len(ids), BATCH)]
    return [INACTIVE, *(f"{batch[0]}-{batch[-1]}" for batch in batches)]


def effect(session: Session, period: str, unit: str, at: datetime) -> dict[str, Any]:
    """Compute the suggestions of one batch."""
    if unit == INACTIVE:
        suggestions.forget_inactive(session)
        return {}
    first, last = unit.split("-")
    ids = [key for key in suggestions.active_ids(session) if first <= key.hex[:_SIGNS] <= last]
    return {"profiles": suggestions.refresh_some(session, ids, now=at)}


JOB = Job(
    name="refresh-matches",
    label="Recalculer les rapprochements",
    cron=Cron(minute=str(MINUTE), hour=str(HOUR)),
    periods=periods,
    units=units,
    effect=effect,
)
