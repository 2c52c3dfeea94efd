"""The clock: one process, jobs in memory, everything that matters in our tables (J1)."""

import logging
import threading
from datetime import UTC, datetime

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger
from flask import Flask

from bénévolat.jobs.catalogue import JOBS
from bénévolat.jobs.lease import Lease
from bénévolat.jobs.registry import PARIS, Job
from bénévolat.jobs.runner import run_due

log = logging.getLogger(__name__)

RENEW_SECONDS = 15
WAIT_SECONDS = 10


def build_clock(app: Flask) -> BackgroundScheduler:
    """Return a clock that rings for every job; one thread, so that two jobs never write at once."""
    clock = BackgroundScheduler(
        jobstores={"default": MemoryJobStore()},
        executors={"default": ThreadPoolExecutor(1)},
        job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        timezone=PARIS,
    )
    for job in JOBS:
        clock.add_job(
            _ring,
            CronTrigger(timezone=PARIS, **job.cron.as_trigger()),
            args=(app, (job,)),
            id=job.name,
        )
    # What failed, or fell due while nobody held the clock, is asked for again.
    clock.add_job(_ring, IntervalTrigger(minutes=10), args=(app, JOBS), id="catch-up")
    return clock


def _ring(app: Flask, jobs: tuple[Job, ...]) -> None:
    with app.app_context():
        for outcome in run_due(jobs, at=datetime.now(UTC)):
            if outcome.done or outcome.failed:
                log.info(outcome.sentence())


def serve(app: Flask, stop: threading.Event) -> None:
    """Hold the lease and let the clock ring until ``stop``; wait while another scheduler holds it."""
    lease = Lease(app)
    told: str | None = None
    while not stop.is_set():
        try:
            waiting_for = lease.acquire()
        except Exception:
            log.exception("the database does not answer; trying again")
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
    clock = build_clock(app)
    clock.start()
    log.info("Ordonnanceur en marche (%s).", lease.holder)
    try:
        _ring(app, JOBS)
        while not stop.wait(RENEW_SECONDS):
            try:
                if lease.renew():
                    continue
            except Exception:
                log.exception("the lease could not be renewed")
            break
    finally:
        clock.shutdown(wait=True)
        if stop.is_set():
            lease.release()


def start_in_thread(app: Flask) -> tuple[threading.Thread, threading.Event]:
    """Run the scheduler beside the web server of the demonstration; set the event to stop it."""
    stop = threading.Event()
    thread = threading.Thread(target=serve, args=(app, stop), name="scheduler", daemon=True)
    thread.start()
    return thread, stop
