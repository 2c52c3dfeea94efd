"""An epoch on disk: what was read of the offers, as columns, so that a web worker reads no text again.

One ``.npz`` without pickle: whole numbers as arrays, words as JSON. It is written beside its final name and takes
its place only when it is whole.
"""

import json
import os
import tempfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from bénévolat.matching.documents import Documents, cut
from bénévolat.matching.epochs import Epoch
from bénévolat.matching.formats import Offer
from bénévolat.matching.lexicon import Lexicon
from bénévolat.matching.table import OfferTable

FORMAT = 2
READABLE = 0o640
_UNREADABLE = (
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    EOFError,
    NotImplementedError,
    BadZipFile,
    zlib.error,
)
"""What a file half written, cut or damaged may raise besides OSError and ValueError."""
_NAMES = tuple(field.name for field in fields(Offer))
_DAYS = tuple(_NAMES.index(name) for name in ("starts", "ends"))
_CLOSED = _NAMES.index("closed_dates")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The parts of an engine, as they were."""

    offers: list[Offer]
    documents: Documents
    epoch: Epoch
    table: OfferTable


def save(path: Path, version: str, snapshot: Snapshot) -> None:
    """Write a snapshot whole or not at all. OSError: it could not be written."""
    packed, lengths = snapshot.documents.packed_rows()
    words = {
        "format": FORMAT,
        "version": version,
        "lexicon": _mark(snapshot.documents.lexicon),
        "offers": [[_plain(getattr(offer, name)) for name in _NAMES] for offer in snapshot.offers],
        "known": snapshot.epoch.known,
        "counts": snapshot.epoch.counts,
        "texts": snapshot.epoch.texts,
        **snapshot.documents.words(),
        **snapshot.table.words(),
    }
    arrays: dict[str, NDArray[Any]] = {
        "words": np.frombuffer(json.dumps(words, ensure_ascii=False).encode(), dtype=np.uint8),
        "packed": packed,
        "lengths": lengths,
        "columns": snapshot.table.held(),
    }
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            np.savez(file, **arrays)  # type: ignore[arg-type]
        Path(name).chmod(READABLE)  # the clock writes it, the site reads it, maybe under another name
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def load(path: Path, version: str, lexicon: Lexicon) -> Snapshot:
    """Read a snapshot written by ``save`` with the same rules and words.

    OSError: there is no such file. ValueError: it is no snapshot, or one of another version.
    """
    try:
        with path.open("rb") as stream, np.load(stream, allow_pickle=False) as file:
            arrays = {name: file[name] for name in ("words", "packed", "lengths", "columns")}
        words = json.loads(arrays["words"].tobytes())
        if (words["format"], words["version"], words["lexicon"]) != (FORMAT, version, _mark(lexicon)):
            raise ValueError("Cet instantané vient d'une autre version des règles ou du thésaurus.")
        offers = [_offer(row) for row in words["offers"]]
        documents = Documents.restored(lexicon, words, cut(arrays["packed"], arrays["lengths"].tolist()))
        epoch = Epoch(lexicon, words["known"], words["counts"], words["texts"])
        table = OfferTable.restored(words, arrays["columns"])
    except _UNREADABLE as error:
        raise ValueError("Ce fichier n'est pas un instantané du rapprochement.") from error
    return Snapshot(offers, documents, epoch, table)


def _mark(lexicon: Lexicon) -> int:
    """Return what tells two thesauri apart, even under one version: a delivery may change its words."""
    return zlib.crc32("\n".join(sorted(lexicon.words)).encode())


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return [_plain(item) for item in value] if isinstance(value, tuple) else value


def _offer(row: Sequence[Any]) -> Offer:
    values: list[Any] = [tuple(value) if isinstance(value, list) else value for value in row]
    for place in _DAYS:
        if values[place] is not None:
            values[place] = date.fromisoformat(values[place])
    if values[_CLOSED]:
        values[_CLOSED] = tuple(date.fromisoformat(day) for day in values[_CLOSED])
    return Offer(*values)
