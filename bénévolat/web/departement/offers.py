"""Offers seen by the Département: read, published with the checklist, or returned with a reason (R15)."""

from uuid import UUID

from flask import abort, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import joinedload

from bénévolat.domain.enums import Audience, Right
from bénévolat.domain.errors import DomainError, NotReady
from bénévolat.domain.offers import OfferCheck, OfferStatus, hours_warning
from bénévolat.domain.readability import read
from bénévolat.extensions import db, transaction
from bénévolat.models.associations import Association
from bénévolat.models.offers import Offer
from bénévolat.services import offers
from bénévolat.services.offer_drafts import fields_of
from bénévolat.web.access import AudienceBlueprint, actor, me, now, requires, today
from bénévolat.web.acts import act
from bénévolat.web.departement.validation_forms import RefuseForm
from bénévolat.web.fields import EnumCheckboxes, Form
from bénévolat.web.lists import chosen, paginated

bp = AudienceBlueprint(
    "departement_offers", __name__, audience=Audience.DEPARTEMENT, url_prefix="/departement/offres"
)


class PublishForm(Form):
    """The checklist of R15: every point is ticked by a person."""

    checklist = EnumCheckboxes("Ce que vous avez vérifié", OfferCheck)


@bp.get("")
def index() -> ResponseReturnValue:
    """List the offers of every association, those that wait first."""
    status = chosen(OfferStatus, "etat")
    return render_template(
        "departement/offers/index.html",
        page=paginated(offers.with_status(status)),
        status=status,
        statuses=OfferStatus,
    )


def _offer(offer_id: UUID) -> Offer:
    offer = db.session.get(
        Offer,
        offer_id,
        options=[
            joinedload(Offer.association).joinedload(Association.commune),
            joinedload(Offer.commune),
            joinedload(Offer.supervisor),
            joinedload(Offer.backup_supervisor),
        ],
    )
    if offer is None:
        abort(404)
    return offer


@bp.get("/<uuid:offer_id>")
def show(offer_id: UUID) -> ResponseReturnValue:
    """Show everything an offer says, its association and its life."""
    return _page(_offer(offer_id), PublishForm())


def _page(offer: Offer, form: PublishForm) -> ResponseReturnValue:
    page = render_template(
        "departement/offers/show.html",
        offer=offer,
        form=form,
        may_validate=Right.VALIDATE in me().rights,
        missing=offers.missing(offer, today=today()),
        hours_warning=hours_warning(fields_of(offer)),
        reading=read(offer.simple_text, easy=current_app.config["READING_SCORE"]),
        half_days_alone=offers.half_days_alone(offer),
        events=offers.events_of(db.session(), offer.id),
        checks={check.value: check.label for check in OfferCheck},
    )
    return page, 422 if form.is_submitted() else 200


@bp.post("/<uuid:offer_id>/publier")
@requires(Right.VALIDATE)
def publish(offer_id: UUID) -> ResponseReturnValue:
    """Publish an offer whose every point was checked."""
    offer = _offer(offer_id)
    form = PublishForm()
    if form.validate():
        try:
            with transaction() as session:
                offers.publish(session, offer, checked=form.checklist.data, by=actor(), now=now())
        except NotReady as refusal:
            form.add_error(None, f"{refusal.sentence} Renvoyez l'offre à l'association.")
        except DomainError as refusal:
            form.add_refusal(refusal)
        else:
            flash("L'offre est publiée. L'association est prévenue par courriel.", "success")
            return redirect(url_for(".show", offer_id=offer_id), 303)
    return _page(_offer(offer_id), form)


@bp.route("/<uuid:offer_id>/renvoyer", methods=["GET", "POST"])
@requires(Right.VALIDATE)
def refuse(offer_id: UUID) -> ResponseReturnValue:
    """Return an offer to its association, with a reason and a word."""
    offer = _offer(offer_id)
    form = RefuseForm()
    if form.validate_on_submit():
        try:
            with transaction() as session:
                offers.refuse(
                    session,
                    offer,
                    reason=form.reason.data,
                    note=form.note.data or None,
                    by=actor(),
                    now=now(),
                )
        except DomainError as refusal:
            form.add_refusal(refusal)
        else:
            flash("L'offre est renvoyée. L'association est prévenue par courriel.", "success")
            return redirect(url_for(".show", offer_id=offer_id), 303)
    page = render_template("departement/offers/refuse.html", form=form, offer=offer)
    return page, 422 if form.is_submitted() else 200


@bp.post("/<uuid:offer_id>/mettre-en-pause")
@requires(Right.VALIDATE)
def pause(offer_id: UUID) -> ResponseReturnValue:
    """Take an offer out of the catalogue for a time."""
    return act(
        offers.pause,
        _offer(offer_id),
        done="L'offre est en pause. L'association peut la publier de nouveau.",
        back=url_for(".show", offer_id=offer_id),
    )
