"""Help to write the version simple in the form of an offer: a text proposed, a text measured (R62)."""

from flask import request

from bénévolat.domain.enums import Remote
from bénévolat.domain.simple_texts import simple_draft
from bénévolat.extensions import db
from bénévolat.models.communes import Commune
from bénévolat.models.supervisors import Supervisor
from bénévolat.services import supervisors
from bénévolat.web.access import my_association
from bénévolat.web.association.offers_forms import OfferForm

_PROPOSE, _TAKE, _READ = "propose", "take", "read"


def asks_for_help() -> bool:
    """Tell whether a button of the simple version was pressed: nothing is saved then."""
    return request.method == "POST" and request.form.get("act") in {_PROPOSE, _TAKE, _READ}


def help_write(form: OfferForm) -> str:
    """Do what the button asks; return a text to show beside what is already typed, or nothing.

    An empty field takes the proposed text at once; a written one is replaced only by «Prendre ce texte».
    """
    form.validate()  # It reads the fields; the faults are for the day of saving.
    form.form_errors = []
    for field in form:
        field.errors = []
    act = request.form.get("act")
    if act == _READ:
        return ""
    draft = _draft(form)
    if act == _PROPOSE and form.simple_text.data and draft != form.simple_text.data:
        return draft
    form.simple_text.data = draft or form.simple_text.data
    return ""


def _draft(form: OfferForm) -> str:
    commune = db.session.get(Commune, form.commune.insee) if form.commune.insee else None
    return simple_draft(
        title=form.title.data or "",
        tasks=form.tasks.lines,
        commune=commune.name if commune else None,
        from_home=form.remote.data is Remote.FULL,
        half_days=form.half_days.data or (),
        slots_needed=form.slots_needed.data or 1,
        supervisor=_first_name(form.supervisor.data),
        comfort=form.comfort.data or (),
    )


def _first_name(key: str | None) -> str | None:
    mine = supervisors.of_association(my_association().id)
    rows: list[Supervisor] = list(db.session.scalars(mine))
    return next((row.first_name for row in rows if str(row.id) == key), None)
