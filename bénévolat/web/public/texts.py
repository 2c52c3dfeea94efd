"""What the gateway of text messages tells: answers received, numbers that received nothing. Signed, never signed in.

``X-Benevolat-Signature`` is the HMAC-SHA-256, in hexadecimal, of the timestamp, a dot and the raw body, under
``SMS_REPLY_SECRET``; ``X-Benevolat-Timestamp`` the seconds since 1970, five minutes old at most. A message told again
has no second effect. These two addresses are the only ones without a CSRF token (``web.access.SIGNED``).
"""

import hashlib
import hmac
import json
from typing import Any

from flask import abort, current_app, jsonify, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestEntityTooLarge

from bénévolat.domain.enums import Audience
from bénévolat.extensions import transaction
from bénévolat.services import text_replies, text_sending
from bénévolat.services.attempts import TooManyTries
from bénévolat.services.text_replies import Incoming
from bénévolat.services.texts import Desk
from bénévolat.web import throttle
from bénévolat.web.access import AudienceBlueprint, now

bp = AudienceBlueprint("public_texts", __name__, audience=Audience.PUBLIC, url_prefix="/sms")

MOST_BYTES = 8 * 1024
FRESH_SECONDS = 300


@bp.post("/reponses")
def reply() -> ResponseReturnValue:
    """Take in what a person answered."""
    fields = _signed()
    name, phone, body = (_text(fields, key) for key in current_app.config["SMS_REPLY_FIELDS"])
    if not name or not phone:
        return jsonify({"etat": "illisible"}), 422
    desk = Desk(current_app.config["SMS_BACKEND"], current_app.config["DEPARTEMENT_PHONE"])
    with transaction() as session:
        new = text_replies.receive(session, Incoming(name, phone, body), desk=desk, now=now())
    return jsonify({"etat": "recu" if new else "deja_recu"})


@bp.post("/comptes-rendus")
def report() -> ResponseReturnValue:
    """Take in what became of a message: only a number that does not receive changes something."""
    fields = _signed()
    name, state = (_text(fields, key) for key in current_app.config["SMS_REPORT_FIELDS"])
    if name and state.lower() in current_app.config["SMS_FAILED_STATES"]:
        with transaction() as session:
            text_sending.undelivered(session, name, now=now())
    return jsonify({"etat": "recu"})


def _signed() -> dict[str, Any]:
    """Return the fields of a request that the gateway signed; 404 without a secret, 401, 413 or 429 otherwise."""
    secret = str(current_app.config["SMS_REPLY_SECRET"])
    if not secret:
        abort(404)
    request.max_content_length = MOST_BYTES
    try:
        raw = request.get_data()
    except RequestEntityTooLarge:
        abort(413)
    try:
        with transaction() as session:
            counted = throttle.count(session, now=now())
    except TooManyTries:
        abort(429)
    if not _is_right(secret, raw):
        abort(401)
    with transaction() as session:
        throttle.succeeded(session, counted)
    return _fields(raw)


def _is_right(secret: str, raw: bytes) -> bool:
    stamp = request.headers.get("X-Benevolat-Timestamp", "")
    given = request.headers.get("X-Benevolat-Signature", "").lower()
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) < 15):
        return False
    expected = hmac.new(secret.encode(), stamp.encode() + b"." + raw, hashlib.sha256).hexdigest()
    right = hmac.compare_digest(expected.encode(), given.encode())
    return right and abs(now().timestamp() - int(stamp)) <= FRESH_SECONDS


def _fields(raw: bytes) -> dict[str, Any]:
    if request.mimetype == "application/x-www-form-urlencoded":
        return dict(request.form)
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError):
        abort(422)
    if not isinstance(found, dict):
        abort(422)
    return found


def _text(fields: dict[str, Any], path: str) -> str:
    """Return the text at a path («message.from»), or nothing."""
    value: Any = fields
    for step in path.split("."):
        value = value.get(step) if isinstance(value, dict) else None
    return str(value).replace("\0", "").strip()[:500] if isinstance(value, str | int) else ""
