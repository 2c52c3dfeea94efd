"""Contracts of a person: recorded from the paper, never made here (R3); their reviews; what engagements become."""

from collections.abc import Callable
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from bénévolat.domain.contracts import ContractTerms
from bénévolat.domain.enums import Audience, ProfileStatus
from bénévolat.domain.errors import DomainError
from bénévolat.extensions import db, transaction
from bénévolat.models.contracts import Contract
from bénévolat.models.profiles import Profile
from bénévolat.services import contracts, engagements
from bénévolat.web.access import AudienceBlueprint, actor, now
from bénévolat.web.travailleur_social.contracts_forms import ContractForm, DoneForm
from bénévolat.web.travailleur_social.mine import journal_reading, my_person, today

bp = AudienceBlueprint(
    "travailleur_social_contracts",
    __name__,
    audience=Audience.TRAVAILLEUR_SOCIAL,
    url_prefix="/travailleur-social/profils/<uuid:profile_id>/contrats",
)


def _my_contract(person: Profile, contract_id: UUID) -> Contract:
    contract = db.session.get(Contract, contract_id)
    if contract is None or contract.profile_id != person.id:
        abort(404)
    return contract


@bp.route("/nouveau", methods=["GET", "POST"])
def new(profile_id: UUID) -> ResponseReturnValue:
    """Record a contract; the one that follows another is prefilled from it, to be checked."""
    person = my_person(profile_id)
    form = ContractForm.of(_following(person))
    return _page(
        person,
        form,
        lambda session: contracts.add(session, person, form.terms(), by=actor(), now=now()),
        None,
    )


def _following(person: Profile) -> ContractTerms | None:
    typed = request.args.get("suite", "")
    known = {str(row.id): row for row in contracts.of_person(db.session(), person.id)} if typed else {}
    return contracts.following(known[typed]) if typed in known else None


@bp.route("/<uuid:contract_id>", methods=["GET", "POST"])
def edit(profile_id: UUID, contract_id: UUID) -> ResponseReturnValue:
    """Rewrite the dates of a contract."""
    person = my_person(profile_id)
    contract = _my_contract(person, contract_id)
    form = ContractForm.of(contract)

    def save(session: Session) -> Contract:
        contracts.edit(session, contract, form.terms(), by=actor(), now=now())
        return contract

    return _page(person, form, save, contract)


def _page(
    person: Profile, form: ContractForm, save: Callable[[Session], Contract], contract: Contract | None
) -> ResponseReturnValue:
    if form.validate_on_submit():
        try:
            with transaction() as session:
                kept = save(session)
        except DomainError as refusal:
            form.add_refusal(refusal)
        else:
            flash("Le contrat est enregistré.", "success")
            return redirect(_after(person, kept), 303)
    elif not form.is_submitted():
        journal_reading(person.id)
    page = render_template(
        "travailleur_social/contracts/edit.html", person=person, form=form, contract=contract
    )
    return page, 422 if form.errors else 200


def _after(person: Profile, contract: Contract) -> str:
    """Return where to go once a contract is written: what engagements may become, else the person's file."""
    if engagements.changes_to_propose(db.session(), person.id, today=today(), written=contract):
        return url_for(".natures", profile_id=person.id, contract_id=contract.id)
    step = person.status is ProfileStatus.DRAFT
    back = "travailleur_social_profile_steps.agreement" if step else "travailleur_social_profiles.show"
    return url_for(back, profile_id=person.id)


@bp.route("/<uuid:contract_id>/revue", methods=["GET", "POST"])
def review(profile_id: UUID, contract_id: UUID) -> ResponseReturnValue:
    """Write that the review took place: its day and the next one, nothing of what was said."""
    person = my_person(profile_id)
    contract = _my_contract(person, contract_id)
    form = DoneForm.of(contract, today())
    if form.validate_on_submit():
        try:
            with transaction() as session:
                contracts.mark_reviewed(
                    session,
                    contract,
                    reviewed_on=form.reviewed_on.data,
                    review_months=form.months(contract),
                    next_on=form.next_on(),
                    by=actor(),
                    now=now(),
                )
        except DomainError as refusal:
            form.add_refusal(refusal)
        else:
            flash(f"La revue est notée. La prochaine est le {contract.review_on:%d/%m/%Y}.", "success")
            if contract.review_on is not None and contract.review_on > contract.ends_on:
                flash(
                    f"Ce contrat se termine avant, le {contract.ends_on:%d/%m/%Y}. "
                    "S'il est suivi d'un autre, ajoutez-le.",
                    "info",
                )
            back = url_for("travailleur_social_profiles.show", profile_id=person.id, _anchor="accord")
            return redirect(back, 303)
    elif not form.is_submitted():
        journal_reading(person.id)
    page = render_template(
        "travailleur_social/contracts/review.html", person=person, form=form, contract=contract
    )
    return page, 422 if form.errors else 200


@bp.route("/<uuid:contract_id>/engagements", methods=["GET", "POST"])
def natures(profile_id: UUID, contract_id: UUID) -> ResponseReturnValue:
    """Propose, never silently, to put engagements in a contract or out of it (R6)."""
    person = my_person(profile_id)
    contract = _my_contract(person, contract_id)
    session = db.session()
    proposed = engagements.changes_to_propose(session, person.id, today=today(), written=contract)
    back = redirect(url_for("travailleur_social_profiles.show", profile_id=person.id), 303)
    if request.method == "POST":
        wanted = set(request.form.getlist("engagement"))
        chosen = [change for change in proposed if str(change.engagement.id) in wanted]
        with transaction():
            for change in chosen:
                engagements.classify(change.engagement, contract=change.contract)
        flash("C'est enregistré." if chosen else "Rien n'a changé.", "success")
        return back
    if not proposed:
        return back
    journal_reading(person.id)
    return render_template(
        "travailleur_social/contracts/natures.html",
        person=person,
        contract=contract,
        proposed=proposed,
        today=today(),
    )
