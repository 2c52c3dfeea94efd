"""The last plan of a nation: people whom their partition left without a proposal, over the places of all.

A first proposal goes before anybody's second one, across borders too: besides the places that are free, a place may be
taken back from somebody who keeps another proposal. Each person left gets at most one; as many as possible get it.
One partition at a time is in memory, and the people left.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from bénévolat.matching.partition_tasks import (
    CANDIDATES,
    OFFERS,
    PLANNED,
    Candidates,
    Offers,
    load,
    named,
)
from bénévolat.matching.partitions import Partition
from bénévolat.matching.plan import plan_rows
from bénévolat.matching.plan_problem import Ints, Mask, heads


@dataclass(slots=True)
class Changes:
    """Candidates of a partition, by row, that the last plan proposes, and those it takes back."""

    added: list[int] = field(default_factory=list)
    dropped: list[int] = field(default_factory=list)


class LastPlan:
    """``limits``: most proposals of each offer, by line of the nation's file; ``used``: proposals made."""

    def __init__(self, partitions: Sequence[Partition], limits: Ints) -> None:
        self.partitions, self.limits = partitions, limits
        self.used = np.zeros(len(limits), dtype=np.int64)
        self.changes = [Changes() for _ in partitions]

    def run(self) -> None:
        """Serve those who are left, and note what it changes."""
        left = self._left()
        if left is None:
            return
        place, row, person, line, score, priority, numbers = left
        spare = self._spare(numbers > 0)
        counts = np.bincount(spare[0], minlength=len(self.limits))
        lines = np.flatnonzero(numbers)
        order = lines[np.argsort(numbers[lines])]
        limits = (self.limits - self.used + counts)[order]
        mine, _ = plan_rows(person, numbers[line] - 1, score, priority, limits, 1)
        for where, candidate in zip(place[mine].tolist(), row[mine].tolist(), strict=True):
            self.changes[where].added.append(candidate)
        self.used += np.bincount(line[mine], minlength=len(self.limits))
        self._take_back(spare)

    def _planned(self) -> Iterator[tuple[int, Candidates, Ints, Mask]]:
        """Yield each partition in turn: its place, candidates, the line of each, and which are proposed."""
        for place, one in enumerate(self.partitions):
            found, offers = load(Candidates, one.folder, CANDIDATES), load(Offers, one.folder, OFFERS)
            chosen = np.load(one.folder / PLANNED, allow_pickle=False)
            yield place, found, offers.lines[found.offer], chosen

    def _left(self) -> tuple[Ints, Ints, Ints, Ints, Ints, Mask, Ints] | None:
        """Count what is used, and return the candidates of the people left.

        For each: partition, row, person, line, score; then the priority of each person, and the number from 1 of each
        line among those wanted, in the order of identifiers (0: nobody left wants it).
        """
        columns: list[tuple[Ints, ...]] = []
        priorities: list[Mask] = []
        names: dict[int, str] = {}
        people = 0
        for place, found, line, chosen in self._planned():
            self.used += np.bincount(line[chosen], minlength=len(self.limits))
            alone = (found.have(slice(None)) > 0) & (found.have(chosen) == 0)
            rows = np.flatnonzero(alone[found.person])
            if not len(rows):
                continue
            person = (people + np.cumsum(alone) - 1)[found.person[rows]]
            columns.append((np.full(len(rows), place), rows, person, line[rows], found.score[rows]))
            wanted = named(self.partitions[place].folder, found.offer[rows])
            names.update(zip(line[rows].tolist(), wanted, strict=True))
            priorities.append(found.priority[alone])
            people += int(alone.sum())
        if not people:
            return None
        numbers = np.zeros(len(self.limits), dtype=np.int64)
        for number, known in enumerate(sorted(names, key=names.__getitem__), start=1):
            numbers[known] = number
        place_of, row, person, line, score = (np.concatenate(column) for column in zip(*columns, strict=True))
        return place_of, row, person, line, score, np.concatenate(priorities), numbers

    def _spare(self, wanted: Mask) -> Ints:
        """Return second and third proposals of wanted offers: line, partition, row; those to take back first."""
        parts = [np.empty((6, 0), dtype=np.int64)]
        for place, found, line, chosen in self._planned():
            rows = np.flatnonzero(chosen)
            degree = found.have(chosen)[found.person[rows]]
            spare = ~heads(found.person[rows]) & wanted[line[rows]]
            rows, degree = rows[spare], degree[spare]
            priority = found.priority[found.person[rows]]
            parts.append(
                np.stack([-degree, priority, found.score[rows], np.full(len(rows), place), rows, line[rows]])
            )
        columns = np.concatenate(parts, axis=1)
        columns = columns[:, np.lexsort(columns[4::-1])]
        return columns[[5, 3, 4]]

    def _take_back(self, spare: Ints) -> None:
        """Take back as many proposals of each offer as it is over its limit."""
        over = np.maximum(self.used - self.limits, 0)
        for line, place, row in spare.T.tolist():
            if over[line]:
                over[line] -= 1
                self.used[line] -= 1
                self.changes[place].dropped.append(row)
