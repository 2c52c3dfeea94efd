"""A nation matched département by département: any number of workers, anywhere, leaves the same bytes.

The files are cut in partitions, each is matched, the places of offers near a border are shared, each is planned, and
the people left without a proposal are planned once more, all together. Answers are written in
the order of the départements' codes, people of one in the order of the file.
"""

import json
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from pathlib import Path
from typing import Any, TextIO
from zoneinfo import ZoneInfo

import numpy as np

from bénévolat.matching.fields import FormatError
from bénévolat.matching.json_lines import replacing
from bénévolat.matching.partition_last import Changes, LastPlan
from bénévolat.matching.partition_runners import Runner, here
from bénévolat.matching.partition_shares import grant
from bénévolat.matching.partition_tasks import (
    ANSWERS,
    CANDIDATES,
    GRANTED,
    OFFERS,
    PLANNED,
    Candidates,
    Done,
    Offers,
    Task,
    load,
    match_partition,
    named,
    plan_partition,
    save,
)
from bénévolat.matching.partitions import NOWHERE, Partition, Split, split
from bénévolat.matching.plan_problem import Ints
from bénévolat.matching.settings import DEFAULT, VERSION, Settings

Opener = Callable[[], AbstractContextManager[Runner]]


def match_nation(
    profiles: Path,
    offers: Path,
    out: Path,
    top: int = 10,
    today: date | None = None,
    *,
    runner: Opener = here,
    halo_km: int | None = None,
    exact: bool = False,
    settings: Settings = DEFAULT,
) -> dict[str, Any]:
    """Match two files of a nation into a third by département; return counts, CPU seconds and memory.

    ``halo_km``: offers of other départements are also read within so many kilometres of a person (default: a
    setting). ``runner`` opens what does the tasks. Temporary files are beside ``out``, which is replaced only when
    everything is written. FormatError (French sentence) on bad input.
    """
    if top < 1:
        raise FormatError("le nombre de propositions par personne doit être au moins 1.", field="top")
    halo = 1000 * (settings.halo_km if halo_km is None else halo_km)
    day = today or datetime.now(ZoneInfo("Europe/Paris")).date()
    began, cpu = time.monotonic(), time.process_time()
    with (
        replacing(out) as stream,
        tempfile.TemporaryDirectory(dir=out.parent, prefix=f".{out.name}.") as name,
        runner() as run,
    ):
        cut = split(profiles, offers, Path(name), halo)
        tasks = [Task(one.code, str(one.folder), top, day, settings, exact) for one in cut.partitions]
        matched = _run(run, match_partition, tasks, cut)
        limits = _grant(cut)
        planned = _run(run, plan_partition, tasks, cut)
        last = LastPlan(cut.partitions, limits)
        last.run()
        for one, changes in zip(cut.partitions, last.changes, strict=True):
            _write(stream, one, changes)
    result = _counts(cut, matched, planned)
    result["served_last"] = sum(len(changes.added) for changes in last.changes)
    result["without_proposal"] -= result["served_last"]
    result["proposals"] += result["served_last"] - sum(len(changes.dropped) for changes in last.changes)
    result["over_limit"] = int(np.count_nonzero(last.used > limits))
    tasks_cpu = {"match": matched, "plan": planned}
    result["cpu_seconds"] = {
        name: round(sum(one.cpu_seconds for one in done), 3) for name, done in tasks_cpu.items()
    }
    result["cpu_seconds"]["here"] = round(time.process_time() - cpu, 3)
    result["seconds"] = round(time.monotonic() - began, 3)
    result["peak_mb"] = round(max((one.peak_mb for one in (*matched, *planned)), default=0), 1)
    return result


def _run(run: Runner, function: Callable[[Task], Done], tasks: Sequence[Task], cut: Split) -> list[Done]:
    """Do the largest partitions first, so that no worker is left alone with one; return in their own order."""
    order = sorted(range(len(tasks)), key=lambda place: (-cut.people[place], place))
    done = dict(zip(order, run(function, [tasks[place] for place in order]), strict=True))
    return [done[place] for place in range(len(tasks))]


def _grant(cut: Split) -> Ints:
    """Write the limits of each partition, those of shared offers divided; return the limit of each line."""
    offers = [load(Offers, one.folder, OFFERS) for one in cut.partitions]
    limits = np.zeros(cut.last_line + 1, dtype=np.int64)
    for one, found, granted in zip(cut.partitions, offers, grant(offers, cut.shared), strict=True):
        limits[found.lines] = found.limits
        save(one.folder / GRANTED, granted)
    return limits


def _write(stream: TextIO, one: Partition, changes: Changes) -> None:
    """Write the answers of a partition with their plan, then forget them."""
    found = load(Candidates, one.folder, CANDIDATES)
    chosen = np.load(one.folder / PLANNED, allow_pickle=False)
    chosen[changes.dropped], chosen[changes.added] = False, True
    plans: list[list[str]] = [[] for _ in found.file_row]
    rows = np.flatnonzero(chosen)
    places = found.file_row[found.person[rows]]
    for place, name in zip(places.tolist(), named(one.folder, found.offer[rows]), strict=True):
        plans[place].append(name)
    with (one.folder / ANSWERS).open(encoding="utf-8", newline="\n") as answers:
        for line, plan in zip(answers, plans, strict=True):
            stream.write(f"{line[:-1]}{json.dumps(plan, ensure_ascii=False)}}}\n")
    (one.folder / ANSWERS).unlink()


def _counts(cut: Split, matched: Sequence[Done], planned: Sequence[Done]) -> dict[str, Any]:
    total: Counter[str] = Counter()
    for done in matched:
        total.update({name: count for name, count in done.counts.items() if name != "offers"})
    certificates = [done.certificate for done in planned if done.certificate is not None]
    score = sum(one.counts.score for one in certificates)
    missing = sum(one.bound - one.objective for one in certificates)
    total["without_proposal"] = sum(one.counts.without_proposal for one in certificates)
    return {
        "version": VERSION,
        "profiles": cut.profiles,
        "offers": cut.offers,
        "partitions": len(cut.partitions),
        "without_departement": next(
            (count for one, count in zip(cut.partitions, cut.people, strict=True) if one.code == NOWHERE), 0
        ),
        "shared_offers": len(set(cut.shared[::2])),
        "out_of_reach": cut.out_of_reach,
        **total,
        "proposals": sum(one.counts.proposals for one in certificates),
        "gap": round(1000 * missing / max(score, 1), 3),
    }
