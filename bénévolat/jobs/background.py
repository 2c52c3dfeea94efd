"""Work begun by a click and done after the answer: a thread of the web process, which may die without harm.

Whatever is done here is claimed in the database first; should the process stop, the clock takes it up again.
"""

import logging
import threading
from collections.abc import Callable

from flask import Flask

from bénévolat.extensions import Intent, begin_as, db
from bénévolat.logs import trace

log = logging.getLogger(__name__)

_SLOT = threading.BoundedSemaphore()
"""One long work at a time in a process: each holds connections that the pages of everybody need (D2)."""


def in_background(app: Flask, work: Callable[[], object], *, wait: float = 0.0) -> None:
    """Do some work in a thread with its own context, and wait for it ``wait`` seconds at most.

    It waits for the one before it without holding anything; the clock may do it meanwhile. With ``BACKGROUND`` off
    nothing begins here: the clock does it.
    """
    if not app.config["BACKGROUND"]:
        return
    thread = threading.Thread(target=_run, args=(app, work), name="background", daemon=True)
    thread.start()
    thread.join(wait)


def _run(app: Flask, work: Callable[[], object]) -> None:
    with _SLOT, app.app_context():
        begin_as(Intent.WRITE)
        try:
            work()
        except Exception as error:  # noqa: BLE001 - logged without its words
            log.error("work in the background failed\n%s", trace(error))
            db.session().rollback()
