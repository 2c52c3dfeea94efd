"""Scheduled jobs, as the administrator sees them: last effect, failures, waiting mails, «lancer maintenant»."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select

from bénévolat.domain.enums import Audience, Right
from bénévolat.extensions import db, release
from bénévolat.jobs.catalogue import JOBS, find
from bénévolat.jobs.runner import run
from bénévolat.models.jobs import JobFailure, JobRun, SchedulerLease
from bénévolat.models.outbox import OutboxMessage
from bénévolat.web.access import AudienceBlueprint, now
from bénévolat.web.formats import plural

bp = AudienceBlueprint(
    "departement_jobs",
    __name__,
    audience=Audience.DEPARTEMENT,
    right=Right.ADMINISTER,
    url_prefix="/departement/traitements",
)


@bp.get("")
def index() -> ResponseReturnValue:
    """Show every job, the clock and the mails."""
    last = dict(db.session.execute(select(JobRun.job, func.max(JobRun.done_at)).group_by(JobRun.job)).all())
    failures = db.session.scalars(select(JobFailure).order_by(JobFailure.at.desc()).limit(10)).all()
    lease = db.session.scalar(select(SchedulerLease))
    waiting = db.session.scalar(
        select(func.count())
        .select_from(OutboxMessage)
        .where(OutboxMessage.sent_at.is_(None), OutboxMessage.given_up_at.is_(None))
    )
    given_up = db.session.scalar(
        select(func.count()).select_from(OutboxMessage).where(OutboxMessage.given_up_at.is_not(None))
    )
    return render_template(
        "departement/jobs/index.html",
        jobs=JOBS,
        last=last,
        failures=failures,
        lease=lease,
        alive=lease is not None and lease.expires_at > now(),
        waiting=waiting,
        given_up=given_up,
    )


@bp.post("/<name>/lancer")
def run_now(name: str) -> ResponseReturnValue:
    """Run what is due of one job now; the ledger makes a second run harmless."""
    try:
        job = find(name)
    except KeyError:
        abort(404)
    release()
    outcome = run(job, at=now())
    if outcome.failed:
        failures = plural(outcome.failed, "échec")
        flash(f"{job.label}\u00a0: {failures}. Voyez la liste des échecs.", "danger")
    elif outcome.done:
        flash(f"{job.label}\u00a0: terminé.", "success")
    else:
        flash(f"{job.label}\u00a0: déjà fait, rien ne reste à faire maintenant.", "info")
    return redirect(url_for(".index"), code=303)
