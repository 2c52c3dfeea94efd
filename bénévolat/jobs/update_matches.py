"""``update-matches``: what an act changed in the matches is computed again, after its commit.

A web worker does it at once, within the request. What it leaves (too many people concerned, a failure, a commit by a
command) is done here every minute, some people at a time. Nothing is lost meanwhile: the notes wait in the database.
"""

import logging
from datetime import datetime
from typing import Any

from flask import Flask, current_app

from bénévolat.extensions import Intent, begin_as, db, follow_up, transaction
from bénévolat.jobs.registry import Cron, Job
from bénévolat.logs import trace
from bénévolat.services import match_changes, match_updates

log = logging.getLogger(__name__)

AT_ONCE = 500
"""People computed within a request, or in one transaction of the job."""
TRIES = 5
"""Times that what others wrote meanwhile is read again before it is left to the clock."""


def at_once() -> None:
    """Compute again what the last commit changed; whatever fails is left to the clock, and told in the log."""
    try:
        # A context of its own has a session of its own: what the request has loaded stays as it is.
        with current_app.app_context():
            catch_up(most=AT_ONCE)
    except Exception as error:  # noqa: BLE001 - logged without its words
        log.error("matches could not be brought up to date; the clock will do it\n%s", trace(error))


def catch_up(now: datetime | None = None, *, most: int | None = None) -> dict[str, Any]:
    """Answer every waiting note; return the counts. ``most``: leave them all when more people are concerned."""
    counts = {"notes": 0, "profiles": 0}
    for _ in range(TRIES):
        begin_as(Intent.READ)
        try:
            update = match_updates.prepare(db.session(), now=now)
            if update is None:
                return counts
            if most is not None and len(update.people) > most:
                log.info("%s people concerned: left to the clock", len(update.people))
                return counts
            done = _store(update)
        finally:
            db.session().rollback()
            begin_as(Intent.WRITE)
        if done:
            counts["notes"] += len(update.notes)
            counts["profiles"] += len(update.people)
    return counts


def _store(update: match_updates.Update) -> bool:
    """Compute and store, some people at a time; False as soon as somebody else has answered these notes."""
    starts = range(0, max(1, len(update.people)), AT_ONCE)
    for start in starts:
        some = update.people[start : start + AT_ONCE]
        answers = match_updates.compute(db.session(), update, some)
        with transaction() as session:
            if not match_updates.apply(session, update, answers, last=start == starts[-1]):
                return False
    return True


def _outside(at: datetime, *, dry_run: bool) -> dict[str, Any]:
    if dry_run:
        begin_as(Intent.READ)
        try:
            update = match_updates.prepare(db.session(), now=at)
            return {"profiles": len(update.people) if update else 0}
        finally:
            db.session().rollback()
            begin_as(Intent.WRITE)
    return catch_up(at)


def init_updates(app: Flask) -> None:
    """Have web workers follow each commit that changed matches."""
    follow_up(app, match_changes.FOLLOW_UP, at_once)


JOB = Job(
    name="update-matches",
    label="Mettre à jour les rapprochements après un changement",
    cron=Cron(minute="*"),
    outside=_outside,
)
