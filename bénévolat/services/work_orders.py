"""Long work asked for on screen: written as an order, claimed by one process, followed to its end."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, or_, select, update
from sqlalchemy.orm import Session, joinedload

from bénévolat.domain.enums import JournalEvent
from bénévolat.domain.errors import DomainError
from bénévolat.domain.work_orders import WorkKind, WorkStatus
from bénévolat.models.accounts import Account
from bénévolat.models.exports import ExportFile, WorkOrder
from bénévolat.services import export_files, journal

SILENT = timedelta(minutes=2)
"""Without a sign of life for so long, whoever was working is gone: the order is taken up again."""
MOST_ATTEMPTS = 3
NOT_DONE = (
    "Le fichier n'a pas pu être produit. Recommencez\u00a0; si cela continue, prévenez l'administrateur."
)

Progress = Callable[[int, int], None]
"""Told how many units are done, of how many."""


class StillWorking(DomainError):
    """One order of a kind at a time for one person: the second click finds the first."""

    sentence = "Un fichier est déjà en préparation. Attendez qu'il soit prêt."


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A file made in a folder, and what its line of the list says.

    ``told``: for a file of documents about people, the profile and the subject of each: the journal says so (R40).
    """

    path: Path
    motive: str
    period_from: date
    period_to: date
    file_format: str
    nb_lines: int
    nb_transliterated: int = 0
    told: tuple[tuple[UUID, UUID], ...] = ()


@dataclass(frozen=True, slots=True)
class Claimed:
    """An order one process has taken."""

    id: UUID
    kind: WorkKind
    account_id: UUID
    params: dict[str, Any]


def ask(
    session: Session, account: Account, kind: WorkKind, params: dict[str, Any], *, now: datetime
) -> WorkOrder:
    """Write an order. Raises StillWorking while the same account has one of this kind under way."""
    session.execute(select(Account.id).where(Account.id == account.id).with_for_update())
    give_up(session, now=now)
    under_way = session.scalar(
        select(WorkOrder.id).where(
            WorkOrder.account_id == account.id,
            WorkOrder.kind == kind,
            WorkOrder.status.in_((WorkStatus.WAITING, WorkStatus.RUNNING)),
        )
    )
    if under_way is not None:
        raise StillWorking
    order = WorkOrder(
        kind=kind, account_id=account.id, params=params, created_at=now, status=WorkStatus.WAITING
    )
    session.add(order)
    session.flush()
    return order


def of_account(account_id: UUID, kind: WorkKind) -> Select[WorkOrder]:
    """Return the orders of one account, newest first, with their files."""
    return (
        select(WorkOrder)
        .options(joinedload(WorkOrder.export))
        .where(WorkOrder.account_id == account_id, WorkOrder.kind == kind)
        .order_by(WorkOrder.created_at.desc(), WorkOrder.id)
    )


def _free(now: datetime) -> Any:
    return and_(
        WorkOrder.attempts < MOST_ATTEMPTS,
        or_(
            WorkOrder.status == WorkStatus.WAITING,
            and_(WorkOrder.status == WorkStatus.RUNNING, WorkOrder.seen_at < now - SILENT),
        ),
    )


def waiting(session: Session, *, now: datetime) -> Sequence[UUID]:
    """Return the orders nobody works on, oldest first."""
    return session.scalars(
        select(WorkOrder.id).where(_free(now)).order_by(WorkOrder.created_at, WorkOrder.id)
    ).all()


def give_up(session: Session, *, now: datetime) -> None:
    """End the orders whose last attempt fell silent: a file too big for the machine kills whoever makes it.

    Without that its author could never ask for another one.
    """
    session.execute(
        update(WorkOrder)
        .where(
            WorkOrder.status == WorkStatus.RUNNING,
            WorkOrder.attempts >= MOST_ATTEMPTS,
            WorkOrder.seen_at < now - SILENT,
        )
        .values(status=WorkStatus.FAILED, finished_at=now, refusal=NOT_DONE)
    )


def claim(session: Session, key: UUID, *, now: datetime) -> Claimed | None:
    """Take one order in one statement; None when another process has it."""
    row = session.execute(
        update(WorkOrder)
        .where(WorkOrder.id == key, _free(now))
        .values(status=WorkStatus.RUNNING, attempts=WorkOrder.attempts + 1, seen_at=now, progress=0)
        .returning(WorkOrder.id, WorkOrder.kind, WorkOrder.account_id, WorkOrder.params)
    ).first()
    return Claimed(row[0], row[1], row[2], dict(row[3])) if row else None


def beat(session: Session, key: UUID, *, progress: int, total: int, now: datetime) -> None:
    """Give a sign of life, and how far the work is."""
    session.execute(
        update(WorkOrder)
        .where(WorkOrder.id == key, WorkOrder.status == WorkStatus.RUNNING)
        .values(progress=progress, total=total, seen_at=now)
    )


def keep(
    session: Session, order: Claimed, made: Made, *, lasts: timedelta, now: datetime
) -> ExportFile | None:
    """Keep the file made and end its order, in one transaction; one journal line says who, when and why.

    None when another process has ended the order meanwhile: its file stands.
    """
    mine = session.execute(
        update(WorkOrder)
        .where(WorkOrder.id == order.id, WorkOrder.status == WorkStatus.RUNNING)
        .values(seen_at=now)
        .returning(WorkOrder.id)
    ).first()
    if mine is None:
        return None
    export = ExportFile(
        account_id=order.account_id,
        kind=order.kind.value.replace("_", "-"),
        motive=made.motive,
        period_from=made.period_from,
        period_to=made.period_to,
        file_format=made.file_format,
        file_name=made.path.name,
        nb_lines=made.nb_lines,
        nb_transliterated=made.nb_transliterated,
        size=0,
        created_at=now,
        expires_at=now + lasts,
    )
    session.add(export)
    session.flush()
    writer = export_files.PieceWriter(session, export)
    with made.path.open("rb") as file:
        while piece := file.read(export_files.PIECE):
            writer.write(piece)
    writer.close()
    session.execute(
        update(WorkOrder)
        .where(WorkOrder.id == order.id)
        .values(status=WorkStatus.DONE, finished_at=now, export_id=export.id, progress=made.nb_lines)
    )
    account = session.get_one(Account, order.account_id)
    journal.write(
        session,
        JournalEvent.EXPORT_MADE,
        by=account.as_actor(),
        now=now,
        subject_id=export.id,
        motive=made.motive,
    )
    for profile_id, subject_id in made.told:
        journal.write(
            session,
            JournalEvent.DOCUMENT_MADE,
            by=account.as_actor(),
            now=now,
            profile_id=profile_id,
            subject_id=subject_id,
        )
    return export


def fail(session: Session, key: UUID, *, refusal: str | None, now: datetime) -> None:
    """End an order that a rule refuses, with its sentence; without one, it is tried again up to three times."""
    order = session.get_one(WorkOrder, key, with_for_update=True, populate_existing=True)
    if order.status is not WorkStatus.RUNNING:
        return
    if refusal is None and order.attempts < MOST_ATTEMPTS:
        order.status, order.seen_at = WorkStatus.WAITING, None
        return
    with session.no_autoflush:  # Status and end go together (constraint finished).
        order.status, order.finished_at = WorkStatus.FAILED, now
        order.refusal = (refusal or NOT_DONE)[:300]
