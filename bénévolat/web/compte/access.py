"""Way in for accounts: password, then the code of the second factor (L1, S1, S2, N1)."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from bénévolat.domain.enums import Audience, JournalEvent
from bénévolat.extensions import db, transaction
from bénévolat.models.accounts import Account
from bénévolat.services import credentials, journal, second_factor, sessions
from bénévolat.services.attempts import AttemptKind, TooManyTries
from bénévolat.web import throttle
from bénévolat.web.access import AudienceBlueprint, home_url, is_safe_path, now, visitor
from bénévolat.web.access import sign_in as open_browser_session
from bénévolat.web.compte.access_forms import CodeForm, SignInForm
from bénévolat.web.compte.password_check import check_password

bp = AudienceBlueprint("compte_access", __name__, audience=Audience.PUBLIC)

REFUSED = "Adresse ou mot de passe incorrect. Vérifiez-les, ou choisissez un nouveau mot de passe."
CODE_REFUSED = "Ce code n'est pas bon, ou il a déjà servi. Attendez le prochain code et écrivez-le."
PENDING = "second_step"
PENDING_SECONDS = 300
"""How long the code may be typed after the password."""


@bp.route("/connexion", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    """Ask for the address and the password; open a session, or go on to the second step."""
    who = visitor()
    if request.method == "GET" and who is not None and who.account is not None:
        return redirect(home_url(who), 303)
    form = SignInForm()
    if not form.validate_on_submit():
        return _sign_in_page(form, 422 if request.method == "POST" else 200)
    try:
        account = check_password(str(form.email.data), str(form.password.data))
    except TooManyTries as refusal:
        form.add_refusal(refusal)
        return _sign_in_page(form, 429)
    if account is None:
        form.add_error(None, REFUSED)
        return _sign_in_page(form, 422)
    following = request.args.get("next", "")
    if account.has_second_factor:
        _wait_for_code(account, following)
        return redirect(url_for("compte_access.code"), 303)
    with transaction() as db_session:
        return _open(db_session, account, second_factor_done=False, following=following)


@bp.route("/connexion/code", methods=["GET", "POST"])
def code() -> ResponseReturnValue:
    """Ask for the code of the second factor; nothing is open before it is right."""
    waiting = _waiting_account()
    if waiting is None:
        flash("La connexion a pris trop de temps. Recommencez avec votre mot de passe.", "warning")
        return redirect(url_for("compte_access.sign_in"), 303)
    form = CodeForm()
    if not form.validate_on_submit():
        return _code_page(form, 422 if request.method == "POST" else 200)
    try:
        with transaction() as db_session:
            counted = throttle.count(db_session, AttemptKind.SECOND_FACTOR, str(waiting.id), now=now())
            if second_factor.check(db_session, waiting, str(form.code.data), now=now()):
                throttle.succeeded(db_session, counted)
                following = str(session[PENDING].get("next", ""))
                return _open(db_session, waiting, second_factor_done=True, following=following)
            credentials.refuse(db_session, waiting.id, now=now())
    except TooManyTries as refusal:
        form.add_refusal(refusal)
        return _code_page(form, 429)
    form.add_error("code", CODE_REFUSED)
    return _code_page(form, 422)


def _sign_in_page(form: SignInForm, status: int) -> ResponseReturnValue:
    return render_template("compte/sign_in.html", form=form), status


def _code_page(form: CodeForm, status: int) -> ResponseReturnValue:
    return render_template("compte/code.html", form=form), status


def _wait_for_code(account: Account, following: str) -> None:
    """Keep in the signed cookie, for five minutes, that the password was right. It opens nothing."""
    session.clear()
    session[PENDING] = {
        "account": str(account.id),
        "at": int(now().timestamp()),
        "password": _password_stamp(account),
        "next": following if is_safe_path(following) else "",
    }


def _password_stamp(account: Account) -> str:
    """Return what changes with the password: a waiting sign-in stops with it."""
    return account.password_changed_at.isoformat() if account.password_changed_at else ""


def _waiting_account() -> Account | None:
    """Return the account that waits for its code in this browser, or None."""
    kept: dict[str, Any] = session.get(PENDING) or {}
    if not kept or not 0 <= now().timestamp() - kept["at"] <= PENDING_SECONDS:
        return None
    account = db.session.get(Account, UUID(kept["account"]))
    if account is None or account.disabled_at is not None or not account.has_second_factor:
        return None
    return account if kept["password"] == _password_stamp(account) else None


def _open(
    db_session: Session, account: Account, *, second_factor_done: bool, following: str
) -> ResponseReturnValue:
    """Open the session of this browser with a new id; the one it had ends (S1). Answer a redirect (N1)."""
    before = visitor()
    if before is not None:
        sessions.revoke(db_session, before.login.id, now=now())
    device = request.user_agent.string
    login, token = sessions.open_for_account(
        db_session, account, second_factor=second_factor_done, device=device, now=now()
    )
    journal.write(db_session, JournalEvent.SIGN_IN, by=account.as_actor(), now=now(), subject_id=login.id)
    open_browser_session(login, token)
    return redirect(following if is_safe_path(following) else home_url(visitor()), 303)
