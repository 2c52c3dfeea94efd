"""Contracts of a person: recorded from the paper, never made here (R3)."""

from collections.abc import Callable
from uuid import UUID

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from bénévolat.domain.enums import Audience, ProfileStatus
from bénévolat.domain.errors import DomainError
from bénévolat.extensions import db, transaction
from bénévolat.models.contracts import Contract
from bénévolat.models.profiles import Profile
from bénévolat.services import contracts
from bénévolat.web.access import AudienceBlueprint, actor, now
from bénévolat.web.travailleur_social.contracts_forms import ContractForm
from bénévolat.web.travailleur_social.mine import journal_reading, my_person

bp = AudienceBlueprint(
    "travailleur_social_contracts",
    __name__,
    audience=Audience.TRAVAILLEUR_SOCIAL,
    url_prefix="/travailleur-social/profils/<uuid:profile_id>/contrats",
)


@bp.route("/nouveau", methods=["GET", "POST"])
def new(profile_id: UUID) -> ResponseReturnValue:
    """Record a contract."""
    person = my_person(profile_id)
    form = ContractForm.of(None)
    return _page(
        person,
        form,
        lambda session: contracts.add(session, person, form.terms(), by=actor(), now=now()),
        None,
    )


@bp.route("/<uuid:contract_id>", methods=["GET", "POST"])
def edit(profile_id: UUID, contract_id: UUID) -> ResponseReturnValue:
    """Rewrite the dates of a contract."""
    person = my_person(profile_id)
    contract = db.session.get(Contract, contract_id)
    if contract is None or contract.profile_id != person.id:
        abort(404)
    form = ContractForm.of(contract)
    return _page(
        person,
        form,
        lambda session: contracts.edit(session, contract, form.terms(), by=actor(), now=now()),
        contract,
    )


def _page(
    person: Profile, form: ContractForm, save: Callable[[Session], object], contract: Contract | None
) -> ResponseReturnValue:
    if form.validate_on_submit():
        try:
            with transaction() as session:
                save(session)
        except DomainError as refusal:
            form.add_refusal(refusal)
        else:
            flash("Le contrat est enregistré.", "success")
            step = person.status is ProfileStatus.DRAFT
            back = (
                "travailleur_social_profile_steps.agreement" if step else "travailleur_social_profiles.show"
            )
            return redirect(url_for(back, profile_id=person.id), 303)
    elif not form.is_submitted():
        journal_reading(person.id)
    page = render_template(
        "travailleur_social/contracts/edit.html", person=person, form=form, contract=contract
    )
    return page, 422 if form.errors else 200
