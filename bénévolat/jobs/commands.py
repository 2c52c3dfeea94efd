"""Commands of the scheduler and of its jobs."""

import logging
import signal
import sys
import threading
import time
from datetime import UTC, datetime

import click
from flask import current_app
from flask.cli import with_appcontext

from bénévolat.jobs import board, passes
from bénévolat.jobs.catalogue import JOBS, find
from bénévolat.jobs.progress import Listener
from bénévolat.jobs.registry import PARIS
from bénévolat.jobs.runner import Outcome, run_whole
from bénévolat.jobs.scheduler import serve


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


def _line() -> Listener | None:
    """Return what shows the progress on one line of the terminal; nothing when nobody watches."""
    if not sys.stderr.isatty():
        return None
    told = [0.0]

    def show(done: int, total: int | None) -> None:
        over = total is None or done >= total
        if not over and time.monotonic() - told[0] < 0.2:
            return
        told[0] = time.monotonic()
        click.echo("\r\x1b[K" + ("" if over else f"  {done} sur {total}…"), nl=False, err=True)

    return show


def _report(outcomes: list[Outcome]) -> None:
    for outcome in outcomes:
        click.echo(outcome.sentence())
    _fail_if_any(outcomes)


def _fail_if_any(outcomes: list[Outcome]) -> None:
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
    now = passes.present()
    with passes.reading() as session:
        last = board.last_passes(session)
        looked = board.looked_at(session)
    for job in JOBS:
        found = last.get(job.name)
        done = found.started_at if found else None
        click.echo(f"{job.name:20} {job.label}")
        click.echo(f"{'':20} sonne {job.cron.words()}, prochaine fois le {_moment(job.next_ring(now))}")
        click.echo(
            f"{'':20} dernier passage utile : {_moment(done)} ; regardé : {_moment(looked.get(job.name))}"
        )


def _moment(instant: datetime | None) -> str:
    return instant.astimezone(PARIS).strftime("%d/%m/%Y %H:%M") if instant else "jamais"


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
    _report([run_whole(job, at=_instant(at), dry_run=dry_run, listener=_line())])


@jobs_group.command("due")
@click.option("--at", help="Instant simulé, heure de Paris : 2026-11-01T04:10.")
@with_appcontext
def run_due_jobs(at: str | None) -> None:
    """Lancer une fois tout ce qui est dû, puis rendre la main."""
    instant = _instant(at)
    outcomes = []
    for job in JOBS:  # Each line as soon as its job is over: a long one is seen to have begun.
        outcome = run_whole(job, at=instant, listener=_line())
        click.echo(outcome.sentence())
        outcomes.append(outcome)
    _fail_if_any(outcomes)
