"""Progress of long work, the same for every audience: a page that needs no script, and numbers for one that has it."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from flask import Response, current_app, jsonify, stream_with_context
from sqlalchemy import Select

from bénévolat.domain.work_orders import WorkStatus
from bénévolat.extensions import db, snapshot, transaction
from bénévolat.jobs.background import in_background
from bénévolat.jobs.make_files import make_one
from bénévolat.models.accounts import Account
from bénévolat.models.exports import ExportFile, WorkOrder
from bénévolat.services import export_files
from bénévolat.web.access import now
from bénévolat.web.formats import plural

WAIT_SECONDS = 1.5
"""A short file is ready before the answer: its page then shows the file, not a progress."""

MEDIA_TYPES = {
    "csv": "text/csv",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
    "zip": "application/zip",
}


def begin(order_id: UUID) -> None:
    """Have an order made as soon as its transaction is over."""
    app: Any = current_app

    def work() -> None:
        make_one(order_id, at=now())  # The instant at which it begins: it may have waited for another one.

    in_background(app._get_current_object(), work, wait=WAIT_SECONDS)  # noqa: SLF001 - the thread needs the application itself


def state(order: WorkOrder) -> dict[str, Any]:
    """Return where an order stands, in numbers and in French."""
    finished = order.status in {WorkStatus.DONE, WorkStatus.FAILED}
    return {"done": order.progress, "total": order.total, "finished": finished, "words": words(order)}


def words(order: WorkOrder) -> str:
    """Return where an order stands, as one sentence."""
    if order.status is WorkStatus.DONE:
        return "Le fichier est prêt."
    if order.status is WorkStatus.FAILED:
        return order.refusal or "Le fichier n'a pas pu être produit."
    if not order.total:
        return "Le fichier est en préparation."
    return f"{order.progress} sur {plural(order.total, 'dossier lu', 'dossiers lus')}."


def state_answer(order: WorkOrder) -> Response:
    """Return the state as JSON, for the script of the page."""
    return jsonify(state(order))


def download(mine: Select[ExportFile], export_id: UUID, account: Account) -> Response | None:
    """Return one of an account's files, a piece at a time; the reading is journaled. None: not theirs.

    Raises Expired after 48 hours.
    """
    with transaction() as session:
        export = session.scalar(mine.where(ExportFile.id == export_id))
        if export is None:
            return None
        export_files.open_for(session, export, account=account, now=now())
    kind = MEDIA_TYPES.get(export.file_name.rsplit(".", 1)[-1], "application/octet-stream")
    return Response(
        stream_with_context(_pieces(export.id)),
        mimetype=kind,
        headers={
            "Content-Disposition": f'attachment; filename="{export.file_name}"',
            "Content-Length": str(export.size),
        },
    )


def _pieces(export_id: UUID) -> Iterator[bytes]:
    """Yield the file from a session that ends with it: the one of the request is gone when the answer leaves."""
    with snapshot() as reader:
        yield from export_files.pieces(reader, export_id)


def found(mine: Select[WorkOrder], order_id: UUID) -> WorkOrder | None:
    """Return one of an account's orders."""
    return db.session.scalar(mine.where(WorkOrder.id == order_id))
