"""Home page and catalogue of published offers, readable without an account (R50)."""

from uuid import UUID

from flask import abort, current_app, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import joinedload

from bénévolat.domain.enums import Domain, HalfDay
from bénévolat.extensions import db
from bénévolat.models.associations import Association
from bénévolat.models.offers import Offer
from bénévolat.services import catalogue, offers
from bénévolat.services.catalogue import Search
from bénévolat.web.access import today
from bénévolat.web.lists import chosen, paginated
from bénévolat.web.public.blueprint import bp

DISTANCES = (0, 10, 20, 40)
SHOWN_AT_HOME = 3


@bp.get("/")
def home() -> ResponseReturnValue:
    """Say what the site is for, open the two doors, show a few missions."""
    newest = catalogue.search(db.session(), Search(), catalogue.Place(), today=today())
    return render_template(
        "public/home.html",
        offers=db.session.scalars(newest.limit(SHOWN_AT_HOME)).all(),
    )


@bp.get("/offres", endpoint="offers")
def list_offers() -> ResponseReturnValue:
    """Search the published offers by words, place, half-day and domain."""
    asked = Search(
        words=request.args.get("mots", "")[:100],
        place=request.args.get("lieu", "")[:100],
        within_km=_distance(request.args.get("distance", "")),
        half_day=chosen(HalfDay, "moment"),
        domain=chosen(Domain, "domaine"),
    )
    place = catalogue.find_place(db.session(), asked.place)
    return render_template(
        "public/offers.html",
        page=paginated(catalogue.search(db.session(), asked, place, today=today()), size=24),
        asked=asked,
        place=place,
        half_days=HalfDay,
        domains=Domain,
        distances=DISTANCES,
    )


def _distance(typed: str) -> int:
    return int(typed) if typed in {str(distance) for distance in DISTANCES} else 0


@bp.get("/offres/<uuid:offer_id>")
def offer(offer_id: UUID) -> ResponseReturnValue:
    """Show one published offer."""
    found = db.session.scalar(
        offers.published(today())
        .where(Offer.id == offer_id)
        .options(
            joinedload(Offer.association).joinedload(Association.commune),
            joinedload(Offer.commune),
        )
    )
    if found is None:
        abort(404)
    return render_template(
        "public/offer.html", offer=found, departement_phone=current_app.config["DEPARTEMENT_PHONE"]
    )
