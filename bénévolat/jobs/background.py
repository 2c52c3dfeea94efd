"""Work begun by a click and done after the answer: a thread of the web process, which may die without harm.

Whatever is done here is claimed in the database first; should the process stop, the clock takes it up again.
"""

import logging
import threading
from collections.abc import Callable

from flask import Flask

from bénévolat.extensions import Intent, begin_as, db

log = logging.getLogger(__name__)


def in_background(app: Flask, work: Callable[[], object], *, wait: float = 0.0) -> None:
    """Do some work in a thread with its own context, and wait for it ``wait`` seconds at most.

    With ``BACKGROUND`` off nothing begins here: the clock does it.
    """
    if not app.config["BACKGROUND"]:
        return
    thread = threading.Thread(target=_run, args=(app, work), name="background", daemon=True)
    thread.start()
    thread.join(wait)


def _run(app: Flask, work: Callable[[], object]) -> None:
    with app.app_context():
        begin_as(Intent.WRITE)
        try:
            work()
        except Exception:
            log.exception("work in the background failed")
            db.session().rollback()
