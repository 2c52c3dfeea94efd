"""What the association says of me, and what I say: I read it first, and answer if I want to (R11)."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bénévolat.domain.bilans import EXPLANATIONS
from bénévolat.domain.enums import Audience
from bénévolat.domain.errors import DomainError
from bénévolat.extensions import db, transaction
from bénévolat.models.bilans import Bilan
from bénévolat.models.engagements import Engagement
from bénévolat.services import bilans, on_behalf
from bénévolat.web.access import AudienceBlueprint, actor, now
from bénévolat.web.acts import act
from bénévolat.web.allocataire.identity import ask_name_first
from bénévolat.web.allocataire.mine import my_engagement, my_helper
from bénévolat.web.bilans import WordsForm, read_instant
from bénévolat.web.languages import N_, said, say

bp = AudienceBlueprint(
    "allocataire_bilans", __name__, audience=Audience.ALLOCATAIRE, url_prefix="/mon-espace/engagement"
)
ask_name_first(bp)


@bp.route("/<uuid:engagement_id>/bilan", methods=["GET", "POST"])
def show(engagement_id: UUID) -> ResponseReturnValue:
    """Read what the association wrote; write my words, with or without it."""
    engagement = my_engagement(engagement_id)
    bilan = bilans.of_engagement(db.session(), engagement.id)
    form = WordsForm(data={"words": bilan.words if bilan else "", "written_at": _written(bilan)})
    if form.validate_on_submit():
        try:
            _say(engagement, form)
        except DomainError as refusal:
            form.add_refusal(refusal)
            bilan = bilans.of_engagement(db.session(), engagement.id)
            form.written_at.data = _written(bilan)  # What was typed stays; the new text is the one to read.
        else:
            flash(say("Merci. Vos mots sont enregistrés."), "success")
            for sentence in form.warnings():
                flash(said(sentence), "warning")
            return redirect(url_for(".show", engagement_id=engagement_id), 303)
    page = render_template(
        "allocataire/bilans/show.html",
        engagement=engagement,
        bilan=bilan,
        entered=on_behalf.of_bilan(db.session(), bilan),
        form=form,
        explanations=EXPLANATIONS,
        helper=my_helper(),
    )
    return page, 422 if form.is_submitted() else 200


def _written(bilan: Bilan | None) -> str:
    return bilan.written_at.isoformat() if bilan and bilan.written_at else ""


def _say(engagement: Engagement, form: WordsForm) -> None:
    """Keep my words; answering a text that is on the page is having read it."""
    with transaction() as session:
        seen = read_instant(form.written_at.data)
        if seen is not None:
            bilans.mark_read(session, engagement, written_at=seen, by=actor(), now=now())
        bilans.say(session, engagement, words=form.words.data or "", by=actor(), now=now())


@bp.post("/<uuid:engagement_id>/bilan/lu")
def read(engagement_id: UUID) -> ResponseReturnValue:
    """Say that I read it, nothing more."""
    return act(
        bilans.mark_read,
        my_engagement(engagement_id),
        written_at=read_instant(request.form.get("written_at")),
        done=N_("C'est noté\u00a0: vous avez lu."),
        back=url_for(".show", engagement_id=engagement_id),
    )


@bp.post("/<uuid:engagement_id>/bilan/effacer")
def unsay(engagement_id: UUID) -> ResponseReturnValue:
    """Remove my words."""
    return act(
        bilans.unsay,
        my_engagement(engagement_id),
        done=N_("Vos mots sont effacés."),
        back=url_for(".show", engagement_id=engagement_id),
    )
