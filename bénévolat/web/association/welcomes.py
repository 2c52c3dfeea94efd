"""How a person is welcomed: what is agreed with them, and what was checked (R21, R24)."""

from collections.abc import Callable
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from bénévolat.domain.enums import Audience
from bénévolat.domain.errors import DomainError
from bénévolat.extensions import transaction
from bénévolat.models.engagements import Engagement
from bénévolat.services import engagements
from bénévolat.web.access import AudienceBlueprint, actor, now
from bénévolat.web.association.engagements import hosted
from bénévolat.web.association.mine import my_engagement
from bénévolat.web.fields import Form, LocalDate, YesBox
from bénévolat.web.session_forms import RhythmForm

bp = AudienceBlueprint(
    "association_welcomes",
    __name__,
    audience=Audience.ASSOCIATION,
    url_prefix="/association/personnes-accueillies",
)


class WelcomeForm(Form):
    """A day and a role: no document is asked for, none is kept."""

    background_checked_on = LocalDate("Contrôle d'honorabilité vérifié le")
    leads_volunteers = YesBox("Cette personne dirige ou encadre d'autres bénévoles")


@bp.route("/<uuid:engagement_id>/convenu", methods=["GET", "POST"])
def rhythm(engagement_id: UUID) -> ResponseReturnValue:
    """Write what is agreed with the person: how often, how long, which days."""
    engagement = my_engagement(engagement_id)
    form = RhythmForm.of(engagement)
    return _page(
        engagement,
        form,
        "association/engagements/rhythm.html",
        lambda session: engagements.agree_rhythm(session, engagement, form.agreed(), by=actor(), now=now()),
    )


@bp.route("/<uuid:engagement_id>/controle", methods=["GET", "POST"])
def check(engagement_id: UUID) -> ResponseReturnValue:
    """Write the day a check was done, and whether the person leads volunteers."""
    engagement = my_engagement(engagement_id)
    form = WelcomeForm(obj=engagement)
    return _page(
        engagement,
        form,
        "association/engagements/check.html",
        lambda session: engagements.write_welcome(
            session,
            engagement,
            background_checked_on=form.background_checked_on.data,
            leads_volunteers=form.leads_volunteers.data,
            now=now(),
        ),
    )


def _page(
    engagement: Engagement, form: Form, template: str, save: Callable[[Session], object]
) -> ResponseReturnValue:
    if form.validate_on_submit():
        try:
            with transaction() as session:
                save(session)
        except DomainError as refusal:
            form.add_refusal(refusal)
        else:
            flash("C'est enregistré.", "success")
            return redirect(url_for("association_engagements.show", engagement_id=engagement.id), 303)
    page = render_template(template, form=form, hosted=hosted(engagement))
    return page, 422 if form.errors else 200
