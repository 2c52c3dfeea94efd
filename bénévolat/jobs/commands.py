"""Commands of the scheduler and of its jobs."""

import logging
import signal
import threading
from datetime import UTC, datetime

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import func, select

from bénévolat.extensions import db
from bénévolat.jobs.catalogue import JOBS, find
from bénévolat.jobs.registry import PARIS
from bénévolat.jobs.runner import Outcome, run, run_due
from bénévolat.jobs.scheduler import serve
from bénévolat.models.jobs import JobRun


def _instant(typed: str | None) -> datetime:
    """Return the instant of ``--at`` (time of Paris unless it says otherwise), or now."""
    if typed is None:
        return datetime.now(UTC)
    try:
        at = datetime.fromisoformat(typed)
    except ValueError:
        raise click.BadParameter("écrivez la date ainsi : 2026-11-01T04:10") from None
    if not 2000 <= at.year <= 2100:
        raise click.BadParameter("choisissez une année entre 2000 et 2100")
    return (at if at.tzinfo else at.replace(tzinfo=PARIS)).astimezone(UTC)


def _report(outcomes: list[Outcome]) -> None:
    for outcome in outcomes:
        click.echo(outcome.sentence())
    if any(outcome.failed for outcome in outcomes):
        raise SystemExit(1)


@click.command("scheduler")
@with_appcontext
def scheduler_command() -> None:
    """Tenir l'horloge : un seul processus pour tout le site."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    serve(current_app._get_current_object(), stop)  # type: ignore[attr-defined]  # noqa: SLF001 - the thread needs the application itself


@click.group("jobs")
def jobs_group() -> None:
    """Voir et lancer les traitements."""


@jobs_group.command("list")
@with_appcontext
def list_jobs() -> None:
    """Lister les traitements et leur dernier passage."""
    rows = db.session.execute(select(JobRun.job, func.max(JobRun.done_at)).group_by(JobRun.job))
    last = dict(rows.all())
    for job in JOBS:
        done = last.get(job.name)
        when = done.astimezone(PARIS).strftime("%d/%m/%Y %H:%M") if done else "jamais"
        click.echo(f"{job.name:20} {job.label:52} sonne {job.cron.words():28} dernier effet : {when}")


@jobs_group.command("run")
@click.argument("name")
@click.option("--at", help="Instant simulé, heure de Paris : 2026-11-01T04:10.")
@click.option("--dry-run", is_flag=True, help="Dire ce qui serait fait, sans rien écrire.")
@with_appcontext
def run_job(name: str, at: str | None, *, dry_run: bool) -> None:
    """Lancer un traitement."""
    try:
        job = find(name)
    except KeyError:
        known = ", ".join(job.name for job in JOBS)
        raise click.BadParameter(f"traitement inconnu. Choisissez parmi : {known}.") from None
    _report([run(job, at=_instant(at), dry_run=dry_run)])


@jobs_group.command("due")
@click.option("--at", help="Instant simulé, heure de Paris : 2026-11-01T04:10.")
@with_appcontext
def run_due_jobs(at: str | None) -> None:
    """Lancer une fois tout ce qui est dû, puis rendre la main."""
    _report(run_due(JOBS, at=_instant(at)))
