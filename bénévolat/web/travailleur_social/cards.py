"""The person's card: issued, shown once with its sheet to print, revoked (L2, R49, R53).

The secret is kept by nobody: the page that answers the issue holds it, and gives it back to have the sheet made.
"""

from uuid import UUID

from flask import abort, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from bénévolat.domain.enums import Audience
from bénévolat.exports.cards import CardSheet, Paper, card_pdf
from bénévolat.extensions import db, release, transaction
from bénévolat.models.cards import Card
from bénévolat.models.profiles import Profile
from bénévolat.services import cards
from bénévolat.web.access import AudienceBlueprint, actor, now
from bénévolat.web.acts import act
from bénévolat.web.fields import EnumRadio, Form, HiddenField, Required
from bénévolat.web.files import PDF, file_name, handed_over
from bénévolat.web.qr import qr_svg
from bénévolat.web.travailleur_social.mine import journal_reading, my_person

bp = AudienceBlueprint(
    "travailleur_social_cards",
    __name__,
    audience=Audience.TRAVAILLEUR_SOCIAL,
    url_prefix="/travailleur-social/profils/<uuid:profile_id>/carte",
)


class SheetForm(Form):
    """The secret the page holds, and the paper wanted."""

    secret = HiddenField(validators=[Required("Préparez une nouvelle carte.")])
    paper = EnumRadio("Format", Paper, [Required("Choisissez A5 ou A4.")])


@bp.get("/")
def index(profile_id: UUID) -> ResponseReturnValue:
    """Show the cards of a person and their state, never their secret."""
    person = my_person(profile_id)
    journal_reading(person.id)
    rows = db.session.scalars(
        select(Card).where(Card.profile_id == person.id).order_by(Card.created_at.desc(), Card.id).limit(10)
    ).all()
    current = cards.current_of(db.session(), person.id, now=now())
    return render_template(
        "travailleur_social/cards/index.html",
        person=person,
        rows=rows,
        current=current,
        most_tries=cards.MAX_TRIES,
        days=current_app.config["CARD_DAYS"],
    )


@bp.post("/")
def issue(profile_id: UUID) -> ResponseReturnValue:
    """Issue a card and show it, once: the answer to the post is the page that prints it."""
    person = my_person(profile_id)
    release()
    drawn = cards.draw_secret()
    with transaction() as session:
        card, secret = cards.issue(
            session, person, by=actor(), now=now(), days=current_app.config["CARD_DAYS"], drawn=drawn
        )
    sheet = _sheet(person, card, secret)
    return render_template(
        "travailleur_social/cards/print.html",
        person=person,
        card=card,
        sheet=sheet,
        qr=qr_svg(sheet.link),
        papers=Paper,
    )


@bp.post("/<uuid:card_id>/feuille.pdf")
def sheet(profile_id: UUID, card_id: UUID) -> ResponseReturnValue:
    """Make the sheet of a card whose secret the page still holds; a wrong secret is a try like any other."""
    person = my_person(profile_id)
    card = _card_of(person, card_id)
    form = SheetForm()
    if not form.validate_on_submit():
        return _too_late(profile_id)
    release()
    with transaction() as session:
        tried = cards.count_try(session, card.handle, now=now())
    right = cards.verify(tried, str(form.secret.data))
    with transaction() as session:
        opened = cards.settle(session, tried, right=right, now=now())
    if opened is None:
        return _too_late(profile_id)
    paper: Paper = form.paper.data
    made = card_pdf(_sheet(person, card, str(form.secret.data)), paper)
    return handed_over(made, PDF, file_name("carte", "benevolat", paper.label, ending="pdf"))


@bp.post("/<uuid:card_id>/annulation")
def revoke(profile_id: UUID, card_id: UUID) -> ResponseReturnValue:
    """Revoke a card: it opens nothing any more."""
    person = my_person(profile_id)
    card = _card_of(person, card_id)
    return act(cards.revoke, card, done="La carte est annulée.", back=url_for(".index", profile_id=person.id))


def _too_late(profile_id: UUID) -> ResponseReturnValue:
    flash("Cette feuille ne peut plus être faite. Préparez une nouvelle carte.", "danger")
    return redirect(url_for(".index", profile_id=profile_id), 303)


def _card_of(person: Profile, card_id: UUID) -> Card:
    card = db.session.get(Card, card_id)
    if card is None or card.profile_id != person.id:
        abort(404)
    return card


def _sheet(person: Profile, card: Card, secret: str) -> CardSheet:
    return CardSheet(
        first_name=person.first_name,
        handle=card.handle,
        secret=secret,
        address=f"{current_app.config['BASE_URL']}/acces",
        phone=person.team.phone or current_app.config["DEPARTEMENT_PHONE"],
        expires_at=card.expires_at,
        made_at=now(),
    )
