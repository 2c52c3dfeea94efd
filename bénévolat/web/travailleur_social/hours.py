"""Hours of the people I follow, when I hold the right to retain them (R7)."""

from uuid import UUID

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bénévolat.domain.enums import Audience, Right
from bénévolat.extensions import db
from bénévolat.models.cer import CerRecord
from bénévolat.models.profiles import Profile
from bénévolat.services import cer, cer_retained
from bénévolat.web import hours
from bénévolat.web.access import AudienceBlueprint, me
from bénévolat.web.acts import act
from bénévolat.web.travailleur_social.mine import journal_reading

bp = AudienceBlueprint(
    "travailleur_social_hours",
    __name__,
    audience=Audience.TRAVAILLEUR_SOCIAL,
    right=Right.RETAIN_HOURS,
    url_prefix="/travailleur-social/heures",
)


def _my_record(record_id: UUID) -> CerRecord:
    row = db.session.scalar(cer.records_followed_by(me()).where(CerRecord.id == record_id))
    if row is None:
        abort(404)
    return row


@bp.get("")
def index() -> ResponseReturnValue:
    """List the records of my caseload or my team, with what closes soon."""
    team_view = request.args.get("vue") == "equipe"
    scope = cer.records_followed_by(me())
    if not team_view:
        scope = scope.where(Profile.referent_id == me().id)
    context = hours.list_context(scope)
    return render_template("travailleur_social/hours/index.html", team_view=team_view, **context)


@bp.post("/retenir")
def retain_list() -> ResponseReturnValue:
    """Retain the confirmed hours of the records ticked in a list."""
    hours.retain_ticked(cer.records_followed_by(me()))
    return redirect(url_for(".index", **hours.filters()), code=303)


@bp.get("/<uuid:record_id>")
def show(record_id: UUID) -> ResponseReturnValue:
    """Show one record: its hours, its sessions, what it carries, what was done, the form to retain."""
    row = _my_record(record_id)
    journal_reading(row.engagement.profile_id)
    return render_template("travailleur_social/hours/show.html", **hours.record_context(row))


@bp.post("/<uuid:record_id>/retenir")
def retain(record_id: UUID) -> ResponseReturnValue:
    """Retain hours, with author and date; for a closed month the difference goes to an open one."""
    row, form = _my_record(record_id), hours.RetainForm()
    if form.validate_on_submit() and hours.retain(row, form):
        return redirect(url_for(".show", record_id=row.id), code=303)
    return render_template("travailleur_social/hours/show.html", **hours.record_context(row, form)), 422


@bp.post("/<uuid:record_id>/confirmees")
def retain_confirmed(record_id: UUID) -> ResponseReturnValue:
    """Retain the confirmed hours of one record, as they were read."""
    row = _my_record(record_id)
    return act(
        cer_retained.retain_seen,
        row,
        seen=request.form.get("minutes", -1, type=int),
        done="Les heures confirmées sont retenues.",
        back=url_for(".show", record_id=row.id),
    )
