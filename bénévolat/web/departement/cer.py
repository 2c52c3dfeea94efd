"""Monthly records: hours retained for the contract review, and closing of a month (R7)."""

from uuid import UUID

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Select, select

from bénévolat.domain.enums import Audience, JournalEvent, Right
from bénévolat.extensions import db, transaction
from bénévolat.models.cer import CerRecord
from bénévolat.models.profiles import Profile
from bénévolat.models.teams import Team
from bénévolat.services import cer, cer_retained, journal
from bénévolat.web import hours
from bénévolat.web.access import AudienceBlueprint, actor, now
from bénévolat.web.acts import act

bp = AudienceBlueprint(
    "departement_cer",
    __name__,
    audience=Audience.DEPARTEMENT,
    right=Right.RETAIN_HOURS,
    url_prefix="/departement/heures",
)


def _record(record_id: UUID) -> CerRecord:
    row = db.session.scalar(cer.records().where(CerRecord.id == record_id))
    if row is None:
        abort(404)
    return row


def _team() -> UUID | None:
    """Return the team that the address filters on, or None."""
    try:
        return UUID(request.args.get("equipe", ""))
    except ValueError:
        return None


def _scope(team_id: UUID | None) -> Select[CerRecord]:
    return cer.records() if team_id is None else cer.records().where(Profile.team_id == team_id)


@bp.get("")
def index() -> ResponseReturnValue:
    """List the records by month, state and team, with their totals and what closes soon."""
    team_id = _team()
    teams = db.session.scalars(select(Team).order_by(Team.name, Team.id)).all()
    context = hours.list_context(_scope(team_id))
    return render_template("departement/cer/index.html", teams=teams, team_id=team_id, **context)


@bp.post("/retenir")
def retain_list() -> ResponseReturnValue:
    """Retain the confirmed hours of the records ticked in a list."""
    hours.retain_ticked(cer.records())
    return redirect(url_for(".index", **hours.filters()), code=303)


@bp.get("/<uuid:record_id>")
def show(record_id: UUID) -> ResponseReturnValue:
    """Show one record: its hours, its sessions, what it carries, what was done, the form to retain."""
    row = _record(record_id)
    with transaction() as session:
        journal.write(
            session,
            JournalEvent.PROFILE_READ,
            by=actor(),
            now=now(),
            profile_id=row.engagement.profile_id,
        )
    return render_template("departement/cer/show.html", **hours.record_context(row))


@bp.post("/<uuid:record_id>/retenir")
def retain(record_id: UUID) -> ResponseReturnValue:
    """Retain hours, with author and date; for a closed month the difference goes to an open one."""
    row, form = _record(record_id), hours.RetainForm()
    if form.validate_on_submit() and hours.retain(row, form):
        return redirect(url_for(".show", record_id=row.id), code=303)
    return render_template("departement/cer/show.html", **hours.record_context(row, form)), 422


@bp.post("/<uuid:record_id>/confirmees")
def retain_confirmed(record_id: UUID) -> ResponseReturnValue:
    """Retain the confirmed hours of one record, as they were read."""
    row = _record(record_id)
    return act(
        cer_retained.retain_seen,
        row,
        seen=request.form.get("minutes", -1, type=int),
        done="Les heures confirmées sont retenues.",
        back=url_for(".show", record_id=row.id),
    )


@bp.post("/<uuid:record_id>/clore")
def close(record_id: UUID) -> ResponseReturnValue:
    """Close a record: it does not change any more."""
    row = _record(record_id)
    return act(cer.close, row, done="Le relevé est clos.", back=url_for(".show", record_id=row.id))
