"""Health of the site for machines (H1): nothing personal, no detail of a failure."""

import logging

from flask import jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from bénévolat import migrating
from bénévolat.extensions import db
from bénévolat.web.public.blueprint import bp

log = logging.getLogger(__name__)


@bp.get("/sante")
def health() -> ResponseReturnValue:
    """Answer 200 when the database answers and its migrations are current, 503 otherwise."""
    try:
        revision = migrating.current(db.session.connection())
    except SQLAlchemyError as error:
        log.error("health: database: %s", type(error).__name__)
        return jsonify(etat="panne", base="muette", migrations="inconnues"), 503
    if revision != migrating.head():
        return jsonify(etat="panne", base="ok", migrations="en retard"), 503
    return jsonify(etat="ok", base="ok", migrations="ok"), 200
