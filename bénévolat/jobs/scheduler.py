"""The clock: one process, jobs in memory, everything that matters in our tables (J1)."""

import logging
import threading
from datetime import UTC, datetime

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger
from flask import Flask

from bénévolat.extensions import transaction
from bénévolat.jobs import passes
from bénévolat.jobs.catalogue import JOBS, find
from bénévolat.jobs.lease import Lease
from bénévolat.jobs.registry import PARIS, Job
from bénévolat.jobs.runner import run_due, run_whole
from bénévolat.logs import trace

log = logging.getLogger(__name__)

RENEW_SECONDS = 15
WAIT_SECONDS = 10
ASKED_SECONDS = 3
"""Between two looks at the passages that the administrator asks for."""


def build_clock(app: Flask, halt: threading.Event | None = None) -> BackgroundScheduler:
    """Return a clock that rings for every job; one thread, so that two jobs never write at once.

    Once ``halt`` is set, the job that runs stops before its next unit and no other begins.
    """
    halt = halt or threading.Event()
    clock = BackgroundScheduler(
        jobstores={"default": MemoryJobStore()},
        executors={"default": ThreadPoolExecutor(1)},
        job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        timezone=PARIS,
    )
    # What rings while the one thread works is rung once later: nothing to warn of.
    logging.getLogger("apscheduler.scheduler").setLevel(logging.ERROR)
    for job in JOBS:
        clock.add_job(
            _ring,
            job.cron.trigger(),
            args=(app, (job,), halt),
            id=job.name,
        )
    # What failed, or fell due while nobody held the clock, is asked for again: first at once.
    clock.add_job(
        _ring,
        IntervalTrigger(minutes=10),
        args=(app, JOBS, halt),
        id="catch-up",
        next_run_time=datetime.now(PARIS),
    )
    clock.add_job(_answer, IntervalTrigger(seconds=ASKED_SECONDS), args=(app, halt), id="asked")
    return clock


def _ring(app: Flask, jobs: tuple[Job, ...], halt: threading.Event) -> None:
    with app.app_context():
        for outcome in run_due(jobs, at=datetime.now(UTC), stop=halt):
            if outcome.done or outcome.failed or outcome.stopped:
                log.info(outcome.sentence())


def _answer(app: Flask, halt: threading.Event) -> None:
    with app.app_context():
        answer_asked(stop=halt)


def answer_asked(*, stop: threading.Event | None = None) -> None:
    """Run the passages that somebody asked for, oldest first, until none waits."""
    while not (stop is not None and stop.is_set()):
        with passes.reading() as session:
            key = passes.next_asked(session)
        if key is None:
            return
        now = passes.present()
        with transaction() as session:
            taken = passes.take(session, key, now=now)
        if taken is None:  # Another process has it.
            continue
        name, dry_run = taken
        try:
            job = find(name)
        except KeyError:
            with transaction() as session:
                passes.finish(session, key, now=now, stopped=True)
            continue
        log.info(run_whole(job, at=now, dry_run=dry_run, asked=key, stop=stop).sentence())


def serve(app: Flask, stop: threading.Event) -> None:
    """Hold the lease and let the clock ring until ``stop``; wait while another scheduler holds it."""
    lease = Lease(app)
    told: str | None = None
    while not stop.is_set():
        try:
            waiting_for = lease.acquire()
        except Exception as error:  # noqa: BLE001 - logged without its words
            log.error("the database does not answer; trying again\n%s", trace(error))
            stop.wait(WAIT_SECONDS)
            continue
        if waiting_for is not None:
            if waiting_for != told:
                log.warning(waiting_for)
                told = waiting_for
            stop.wait(WAIT_SECONDS)
            continue
        told = None
        _hold(app, lease, stop)


def _hold(app: Flask, lease: Lease, stop: threading.Event) -> None:
    halt = threading.Event()
    clock = build_clock(app, halt)
    try:
        _resume(app)
        clock.start()
        log.info("Ordonnanceur en marche (%s).", lease.holder)
        while not stop.wait(RENEW_SECONDS):
            if not _renewed(lease):
                log.warning(
                    "Le bail de l'horloge est perdu : le traitement en cours s'arrête avant sa suite."
                )
                break
    finally:
        halt.set()
        if clock.running:
            clock.shutdown(wait=True)
        if stop.is_set():
            lease.release()


def _renewed(lease: Lease) -> bool:
    """Renew; a database that is busy for a moment does not lose a lease that still holds."""
    try:
        return lease.renew()
    except Exception as error:  # noqa: BLE001 - logged without its words
        log.error("the lease could not be renewed\n%s", trace(error))
        return lease.still_held()


def _resume(app: Flask) -> None:
    """Take up again what was asked of a scheduler that died: whoever holds the lease is alone."""
    with app.app_context():
        with passes.reading() as session:
            left = passes.orphans(session)
        for key in left:
            with transaction() as session:
                passes.resume(session, key, now=passes.present())


def start_in_thread(app: Flask) -> tuple[threading.Thread, threading.Event]:
    """Run the scheduler beside the web server of the demonstration; set the event to stop it."""
    stop = threading.Event()
    thread = threading.Thread(target=serve, args=(app, stop), name="scheduler", daemon=True)
    thread.start()
    return thread, stop
