"""The whole caseload in one click: a ZIP of summaries, its progress, its 48 hours (R75, E1)."""

from uuid import UUID

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Select

from bénévolat.domain.enums import Audience
from bénévolat.domain.errors import DomainError
from bénévolat.domain.work_orders import WorkKind
from bénévolat.extensions import transaction
from bénévolat.models.exports import WorkOrder
from bénévolat.services import export_files, review_packs, work_orders
from bénévolat.web import work_orders as long_work
from bénévolat.web.access import AudienceBlueprint, me, now, recently_authenticated
from bénévolat.web.lists import paginated
from bénévolat.web.travailleur_social.review_summaries import review_list

bp = AudienceBlueprint(
    "travailleur_social_review_packs",
    __name__,
    audience=Audience.TRAVAILLEUR_SOCIAL,
    url_prefix="/travailleur-social/revues/dossiers",
)


def _mine() -> Select[WorkOrder]:
    return work_orders.of_account(me().id, WorkKind.REVIEW_PACK)


@bp.get("/")
def index() -> ResponseReturnValue:
    """List my packs."""
    return render_template(
        "travailleur_social/review_packs/index.html",
        orders=paginated(_mine()),
        words=long_work.words,
        which_of=review_packs.which_of,
        now=now(),
    )


@bp.post("/")
@recently_authenticated()
def create() -> ResponseReturnValue:
    """Order the pack of the reviews listed."""
    team, which = request.form.get("vue") == "equipe", review_list(request.form.get("quand"))
    label = current_app.config["CONTRACT_LABEL"]
    try:
        with transaction() as session:
            order = review_packs.ask(session, me(), which, team=team, contract_label=label, now=now())
    except DomainError as refusal:
        flash(refusal.sentence, "danger")
        return redirect(url_for(".index"), 303)
    long_work.begin(order.id)
    return redirect(url_for(".progress", pack_id=order.id), 303)


def _order(pack_id: UUID) -> WorkOrder:
    order = long_work.found(_mine(), pack_id)
    if order is None:
        abort(404)
    return order


@bp.get("/<uuid:pack_id>")
def progress(pack_id: UUID) -> ResponseReturnValue:
    """Show how far a pack is; once ready, it is downloaded from here."""
    order = _order(pack_id)
    return render_template(
        "travailleur_social/review_packs/progress.html", order=order, state=long_work.state(order), now=now()
    )


@bp.get("/<uuid:pack_id>/etat")
def state(pack_id: UUID) -> ResponseReturnValue:
    """Return the same in numbers, for the script of that page."""
    return long_work.state_answer(_order(pack_id))


@bp.get("/fichiers/<uuid:pack_file_id>")
@recently_authenticated()
def download(pack_file_id: UUID) -> ResponseReturnValue:
    """Download one of my packs while it lives; the reading is journaled."""
    answer = long_work.download(export_files.mine(me().id), pack_file_id, me())
    if answer is None:
        abort(404)
    return answer
