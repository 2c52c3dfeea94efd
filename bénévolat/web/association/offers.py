"""Offers of my association: written, sent, paused, closed (R15 to R18)."""

from uuid import UUID

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import joinedload

from bénévolat.domain.enums import Audience
from bénévolat.domain.errors import DomainError, NotReady
from bénévolat.domain.offers import EDITABLE, OfferStatus, hours_warning
from bénévolat.domain.readability import read
from bénévolat.extensions import db, transaction
from bénévolat.models.offers import Offer
from bénévolat.services import chips, offer_drafts, offers, stale_offers, supervisors, thesaurus
from bénévolat.web.access import AudienceBlueprint, actor, my_association, now, today
from bénévolat.web.acts import act
from bénévolat.web.association.mine import my_offer
from bénévolat.web.association.offers_forms import OfferForm, WelcomeForm, shown
from bénévolat.web.association.simple_texts import asks_for_help, help_write
from bénévolat.web.lists import chosen, paginated
from bénévolat.web.places import find_communes

bp = AudienceBlueprint(
    "association_offers", __name__, audience=Audience.ASSOCIATION, url_prefix="/association/offres"
)


@bp.get("")
def index() -> ResponseReturnValue:
    """List my offers, all or of one status."""
    status = chosen(OfferStatus, "etat")
    statement = offers.of_association(my_association().id).options(joinedload(Offer.commune))
    if status is not None:
        statement = statement.where(Offer.status == status)
    return render_template(
        "association/offers/index.html",
        offers=paginated(statement),
        status=status,
        statuses=OfferStatus,
        is_stale=_is_stale,
    )


def _is_stale(offer: Offer) -> bool:
    """Tell whether an offer was not updated for so long that it will be paused."""
    return stale_offers.is_stale(offer, now=now(), stale_days=current_app.config["OFFER_STALE_DAYS"])


@bp.get("/<uuid:offer_id>")
def show(offer_id: UUID) -> ResponseReturnValue:
    """Show one offer and what may be done with it."""
    return _page(my_offer(offer_id))


def _page(offer: Offer, *, refused: NotReady | None = None) -> ResponseReturnValue:
    fields = offer_drafts.fields_of(offer)
    page = render_template(
        "association/offers/show.html",
        offer=offer,
        missing=refused.missing if refused else offers.missing(offer, today=today()),
        refused=refused,
        hours_warning=hours_warning(fields),
        stale=_is_stale(offer),
        reading=read(offer.simple_text, easy=current_app.config["READING_SCORE"]),
        understood=chips.idea_of(offer, thesaurus.lexicon(db.session())),
        confirmable=offer.status in offer_drafts.CONFIRMABLE,
        half_days_alone=offers.half_days_alone(offer),
    )
    return page, 422 if refused else 200


@bp.route("/nouvelle", methods=["GET", "POST"])
def create() -> ResponseReturnValue:
    """Write a new draft."""
    form = _offer_form(None)
    if asks_for_help():
        return _form_page(form, None, proposed=help_write(form), status=200)
    if form.validate_on_submit():
        try:
            with transaction() as session:
                offer = offer_drafts.create_draft(session, my_association(), form.offer_fields(), now=now())
        except DomainError as refusal:
            form.add_refusal(refusal)
        else:
            return _saved(form, offer, url_for("association_chips.confirm", offer_id=offer.id))
    return _form_page(form, None)


@bp.route("/<uuid:offer_id>/modifier", methods=["GET", "POST"])
def edit(offer_id: UUID) -> ResponseReturnValue:
    """Rewrite a draft, or an offer that came back."""
    offer = my_offer(offer_id)
    if request.method == "GET" and offer.status not in EDITABLE:
        return redirect(url_for(".show", offer_id=offer.id))
    form = _offer_form(offer)
    if asks_for_help():
        return _form_page(form, offer, proposed=help_write(form), status=200)
    if form.validate_on_submit():
        lexicon = thesaurus.lexicon(db.session())
        before = chips.idea_of(offer, lexicon)
        try:
            with transaction() as session:
                offer_drafts.edit(session, offer, form.offer_fields(), by=actor(), now=now())
        except DomainError as refusal:
            form.add_refusal(refusal)
        else:
            after = chips.idea_of(offer, lexicon)
            kept = chips.carried_over(before, after)
            ask = url_for("association_chips.confirm", offer_id=offer.id, avant=kept)
            return _saved(form, offer, ask if after.key != before.key else None)
    return _form_page(form, offer)


def _offer_form(offer: Offer | None) -> OfferForm:
    form = OfferForm(data=shown(offer))
    form.commune.find = find_communes
    _offer_supervisors(form)
    return form


def _offer_supervisors(form: WelcomeForm) -> None:
    mine = supervisors.of_association(my_association().id)
    form.offer_supervisors(db.session.scalars(mine).all())


def _form_page(
    form: OfferForm, offer: Offer | None, *, proposed: str = "", status: int | None = None
) -> ResponseReturnValue:
    page = render_template(
        "association/offers/form.html",
        form=form,
        offer=offer,
        proposed=proposed,
        reading=read(form.simple_text.data or "", easy=current_app.config["READING_SCORE"]),
    )
    return page, status or (422 if form.is_submitted() else 200)


def _saved(form: WelcomeForm, offer: Offer, following: str | None = None) -> ResponseReturnValue:
    flash("L'offre est enregistrée.", "success")
    for sentence in form.warnings():
        flash(sentence, "warning")
    return redirect(following or url_for(".show", offer_id=offer.id), 303)


@bp.route("/<uuid:offer_id>/accueil", methods=["GET", "POST"])
def welcome(offer_id: UUID) -> ResponseReturnValue:
    """Change who welcomes, how many people and when, even while the offer is published."""
    offer = my_offer(offer_id)
    form = WelcomeForm(data=shown(offer))
    _offer_supervisors(form)
    if form.validate_on_submit():
        try:
            with transaction() as session:
                offer_drafts.adjust_welcome(session, offer, form.welcome_fields(), now=now())
        except DomainError as refusal:
            form.add_refusal(refusal)
        else:
            return _saved(form, offer)
    page = render_template("association/offers/welcome.html", form=form, offer=offer)
    return page, 422 if form.is_submitted() else 200


@bp.post("/<uuid:offer_id>/dupliquer")
def duplicate(offer_id: UUID) -> ResponseReturnValue:
    """Copy an offer as a new draft."""
    offer = my_offer(offer_id)
    with transaction() as session:
        copy = offer_drafts.duplicate(session, offer, now=now())
    flash("Voici une copie de l'offre\u00a0: relisez-la, puis envoyez-la.", "success")
    return redirect(url_for(".edit", offer_id=copy.id), 303)


@bp.post("/<uuid:offer_id>/envoyer")
def submit(offer_id: UUID) -> ResponseReturnValue:
    """Send a draft to the Département, or say everything that is missing."""
    offer = my_offer(offer_id)
    try:
        with transaction() as session:
            offers.submit(session, offer, by=actor(), now=now())
    except NotReady as refused:
        return _page(my_offer(offer_id), refused=refused)
    except DomainError as refusal:
        flash(refusal.sentence, "danger")
    else:
        flash("L'offre est envoyée au Département. Il vous répond par courriel.", "success")
    return redirect(url_for(".show", offer_id=offer_id), 303)


@bp.post("/<uuid:offer_id>/reprendre-en-brouillon")
def rework(offer_id: UUID) -> ResponseReturnValue:
    """Take an offer back as a draft."""
    back = url_for(".show", offer_id=offer_id)
    return act(offers.rework, my_offer(offer_id), done="L'offre est de nouveau un brouillon.", back=back)


@bp.post("/<uuid:offer_id>/toujours-d-actualite")
def refresh(offer_id: UUID) -> ResponseReturnValue:
    """Say that a published offer is still true."""
    back = url_for(".show", offer_id=offer_id)
    return act(offers.refresh, my_offer(offer_id), done="Merci\u00a0: l'offre reste publiée.", back=back)


@bp.post("/<uuid:offer_id>/mettre-en-pause")
def pause(offer_id: UUID) -> ResponseReturnValue:
    """Stop receiving propositions for a time."""
    back = url_for(".show", offer_id=offer_id)
    return act(
        offers.pause, my_offer(offer_id), done="L'offre est en pause\u00a0: plus rien n'arrive.", back=back
    )


@bp.post("/<uuid:offer_id>/republier")
def resume(offer_id: UUID) -> ResponseReturnValue:
    """Publish a paused offer again."""
    back = url_for(".show", offer_id=offer_id)
    return act(offers.resume, my_offer(offer_id), done="L'offre est de nouveau publiée.", back=back)


@bp.route("/<uuid:offer_id>/fermer", methods=["GET", "POST"])
def close(offer_id: UUID) -> ResponseReturnValue:
    """Ask, then close an offer for good."""
    offer = my_offer(offer_id)
    if request.method == "POST":
        return act(offers.close, offer, done="L'offre est fermée.", back=url_for(".show", offer_id=offer_id))
    return render_template("association/offers/close.html", offer=offer)
