"""The session seen by its own page: what is left of it, and «Rester connecté» (RGAA 13.1, R55)."""

from dataclasses import asdict
from typing import Any

from flask import jsonify
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf

from bénévolat.web.access import now, visitor
from bénévolat.web.public.blueprint import bp
from bénévolat.web.session_clock import clock_of


@bp.get("/session")
def session_left() -> ResponseReturnValue:
    """Say how many seconds are left, without putting the end off; 0 when nobody is signed in any more."""
    return _said()


@bp.post("/session")
def stay() -> ResponseReturnValue:
    """Put the idle end off: whoever asks is here. The guard wrote it, as for any request."""
    return _said()


def _said() -> ResponseReturnValue:
    who = visitor()
    told: dict[str, Any] = {"left": 0}
    if who is not None:
        # The page may go on after a new sign-in: the token of its forms is then another one.
        told = {**asdict(clock_of(who.login, now())), "token": generate_csrf()}
    answer = jsonify(told)
    answer.headers["Cache-Control"] = "no-store"
    return answer
