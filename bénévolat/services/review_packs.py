"""The summaries of a whole caseload in one ZIP: asked in one click, made apart, kept 48 hours."""

import re
import unicodedata
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from bénévolat.domain.contracts import ReviewList
from bénévolat.domain.enums import Role
from bénévolat.domain.errors import DomainError, NotAllowed
from bénévolat.domain.work_orders import WorkKind
from bénévolat.exports.french_csv import CsvWriter
from bénévolat.exports.review_summaries import ReviewSummary, review_docx, review_pdf
from bénévolat.exports.typesetting import in_parallel
from bénévolat.models.accounts import Account
from bénévolat.models.contracts import Contract
from bénévolat.models.exports import WorkOrder
from bénévolat.services import review_summaries, work_orders
from bénévolat.services.work_orders import Made, Progress

PARIS = ZoneInfo("Europe/Paris")
AT_ONCE = 100
"""Summaries read at a time: what a long pack costs in memory."""
HEADER = ("personne", "identifiant_departement", "date_revue", "synthese_pdf", "synthese_docx")


class NothingToReview(DomainError):
    """A pack holds at least one summary."""

    sentence = "Aucune revue dans cette liste\u00a0: il n'y a rien à réunir. Choisissez «\u00a0toutes\u00a0»."


def ask(
    session: Session, account: Account, which: ReviewList, *, team: bool, contract_label: str, now: datetime
) -> WorkOrder:
    """Order the pack of the reviews of a list: mine or my team's.

    Raises NothingToReview, StillWorking.
    """
    if not _contract_ids(session, account, which, team=team, now=now):
        raise NothingToReview
    params = {"team": team, "which": which.value, "contract_label": contract_label}
    return work_orders.ask(session, account, WorkKind.REVIEW_PACK, params, now=now)


def _contract_ids(
    session: Session, account: Account, which: ReviewList, *, team: bool, now: datetime
) -> Sequence[UUID]:
    wanted = review_summaries.due(account, which, team=team, now=now).with_only_columns(Contract.id)
    return session.scalars(wanted).all()


def which_of(params: dict[str, Any]) -> ReviewList:
    """Return the list that an order kept; the oldest orders say ``soon``."""
    if "which" in params:
        return ReviewList(params["which"])
    return ReviewList.SOON if params["soon"] else ReviewList.ALL


def make(
    session: Session, account: Account, params: dict[str, Any], folder: Path, say: Progress, now: datetime
) -> Made:
    """Write the ZIP in ``folder``: a PDF and a DOCX for each person, and the list of them as CSV.

    Raises NotAllowed when the account no longer follows anybody, NothingToReview.
    """
    if account.role is not Role.TRAVAILLEUR_SOCIAL or account.disabled_at is not None:
        raise NotAllowed
    keys = _contract_ids(session, account, which_of(params), team=params["team"], now=now)
    if not keys:
        raise NothingToReview
    day = now.astimezone(PARIS).date()
    path = folder / f"dossiers-de-revue_{day}.zip"
    told: list[tuple[UUID, UUID]] = []
    say(0, len(keys))
    with (
        (folder / "liste.csv").open("wb") as listed,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as pack,
    ):
        index = CsvWriter(listed, HEADER)
        for start in range(0, len(keys), AT_ONCE):
            some = review_summaries.summaries(
                session, keys[start : start + AT_ONCE], contract_label=params["contract_label"], now=now
            )
            # A page is already compressed: a second time costs and saves nothing.
            for one, (page, editable) in zip(some, in_parallel(_papers, some), strict=True):
                name = _file_name(one)
                pack.writestr(f"pdf/{name}.pdf", page, zipfile.ZIP_STORED)
                pack.writestr(f"docx/{name}.docx", editable, zipfile.ZIP_STORED)
                index.row(
                    [one.person, one.departement_ref, one.review_on, f"pdf/{name}.pdf", f"docx/{name}.docx"]
                )
                told.append((one.profile_id, one.contract_id))
                say(len(told), len(keys))
            session.expunge_all()
        listed.flush()
        pack.write(folder / "liste.csv", "liste.csv")
    first, last = _days(session, keys, day)
    return Made(
        path=path,
        motive="Dossiers de revue\u00a0: " + ("les suivis de l'équipe" if params["team"] else "mes suivis"),
        period_from=first,
        period_to=last,
        file_format="zip",
        nb_lines=len(told),
        told=tuple(told),
    )


def _papers(summary: ReviewSummary) -> tuple[bytes, bytes]:
    return review_pdf(summary), review_docx(summary)


def _file_name(summary: ReviewSummary) -> str:
    """Return a plain name, different for each contract: review date, person, contract."""
    folded = unicodedata.normalize("NFKD", summary.person.replace("œ", "oe").replace("Œ", "OE"))
    letters = "".join(sign for sign in folded if not unicodedata.combining(sign))
    person = re.sub(r"[^A-Za-z0-9]+", "-", letters).strip("-")[:60].rstrip("-")
    return f"{summary.review_on}_{person}_{summary.contract_id.hex[:8]}"


def _days(session: Session, keys: Sequence[UUID], day: date) -> tuple[date, date]:
    """Return the first and the last review of the pack."""
    found = [
        one
        for start in range(0, len(keys), 500)
        for one in session.scalars(
            select(Contract.review_on).where(Contract.id.in_(keys[start : start + 500]))
        )
        if one is not None
    ]
    return min(found, default=day), max(found, default=day)
