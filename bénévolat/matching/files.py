"""The engine on files: profiles and offers in, matches out, UTF-8 JSON lines, written whole or not at all."""

import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any, TextIO, TypeVar

from bénévolat.matching.batch import candidate, rank_all, share
from bénévolat.matching.engine import Engine
from bénévolat.matching.formats import FormatError, Offer, Profile
from bénévolat.matching.settings import DEFAULT, VERSION, Settings

NO_PLAN = "[]}"
"""How the JSON of an answer without a plan ends: «plan» is its last key."""

Read = TypeVar("Read", Profile, Offer)


def read_profiles(path: str | Path) -> list[Profile]:
    """Read ``profiles.jsonl``. Raises FormatError with the line, the field and what to do."""
    return _read(Path(path), Profile.from_json)


def read_offers(path: str | Path) -> list[Offer]:
    """Read ``offers.jsonl``. Raises FormatError with the line, the field and what to do."""
    return _read(Path(path), Offer.from_json)


def _read(path: Path, parse: Callable[[object], Read]) -> list[Read]:
    rows: list[Read] = []
    seen: dict[str, int] = {}
    try:
        content = path.read_bytes()
    except OSError as error:
        raise FormatError(
            f"le fichier {path} ne peut pas être lu : vérifier son nom et ses droits."
        ) from error
    for number, raw in enumerate(content.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        if not raw.strip():
            continue
        try:
            row = parse(json.loads(raw.decode("utf-8")))
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
        if row.id in seen:
            raise FormatError(
                f"« {row.id} » est déjà à la ligne {seen[row.id]} : un identifiant par ligne.",
                field="id",
                line=number,
            )
        seen[row.id] = number
        rows.append(row)
    return rows


@contextmanager
def _replacing(path: Path) -> Iterator[TextIO]:
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


def match_files(
    profiles_path: str | Path,
    offers_path: str | Path,
    out_path: str | Path,
    top: int = 10,
    today: date | None = None,
    *,
    stats: bool = False,
    settings: Settings = DEFAULT,
) -> dict[str, Any]:
    """Match two files into a third and return counts; with ``stats`` also timings and memory.

    ``out_path`` is replaced only when everything is written. FormatError (French sentence) on bad input.
    Counts: ``pairs`` (profiles × offers), ``filter_tests``, ``eligible`` (pairs with a text reason that
    pass every filter), ``word_pairs`` (spellings compared), ``over_limit`` offers, people
    ``without_match``, and people ``without_proposal`` (some match, none in the plan); ``bound`` is null
    until an exact plan exists. CPU seconds a stage, ``peak_mb`` of the process.
    """
    if top < 1:
        raise FormatError("le nombre de propositions par personne doit être au moins 1.", field="top")
    clock = time.process_time
    marks = [("start", clock())]
    profiles, offers = read_profiles(profiles_path), read_offers(offers_path)
    marks.append(("read", clock()))
    engine = Engine(offers, settings, today)
    marks.append(("index", clock()))
    candidates = []
    with _replacing(Path(out_path)) as stream, tempfile.TemporaryFile("w+", encoding="utf-8") as spool:
        # An answer is written without its plan, which is known only when everyone has been seen.
        for person, ranking in zip(profiles, rank_all(engine, profiles, top), strict=True):
            candidates.append(candidate(engine, person, ranking))
            spool.write(
                json.dumps(engine.explain(person, ranking).to_json(), ensure_ascii=False)[: -len(NO_PLAN)]
            )
            spool.write("\n")
        marks.append(("match", clock()))
        shares = share(engine, candidates)
        marks.append(("plan", clock()))
        spool.seek(0)
        for person, line in zip(profiles, spool, strict=True):
            stream.write(f"{line[:-1]}{json.dumps(list(shares[person.id]), ensure_ascii=False)}}}\n")
    marks.append(("write", clock()))
    result: dict[str, Any] = {"version": VERSION, "profiles": len(profiles), "offers": len(offers)}
    result |= asdict(engine.counters)
    if stats:
        result["word_pairs"] = engine.epoch.corrector.word_pairs
        result["bound"] = None
        result["cpu_seconds"] = {
            name: round(mark - before, 3) for (_, before), (name, mark) in pairwise(marks)
        }
        result["cpu_seconds"]["total"] = round(marks[-1][1] - marks[0][1], 3)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        result["peak_mb"] = round(peak / (1024 * 1024 if sys.platform == "darwin" else 1024), 1)
    return result
