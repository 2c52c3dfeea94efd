"""The person's card: issued, shown once to be printed, revoked (L2, R49, R53)."""

from uuid import UUID

from flask import abort, current_app, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from bénévolat.domain.enums import Audience
from bénévolat.extensions import db, release, transaction
from bénévolat.models.cards import Card
from bénévolat.services import cards
from bénévolat.web.access import AudienceBlueprint, actor, now
from bénévolat.web.acts import act
from bénévolat.web.qr import qr_svg
from bénévolat.web.travailleur_social.mine import journal_reading, my_person

bp = AudienceBlueprint(
    "travailleur_social_cards",
    __name__,
    audience=Audience.TRAVAILLEUR_SOCIAL,
    url_prefix="/travailleur-social/profils/<uuid:profile_id>/carte",
)


@bp.get("/")
def index(profile_id: UUID) -> ResponseReturnValue:
    """Show the cards of a person and their state, never their secret."""
    person = my_person(profile_id)
    journal_reading(person.id)
    rows = db.session.scalars(
        select(Card).where(Card.profile_id == person.id).order_by(Card.created_at.desc(), Card.id).limit(10)
    ).all()
    current = cards.current_of(db.session(), person.id, now=now())
    return render_template("travailleur_social/cards/index.html", person=person, rows=rows, current=current)


@bp.post("/")
def issue(profile_id: UUID) -> ResponseReturnValue:
    """Issue a card and show it, once: the answer to the post is the page to print."""
    person = my_person(profile_id)
    release()
    drawn = cards.draw_secret()
    with transaction() as session:
        card, secret = cards.issue(
            session, person, by=actor(), now=now(), days=current_app.config["CARD_DAYS"], drawn=drawn
        )
    address = f"{current_app.config['BASE_URL']}/acces"
    return render_template(
        "travailleur_social/cards/print.html",
        person=person,
        card=card,
        secret=secret,
        address=address.split("//", 1)[-1],
        qr=qr_svg(f"{address}#{card.handle}"),
        phone=person.team.phone or current_app.config["DEPARTEMENT_PHONE"],
    )


@bp.post("/<uuid:card_id>/annulation")
def revoke(profile_id: UUID, card_id: UUID) -> ResponseReturnValue:
    """Revoke a card: it opens nothing any more."""
    person = my_person(profile_id)
    card = db.session.get(Card, card_id)
    if card is None or card.profile_id != person.id:
        abort(404)
    return act(cards.revoke, card, done="La carte est annulée.", back=url_for(".index", profile_id=person.id))
