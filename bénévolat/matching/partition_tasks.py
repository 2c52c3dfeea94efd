"""What is done for one partition, anywhere: matched, then planned within the places it was given.

Each task reads and writes files of its own folder only, whole or not at all: it may be run twice, by any process, and
leaves the same bytes. Results that travel are small.
"""

import json
import resource
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from bénévolat.matching.batch import rank_all
from bénévolat.matching.engine import Engine
from bénévolat.matching.formats import Profile
from bénévolat.matching.json_lines import replacing
from bénévolat.matching.partitions import NOWHERE, Partition, departement
from bénévolat.matching.plan import Certificate, plan_rows
from bénévolat.matching.plan_problem import Ints, Mask
from bénévolat.matching.settings import Settings

ANSWERS, NAMES = "answers.jsonl", "names.json"
CANDIDATES, OFFERS, GRANTED, PLANNED = "candidates.npz", "offers.npz", "granted.npy", "planned.npy"
BLOCK = 1_000  # people in memory at once
Kind = TypeVar("Kind", "Offers", "Candidates")


@dataclass(frozen=True, slots=True)
class Task:
    """One partition to do. ``today`` is the same for all: a run that passes midnight has one date."""

    code: str
    folder: str
    top: int
    today: date
    settings: Settings
    exact: bool = False

    @property
    def partition(self) -> Partition:
        """Return the partition on disk."""
        return Partition(self.code, Path(self.folder))


@dataclass(frozen=True, slots=True)
class Done:
    """What a task did: counts, the certificate of a plan, CPU seconds, most megabytes of its process."""

    code: str
    counts: Mapping[str, int]
    certificate: Certificate | None
    cpu_seconds: float
    peak_mb: float


@dataclass(frozen=True)
class Offers:
    """The offers of a partition, in the order of their identifiers.

    ``lines``: line in the nation's file; ``own``: of this département; ``wanted``: how many people have it among their
    first candidates.
    """

    lines: Ints
    limits: Ints
    own: Mask
    wanted: Ints


@dataclass(frozen=True)
class Candidates:
    """The candidates of the people of a partition, one row each, best first within a person.

    ``person``: number in the order of identifiers, ``file_row`` its place in the file; ``offer``: number of the offer.
    """

    person: Ints
    offer: Ints
    score: Ints
    priority: Mask
    file_row: Ints

    def have(self, rows: Mask | slice) -> Ints:
        """Return how many of the rows each person has."""
        people: Ints = np.bincount(self.person[rows], minlength=len(self.priority))
        return people


def load(kind: type[Kind], folder: Path, name: str) -> Kind:
    """Read the columns that a task wrote, as whole numbers of eight bytes."""
    with np.load(folder / name, allow_pickle=False) as stored:
        columns = {column: stored[column] for column in stored.files}
    wide = {name: one if one.dtype == bool else one.astype(np.int64) for name, one in columns.items()}
    return kind(**wide)


def named(folder: Path, offers: Ints) -> list[str]:
    """Return the identifiers of some offers of a partition, given by number."""
    names = json.loads((folder / NAMES).read_text(encoding="utf-8"))
    return [names[number] for number in offers.tolist()]


def match_partition(task: Task) -> Done:
    """Match the people of a partition; write their answers, without the plan, and their candidates."""
    started = time.process_time()
    folder = Path(task.folder)
    offers = task.partition.offers()
    engine = Engine([offer for _, offer in offers], task.settings, task.today)
    names = sorted(engine.row_of)
    number_of = {name: number for number, name in enumerate(names)}
    people: list[str] = []
    priority: list[bool] = []
    rows: list[Ints] = []
    scores: list[Ints] = []
    with replacing(folder / ANSWERS) as stream:
        for some in _by(BLOCK, task.partition.profiles()):
            for person, ranking in zip(some, rank_all(engine, some, task.top), strict=True):
                stream.write(f"{engine.line(person, ranking)}\n")
                wide = [number_of[engine.offers[place].id] for place in ranking.wide.tolist()]
                people.append(person.id)
                priority.append(person.priority)
                rows.append(np.array(wide, dtype=np.int32))
                scores.append(ranking.wide_scores.astype(np.int8))
    order = sorted(range(len(people)), key=people.__getitem__)
    first = [rows[row][: task.settings.plan_size] for row in order]
    _save(
        folder / CANDIDATES,
        person=np.repeat(np.arange(len(order), dtype=np.int32), [len(rows[row]) for row in order]),
        offer=np.concatenate([np.empty(0, dtype=np.int32), *(rows[row] for row in order)]),
        score=np.concatenate([np.empty(0, dtype=np.int8), *(scores[row] for row in order)]),
        priority=np.array([priority[row] for row in order], dtype=bool),
        file_row=np.array(order, dtype=np.int32),
    )
    limits, kept = engine.limits(), {offer.id: (line, offer) for line, offer in offers}
    _save(
        folder / OFFERS,
        lines=np.array([kept[name][0] for name in names], dtype=np.int64),
        limits=np.array([limits[name] for name in names], dtype=np.int64),
        own=np.array(
            [departement(kept[name][1].commune) == task.code != NOWHERE for name in names], dtype=bool
        ),
        wanted=np.bincount(np.concatenate([np.empty(0, dtype=np.int32), *first]), minlength=len(names)),
    )
    with replacing(folder / NAMES) as stream:
        json.dump(names, stream, ensure_ascii=False)
    counts = {"offers": len(offers), **asdict(engine.counters)}
    return Done(task.code, counts, None, time.process_time() - started, _peak_mb())


def plan_partition(task: Task) -> Done:
    """Plan a partition within the places granted to it; write which candidates are proposed."""
    started = time.process_time()
    folder = Path(task.folder)
    found = load(Candidates, folder, CANDIDATES)
    granted = np.load(folder / GRANTED, allow_pickle=False)
    size = task.settings.plan_size
    chosen, certificate = plan_rows(
        found.person, found.offer, found.score, found.priority, granted, size, exact=task.exact
    )
    save(folder / PLANNED, chosen)
    return Done(task.code, {}, certificate, time.process_time() - started, _peak_mb())


def _by(count: int, people: Iterator[Profile]) -> Iterator[list[Profile]]:
    while some := list(islice(people, count)):
        yield some


def save(path: Path, values: NDArray[Any]) -> None:
    """Write an array, whole or not at all."""
    with replacing(path) as stream:
        np.save(stream.buffer, values, allow_pickle=False)


def _save(path: Path, **columns: NDArray[Any]) -> None:
    with replacing(path) as stream:
        np.savez(stream.buffer, allow_pickle=False, **columns)


def _peak_mb() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)
