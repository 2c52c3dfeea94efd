"""Who may reach what (A1, A2, S1): audiences are declared when a blueprint is made, never in a view.

Flask-Login ships no types: it stays behind ``me()``, ``my_profile()``, ``my_association()`` and ``actor()``.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import wraps
from typing import Any, ParamSpec, TypeVar
from urllib.parse import urlsplit

from flask import Blueprint, Flask, abort, current_app, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import UserMixin, current_user, login_user, logout_user
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from bénévolat.domain.actors import Actor
from bénévolat.domain.enums import Audience, Right
from bénévolat.extensions import Intent, begin_as, csrf, db, login_manager, transaction
from bénévolat.models.accounts import Account
from bénévolat.models.associations import Association, Membership
from bénévolat.models.profiles import Profile
from bénévolat.models.sessions import LoginSession
from bénévolat.services import sessions
from bénévolat.web import session_clock
from bénévolat.web.formats import local

P = ParamSpec("P")
R = TypeVar("R")

OPEN_ENDPOINTS = frozenset({"static", "bootstrap.static"})
"""Endpoints made by libraries that only serve our own files."""

UNFINISHED_ALLOWED = frozenset(
    {"compte.second_factor_setup", "compte.sign_out", "compte.backup_codes", "compte.reauthenticate"}
)
"""What a professional whose role needs a second factor may reach before having set it (S2)."""


QUIET = frozenset({"public.session_left"})
"""What a page asks by itself: it is not somebody being there, so the end of the session stays where it is."""

SIGNED = frozenset({"public_texts.reply", "public_texts.report"})
"""Addresses that a machine posts to under its own signature: no browser, hence no CSRF token."""

HEALTH = "public.health"
"""The health page: it answers for the database itself, no session is read for it."""


def now() -> datetime:
    """Return the present instant in UTC; the one clock of the web, replaced in tests by ``CLOCK``."""
    clock: Callable[[], datetime] | None = current_app.config.get("CLOCK")
    return clock() if clock else datetime.now(UTC)


def today() -> date:
    """Return the present day in Paris."""
    return local(now()).date()


class AudienceBlueprint(Blueprint):
    """Blueprint that cannot exist without its audience."""

    def __init__(
        self, name: str, import_name: str, *, audience: Audience, right: Right | None = None, **options: Any
    ) -> None:
        super().__init__(name, import_name, **options)
        self.audience = audience
        self.right = right


class Visitor(UserMixin):  # type: ignore[misc]
    """The signed-in side of a request: an account, or a person with a card."""

    def __init__(self, login: LoginSession, token: str) -> None:
        self.login = login
        self.token = token
        self.account: Account | None = login.account
        self.profile: Profile | None = login.card.profile if login.card else None

    def get_id(self) -> str:
        """Return the session token: Flask-Login keeps it in the signed cookie, we keep its hash."""
        return self.token

    @property
    def audience(self) -> Audience:
        """Return the audience this visitor belongs to."""
        return Audience(str(self.account.role.value)) if self.account else Audience.ALLOCATAIRE


def visitor() -> Visitor | None:
    """Return the signed-in visitor, or None."""
    real = current_user._get_current_object()  # noqa: SLF001 - the object itself, not its proxy
    return real if isinstance(real, Visitor) else None


def me() -> Account:
    """Return my account. Only inside a professional's or association's blueprint."""
    who = visitor()
    if who is None or who.account is None:
        abort(403)
    return who.account


def my_profile() -> Profile:
    """Return the profile of the person who is signed in with a card."""
    who = visitor()
    if who is None or who.profile is None:
        abort(403)
    return who.profile


def my_association() -> Association:
    """Return the association of my active membership."""
    return my_membership().association


def my_membership() -> Membership:
    """Return my active membership; 403 when I have none any more."""
    if "membership" not in g:
        g.membership = db.session.scalar(
            select(Membership)
            .where(Membership.account_id == me().id, Membership.ended_at.is_(None))
            .options(joinedload(Membership.association).joinedload(Association.commune))
        )
    if g.membership is None:
        abort(403)
    membership: Membership = g.membership
    return membership


def actor() -> Actor:
    """Return the author to write in logs for an act of this request."""
    who = visitor()
    if who is None:
        abort(403)
    return who.account.as_actor() if who.account else Actor.person(my_profile().id)


def requires(right: Right) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Ask for a right on one view, on top of the blueprint's audience."""

    def decorate(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            if right not in me().rights:
                abort(403)
            return view(*args, **kwargs)

        guarded.required_right = right  # type: ignore[attr-defined]
        return guarded

    return decorate


def recently_authenticated(minutes: int = 10) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Ask for the password again before one view, when it was typed more than ``minutes`` ago (E1).

    Nothing typed is lost: a POST travels through ``compte.reauthenticate`` with its fields (307, both ways).
    """

    def decorate(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            last = current_login().reauthenticated_at
            if last is None or now() - last > timedelta(minutes=minutes):
                reading = request.method in {"GET", "HEAD"}
                following = request.full_path.rstrip("?") if reading else request.path
                page = url_for("compte.reauthenticate", next=following)
                return redirect(page, 303 if reading else 307)  # type: ignore[return-value]
            return view(*args, **kwargs)

        guarded.recent_minutes = minutes  # type: ignore[attr-defined]
        return guarded

    return decorate


def sign_in(login: LoginSession, token: str) -> None:
    """Open the session of this browser: everything kept before is dropped, the id is new (S1)."""
    session.clear()
    login_user(Visitor(login, token), remember=False, fresh=True)


def sign_out() -> None:
    """Forget the session in this browser; the caller has revoked the row."""
    logout_user()
    session.clear()


def current_login() -> LoginSession:
    """Return the row of the present session."""
    who = visitor()
    if who is None:
        abort(403)
    return who.login


def is_safe_path(target: str) -> bool:
    """Tell whether a ``next=`` stays on this site (N1): one leading «/» and no trick behind it."""
    if not target.startswith("/") or target[1:2] in {"/", "\\"} or "\\" in target:
        return False
    if any(ord(sign) < 32 or ord(sign) == 127 for sign in target):
        return False
    parts = urlsplit(target)
    return not parts.scheme and not parts.netloc


def home_url(who: Visitor | None) -> str:
    """Return the first page of a visitor."""
    if who is None:
        return url_for("public.home")
    return url_for(f"{who.audience.value}.home")


def _load(token: str) -> Visitor | None:
    login = sessions.find_open(db.session(), token, now=now())
    return Visitor(login, token) if login else None


def _touch() -> None:
    """Write that the session is alive, at most once a minute, in a short transaction of its own."""
    who = visitor()
    if who is None or request.endpoint in QUIET:
        return
    if now() - who.login.last_seen_at > timedelta(minutes=1):
        with transaction() as db_session:
            sessions.touch(db_session, who.login, now=now())


def _to_sign_in(audience: Audience) -> ResponseReturnValue:
    if request.method not in {"GET", "HEAD"}:
        kept = session_clock.keep_typed(audience, now())
        return kept if kept is not None else abort(401)
    endpoint = "allocataire_access.enter" if audience is Audience.ALLOCATAIRE else "compte_access.sign_in"
    following = request.full_path.rstrip("?") if request.path != "/" else None
    return redirect(url_for(endpoint, next=following))


def _guard() -> ResponseReturnValue | None:
    """Check the audience, the right, the second factor, then the CSRF token, before any view."""
    begin_as(Intent.READ if request.method in {"GET", "HEAD", "OPTIONS"} else Intent.WRITE)
    if request.endpoint is None or request.endpoint in OPEN_ENDPOINTS | {HEALTH}:
        return None
    blueprint = current_app.blueprints.get(request.blueprint or "")
    if not isinstance(blueprint, AudienceBlueprint):
        abort(403)
    if blueprint.audience is not Audience.PUBLIC:
        who = visitor()
        if who is None:
            return _to_sign_in(blueprint.audience)
        allowed = who.audience is blueprint.audience or (
            blueprint.audience is Audience.COMPTE and who.account is not None
        )
        if not allowed:
            abort(403)
        if blueprint.right is not None and blueprint.right not in me().rights:
            abort(403)
        if who.account is not None and _lacks_second_factor(who.account):
            if request.endpoint not in UNFINISHED_ALLOWED:
                return redirect(url_for("compte.second_factor_setup"))
    if request.method not in {"GET", "HEAD", "OPTIONS"} and request.endpoint not in SIGNED:
        _check_token()
    _touch()
    return None


def _check_token() -> None:
    """Refuse a forged post; what the same person typed before their session ended is not one (session_clock)."""
    who = visitor()
    if who is not None and session_clock.is_kept(who.login, now()):
        g.csrf_valid = True  # Flask-WTF's own mark: the form of the view does not check again.
    else:
        csrf.protect()


def _lacks_second_factor(account: Account) -> bool:
    asked: frozenset[str] = current_app.config["SECOND_FACTOR_ROLES"]
    return str(account.role.value) in asked and not account.has_second_factor


def init_access(app: Flask) -> None:
    """Plug sign-in sessions and the guard into the application."""
    login_manager.session_protection = None  # The row on the server is the protection.
    login_manager.user_loader(_load)
    login_manager.init_app(app)
    csrf.init_app(app)
    app.before_request(_guard)
