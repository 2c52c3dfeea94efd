"""Scheduled jobs, as the administrator sees them: what each did, does and will do; «Lancer maintenant» (J1).

Nothing runs in a web worker: a click leaves a passage to the scheduler, which no time limit of the site touches and
which takes it up again when it is killed (decision 0017).
"""

from flask import abort, flash, jsonify, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from bénévolat.domain.enums import Audience, Right
from bénévolat.extensions import db, transaction
from bénévolat.jobs import board, passes
from bénévolat.jobs.catalogue import find
from bénévolat.jobs.registry import Job
from bénévolat.web.access import AudienceBlueprint, actor, now
from bénévolat.web.departement import jobs_words
from bénévolat.web.formats import moment

bp = AudienceBlueprint(
    "departement_jobs",
    __name__,
    audience=Audience.DEPARTEMENT,
    right=Right.ADMINISTER,
    url_prefix="/departement/traitements",
)


def _job(name: str) -> Job:
    try:
        return find(name)
    except KeyError:
        abort(404)


def _alive() -> bool:
    lease = board.lease(db.session())
    return lease is not None and lease.expires_at > now()


def _to_look_at(view: board.JobView) -> int:
    """What fails comes first, then what runs or waits."""
    if view.failures is not None:
        return 0
    return 1 if view.running or view.waiting or view.dry_waiting else 2


@bp.get("")
def index() -> ResponseReturnValue:
    """Show every job, the clock and the mails."""
    session = db.session()
    lease = board.lease(session)
    waiting, given_up = board.mails(session)
    return render_template(
        "departement/jobs/index.html",
        views=sorted(board.views(session, now=now()), key=_to_look_at),
        lease=lease,
        alive=lease is not None and lease.expires_at > now(),
        backup=board.last_backup(session),
        waiting=waiting,
        given_up=given_up,
        words=jobs_words,
        now=now(),
    )


@bp.get("/<name>")
def show(name: str) -> ResponseReturnValue:
    """Show one job: what it does now, its last passages, its failures in groups, its periods."""
    detail = board.detail(db.session(), _job(name), now=now())
    silent = detail.view.is_silent(now())
    return render_template(
        "departement/jobs/show.html",
        detail=detail,
        view=detail.view,
        job=detail.view.job,
        alive=_alive(),
        silent=silent,
        doing=jobs_words.now_words(detail.view, silent=silent),
        words=jobs_words,
    )


@bp.get("/<name>/etat")
def state(name: str) -> ResponseReturnValue:
    """Return what a job does now, for the page that follows it."""
    (view,) = board.views(db.session(), now=now(), only=_job(name))
    row = view.running
    return jsonify(
        mots=jobs_words.now_words(view, silent=view.is_silent(now())),
        fait=row.progress if row else 0,
        total=row.total if row else None,
    )


@bp.post("/<name>/lancer")
def run_now(name: str) -> ResponseReturnValue:
    """Leave a passage to the scheduler; a second click changes nothing and says so."""
    return _ask(_job(name), dry_run=False)


@bp.post("/<name>/essai")
def try_now(name: str) -> ResponseReturnValue:
    """Leave a dry run to the scheduler: it says what would be done and writes nothing."""
    return _ask(_job(name), dry_run=True)


def _ask(job: Job, *, dry_run: bool) -> ResponseReturnValue:
    (view,) = board.views(db.session(), now=now(), only=job)
    running = view.running if view.running and view.running.dry_run == dry_run else None
    if running is not None and not view.is_silent(now()):
        flash(f"{job.label}\u00a0: déjà en cours depuis le {moment(running.started_at)}.", "info")
    else:
        with transaction() as session:
            asked = passes.ask(session, job, by=actor(), now=now(), dry_run=dry_run)
        if not asked:
            flash(f"{job.label}\u00a0: déjà demandé, il va commencer. Une seule fois suffit.", "info")
        elif not _alive():
            flash(
                f"{job.label}\u00a0: demandé. L'ordonnanceur est arrêté\u00a0: "
                "cela commencera dès qu'il sera remis en marche.",
                "warning",
            )
        else:
            flash(f"{job.label}\u00a0: demandé, cela commence dans quelques secondes.", "success")
    return redirect(url_for(".show", name=job.name), code=303)
