"""Improving paths: from any plan to the best one, with the prices that prove it.

Handing places on (one person takes a place, its holder takes another, and so on to a free place or to a proposal
given up) improves a plan as long as it is not the best. Labels hold the best known gain of arriving at each person
and offer, by rounds over whole arrays (Bellman, Ford); a loop or an end with a gain is carried out at once. When no
label moves and no end has a gain, the plan is the best, and the labels of the offers are exact prices.
"""

from dataclasses import dataclass, field

import numpy as np

from bénévolat.matching.plan_problem import NONE, Ints, Mask, Problem, heads, spans

ROOT = -1  # came from nowhere: a further proposal is asked, or a place is given back
_LOOK_FROM, _LOOK_EVERY = 4, 2  # rounds between two looks for a loop


@dataclass
class _Labels:
    """Best gain known on arrival, and by which candidate (row × width + column) it was reached."""

    people: Ints
    offers: Ints
    people_from: Ints
    offers_from: Ints
    settled: bool = field(default=False)


class Improver:
    """A plan being improved. ``values``: scores of the candidates; ``unit``: weight of one step of rank."""

    def __init__(self, problem: Problem, held: Mask, values: Ints, unit: int) -> None:
        self.problem, self.held = problem, held.copy()
        self.values, self.ranks = values, problem.ranks * unit
        self.width = held.shape[1]
        self.flat = problem.offers.ravel()

    def run(self, passes: int | None = None) -> Ints | None:
        """Improve until the best plan; return its prices, or None when ``passes`` were not enough."""
        done = 0
        while passes is None or done < passes:
            done += 1
            labels = self._labels()
            if not self._carry_out(labels) and labels.settled:
                return np.maximum(labels.offers, 0)
        return None

    def _labels(self) -> _Labels:
        problem = self.problem
        size = problem.ranks.shape[1]
        held = np.flatnonzero(self.held.ravel())
        held = held[np.argsort(self.flat[held], kind="stable")]
        used = problem.used(self.held)
        first = np.cumsum(used) - used
        degree = self.held.sum(axis=1)
        row = np.arange(len(degree))
        more = self.ranks[row, np.minimum(degree, size - 1)]
        labels = _Labels(
            np.where(degree < size, more, NONE * 2),
            np.where(used > 0, 0, NONE * 2),
            np.full(len(degree), ROOT, dtype=np.int64),
            np.full(len(used), ROOT, dtype=np.int64),
        )
        people, offers = np.flatnonzero(degree < size), np.flatnonzero(used > 0)
        rounds = 0
        while len(people) or len(offers):
            rounds += 1
            people = np.union1d(people, self._leave(labels, held[spans(first[offers], used[offers])]))
            offers = self._take(labels, people)
            people = people[:0]
            looking = rounds >= _LOOK_FROM and rounds % _LOOK_EVERY == 0
            if looking and len(offers) and len(self._looping(labels)):
                return labels
        labels.settled = True
        return labels

    def _leave(self, labels: _Labels, arcs: Ints) -> Ints:
        """Let holders leave an offer for the gain of the one who arrives; return who gains by it."""
        people, gain = arcs // self.width, labels.offers[self.flat[arcs]] - self.values.ravel()[arcs]
        better = gain > labels.people[people]
        return _keep_best(labels.people, labels.people_from, people[better], gain[better], arcs[better])

    def _take(self, labels: _Labels, people: Ints) -> Ints:
        """Let people take any other of their candidates; return the offers that gain by it."""
        offers = self.problem.offers[people]
        gain = labels.people[people][:, None] + self.values[people]
        bounds = np.append(labels.offers, -NONE)  # nobody goes where there is no candidate
        better = ~self.held[people] & (gain > bounds[offers])
        arcs = people[:, None] * self.width + np.arange(self.width)
        return _keep_best(labels.offers, labels.offers_from, offers[better], gain[better], arcs[better])

    def _looping(self, labels: _Labels) -> Ints:
        """Return nodes (people, then offers) from which going back never ends: loops that gain."""
        people, total = len(labels.people), len(labels.people) + len(labels.offers)
        back = np.full(total + 1, total, dtype=np.int64)
        known = np.flatnonzero(labels.people_from != ROOT)
        back[known] = people + self.flat[labels.people_from[known]]
        known = np.flatnonzero(labels.offers_from != ROOT)
        back[people + known] = labels.offers_from[known] // self.width
        for _ in range(total.bit_length()):
            back = back[back]
        return np.unique(back[back != total])

    def _carry_out(self, labels: _Labels) -> int:
        """Carry out loops, then ends by gain, each person and offer at most once; return how many."""
        people = len(labels.people)
        degree, used = self.held.sum(axis=1), self.problem.used(self.held)
        free = np.flatnonzero((used < self.problem.limits) & (labels.offers > 0))
        last = np.where(degree > 0, self.ranks[np.arange(people), np.maximum(degree - 1, 0)], -NONE)
        given_up = np.flatnonzero(labels.people > last)
        gains = np.concatenate([labels.people[given_up] - last[given_up], labels.offers[free]])
        ends = np.concatenate([given_up, people + free])[np.argsort(-gains, kind="stable")]
        done: set[int] = set()
        carried = 0
        loops = [] if labels.settled else self._looping(labels).tolist()
        for start in [*loops, *ends.tolist()]:
            path = self._back(labels, start, done)
            for node, arc in path:
                done.add(node)
                if arc != ROOT:
                    self.held.ravel()[arc] = node >= people
            carried += bool(path)
        return carried

    def _back(self, labels: _Labels, node: int, done: set[int]) -> list[tuple[int, int]]:
        """Follow a label back to where it came from; empty when it meets what was already carried out."""
        people = len(labels.people)
        path: list[tuple[int, int]] = []
        seen: dict[int, int] = {}
        while node not in done:
            if node in seen:
                return path[seen[node] :]
            seen[node] = len(path)
            arc = int(labels.people_from[node] if node < people else labels.offers_from[node - people])
            path.append((node, arc))
            if arc == ROOT:
                return path
            node = people + int(self.flat[arc]) if node < people else arc // self.width
        return []


def _keep_best(labels: Ints, came_from: Ints, nodes: Ints, gain: Ints, arcs: Ints) -> Ints:
    """Write the best gain of each node (ties: lowest arc); return the nodes written."""
    order = np.lexsort((arcs, -gain, nodes))
    nodes, gain, arcs = nodes[order], gain[order], arcs[order]
    best = heads(nodes)
    labels[nodes[best]], came_from[nodes[best]] = gain[best], arcs[best]
    return nodes[best]


def improve(problem: Problem, held: Mask, passes: int) -> tuple[Mask, Ints | None]:
    """Return the best plan and its exact prices; or, past ``passes``, a plan whose ranks at least are the best."""
    best = Improver(problem, held, problem.values, problem.unit)
    prices = best.run(passes)
    if prices is not None:
        return best.held, prices
    ranks = Improver(problem, best.held, np.where(problem.values == NONE, NONE, 0), 1)
    ranks.run()
    return ranks.held, None
