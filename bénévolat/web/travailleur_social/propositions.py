"""Propositions of the people I follow: the person's answer, the sending, the withdrawal, the printed sheet."""

from collections.abc import Callable
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from bénévolat.domain.enums import Audience
from bénévolat.domain.errors import DomainError
from bénévolat.domain.propositions import LIVE, TRANSITIONS, PropositionAction, PropositionStatus
from bénévolat.exports.mission_sheets import mission_sheet_pdf
from bénévolat.extensions import db, transaction
from bénévolat.models.engagements import Engagement
from bénévolat.models.profiles import Profile
from bénévolat.models.propositions import Proposition
from bénévolat.services import mission_sheets, profile_history, proposition_views, propositions, texts
from bénévolat.web.access import AudienceBlueprint, actor, me, now
from bénévolat.web.acts import act
from bénévolat.web.files import PDF, file_name, handed_over
from bénévolat.web.lists import chosen, paginated
from bénévolat.web.travailleur_social.match_words import part_lines
from bénévolat.web.travailleur_social.mine import journal_reading, my_person, my_proposition, today
from bénévolat.web.travailleur_social.propositions_forms import AnswerForm
from bénévolat.web.travailleur_social.texts import desk

bp = AudienceBlueprint(
    "travailleur_social_propositions",
    __name__,
    audience=Audience.TRAVAILLEUR_SOCIAL,
    url_prefix="/travailleur-social",
)


@bp.get("/propositions/")
def index() -> ResponseReturnValue:
    """List the propositions of my caseload or my team: those under way, or those of one status."""
    team_view = request.args.get("vue") == "equipe"
    everything = request.args.get("etat") == "toutes"
    status = chosen(PropositionStatus, "etat")
    statement = proposition_views.followed_by(me())
    if not team_view:
        statement = statement.where(Profile.referent_id == me().id)
    if status is not None:
        statement = statement.where(Proposition.status == status)
    elif not everything:
        statement = statement.where(Proposition.status.in_(LIVE))
    return render_template(
        "travailleur_social/propositions/index.html",
        rows=paginated(statement),
        team_view=team_view,
        everything=everything,
        status=status,
        statuses=list(PropositionStatus),
    )


@bp.get("/propositions/<uuid:proposition_id>")
def show(proposition_id: UUID) -> ResponseReturnValue:
    """Show one proposition, its reasons and its life."""
    proposition = my_proposition(proposition_id)
    journal_reading(proposition.profile_id)
    return _page(proposition, AnswerForm(formdata=None, data={"given_on": today()}))


def _page(proposition: Proposition, form: AnswerForm) -> ResponseReturnValue:
    session = db.session()
    page = render_template(
        "travailleur_social/propositions/show.html",
        proposition=proposition,
        person=proposition.profile,
        offer=proposition.offer,
        form=form,
        may_answer=any((action, proposition.status) in TRANSITIONS for action in form.answer.coerce.members),
        may_withdraw=(PropositionAction.WITHDRAW, proposition.status) in TRANSITIONS,
        seen=proposition_views.association_view(proposition),
        engagement_id=session.scalar(
            select(Engagement.id).where(Engagement.proposition_id == proposition.id)
        ),
        parts=part_lines(proposition.match_parts),
        history=profile_history.of_proposition(session, proposition),
        may_text=texts.may_announce(session, proposition, desk=desk()),
        texted=texts.last_about(session, proposition.id),
    )
    return page, 422 if form.errors else 200


@bp.post("/propositions/<uuid:proposition_id>/reponse")
def answer(proposition_id: UUID) -> ResponseReturnValue:
    """Record what the person answered, with channel and day (R10)."""
    proposition = my_proposition(proposition_id)
    form = AnswerForm()
    if form.validate_on_submit():
        try:
            with transaction() as session:
                propositions.answer(
                    session,
                    proposition,
                    form.answer.data,
                    channel=form.channel.data,
                    given_on=form.given_on.data,
                    by=actor(),
                    now=now(),
                )
        except DomainError as refusal:
            form.add_refusal(refusal)
        else:
            flash("La réponse de la personne est enregistrée.", "success")
            return redirect(url_for(".show", proposition_id=proposition.id), 303)
    return _page(proposition, form)


@bp.post("/propositions/<uuid:proposition_id>/envoi")
def submit(proposition_id: UUID) -> ResponseReturnValue:
    """Send the proposition to the association: a supervised place is held."""
    return _act(
        proposition_id, propositions.submit, "La proposition est envoyée. Une place accompagnée est gardée."
    )


@bp.post("/propositions/<uuid:proposition_id>/retrait")
def withdraw(proposition_id: UUID) -> ResponseReturnValue:
    """Withdraw the proposition, any time, without a reason (R9)."""
    return _act(proposition_id, propositions.withdraw, "La proposition est retirée.")


def _act(proposition_id: UUID, service: Callable[..., None], done: str) -> ResponseReturnValue:
    proposition = my_proposition(proposition_id)
    return act(service, proposition, done=done, back=url_for(".show", proposition_id=proposition.id))


@bp.get("/profils/<uuid:profile_id>/fiche")
def sheet(profile_id: UUID) -> ResponseReturnValue:
    """Show what the sheet of a person says, and how to print it."""
    person = my_person(profile_id)
    journal_reading(person.id)
    rows = mission_sheets.waiting_of(db.session(), person.id)
    return render_template("travailleur_social/propositions/sheet.html", person=person, rows=rows)


@bp.get("/profils/<uuid:profile_id>/fiche.pdf")
def sheet_pdf(profile_id: UUID) -> ResponseReturnValue:
    """Hand the sheet over, to be printed and taken home (R53); each mission gets its number the first time."""
    person = my_person(profile_id)
    with transaction() as session:
        rows = mission_sheets.waiting_of(session, person.id)
        if not rows:
            abort(404)
        made = mission_sheets.sheet_of(session, person, rows, desk=desk(), now=now())
        mission_sheets.write_made(session, person, by=actor(), now=now())
    return handed_over(mission_sheet_pdf(made), PDF, file_name("missions", made.first_name, ending="pdf"))
