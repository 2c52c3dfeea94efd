"""Second factor of my account: set with an application, backup codes shown once (S2)."""

from uuid import UUID

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from itsdangerous import BadData, URLSafeSerializer

from bénévolat.domain.accounts import WrongCode
from bénévolat.extensions import db, transaction
from bénévolat.services import second_factor
from bénévolat.web.access import actor, current_login, home_url, me, now, recently_authenticated, visitor
from bénévolat.web.compte.home import bp
from bénévolat.web.compte.second_factor_forms import NewCodesForm, SecondFactorForm
from bénévolat.web.qr import qr_svg

__all__ = ["bp"]

SETUP_SECONDS = 1800
"""How long a drawn secret may be confirmed; the page keeps it, signed, and nothing is written before."""


@bp.route("/second-facteur", methods=["GET", "POST"])
@recently_authenticated()
def second_factor_setup() -> ResponseReturnValue:
    """Show a new secret as a QR code and as text; the first good code sets it."""
    form = SecondFactorForm()
    if request.method == "GET":
        secret = second_factor.new_secret()
        form.setup.data = _sign(secret)
        return _setup_page(form, secret, 200)
    drawn = _unsign(str(form.setup.data))
    if drawn is None:
        flash("La page est restée ouverte trop longtemps. Voici un nouveau code à enregistrer.", "warning")
        return redirect(url_for("compte.second_factor_setup"), 303)
    if not form.validate_on_submit():
        return _setup_page(form, drawn, 422)
    try:
        with transaction() as session:
            keep, code = current_login().id, str(form.code.data)
            codes = second_factor.enable(
                session, me(), secret=drawn, code=code, keep=keep, by=actor(), now=now()
            )
    except WrongCode as refusal:
        form.add_refusal(refusal)
        return _setup_page(form, drawn, 422)
    return _codes_page(codes)


@bp.route("/codes-de-secours", methods=["GET", "POST"])
@recently_authenticated()
def backup_codes() -> ResponseReturnValue:
    """Say how many backup codes are left; make new ones, shown once."""
    if not me().has_second_factor:
        return redirect(url_for("compte.second_factor_setup"), 303)
    if request.method == "GET":
        left = second_factor.remaining_codes(db.session(), me())
        return render_template("compte/backup_codes.html", left=left, form=NewCodesForm())
    with transaction() as session:
        codes = second_factor.regenerate_codes(session, me(), by=actor(), now=now())
    return _codes_page(codes)


@bp.post("/second-facteur/retirer")
@recently_authenticated()
def second_factor_remove() -> ResponseReturnValue:
    """Take my second factor off, when my role does not ask for one."""
    if str(me().role.value) in current_app.config["SECOND_FACTOR_ROLES"]:
        flash("Votre rôle demande un second facteur. Vous pouvez le remplacer, pas le retirer.", "warning")
        return redirect(url_for("compte.home"), 303)
    with transaction() as session:
        second_factor.disable(session, me(), by=actor(), now=now(), keep=current_login().id)
    flash("Le second facteur est retiré.", "success")
    return redirect(url_for("compte.home"), 303)


def _setup_page(form: SecondFactorForm, secret: str, status: int) -> ResponseReturnValue:
    groups = " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
    page = render_template(
        "compte/second_factor_setup.html",
        form=form,
        qr=qr_svg(second_factor.provisioning_uri(secret, me().email)),
        secret=groups,
        replacing=me().has_second_factor,
    )
    return page, status


def _codes_page(codes: list[str]) -> ResponseReturnValue:
    """Show backup codes: in this answer only, never again."""
    return render_template("compte/codes_once.html", codes=codes, following=home_url(visitor()))


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.config["SECRET_KEY"]), salt="second-factor-setup")


def _sign(secret: str) -> str:
    """Return the secret signed for my account, for half an hour."""
    return str(_serializer().dumps([str(me().id), secret, int(now().timestamp())]))


def _unsign(typed: str) -> str | None:
    """Return the secret drawn for my account less than half an hour ago, or None."""
    try:
        owner, secret, at = _serializer().loads(typed)
        fresh = 0 <= now().timestamp() - at <= SETUP_SECONDS
        return str(secret) if fresh and UUID(owner) == me().id else None
    except (BadData, ValueError, TypeError):
        return None
