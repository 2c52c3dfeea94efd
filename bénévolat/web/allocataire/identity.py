"""Whose card is it? Asked once a session, before my papers and my data (R50): the first letters of my surname.

Missions and engagement need the card alone: they are what a person comes for. What bears their name, or was written of
them, waits for an answer that is not on the paper.
"""

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bénévolat.domain.enums import Audience
from bénévolat.extensions import transaction
from bénévolat.models.cards import Card
from bénévolat.services import cards
from bénévolat.web.access import AudienceBlueprint, current_login, is_safe_path, now, visitor
from bénévolat.web.allocataire.mine import my_helper
from bénévolat.web.fields import Form, Required, StrippedString
from bénévolat.web.languages import N_, say

bp = AudienceBlueprint(
    "allocataire_identity", __name__, audience=Audience.ALLOCATAIRE, url_prefix="/mon-espace/mon-nom"
)


class NameForm(Form):
    """The first letters of a surname; the whole name is taken too."""

    letters = StrippedString(
        N_("Les 3 premières lettres de votre nom"),
        [Required(N_("Écrivez les premières lettres de votre nom."))],
        description=N_("Votre nom de famille. Par exemple DUP pour Dupont."),
        max_length=60,
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"},
    )


def ask_name_first(blueprint: AudienceBlueprint) -> None:
    """Let nobody read the pages of a blueprint before they said whose card they hold."""
    blueprint.before_request(_to_question)


def _to_question() -> ResponseReturnValue | None:
    who = visitor()
    if who is None or who.login.reauthenticated_at is not None:
        return None
    following = request.path if request.method in {"GET", "HEAD"} else url_for("allocataire_documents.index")
    return redirect(url_for("allocataire_identity.ask", next=following), 303)


@bp.route("", methods=["GET", "POST"])
def ask() -> ResponseReturnValue:
    """Ask for the letters; the fifth wrong answer closes the space and the card."""
    following = request.args.get("next", "")
    onwards = following if is_safe_path(following) else url_for("allocataire_documents.index")
    form = NameForm()
    status = 200
    if form.validate_on_submit():
        card, knows = _tried(str(form.letters.data))
        if knows:
            return redirect(onwards, 303)
        if card.revoked_at is not None:
            phone = current_app.config["DEPARTEMENT_PHONE"]
            flash(say("Cette carte ne marche plus. Appelez le %(phone)s.", phone=phone), "danger")
            return redirect(url_for("allocataire_access.enter"), 303)
        form.add_error(
            "letters", N_("Ce ne sont pas les bonnes lettres. Regardez vos papiers, puis recommencez.")
        )
    if form.errors:
        status = 422
    return render_template("allocataire/identity.html", form=form, helper=my_helper()), status


def _tried(typed: str) -> tuple[Card, bool]:
    """Count the answer; return the card as it stands after it, and whether it was right."""
    login = current_login()
    assert login.card_id is not None
    with transaction() as session:
        knows = cards.check_name(session, login.card_id, login, typed, now=now())
        return session.get_one(Card, login.card_id), knows
