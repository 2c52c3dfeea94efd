"""Bilan of an engagement: what my association recognised, in boxes and a few words (R11). The person reads it first."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from bénévolat.domain.bilans import MOST_SIGNS
from bénévolat.domain.enums import Audience
from bénévolat.domain.errors import DomainError
from bénévolat.domain.soft_skills import SoftSkill
from bénévolat.extensions import db, transaction
from bénévolat.services import bilans
from bénévolat.web.access import AudienceBlueprint, actor, now
from bénévolat.web.acts import act
from bénévolat.web.association.engagements import hosted
from bénévolat.web.association.mine import my_engagement
from bénévolat.web.bilans import BY_CODE
from bénévolat.web.fields import EnumCheckboxes, Form, ShortText

bp = AudienceBlueprint(
    "association_bilans",
    __name__,
    audience=Audience.ASSOCIATION,
    url_prefix="/association/personnes-accueillies",
)


class BilanForm(Form):
    """Savoir-être of the closed list, and a short text."""

    skills = EnumCheckboxes(
        "Ce que vous avez reconnu chez cette personne",
        SoftSkill,
        description="Cochez ce que vous avez vu vous-même. Ne rien cocher ne veut rien dire.",
    )
    text = ShortText(
        "Quelques mots",
        description=(
            "Ce qu'elle a fait, appris, apporté. Rien sur sa santé, sa famille, ses aides ou ses difficultés. "
            "Pas de note, pas de comparaison."
        ),
        max_length=MOST_SIGNS,
        render_kw={"rows": 5},
    )


@bp.route("/<uuid:engagement_id>/bilan", methods=["GET", "POST"])
def write(engagement_id: UUID) -> ResponseReturnValue:
    """Write the bilan, or rewrite it: the person reads it again."""
    engagement = my_engagement(engagement_id)
    bilan = bilans.of_engagement(db.session(), engagement.id)
    form = BilanForm(data={"skills": bilan.skills, "text": bilan.text} if bilan else None)
    if form.validate_on_submit():
        try:
            with transaction() as session:
                bilans.write(
                    session,
                    engagement,
                    skills=form.skills.data,
                    text=form.text.data,
                    by=actor(),
                    now=now(),
                )
        except DomainError as refusal:
            form.add_refusal(refusal)
        else:
            flash("Le bilan est enregistré. La personne le lit avant tout le monde.", "success")
            for sentence in form.warnings():
                flash(sentence, "warning")
            return redirect(url_for("association_engagements.show", engagement_id=engagement_id), 303)
    page = render_template(
        "association/bilans/write.html",
        form=form,
        hosted=hosted(engagement),
        written=bilan is not None and bilan.written_at is not None,
        read=bilan is not None and bilan.read_at is not None,
        explanations=BY_CODE,
    )
    return page, 422 if form.is_submitted() else 200


@bp.post("/<uuid:engagement_id>/bilan/retirer")
def withdraw(engagement_id: UUID) -> ResponseReturnValue:
    """Take the bilan back."""
    return act(
        bilans.withdraw,
        my_engagement(engagement_id),
        done="Le bilan est retiré.",
        back=url_for("association_engagements.show", engagement_id=engagement_id),
    )
