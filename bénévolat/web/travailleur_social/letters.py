"""Letters in batch for my caseload: choose why and to whom, follow the making, print (R52, E1)."""

import re
from uuid import UUID

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Select

from bénévolat.domain.enums import Audience
from bénévolat.domain.errors import DomainError
from bénévolat.domain.letters import MOST, LetterForm, LetterKind
from bénévolat.domain.work_orders import WorkKind
from bénévolat.extensions import db, transaction
from bénévolat.models.exports import WorkOrder
from bénévolat.services import export_files, letters, work_orders
from bénévolat.services.texts import Desk
from bénévolat.web import work_orders as long_work
from bénévolat.web.access import AudienceBlueprint, me, now, recently_authenticated
from bénévolat.web.lists import chosen, paginated

bp = AudienceBlueprint(
    "travailleur_social_letters",
    __name__,
    audience=Audience.TRAVAILLEUR_SOCIAL,
    url_prefix="/travailleur-social/courriers",
)

KEY = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def _mine() -> Select[WorkOrder]:
    return work_orders.of_account(me().id, WorkKind.LETTERS)


@bp.get("/")
def index() -> ResponseReturnValue:
    """Choose why a letter is sent, then to whom: those it concerns are ticked."""
    kind = chosen(LetterKind, "motif") or LetterKind.WAITING
    team_view = request.args.get("vue") == "equipe"
    people = db.session.scalars(letters.concerned(me(), kind, team=team_view, now=now()).limit(MOST)).all()
    return render_template(
        "travailleur_social/letters/index.html",
        people=people,
        kind=kind,
        kinds=list(LetterKind),
        forms=list(LetterForm),
        team_view=team_view,
        most=MOST,
    )


@bp.get("/demandes")
def orders() -> ResponseReturnValue:
    """List the letters I had made."""
    return render_template(
        "travailleur_social/letters/orders.html",
        orders=paginated(_mine()),
        kinds={str(kind.value): kind.label for kind in LetterKind},
        words=long_work.words,
        now=now(),
    )


@bp.post("/")
@recently_authenticated()
def create() -> ResponseReturnValue:
    """Order the letters of the people chosen."""
    kind = next((one for one in LetterKind if one.value == request.form.get("motif")), LetterKind.WAITING)
    form = next((one for one in LetterForm if one.value == request.form.get("forme")), LetterForm.PDF)
    team = request.form.get("vue") == "equipe"
    wanted = [UUID(typed) for typed in request.form.getlist("personne") if KEY.fullmatch(typed)]
    desk = Desk(current_app.config["SMS_BACKEND"], current_app.config["DEPARTEMENT_PHONE"])
    try:
        with transaction() as session:
            order = letters.ask(session, me(), kind, form, wanted, team=team, desk=desk, now=now())
    except DomainError as refusal:
        flash(refusal.sentence, "danger")
        return redirect(url_for(".index", motif=kind.value, vue="equipe" if team else None), 303)
    long_work.begin(order.id)
    return redirect(url_for(".progress", letters_id=order.id), 303)


def _order(letters_id: UUID) -> WorkOrder:
    order = long_work.found(_mine(), letters_id)
    if order is None:
        abort(404)
    return order


@bp.get("/<uuid:letters_id>")
def progress(letters_id: UUID) -> ResponseReturnValue:
    """Show how far the letters are; once ready, they are downloaded from here."""
    order = _order(letters_id)
    return render_template(
        "travailleur_social/letters/progress.html", order=order, state=long_work.state(order), now=now()
    )


@bp.get("/<uuid:letters_id>/etat")
def state(letters_id: UUID) -> ResponseReturnValue:
    """Return the same in numbers, for the script of that page."""
    return long_work.state_answer(_order(letters_id))


@bp.get("/<uuid:letters_id>/fichier")
@recently_authenticated()
def download(letters_id: UUID) -> ResponseReturnValue:
    """Download my letters while they live; the reading is journaled."""
    order = _order(letters_id)
    answer = None
    if order.export_id is not None:
        answer = long_work.download(export_files.mine(me().id), order.export_id, me())
    if answer is None:
        abort(404)
    return answer
