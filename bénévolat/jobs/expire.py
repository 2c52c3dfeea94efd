"""``expire``: every morning, what nobody answered comes to its end, and offers nobody updated are pointed at.

Period: a date; only the latest one is worth doing: what was due while the clock was stopped is done once. Units: a
proposition (``pr-…``), then the mails about all of them (``tell``), an association with stale offers (``as-…``), and
the rows that open nothing (``rows``).
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import current_app
from sqlalchemy.orm import Session

from bénévolat.jobs.registry import Cron, Job, day_period
from bénévolat.services import expiries, expiry_notices, stale_offers

HOUR, MINUTE = 7, 40
ROWS, TELL = "rows", "tell"


def _proposition_days() -> dict[str, int]:
    config = current_app.config
    return {"expire_days": config["EXPIRE_DAYS"], "unanswered_days": config["UNANSWERED_DAYS"]}


def periods(session: Session, at: datetime) -> list[str]:
    """Return the latest morning."""
    return [day_period(at, hour=HOUR, minute=MINUTE)]


def units(session: Session, period: str, at: datetime) -> Iterable[str]:
    """Return the propositions, the mails, the associations concerned, then the rows."""
    due = expiries.due_propositions(session, now=at, **_proposition_days())
    stale_days = current_app.config["OFFER_STALE_DAYS"]
    hosts = stale_offers.hosts(session, now=at, stale_days=stale_days)
    return [
        *(f"{expiry_notices.UNIT}{key.hex}" for key in due),
        TELL,
        *(f"as-{key.hex}" for key in hosts),
        ROWS,
    ]


def effect(session: Session, period: str, unit: str, at: datetime) -> dict[str, Any]:
    """Do one unit; return its counts."""
    if unit == ROWS:
        return expiries.forget_useless(session, now=at)
    if unit == TELL:
        return expiry_notices.tell(session, now=at)
    kind, key = unit.split("-")
    if kind == "pr":
        return expiries.expire_proposition(session, UUID(key), now=at, **_proposition_days())
    return stale_offers.tell_host(
        session,
        UUID(key),
        now=at,
        stale_days=current_app.config["OFFER_STALE_DAYS"],
        unpublish_days=current_app.config["OFFER_UNPUBLISH_DAYS"],
    )


JOB = Job(
    name=stale_offers.JOB,
    label="Clore ce qui reste sans réponse",
    cron=Cron(minute=str(MINUTE), hour=str(HOUR)),
    periods=periods,
    units=units,
    effect=effect,
)
