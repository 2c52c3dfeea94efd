"""«Mon compte»: who I am here, my open sessions, my password (S1, P1)."""

from uuid import UUID

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from bénévolat.domain.accounts import WrongPassword
from bénévolat.domain.enums import Audience
from bénévolat.extensions import db, transaction
from bénévolat.models.sessions import LoginSession
from bénévolat.services import accounts, credentials, second_factor, sessions
from bénévolat.services.attempts import TooManyTries
from bénévolat.services.passwords import hash_secret
from bénévolat.web.access import (
    AudienceBlueprint,
    actor,
    current_login,
    home_url,
    is_safe_path,
    me,
    now,
    visitor,
)
from bénévolat.web.access import sign_out as close_browser_session
from bénévolat.web.compte.devices import device_words
from bénévolat.web.compte.password_check import check_password
from bénévolat.web.compte.password_forms import ChangePasswordForm, ReauthenticateForm

bp = AudienceBlueprint("compte", __name__, audience=Audience.COMPTE, url_prefix="/compte")

OWN_FIELDS = frozenset({"current_password", "csrf_token", "resume"})
"""Fields of the password page itself; the others travel through it."""


@bp.get("/")
def home() -> ResponseReturnValue:
    """Show my account."""
    mine = _my_sessions()
    codes = second_factor.remaining_codes(db.session(), me()) if me().has_second_factor else 0
    return render_template(
        "compte/home.html",
        me=me(),
        logins=mine,
        current_id=current_login().id,
        device_words=device_words,
        codes=codes,
        may_remove=str(me().role.value) not in current_app.config["SECOND_FACTOR_ROLES"],
    )


@bp.post("/quitter")
def sign_out() -> ResponseReturnValue:
    """End this session, on the server first: a copied cookie is refused from now on (S1)."""
    with transaction() as session:
        credentials.sign_out(session, current_login().id, by=actor(), now=now())
    close_browser_session()
    flash("Vous êtes déconnecté·e.", "success")
    return redirect(url_for("compte_access.sign_in"), 303)


@bp.post("/sessions/<uuid:login_id>/fermer")
def revoke_session(login_id: UUID) -> ResponseReturnValue:
    """End another of my sessions."""
    if login_id not in {login.id for login in _my_sessions()}:
        abort(404)
    with transaction() as session:
        credentials.sign_out(session, login_id, by=actor(), now=now())
    flash("La session est fermée.", "success")
    return redirect(url_for("compte.home"), 303)


@bp.post("/sessions/fermer-les-autres")
def revoke_others() -> ResponseReturnValue:
    """End all my sessions but this one."""
    with transaction() as session:
        sessions.revoke_all_of_account(session, me().id, now=now(), but=current_login().id)
    flash("Vos autres sessions sont fermées.", "success")
    return redirect(url_for("compte.home"), 303)


@bp.route("/mot-de-passe", methods=["GET", "POST"])
def password() -> ResponseReturnValue:
    """Change my password; my other sessions end."""
    form, account = ChangePasswordForm(), me()
    about = (account.first_name, account.last_name, account.email)
    if not (form.validate_on_submit() and form.accepts(*about)):
        return render_template("compte/password.html", form=form), 422 if request.method == "POST" else 200
    try:
        if check_password(account.email, str(form.current_password.data)) is None:
            raise WrongPassword
    except (WrongPassword, TooManyTries) as refusal:
        form.add_error("current_password", refusal.sentence)
        return render_template("compte/password.html", form=form), 422
    password_hash = hash_secret(str(form.password.data))
    with transaction() as session:
        keep = current_login().id
        accounts.change_password(
            session, account, password_hash=password_hash, keep=keep, by=actor(), now=now()
        )
    flash("Votre mot de passe est changé. Vos autres sessions sont fermées.", "success")
    return redirect(url_for("compte.home"), 303)


@bp.route("/identite", methods=["GET", "POST"])
def reauthenticate() -> ResponseReturnValue:
    """Ask for my password again, then go on where I was (``recently_authenticated``).

    A POST that arrives from a guarded view brings its fields: they travel as hidden fields and go back with
    the answer (307), so that nothing typed is lost. Only such an arrival, which carried our CSRF token, does.
    """
    asked = request.args.get("next", "")
    following = asked if is_safe_path(asked) else home_url(visitor())
    arriving = request.method == "POST" and "current_password" not in request.form
    carried = [(name, value) for name, value in request.form.items(multi=True) if name not in OWN_FIELDS]
    resume = arriving or "resume" in request.form
    form = ReauthenticateForm(formdata=MultiDict()) if arriving else ReauthenticateForm()
    status = 200
    if not arriving and request.method == "POST":
        status = 422
        if form.validate() and _typed_right(form):
            with transaction() as session:
                session.get_one(LoginSession, current_login().id).reauthenticated_at = now()
            return redirect(following, 307 if resume else 303)
    page = render_template("compte/reauthenticate.html", form=form, carried=carried, resume=resume)
    return page, status


def _typed_right(form: ReauthenticateForm) -> bool:
    try:
        if check_password(me().email, str(form.current_password.data)) is None:
            raise WrongPassword
    except (WrongPassword, TooManyTries) as refusal:
        form.add_error("current_password", refusal.sentence)
        return False
    return True


def _my_sessions() -> list[LoginSession]:
    """Return my open sessions, those left idle too long excepted."""
    opened = sessions.open_sessions(db.session(), me().id, now=now())
    return [login for login in opened if now() - login.last_seen_at <= sessions.idle_limit(login)]
