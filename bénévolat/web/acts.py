"""An act behind one button: one service call in one transaction, its sentence, back to a page."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect
from flask.typing import ResponseReturnValue

from bénévolat.domain.errors import DomainError
from bénévolat.extensions import transaction
from bénévolat.web.access import actor, now
from bénévolat.web.languages import said


def act(
    service: Callable[..., Any], *arguments: Any, done: str, back: str, **options: Any
) -> ResponseReturnValue:
    """Call ``service(session, *arguments, by=, now=, **options)``; a refusal is told on the page ``back``."""
    try:
        with transaction() as session:
            service(session, *arguments, by=actor(), now=now(), **options)
    except DomainError as refusal:
        flash(said(refusal.sentence), "danger")
    else:
        flash(said(done), "success")
    return redirect(back, 303)
