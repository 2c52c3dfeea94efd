"""Propositions received by my association: read through an allow-list (A3), accepted, refused, or a meeting first."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import case

from bénévolat.domain.engagements import EngagementStatus
from bénévolat.domain.enums import AnswerReason, Audience
from bénévolat.domain.errors import DomainError
from bénévolat.domain.propositions import HOLDING, PropositionStatus
from bénévolat.extensions import db, transaction
from bénévolat.models.engagements import Engagement
from bénévolat.models.propositions import Proposition
from bénévolat.services import engagements, proposition_views, propositions
from bénévolat.web.access import AudienceBlueprint, actor, my_association, now, today
from bénévolat.web.association.mine import journal_reading, my_proposition
from bénévolat.web.fields import EnumRadio, Form, LocalDate, LocalDateTime, Required, ShortText, YesBox
from bénévolat.web.lists import paginated

bp = AudienceBlueprint(
    "association_propositions",
    __name__,
    audience=Audience.ASSOCIATION,
    url_prefix="/association/propositions",
)


class AcceptForm(Form):
    """The first day."""

    started_on = LocalDate(
        "Premier jour",
        [Required("Indiquez le premier jour, même s'il peut changer.")],
        description="Une date prévue suffit\u00a0: elle peut changer.",
    )


class MeetingForm(Form):
    """A meeting before answering."""

    meeting_at = LocalDateTime(
        "Jour et heure", description="Laissez vide si vous préférez en convenir ensemble."
    )
    note = ShortText("Où, et qui demander", max_length=300)


class RefuseForm(Form):
    """Why the association cannot welcome: a reason about itself, never about the person."""

    reason = EnumRadio("Raison", AnswerReason, [Required("Choisissez une raison.")])
    shared = YesBox("La personne peut lire cette raison")
    referent_note = ShortText(
        "Un mot pour son contact au Département",
        description="Il n'est pas dans l'espace de la personne, mais elle peut demander à le lire. "
        "Rien sur sa vie privée ni sur sa santé.",
        max_length=1000,
    )


@bp.get("")
def index() -> ResponseReturnValue:
    """List what my association has received, what waits for an answer first."""
    waiting_first = case(
        (Proposition.status == PropositionStatus.SUBMITTED, 0), (Proposition.status.in_(HOLDING), 1), else_=2
    )
    statement = (
        proposition_views.received_by(my_association().id)
        .order_by(None)
        .order_by(waiting_first, Proposition.submitted_at.desc(), Proposition.id)
    )
    page = paginated(statement)
    views = [proposition_views.association_view(row) for row in page.items]
    return render_template("association/propositions/index.html", page=page, views=views, holding=HOLDING)


@bp.get("/<uuid:proposition_id>")
def show(proposition_id: UUID) -> ResponseReturnValue:
    """Show what may be read of the person, and the three answers."""
    proposition = my_proposition(proposition_id)
    journal_reading(proposition.profile_id)
    opened = db.session.execute(
        engagements.hosted_by(my_association().id)
        .where(Engagement.proposition_id == proposition.id)
        .with_only_columns(Engagement.id, Engagement.status)
        .order_by(None)
    ).first()
    ended = opened is not None and opened.status is EngagementStatus.ENDED
    return render_template(
        "association/propositions/show.html",
        view=proposition_views.association_view(proposition, ended=ended),
        waiting=proposition.status in HOLDING,
        meeting_at=proposition.meeting_at,
        meeting_note=proposition.meeting_note,
        answer_reason=proposition.answer_reason,
        engagement_id=opened.id if opened else None,
        ended=ended,
    )


@bp.route("/<uuid:proposition_id>/accueillir", methods=["GET", "POST"])
def accept(proposition_id: UUID) -> ResponseReturnValue:
    """Welcome the person: the engagement opens."""
    form = AcceptForm(data={"started_on": today()})
    return _answer(
        proposition_id,
        form,
        propositions.accept,
        lambda: {"started_on": form.started_on.data},
        template="association/propositions/accept.html",
        done="C'est noté\u00a0: vous accueillez cette personne. Son prénom et son contact sont maintenant visibles.",
    )


@bp.route("/<uuid:proposition_id>/rencontrer", methods=["GET", "POST"])
def meet(proposition_id: UUID) -> ResponseReturnValue:
    """Ask to meet the person before answering."""
    form = MeetingForm()
    return _answer(
        proposition_id,
        form,
        propositions.ask_meeting,
        lambda: {"meeting_at": form.meeting_at.data, "note": form.note.data or None},
        template="association/propositions/meet.html",
        done="Votre demande de rencontre est envoyée. La place reste gardée.",
    )


@bp.route("/<uuid:proposition_id>/ne-pas-pouvoir-accueillir", methods=["GET", "POST"])
def refuse(proposition_id: UUID) -> ResponseReturnValue:
    """Say that the association cannot welcome the person."""
    form = RefuseForm()
    return _answer(
        proposition_id,
        form,
        propositions.refuse,
        lambda: {
            "reason": form.reason.data,
            "shared": form.shared.data,
            "referent_note": form.referent_note.data or None,
        },
        template="association/propositions/refuse.html",
        done="Votre réponse est envoyée. La place est de nouveau libre.",
    )


def _answer(
    proposition_id: UUID,
    form: Form,
    service: Callable[..., Any],
    typed: Callable[[], dict[str, Any]],
    *,
    template: str,
    done: str,
) -> ResponseReturnValue:
    proposition = my_proposition(proposition_id)
    back = url_for(".show", proposition_id=proposition_id)
    if form.validate_on_submit():
        try:
            with transaction() as session:
                service(session, proposition, by=actor(), now=now(), **typed())
        except DomainError as refusal:
            form.add_refusal(refusal)
        else:
            flash(done, "success")
            for sentence in form.warnings():
                flash(sentence, "warning")
            return redirect(back, 303)
    elif not form.is_submitted() and proposition.status not in HOLDING:
        return redirect(back)
    view = proposition_views.association_view(proposition)
    page = render_template(template, form=form, view=view)
    return page, 422 if form.is_submitted() else 200
