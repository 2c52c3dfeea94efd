"""One mission put before the person: what, when, where, with whom, why; their answer (R9, R10, R27)."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from bénévolat.domain.enums import Audience, Channel
from bénévolat.domain.propositions import TRANSITIONS, PropositionAction
from bénévolat.extensions import db
from bénévolat.models.offers import Offer
from bénévolat.services import on_behalf, propositions
from bénévolat.services.journeys import journey
from bénévolat.web.access import AudienceBlueprint, my_profile
from bénévolat.web.acts import act
from bénévolat.web.allocataire.mine import host_of, my_helper, my_idea, my_proposition, today
from bénévolat.web.allocataire.why import Why, simple_reasons, spared
from bénévolat.web.fields import EnumRadio, Form, Required
from bénévolat.web.languages import N_, say

bp = AudienceBlueprint(
    "allocataire_propositions",
    __name__,
    audience=Audience.ALLOCATAIRE,
    url_prefix="/mon-espace/missions",
)

DONE = {
    PropositionAction.AGREE: N_("Vous avez dit oui."),
    PropositionAction.TALK: N_("Vous voulez en parler. C'est transmis."),
    PropositionAction.DECLINE: N_("Vous avez dit non. C'est entendu."),
}


class AnswerForm(Form):
    """One of three buttons."""

    answer = EnumRadio(
        "Votre réponse", PropositionAction, [Required("Choisissez une réponse.")], members=tuple(DONE)
    )


@bp.get("/<uuid:proposition_id>")
def show(proposition_id: UUID) -> ResponseReturnValue:
    """Show one mission put before me."""
    proposition = my_proposition(proposition_id)
    possible = {action for action in DONE if (action, proposition.status) in TRANSITIONS}
    return _page(
        proposition.offer,
        Why.of_proposition(proposition),
        proposition=proposition,
        possible=possible,
        actions=PropositionAction,
        may_withdraw=not possible and (PropositionAction.WITHDRAW, proposition.status) in TRANSITIONS,
    )


@bp.get("/idees/<uuid:idea_id>")
def idea(idea_id: UUID) -> ResponseReturnValue:
    """Show a mission suggested to me that nobody has put before me yet: to be talked about (R29)."""
    match = my_idea(idea_id)
    why = Why.of_match(match, my_profile())
    return _page(match.offer, why, proposition=None, possible=set(), may_withdraw=False)


def _page(offer: Offer, why: Why, **values: Any) -> str:
    person, helper = my_profile(), my_helper()
    way = journey(person, offer)
    proposition = values["proposition"]
    return render_template(
        "allocataire/mission.html",
        entered=on_behalf.of_proposition(db.session(), proposition) if proposition else None,
        offer=offer,
        helper=helper,
        host=host_of(offer),
        way=way,
        reasons=simple_reasons(why, way, helper.first_name),
        spared=spared(person, offer),
        **values,
    )


@bp.post("/<uuid:proposition_id>/reponse")
def answer(proposition_id: UUID) -> ResponseReturnValue:
    """Keep my answer; I may change it until the association has received it."""
    proposition = my_proposition(proposition_id)
    back = url_for(".show", proposition_id=proposition.id)
    form = AnswerForm()
    if not form.validate_on_submit():
        flash(say("Choisissez une des trois réponses."), "danger")
        return redirect(back, 303)
    return act(
        propositions.answer,
        proposition,
        form.answer.data,
        channel=Channel.SCREEN,
        given_on=today(),
        done=DONE[form.answer.data],
        back=back,
    )


@bp.post("/<uuid:proposition_id>/retrait")
def withdraw(proposition_id: UUID) -> ResponseReturnValue:
    """Leave, any time, without a reason (R9)."""
    proposition = my_proposition(proposition_id)
    return act(
        propositions.withdraw,
        proposition,
        done=N_("C'est fait. Vous n'avez rien d'autre à faire."),
        back=url_for("allocataire.home"),
    )
