"""One mission put before the person: what, when, where, with whom, why; their answer (R9, R10, R27)."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from bénévolat.domain.enums import Audience, Channel
from bénévolat.domain.propositions import TRANSITIONS, PropositionAction
from bénévolat.services import propositions
from bénévolat.web.access import AudienceBlueprint
from bénévolat.web.acts import act
from bénévolat.web.allocataire.mine import my_helper, my_proposition, today
from bénévolat.web.allocataire.why import simple_reasons, spared, travel_sentence
from bénévolat.web.fields import EnumRadio, Form, Required

bp = AudienceBlueprint(
    "allocataire_propositions",
    __name__,
    audience=Audience.ALLOCATAIRE,
    url_prefix="/mon-espace/missions",
)

DONE = {
    PropositionAction.AGREE: "Vous avez dit oui.",
    PropositionAction.TALK: "Vous voulez en parler. C'est transmis.",
    PropositionAction.DECLINE: "Vous avez dit non. C'est entendu.",
}


class AnswerForm(Form):
    """One of three buttons."""

    answer = EnumRadio(
        "Votre réponse", PropositionAction, [Required("Choisissez une réponse.")], members=tuple(DONE)
    )


@bp.get("/<uuid:proposition_id>")
def show(proposition_id: UUID) -> ResponseReturnValue:
    """Show one mission."""
    proposition = my_proposition(proposition_id)
    possible = {action for action in DONE if (action, proposition.status) in TRANSITIONS}
    return render_template(
        "allocataire/mission.html",
        proposition=proposition,
        offer=proposition.offer,
        helper=my_helper(),
        reasons=simple_reasons(proposition),
        travel=travel_sentence(proposition),
        spared=spared(proposition),
        possible=possible,
        actions=PropositionAction,
        may_withdraw=not possible and (PropositionAction.WITHDRAW, proposition.status) in TRANSITIONS,
    )


@bp.post("/<uuid:proposition_id>/reponse")
def answer(proposition_id: UUID) -> ResponseReturnValue:
    """Keep my answer; I may change it until the association has received it."""
    proposition = my_proposition(proposition_id)
    back = url_for(".show", proposition_id=proposition.id)
    form = AnswerForm()
    if not form.validate_on_submit():
        flash("Choisissez une des trois réponses.", "danger")
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
        done="C'est fait. Vous n'avez rien d'autre à faire.",
        back=url_for("allocataire.home"),
    )
