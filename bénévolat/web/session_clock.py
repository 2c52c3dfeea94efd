"""When the session ends, as the page must say it (RGAA 13.1, R55), and what was typed after that end.

A post that arrives after the idle end is not lost: its page keeps what was typed, asks to sign in again, and sends it.
It is accepted without the token of the former session when a signed note says whose it was and where it goes.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import current_app, g, render_template, request, session
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from itsdangerous import BadSignature, URLSafeSerializer

from bénévolat.domain.enums import Audience
from bénévolat.domain.identifiers import token_hash
from bénévolat.extensions import csrf, db
from bénévolat.models.sessions import LoginSession
from bénévolat.services import sessions

WARNED = {True: timedelta(minutes=3), False: timedelta(minutes=5)}
"""How long before the end it is told: to the person with a card, to the others."""
NOTE = "reprise"
NOTE_LASTS = timedelta(hours=12)
NEVER_CARRIED = frozenset({"csrf_token", NOTE, "code"})
SECRETS = ("password", "secret")


@dataclass(frozen=True, slots=True)
class SessionClock:
    """Seconds left before the end, from which the warning is shown, and of a whole idle time; whose session it is."""

    left: int
    warned: int
    whole: int
    who: str

    @property
    def minutes(self) -> int:
        """Return the idle time in minutes."""
        return self.whole // 60


def clock_of(login: LoginSession, now: datetime) -> SessionClock:
    """Return what is left of a session: its idle time, cut by its absolute end (S1)."""
    idle = sessions.idle_limit(login)
    ends_at = min(login.last_seen_at + idle, login.expires_at)
    return SessionClock(
        left=max(0, int((ends_at - now).total_seconds())),
        warned=int(WARNED[login.account is None].total_seconds()),
        whole=int(idle.total_seconds()),
        who=token_hash(_owner(login))[:12],
    )


def _owner(login: LoginSession) -> str:
    """Return who a session belongs to: the account, or the person of the card."""
    return (
        f"account:{login.account_id}"
        if login.account_id
        else f"person:{login.card and login.card.profile_id}"
    )


# What was typed after the end ------------------------------------------------------------------------------


def _notes() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt="typed after the end")


def keep_typed(audience: Audience, now: datetime) -> ResponseReturnValue | None:
    """Return the page that keeps a post made after the idle end; None when the post is nobody's.

    The session must have ended by itself, not be signed out, and the post must carry its own token.
    """
    token = str(session.get("_user_id") or "")
    login = sessions.find_ended(db.session(), token, now=now) if token else None
    if login is None or request.blueprint in {"compte", "compte_access"}:
        return None
    try:
        csrf.protect()
    except CSRFError:
        return None
    until = int((now + NOTE_LASTS).timestamp())
    note = _notes().dumps({"who": _owner(login), "path": request.path, "until": until})
    carried = [
        (name, value)
        for name, value in request.form.items(multi=True)
        if name not in NEVER_CARRIED and not any(word in name for word in SECRETS)
    ]
    g.pop("csrf_valid", None)
    page = render_template(
        "errors/session_over.html",
        address=request.full_path.rstrip("?"),
        carried=carried,
        note=note,
        files=any(file.filename for file in request.files.values()),
        person=audience is Audience.ALLOCATAIRE,
    )
    return page, 401, {"Cache-Control": "no-store"}


def is_kept(login: LoginSession, now: datetime) -> bool:
    """Tell whether this post is what the same person typed before their session ended."""
    try:
        note: dict[str, Any] = _notes().loads(request.form.get(NOTE, ""))
    except BadSignature:
        return False
    mine: bool = note["who"] == _owner(login) and note["path"] == request.path
    return mine and int(note["until"]) > now.timestamp()
