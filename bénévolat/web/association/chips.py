"""What was understood of an offer of my association: to confirm, correct, remove or add."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bénévolat.domain.enums import Audience
from bénévolat.domain.errors import DomainError
from bénévolat.extensions import db, transaction
from bénévolat.services import chips, offer_drafts, thesaurus
from bénévolat.web.access import AudienceBlueprint, now
from bénévolat.web.association.mine import my_offer
from bénévolat.web.chips import MOST_READ, chips_form, concepts_as_json

bp = AudienceBlueprint(
    "association_chips", __name__, audience=Audience.ASSOCIATION, url_prefix="/association"
)


@bp.route("/offres/<uuid:offer_id>/compris", methods=["GET", "POST"])
def confirm(offer_id: UUID) -> ResponseReturnValue:
    """Show the concepts understood in an offer, and keep those that are confirmed.

    ``avant``: concepts confirmed before the words changed.
    """
    offer = my_offer(offer_id)
    if request.method == "GET" and offer.status not in offer_drafts.CONFIRMABLE:
        return redirect(url_for("association_offers.show", offer_id=offer.id))
    lexicon = thesaurus.lexicon(db.session())
    before = chips.standing(request.args.getlist("avant")[:MOST_READ], lexicon)
    form = chips_form([chips.idea_of(offer, lexicon, before)], lexicon)
    if form.validate_on_submit():
        try:
            with transaction() as session:
                (codes,) = form.confirmed().values()
                offer_drafts.confirm_concepts(session, offer, codes, now=now())
        except DomainError as refusal:
            form.add_refusal(refusal)
        else:
            flash("Ces mots sont confirmés. Merci\u00a0!", "success")
            return redirect(url_for("association_offers.show", offer_id=offer.id), 303)
    page = render_template("association/offers/chips.html", form=form, offer=offer)
    return page, 422 if form.errors else 200


@bp.get("/concepts")
def concepts() -> ResponseReturnValue:
    """Return the concepts that a few letters may mean."""
    return concepts_as_json(thesaurus.lexicon(db.session()))
