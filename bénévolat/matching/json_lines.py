"""JSON lines: read one numbered line at a time with a French sentence for each mistake, written whole or not at all."""

import json
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO, TypeVar

from bénévolat.matching.fields import FormatError

Read = TypeVar("Read")
Line = tuple[int, bytes]

BOM = b"\xef\xbb\xbf"
_HALF_SIGN = b"\\ud"
"""How JSON begins to write half of a sign beyond the first 65,536; alone, it can be written nowhere."""


def numbered(path: Path) -> Iterator[Line]:
    """Yield the lines of a file that are not blank, with their numbers from 1. Raises FormatError."""
    try:
        with path.open("rb") as stream:
            for number, raw in enumerate(stream, start=1):
                line = raw.removeprefix(BOM).strip() if number == 1 else raw.strip()
                if line:
                    yield number, line
    except OSError as error:
        raise FormatError(
            f"le fichier {path} ne peut pas être lu : vérifier son nom et ses droits."
        ) from error


def records(lines: Iterable[Line], parse: Callable[[object], Read]) -> Iterator[tuple[int, Read]]:
    """Yield each line read by ``parse``, with its number. Raises FormatError with the line and what to do."""
    for number, raw in lines:
        try:
            data = json.loads(raw.decode("utf-8"))
            if _HALF_SIGN in raw.lower():
                _refuse_halves(data)
            yield number, parse(data)
        except UnicodeDecodeError:
            raise FormatError(
                "ce n'est pas de l'UTF-8 : enregistrer le fichier en UTF-8.", line=number
            ) from None
        except FormatError as error:
            raise error.at(number) from None
        except (ValueError, RecursionError):
            raise FormatError(
                "ce n'est pas du JSON : un objet { … } par ligne, guillemets droits.", line=number
            ) from None


def _refuse_halves(data: object) -> None:
    try:
        json.dumps(data, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise FormatError("un signe « \\ud… » est coupé en deux : le réécrire en entier.") from None


def twice(identifier: str, first: int, number: int) -> FormatError:
    """Return the error of an identifier that two lines have."""
    return FormatError(
        f"« {identifier} » est déjà à la ligne {first} : un identifiant par ligne.", field="id", line=number
    )


@contextmanager
def replacing(path: Path) -> Iterator[TextIO]:
    """Open a temporary file beside ``path``; it takes its place only when everything was written."""
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
    except OSError as error:
        raise FormatError(
            f"le fichier {path} ne peut pas être écrit : vérifier son dossier et ses droits."
        ) from error
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).chmod(0o644 & ~_umask())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
