"""The engine on files: profiles and offers in, matches out, UTF-8 JSON lines, written whole or not at all."""

import resource
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from itertools import islice, pairwise
from pathlib import Path
from typing import Any, TypeVar

from bénévolat.matching.answer_lines import end_line
from bénévolat.matching.batch import candidate, rank_all, share
from bénévolat.matching.collector import no_collector
from bénévolat.matching.engine import Engine
from bénévolat.matching.formats import FormatError, Offer, Profile
from bénévolat.matching.json_lines import numbered, records, replacing, twice
from bénévolat.matching.settings import DEFAULT, VERSION, Settings

SPOOL_BYTES = 1 << 20
TOGETHER = 128
"""People whose answers are written at once: enough to spread the cost of looking words up in the offers."""

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
    for number, row in records(numbered(path), parse):
        if row.id in seen:
            raise twice(row.id, seen[row.id], number)
        seen[row.id] = number
        rows.append(row)
    return rows


@no_collector()
def match_files(
    profiles_path: str | Path,
    offers_path: str | Path,
    out_path: str | Path,
    top: int = 10,
    today: date | None = None,
    *,
    stats: bool = False,
    exact: bool = False,
    settings: Settings = DEFAULT,
) -> dict[str, Any]:
    """Match two files into a third and return counts; with ``stats`` also timings and memory.

    ``out_path`` is replaced only when everything is written. FormatError (French sentence) on bad input.
    Counts: ``pairs`` (profiles × offers), ``filter_tests``, ``eligible`` (pairs with a text reason that
    pass every filter), ``word_pairs`` (spellings compared), ``over_limit`` offers, people
    ``without_match``, and people ``without_proposal`` (some match, none in the plan); the certificate of the plan:
    ``objective``, ``bound`` and ``gap`` (per mille of the scores). CPU seconds a stage, ``peak_mb`` of the process.
    ``exact`` asks the optional solver for the plan.
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
    with replacing(Path(out_path)) as stream, tempfile.TemporaryFile(buffering=SPOOL_BYTES) as spool:
        # An answer is written without its plan, which is known only when everyone has been seen.
        rankings = rank_all(engine, profiles, top)
        for start in range(0, len(profiles), TOGETHER):
            people = profiles[start : start + TOGETHER]
            found = list(islice(rankings, len(people)))
            candidates += [candidate(engine, *pair) for pair in zip(people, found, strict=True)]
            spool.writelines([f"{line}\n".encode() for line in engine.lines(people, found)])
        engine.end_lines()  # the plan needs room
        marks.append(("match", clock()))
        shared = share(engine, candidates, exact=exact)
        marks.append(("plan", clock()))
        spool.seek(0)
        for person, line in zip(profiles, spool, strict=True):
            stream.buffer.write(line[:-1] + f"{end_line(shared.shares[person.id])}\n".encode())
    marks.append(("write", clock()))
    result: dict[str, Any] = {"version": VERSION, "profiles": len(profiles), "offers": len(offers)}
    result |= asdict(engine.counters)
    if stats:
        result["word_pairs"] = engine.epoch.corrector.word_pairs
        result |= {"objective": shared.objective, "bound": shared.bound, "gap": round(shared.gap, 3)}
        result["cpu_seconds"] = {
            name: round(mark - before, 3) for (_, before), (name, mark) in pairwise(marks)
        }
        result["cpu_seconds"]["total"] = round(marks[-1][1] - marks[0][1], 3)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        result["peak_mb"] = round(peak / (1024 * 1024 if sys.platform == "darwin" else 1024), 1)
    return result
