"""Error pages in French, each with a way out; they never ask the database."""

import logging
from types import TracebackType

from flask import Flask, current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from werkzeug.exceptions import HTTPException, SecurityError

from bénévolat.domain.errors import DomainError
from bénévolat.extensions import db
from bénévolat.logs import trace
from bénévolat.web.languages import speak_french

log = logging.getLogger(__name__)

PAGES = frozenset({400, 401, 403, 404, 405, 409, 410, 413, 415, 422, 429, 500, 503})

TRANSLATED = frozenset({400, 401, 403, 404, 409, 429})
"""Pages a person may meet: they speak the language of the screens before."""

STANDALONE = frozenset({500, 503})
"""Rendered without the context processors: Flask-Login's would ask a database that may be down."""


def _page(code: int, sentence: str | None = None) -> ResponseReturnValue:
    known = code if code in PAGES else (400 if code < 500 else 500)
    if known not in TRANSLATED:
        speak_french()
    if known in STANDALONE:
        return current_app.jinja_env.get_template(f"errors/{known}.html").render(), code
    try:
        return render_template(f"errors/{known}.html", sentence=sentence), code
    except DBAPIError as error:  # The menu of somebody signed in asks the database, which is away (K1).
        log.error("database error: %s", type(error.orig).__name__)
        return _page(503)


def _log_exception(
    exc_info: tuple[type, BaseException, TracebackType] | tuple[None, None, None],
) -> None:
    """Write where a request broke: its rule, not its address, which may be a mailed link (G1)."""
    told = trace(exc_info[1]) if exc_info[1] else ""
    log.error("exception on %s %s\n%s", request.method, request.url_rule or "no rule", told)


def init_errors(app: Flask) -> None:
    """Register the handlers."""
    app.log_exception = _log_exception  # type: ignore[method-assign]

    @app.errorhandler(HTTPException)
    def http_error(error: HTTPException) -> ResponseReturnValue:
        code = error.code or 500
        if code < 400 and error.response is not None:
            return error.get_response()  # A redirect raised by routing.
        return _page(code)

    @app.errorhandler(SecurityError)
    def wrong_host(_error: SecurityError) -> ResponseReturnValue:
        # The Host header is not ours: there is no site to link to, so no page either.
        return "Cette adresse n'est pas celle du site.", 400, {"Content-Type": "text/plain; charset=utf-8"}

    @app.errorhandler(CSRFError)
    def csrf_error(_error: CSRFError) -> ResponseReturnValue:
        return _page(
            400,
            "La page est restée ouverte trop longtemps, ou vous vous êtes déconnecté·e. "
            "Revenez en arrière, rechargez la page et recommencez.",
        )

    @app.errorhandler(DomainError)
    def refused(error: DomainError) -> ResponseReturnValue:
        return _page(409, error.sentence)

    @app.errorhandler(IntegrityError)
    def already_there(error: IntegrityError) -> ResponseReturnValue:
        db.session().rollback()
        log.warning("integrity error: %s", type(error.orig).__name__)
        return _page(409)

    @app.errorhandler(OperationalError)
    @app.errorhandler(DBAPIError)
    def database_down(error: DBAPIError) -> ResponseReturnValue:
        log.error("database error: %s", type(error.orig).__name__)
        return _page(503)
