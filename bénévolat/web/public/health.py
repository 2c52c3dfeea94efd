"""Health of the site for machines (H1): nothing personal, no detail of a failure."""

import logging
from datetime import datetime, timedelta
from ipaddress import ip_address

from flask import abort, current_app, jsonify, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from bénévolat import migrating
from bénévolat.domain.enums import Audience
from bénévolat.extensions import db
from bénévolat.jobs import board
from bénévolat.web.access import now, visitor
from bénévolat.web.public.blueprint import bp

log = logging.getLogger(__name__)


def _database() -> tuple[dict[str, str], int]:
    try:
        revision = migrating.current(db.session.connection())
    except SQLAlchemyError as error:
        log.error("health: database: %s", type(error).__name__)
        return {"etat": "panne", "base": "muette", "migrations": "inconnues"}, 503
    if revision != migrating.head():
        return {"etat": "panne", "base": "ok", "migrations": "en retard"}, 503
    return {"etat": "ok", "base": "ok", "migrations": "ok"}, 200


@bp.get("/sante")
def health() -> ResponseReturnValue:
    """Answer 200 when the database answers and its migrations are current, 503 otherwise."""
    said, code = _database()
    return jsonify(said), code


@bp.get("/sante/complete")
def full_health() -> ResponseReturnValue:
    """Add the ages of the scheduler's heartbeat and of the last backup, for the Département and this machine only.

    404 for anybody else. «à surveiller» still answers 200: the site itself works.
    """
    local = _from_this_machine()
    if not local:
        who = visitor()
        if who is None or who.audience is not Audience.DEPARTEMENT:
            abort(404)
    said, code = _database()
    if code != 200:
        return jsonify(said), code
    lease = board.lease(db.session())
    clock = _age(
        lease.renewed_at if lease else None, board.CLOCK_LATE, "en marche", "silencieux", "jamais vu"
    )
    backup = _age(board.last_backup(db.session()), board.BACKUP_LATE, "ok", "ancienne", "jamais faite")
    well = clock["etat"] == "en marche" and backup["etat"] == "ok"
    etat = "ok" if well else "à surveiller"
    return jsonify({**said, "etat": etat, "ordonnanceur": clock, "sauvegarde": backup})


def _age(
    last: datetime | None, late: timedelta, good: str, old: str, never: str
) -> dict[str, str | int | None]:
    if last is None:
        return {"etat": never, "age_secondes": None}
    age = now() - last
    return {"etat": good if age <= late else old, "age_secondes": max(0, int(age.total_seconds()))}


def _from_this_machine() -> bool:
    """Tell whether nobody stands between: a request that a proxy nobody declared brought is not local."""
    if not current_app.config["PROXY_HOPS"] and "X-Forwarded-For" in request.headers:
        return False
    try:
        return not request.remote_addr or ip_address(request.remote_addr).is_loopback
    except ValueError:
        return False
