"""``refresh-matches``: every night a new epoch begins, the suggestions of everyone are computed again, then the plan.

Period: a date; only the latest one is worth doing. Units: ``epoch`` freezes the words of the day and leaves a snapshot
for the web workers; ``inactive`` takes away the suggestions of people who left; then some people at a time, from one
identifier to another, so that no transaction lasts; ``plan`` comes once everybody is done.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from flask import Flask
from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from bénévolat.domain.enums import ProfileStatus
from bénévolat.extensions import db, follow_up
from bénévolat.jobs.registry import PARIS, Cron, Job, day_period
from bénévolat.models.jobs import JobRun
from bénévolat.models.profiles import Profile
from bénévolat.services import match_plans, matching_engine, suggestions

NAME = "refresh-matches"
HOUR, MINUTE = 3, 30
BATCH = 500
EPOCH, INACTIVE, PLAN = "epoch", "inactive", "plan"
_SIGNS = 16
"""Signs of an identifier that name the ends of a batch: enough to tell any two apart."""


class NotEverybody(RuntimeError):
    """Some people are still to be computed: the plan waits for them."""


def periods(session: Session, at: datetime) -> list[str]:
    """Return the latest night."""
    return [day_period(at, hour=HOUR, minute=MINUTE)]


def units(session: Session, period: str, at: datetime) -> Iterable[str]:
    """Return the epoch, the mark of the inactive, the batches of active people as «first-last», and the plan."""
    ids = [key.hex[:_SIGNS] for key in suggestions.active_ids(session)]
    batches = [ids[start : start + BATCH] for start in range(0, len(ids), BATCH)]
    return [EPOCH, INACTIVE, *(f"{batch[0]}-{batch[-1]}" for batch in batches), PLAN]


def effect(session: Session, period: str, unit: str, at: datetime) -> dict[str, Any]:
    """Do one unit; return its counts."""
    if unit == EPOCH:
        return _begin_epoch(session, at)
    if unit == INACTIVE:
        suggestions.forget_inactive(session)
        return {}
    if unit == PLAN:
        return _plan(session, period, at)
    first, last = unit.split("-")
    ids = [key for key in suggestions.active_ids(session) if first <= key.hex[:_SIGNS] <= last]
    return {"profiles": suggestions.refresh_some(session, ids, now=at)}


def _begin_epoch(session: Session, at: datetime) -> dict[str, Any]:
    with matching_engine.LOCK:
        engine = matching_engine.begin_epoch(session, at.astimezone(PARIS).date())
    session.info.setdefault("follow_ups", set()).add(EPOCH)
    return {"offers": len(engine.row_of)}


def _plan(session: Session, period: str, at: datetime) -> dict[str, Any]:
    begun = session.scalar(
        select(JobRun.done_at).where(JobRun.job == NAME, JobRun.period == period, JobRun.unit == EPOCH)
    )
    if begun is not None:
        left = session.scalar(
            select(func.count())
            .select_from(Profile)
            .where(
                Profile.status == ProfileStatus.ACTIVE,
                or_(Profile.matched_at.is_(None), Profile.matched_at < begun),
            )
        )
        if left:
            raise NotEverybody(left)
    plan = match_plans.compute(session, now=at)
    return {"proposals": plan.proposals, "without_proposal": plan.without_proposal}


def _keep_snapshot() -> None:
    """Leave the epoch just begun to the web workers, once its unit is in the ledger."""
    with matching_engine.LOCK:
        matching_engine.keep_epoch(db.session())


def init_epochs(app: Flask) -> None:
    """Have each new epoch kept after its commit."""
    follow_up(app, EPOCH, _keep_snapshot)


JOB = Job(
    name=NAME,
    label="Recalculer les rapprochements et l'ordre conseillé",
    cron=Cron(minute=str(MINUTE), hour=str(HOUR)),
    periods=periods,
    units=units,
    effect=effect,
    forget=matching_engine.forget,
)
