"""Monthly records: hours retained for the contract review, and closing of a month (R7)."""

from datetime import date
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from bénévolat.domain.cer import CerRecordStatus, RecordClosed
from bénévolat.domain.enums import Audience, Right
from bénévolat.domain.errors import DomainError
from bénévolat.extensions import db, transaction
from bénévolat.models.cer import CerRecord
from bénévolat.services import cer
from bénévolat.web.access import AudienceBlueprint, actor, now
from bénévolat.web.fields import Form, Required, WholeNumber
from bénévolat.web.lists import paginated

bp = AudienceBlueprint(
    "departement_cer",
    __name__,
    audience=Audience.DEPARTEMENT,
    right=Right.RETAIN_HOURS,
    url_prefix="/departement/heures",
)


class RetainForm(Form):
    """Hours retained for one month of one engagement."""

    hours = WholeNumber(
        "Heures", [Required("Indiquez les heures retenues, même zéro.")], lowest=0, highest=200
    )
    minutes = WholeNumber("Minutes", lowest=0, highest=59)


class CloseForm(Form):
    """Closing of a record: a button."""


def _month(typed: str | None) -> date | None:
    """Return the first day of «2026-10», or None for anything else."""
    try:
        return date.fromisoformat(f"{typed}-01") if typed else None
    except ValueError:
        return None


def _record(record_id: UUID) -> CerRecord:
    row = db.session.scalar(cer.records().where(CerRecord.id == record_id))
    if row is None:
        abort(404)
    return row


@bp.get("")
def index() -> ResponseReturnValue:
    """List the records, open ones or those of one month."""
    month = _month(request.args.get("mois"))
    shown_closed = request.args.get("clos") == "1"
    statement = cer.records()
    if month is not None:
        statement = statement.where(CerRecord.month == month)
    if not shown_closed:
        statement = statement.where(CerRecord.status == CerRecordStatus.OPEN)
    rows = paginated(statement)
    months = db.session.scalars(select(CerRecord.month).distinct().order_by(CerRecord.month.desc())).all()
    return render_template(
        "departement/cer/index.html", rows=rows, months=months, month=month, shown_closed=shown_closed
    )


@bp.get("/<uuid:record_id>")
def show(record_id: UUID) -> ResponseReturnValue:
    """Show one record with the form to retain its hours."""
    row = _record(record_id)
    kept = row.minutes_confirmed if row.minutes_retained is None else row.minutes_retained
    form = RetainForm(data={"hours": kept // 60, "minutes": kept % 60})
    return render_template("departement/cer/show.html", record=row, form=form, close_form=CloseForm())


@bp.post("/<uuid:record_id>/retenir")
def retain(record_id: UUID) -> ResponseReturnValue:
    """Retain hours, with author and date."""
    row = _record(record_id)
    form = RetainForm()
    if form.validate_on_submit():
        try:
            with transaction() as session:
                minutes = (form.hours.data or 0) * 60 + (form.minutes.data or 0)
                cer.retain(session, row, minutes=minutes, by=actor(), now=now())
        except RecordClosed as refusal:
            flash(refusal.sentence, "danger")
            return redirect(url_for(".show", record_id=row.id), code=303)
        except DomainError as refusal:
            form.add_error("hours", refusal.sentence)
        else:
            flash("Les heures retenues sont enregistrées.", "success")
            return redirect(url_for(".show", record_id=row.id), code=303)
    page = render_template("departement/cer/show.html", record=row, form=form, close_form=CloseForm())
    return page, 422


@bp.post("/<uuid:record_id>/clore")
def close(record_id: UUID) -> ResponseReturnValue:
    """Close a record: it does not change any more."""
    row = _record(record_id)
    try:
        with transaction() as session:
            cer.close(session, row, now=now())
    except DomainError as refusal:
        flash(refusal.sentence, "danger")
    else:
        flash("Le relevé est clos.", "success")
    return redirect(url_for(".show", record_id=row.id), code=303)
