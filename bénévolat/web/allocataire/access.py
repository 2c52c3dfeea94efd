"""Way in for the person: the number and the secret of a paper card (L2); way out."""

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bénévolat.domain.actors import Actor
from bénévolat.domain.enums import Audience, JournalEvent
from bénévolat.domain.screen_languages import ScreenLanguage
from bénévolat.extensions import transaction
from bénévolat.models.cards import Card
from bénévolat.services import cards, credentials, journal, sessions
from bénévolat.services.attempts import TooManyTries
from bénévolat.web import throttle
from bénévolat.web.access import AudienceBlueprint, actor, home_url, is_safe_path, now, visitor
from bénévolat.web.access import sign_in as open_browser_session
from bénévolat.web.access import sign_out as close_browser_session
from bénévolat.web.allocataire.access_forms import CardForm
from bénévolat.web.languages import COOKIE, chosen, keep_language, say

bp = AudienceBlueprint("allocataire_access", __name__, audience=Audience.PUBLIC, url_prefix="/acces")


@bp.route("", methods=["GET", "POST"])
def enter() -> ResponseReturnValue:
    """Ask for the card. The number may come in the fragment of the address (QR), never in its query."""
    who = visitor()
    if request.method == "GET" and who is not None and who.profile is not None:
        return redirect(home_url(who), 303)
    form = CardForm()
    if not form.validate_on_submit():
        return _page(form, 422 if request.method == "POST" else 200)
    try:
        card = _check(str(form.handle.data), str(form.secret.data))
    except TooManyTries as refusal:
        form.add_refusal(refusal)
        return _page(form, 429)
    if card is None:
        phone = current_app.config["DEPARTEMENT_PHONE"]
        form.add_error(
            None,
            say(
                "Ce numéro et ce code n'ouvrent pas d'espace. Relisez votre carte. "
                "Si cela ne marche toujours pas, appelez la personne qui vous accompagne, ou le %(phone)s.",
                phone=phone,
            ),
        )
        return _page(form, 422)
    _open(card)
    following = request.args.get("next", "")
    return redirect(following if is_safe_path(following) else home_url(visitor()), 303)


@bp.post("/quitter")
def quit() -> ResponseReturnValue:  # noqa: A001 - the word on the button
    """Close my space on this device and ask its browser to forget the pages; works after the session too (R55).

    Our cookie goes with the session; other sites of the Département keep theirs, so "cookies" is not asked for.
    """
    who = visitor()
    if who is not None:
        with transaction() as session:
            credentials.sign_out(session, who.login.id, by=actor(), now=now())
    close_browser_session()
    spoken = chosen()
    code = None if spoken is ScreenLanguage.FRENCH else spoken.value
    response = redirect(url_for("allocataire_traces.erased", langue=code), 303)
    response.delete_cookie(COOKIE)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@bp.post("/langue")
def choose_language() -> ResponseReturnValue:
    """Keep the language of my screens in this browser, and go back to the page I was reading."""
    following = request.form.get("next", "")
    back = following if is_safe_path(following) else url_for("allocataire_access.enter")
    response = redirect(back, 303)
    keep_language(response, request.form.get("langue"))
    return response


def _page(form: CardForm, status: int) -> ResponseReturnValue:
    return render_template("allocataire/enter.html", form=form), status


def _check(handle: str, secret: str) -> Card | None:
    """Count the try, compare outside any transaction (D1), settle. Raises TooManyTries for the address."""
    with transaction() as session:
        counted = throttle.count(session, now=now())
        tried = cards.count_try(session, handle, now=now())
    right = cards.verify(tried, secret)
    with transaction() as session:
        card = cards.settle(session, tried, right=right, now=now())
        if card is not None:
            throttle.succeeded(session, counted)
        return card


def _open(card: Card) -> None:
    """Open the session of this browser with a new id; the one it had ends (S1)."""
    before = visitor()
    with transaction() as session:
        if before is not None:
            sessions.revoke(session, before.login.id, now=now())
        device = request.user_agent.string
        login, token = sessions.open_for_card(session, card, device=device, now=now())
        person = Actor.person(card.profile_id)
        journal.write(
            session,
            JournalEvent.SIGN_IN,
            by=person,
            now=now(),
            profile_id=card.profile_id,
            subject_id=card.id,
        )
    open_browser_session(login, token)
