"""``make-files``: long files asked for on screen are made apart, by a thread of the web process or by the clock.

Its ledger is the order itself: claimed in one transaction, made from one state of the database while others write,
kept in another. A process that dies in between leaves no file: after two minutes of silence the order is taken up
again.
"""

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from flask import current_app
from sqlalchemy.orm import Session

from bénévolat.domain.errors import DomainError
from bénévolat.domain.work_orders import WorkKind
from bénévolat.extensions import db, snapshot, transaction
from bénévolat.jobs.registry import Cron, Job
from bénévolat.logs import trace
from bénévolat.models.accounts import Account
from bénévolat.services import contract_reviews, letters, review_packs, work_orders
from bénévolat.services.work_orders import Claimed, Made, Progress

log = logging.getLogger(__name__)

BEAT_SECONDS = 1.0

Maker = Callable[[Session, Account, dict[str, Any], Path, Progress, datetime], Made]
MAKERS: dict[WorkKind, Maker] = {
    WorkKind.CONTRACT_REVIEW: contract_reviews.make,
    WorkKind.REVIEW_PACK: review_packs.make,
    WorkKind.LETTERS: letters.make,
}


def make_one(
    key: UUID,
    *,
    at: datetime,
    tell: Progress | None = None,
    before_keeping: Callable[[Path], None] | None = None,
) -> bool:
    """Make the file of one order; False when somebody else has it or it could not be made.

    ``tell`` hears the progress (units done, of how many); ``before_keeping`` may copy the file: what it raises undoes
    the whole.
    """
    with transaction() as session:
        order = work_orders.claim(session, key, now=at)
    if order is None:
        return False
    try:
        with TemporaryDirectory(prefix="benevolat-") as folder:
            made = _make(order, Path(folder), tell, at)
            if before_keeping is not None:
                before_keeping(made.path)
            lasts = timedelta(hours=current_app.config["EXPORT_HOURS"])
            with transaction() as session:
                return work_orders.keep(session, order, made, lasts=lasts, now=at) is not None
    except DomainError as refusal:
        _fail(order, refusal.sentence, at)
    except Exception as error:  # noqa: BLE001 - logged without its words
        log.error("work order %s failed\n%s", order.id, trace(error))
        _fail(order, None, at)
    return False


def _make(order: Claimed, folder: Path, tell: Progress | None, at: datetime) -> Made:
    """Signs of life are told on the clock that claimed the order: a night that is caught up reads them rightly."""
    began = told = time.monotonic()

    def say(done: int, total: int) -> None:
        nonlocal told
        if tell is not None:
            tell(done, total)
        if done and time.monotonic() - told < BEAT_SECONDS:
            return
        told = time.monotonic()
        now = at + timedelta(seconds=told - began)
        with transaction() as session:
            work_orders.beat(session, order.id, progress=done, total=total, now=now)

    with snapshot() as reader:
        account = reader.get_one(Account, order.account_id)
        return MAKERS[order.kind](reader, account, order.params, folder, say, at)


def _fail(order: Claimed, refusal: str | None, at: datetime) -> None:
    db.session().rollback()
    with transaction() as session:
        work_orders.fail(session, order.id, refusal=refusal, now=at)


def make_waiting(at: datetime, *, dry_run: bool) -> dict[str, Any]:
    """Make what waits at that instant; return the counts."""
    with transaction() as session:
        waiting = work_orders.waiting(session, now=at)
        if not dry_run:
            work_orders.give_up(session, now=at)
    if dry_run:
        return {"to_make": len(waiting)}
    made = sum(make_one(key, at=at) for key in waiting)
    return {"made": made, "failed": len(waiting) - made} if waiting else {}


JOB = Job(
    name="make-files",
    label="Produire les fichiers demandés",
    cron=Cron(minute="*"),
    outside=make_waiting,
)
