"""The plan as numbers: who may be proposed what, limits, ranks, and what a plan is worth.

The policy is lexicographic (decision 0010): first proposals of people with priority, first proposals of the
others, second ones of people with priority… and only then the sum of the scores. The sets of proposals that can be
served together form a matroid, and among its bases every weighting that keeps the order of the ranks has the same
best ones: ranks may weigh 6, 5, 4, 3, 2, 1 times ``unit``, where ``unit`` is more than all scores together. Sums
then stay small exact integers.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

MOST_SCORE = 100
NONE = -(1 << 40)  # value of a place in the grid where there is no candidate


def spans(starts: Ints, counts: Ints) -> Ints:
    """Return the indices ``starts[i] … starts[i] + counts[i] - 1`` of each span, one after the other."""
    ends = np.cumsum(counts)
    total = int(ends[-1]) if len(ends) else 0
    indices: Ints = np.arange(total, dtype=np.int64) + np.repeat(starts - (ends - counts), counts)
    return indices


def heads(values: Ints) -> Mask:
    """Tell where a run of equal values begins."""
    first = np.ones(len(values), dtype=bool)
    first[1:] = values[1:] != values[:-1]
    return first


def _in_order(row: Ints, offer: Ints, score: Ints, limits: Ints) -> Ints:
    """Return the places of the candidates whose offer has room: by row, best score first, ties by offer."""
    kept = np.flatnonzero(limits[offer] > 0)
    keys = row[kept] * (MOST_SCORE + 1)
    keys += MOST_SCORE - score[kept]
    keys *= len(limits)
    keys += offer[kept]
    return kept[np.argsort(keys, kind="stable")]


@dataclass(frozen=True)
class Problem:
    """People × candidates, best first. ``offers``: column of each candidate, ``len(limits)`` where there is none.

    ``values``: scores, NONE where there is none. ``ranks``: weight of each person's first, second… proposal.
    ``arcs``: place of each candidate in the arrays it came from, -1 where there is none.
    """

    offers: Ints
    values: Ints
    limits: Ints
    ranks: Ints
    arcs: Ints

    @classmethod
    def of(cls, person: Ints, offer: Ints, score: Ints, priority: Mask, limits: Ints, size: int) -> "Problem":
        """Arrange candidates (one row each) by person, best score first, ties by offer.

        People with priority come first: equal bids go to them.
        """
        row_of = np.argsort(np.argsort(~priority, kind="stable"), kind="stable")
        kept = _in_order(row_of[person], offer, score, limits)
        rows = row_of[person[kept]]
        counts = np.bincount(rows, minlength=len(priority))
        column = np.arange(len(rows)) - np.repeat(np.cumsum(counts) - counts, counts)
        shape = (len(priority), int(counts.max(initial=0)) or 1)
        offers = np.full(shape, len(limits), dtype=np.int64)
        values = np.full(shape, NONE, dtype=np.int64)
        arcs = np.full(shape, -1, dtype=np.int64)
        offers[rows, column], values[rows, column], arcs[rows, column] = offer[kept], score[kept], kept
        wanted = np.bincount(offer[kept], minlength=len(limits))
        ranks = 2 * np.arange(size, 0, -1, dtype=np.int64)[None, :] - ~np.sort(priority)[::-1, None]
        return cls(offers, values, np.minimum(np.maximum(limits, 0), wanted), ranks, arcs)

    @property
    def unit(self) -> int:
        """Return what one step of rank weighs: more than all the scores of any plan."""
        return MOST_SCORE * self.ranks.size + 1

    def used(self, held: Mask) -> Ints:
        """Return the number of proposals of each offer."""
        used: Ints = np.bincount(self.offers[held], minlength=len(self.limits))
        return used

    def served(self, held: Mask) -> Ints:
        """Return the number of proposals by weight of rank: index 1 is the last rank of people without priority."""
        slots = np.arange(self.ranks.shape[1])[None, :] < held.sum(axis=1)[:, None]
        served: Ints = np.bincount(self.ranks[slots], minlength=2 * self.ranks.shape[1] + 1)
        return served

    def objective(self, held: Mask) -> int:
        """Return what a plan is worth: ranks first, then scores."""
        served = self.served(held)
        return int(served @ np.arange(len(served))) * self.unit + int(self.values[held].sum())

    def bound(self, prices: Ints, unit: int, scale: int = 1) -> int:
        """Return a sum that no plan can pass, whatever the prices (≥ 0) of a proposal of each offer.

        Each person takes what is best for them at these prices, the places are sold whole: no plan that keeps the
        limits is worth more. ``prices`` are scores × ``scale``, and so is the answer.
        """
        size = self.ranks.shape[1]
        net = self.values * scale - np.append(prices, 0)[self.offers]
        best = -np.sort(np.partition(-net, min(size, net.shape[1]) - 1, axis=1)[:, :size], axis=1)
        gain = best + self.ranks[:, : best.shape[1]] * (unit * scale)
        return int(np.maximum(gain, 0).sum()) + int((prices * self.limits).sum())
