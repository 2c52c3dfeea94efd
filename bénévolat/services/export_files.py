"""Files made for an agent: written and read in pieces, kept 48 hours, journaled (R75, E1)."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, delete, insert, select, update
from sqlalchemy.orm import Session

from bénévolat.domain.enums import JournalEvent
from bénévolat.domain.errors import DomainError
from bénévolat.models.accounts import Account
from bénévolat.models.exports import ExportFile, ExportPiece
from bénévolat.services import journal

PIECE = 256 * 1024
"""Bytes of a piece: what a long file costs in memory, written or read."""


class Expired(DomainError):
    """The file is gone after 48 hours."""

    sentence = "Ce fichier a plus de 48 heures\u00a0: il a été effacé. Refaites l'export."


class PieceWriter:
    """Writes the bytes of a file piece by piece; ``close`` writes what is left and the size."""

    def __init__(self, session: Session, export: ExportFile) -> None:
        self._session, self._export = session, export
        self._waiting = bytearray()
        self._number = 0

    def write(self, content: bytes) -> int:
        """Take some bytes, as a file opened for writing does; return how many."""
        self._waiting += content
        while len(self._waiting) >= PIECE:
            self._put(bytes(self._waiting[:PIECE]))
            del self._waiting[:PIECE]
        return len(content)

    def close(self) -> None:
        """Write the last piece, and the size of the whole."""
        if self._waiting:
            self._put(bytes(self._waiting))
            self._waiting.clear()
        self._session.flush()

    def _put(self, piece: bytes) -> None:
        self._session.execute(
            insert(ExportPiece).values(export_id=self._export.id, number=self._number, content=piece)
        )
        self._number += 1
        self._export.size += len(piece)


def mine(account_id: UUID) -> Select[ExportFile]:
    """Return the files of one account, newest first."""
    return (
        select(ExportFile)
        .where(ExportFile.account_id == account_id)
        .order_by(ExportFile.created_at.desc(), ExportFile.id)
    )


def open_for(session: Session, export: ExportFile, *, account: Account, now: datetime) -> None:
    """Journal that an account reads a file still alive. Raises Expired after 48 hours."""
    if export.expires_at <= now or export.purged_at is not None:
        raise Expired
    journal.write(session, JournalEvent.EXPORT_READ, by=account.as_actor(), now=now, subject_id=export.id)


def pieces(session: Session, export_id: UUID) -> Iterator[bytes]:
    """Yield the bytes of a file, a piece at a time."""
    number = 0
    while True:
        piece = session.scalar(
            select(ExportPiece.content).where(
                ExportPiece.export_id == export_id, ExportPiece.number == number
            )
        )
        if piece is None:
            return
        yield piece
        number += 1


def expired(now: datetime) -> Select[UUID]:
    """Return the identifiers of expired files that still hold their content."""
    return (
        select(ExportFile.id)
        .where(ExportFile.expires_at <= now, ExportFile.purged_at.is_(None))
        .order_by(ExportFile.expires_at)
    )


def purge(session: Session, key: UUID, *, now: datetime) -> None:
    """Erase the pieces of an expired file; its line stays."""
    gone = session.scalar(
        update(ExportFile)
        .where(ExportFile.id == key, ExportFile.expires_at <= now)
        .values(purged_at=now)
        .returning(ExportFile.id)
    )
    if gone is not None:
        session.execute(delete(ExportPiece).where(ExportPiece.export_id == key))
