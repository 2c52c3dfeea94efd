"""Mailed links: forgotten password, new password, invitation. GET shows, POST acts (R51)."""

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bénévolat.domain.accounts import LinkExpired
from bénévolat.domain.enums import LinkKind
from bénévolat.extensions import db, release, transaction
from bénévolat.models.accounts import Account
from bénévolat.services import accounts, attempts, links, sessions
from bénévolat.services.attempts import AttemptKind, TooManyTries
from bénévolat.services.passwords import hash_secret
from bénévolat.web import throttle
from bénévolat.web.access import now, sign_out, visitor
from bénévolat.web.compte.access import bp
from bénévolat.web.compte.access_forms import ForgottenForm
from bénévolat.web.compte.password_forms import NewPasswordForm

__all__ = ["bp"]


@bp.route("/mot-de-passe/oublie", methods=["GET", "POST"])
def forgotten() -> ResponseReturnValue:
    """Ask for the address; the answer is the same whether it has an account or not (L1)."""
    form = ForgottenForm()
    if not form.validate_on_submit():
        status = 422 if request.method == "POST" else 200
        return render_template("compte/forgotten.html", form=form), status
    email = str(form.email.data)
    try:
        with transaction() as session:
            throttle.count(session, AttemptKind.RESET_ASKED, email, now=now())
            hours = current_app.config["RESET_HOURS"]
            account = accounts.find_by_email(session, email)
            links.send_password_reset(session, account, now=now(), hours=hours)
    except TooManyTries as refusal:
        form.add_refusal(refusal)
        return render_template("compte/forgotten.html", form=form), 429
    return redirect(url_for("compte_access.sent"), 303)


@bp.get("/mot-de-passe/oublie/envoye")
def sent() -> ResponseReturnValue:
    """Say what was done, without saying whether the address is known."""
    return render_template("compte/sent.html", hours=current_app.config["RESET_HOURS"])


@bp.route("/mot-de-passe/nouveau/<token>", methods=["GET", "POST"])
def reset(token: str) -> ResponseReturnValue:
    """Choose a new password with a mailed link."""
    return _choose_password(LinkKind.PASSWORD_RESET, token, "compte/reset.html")


@bp.route("/invitation/<token>", methods=["GET", "POST"])
def invitation(token: str) -> ResponseReturnValue:
    """Join the platform: choose a password with the link of an invitation."""
    return _choose_password(LinkKind.INVITATION, token, "compte/invitation.html")


def _choose_password(kind: LinkKind, token: str, template: str) -> ResponseReturnValue:
    link = links.find(db.session(), kind, token, now=now())
    if link is None:
        return _expired(kind)
    form, account = NewPasswordForm(), link.account
    about = (account.first_name, account.last_name, account.email)
    if not (form.validate_on_submit() and form.accepts(*about)):
        status = 422 if request.method == "POST" else 200
        return render_template(template, form=form, account=None, joining=account), status
    release()
    password_hash = hash_secret(str(form.password.data))
    try:
        with transaction() as session:
            owner = links.set_password(session, kind, token, password_hash=password_hash, now=now())
            _forget_tries(owner)
            who = visitor()
            if who is not None:
                sessions.revoke(session, who.login.id, now=now())
    except LinkExpired:
        return _expired(kind)
    sign_out()
    flash("Votre mot de passe est enregistré. Connectez-vous.", "success")
    return redirect(url_for("compte_access.sign_in"), 303)


def _forget_tries(account: Account) -> None:
    """Let the owner of the mailbox in at once, whatever was tried before."""
    attempts.forget(db.session(), AttemptKind.ACCOUNT, account.email, key=throttle.attempts_key())


def _expired(kind: LinkKind) -> ResponseReturnValue:
    return render_template("compte/expired.html", invited=kind is LinkKind.INVITATION), 410
