"""Prices of the offers: an auction that gives a plan close to the best, and what each place is worth.

People ask for their best candidates at the present prices; an offer keeps the best bids up to its limit, and its
price is the lowest bid it keeps. Everybody who lost asks again. Prices only rise, bids are whole numbers, ties go
to the lower row: the same input gives the same plan on every machine (Bertsekas, 1988, in rounds).
"""

import heapq
from collections import deque
from itertools import pairwise

import numpy as np

from bénévolat.matching.plan_problem import NONE, Ints, Mask, Problem, heads, spans

SCALE = 16  # prices are counted in sixteenths of a point of score
RANK = 150  # points between two ranks while bidding; the exact order of ranks is restored afterwards
EASY_BIDS = 4  # bids a wanted proposal, beyond which places are scarce
STEPS = (1600, 300, 60, 12, 2)  # least bid when places are scarce, coarse to fine
BACK = 5  # prices go back by so many half steps before the next one
FEW = 24  # bidders: one by one costs less than a round


class Auction:
    """The state of the bidding: prices, and for each offer the bids kept, highest first."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.values = np.where(problem.values == NONE, NONE, problem.values * SCALE)
        self.ranks = problem.ranks * (RANK * SCALE)
        self.first = np.cumsum(problem.limits) - problem.limits  # where the bids of each offer are kept
        self.floor = np.zeros(len(problem.limits), dtype=np.int64)
        self.restart(self.floor)

    def restart(self, floor: Ints) -> None:
        """Forget the bids; ``floor``: prices to begin with."""
        kept = int(self.problem.limits.sum())
        self.floor = floor
        self.prices = np.append(floor, 0)
        self.used = np.zeros(len(floor), dtype=np.int64)
        self.bids, self.holders, self.columns = (np.zeros(kept, dtype=np.int64) for _ in range(3))
        self.held: Mask = np.zeros(self.problem.offers.shape, dtype=bool)
        self.degree = np.zeros(len(self.held), dtype=np.int64)

    def run(self, step: int, most_bids: int | None = None, quiet: int = 0) -> bool:
        """Bid until at most ``quiet`` people are left asking. False if ``most_bids`` were not enough."""
        active = np.flatnonzero(self.problem.offers[:, 0] < len(self.floor))
        made = 0
        while len(active) > quiet:
            if most_bids is not None and made > most_bids:
                return False
            if len(active) <= FEW:
                _OneByOne(self, step).run(active)
                return True
            people, columns, bids = self._ask(active, step)
            made += len(people)
            active = self._sell(people, columns, bids) if len(people) else people
        return True

    def _ask(self, active: Ints, step: int) -> tuple[Ints, Ints, Ints]:
        """Return the bids of some people: person, column of the candidate, amount."""
        width, size = self.held.shape[1], self.ranks.shape[1]
        net = self.values[active] - self.prices[self.problem.offers[active]]
        net[self.held[active]] = NONE * SCALE
        # one number carries the value and the column: no tie is left to the sorting
        keys = net * width + np.arange(width - 1, -1, -1)
        if width > size + 1:
            keys = np.partition(keys, width - size - 1, axis=1)[:, width - size - 1 :]
        keys = -np.sort(-keys, axis=1)
        best, columns = keys // width, width - 1 - keys % width
        if best.shape[1] <= size:
            best = np.pad(best, ((0, 0), (0, size + 1 - best.shape[1])), constant_values=NONE * SCALE)
        have = self.degree[active]
        wanted = np.zeros(len(active), dtype=np.int64)
        for extra in range(min(size, width)):
            rank = self.ranks[active, np.minimum(have + extra, size - 1)]
            more = (wanted == extra) & (have + extra < size) & (best[:, extra] + rank > 0)
            wanted += more & (best[:, extra] > NONE)
        asking = wanted > 0
        active, columns, best = active[asking], columns[asking], best[asking]
        have, wanted = have[asking], wanted[asking]
        row = np.arange(len(active))
        other = np.maximum(best[row, wanted], -self.ranks[active, have + wanted - 1])
        chosen = np.arange(columns.shape[1])[None, :] < wanted[:, None]
        people, columns = np.repeat(active, wanted), columns[chosen]
        return people, columns, self.values[people, columns] - np.repeat(other, wanted) + step

    def _sell(self, people: Ints, columns: Ints, bids: Ints) -> Ints:
        """Give each offer its best bids; return who lost one."""
        limits, offers = self.problem.limits, self.problem.offers[people, columns]
        asked = np.zeros(len(limits), dtype=bool)
        asked[offers] = True
        asked_rows = np.flatnonzero(asked)
        old = spans(self.first[asked_rows], self.used[asked_rows])
        new = np.concatenate([np.zeros(len(old), dtype=bool), np.ones(len(people), dtype=bool)])
        offers = np.concatenate([np.repeat(asked_rows, self.used[asked_rows]), offers])
        people = np.concatenate([self.holders[old], people])
        columns = np.concatenate([self.columns[old], columns])
        bids = np.concatenate([self.bids[old], bids])
        order = np.lexsort((people, -bids, offers))
        offers, people, columns, bids, new = (rows[order] for rows in (offers, people, columns, bids, new))
        starts = np.flatnonzero(heads(offers))
        counts = np.diff(np.append(starts, len(offers)))
        place = np.arange(len(offers)) - np.repeat(starts, counts)
        kept = place < limits[offers]
        where = self.first[offers[kept]] + place[kept]
        self.bids[where], self.holders[where], self.columns[where] = bids[kept], people[kept], columns[kept]
        self.used[asked_rows] = np.minimum(counts, limits[asked_rows])
        full = asked_rows[counts >= limits[asked_rows]]
        self.prices[full] = np.maximum(self.floor[full], self.bids[self.first[full] + limits[full] - 1])
        won, lost = kept & new, ~kept & ~new
        self.held[people[won], columns[won]] = True
        self.held[people[lost], columns[lost]] = False
        size = len(self.degree)
        self.degree += np.bincount(people[won], minlength=size) - np.bincount(people[lost], minlength=size)
        return np.unique(people[~kept])


class _OneByOne:
    """The end of an auction, when few people are left: each bids at once on the latest prices."""

    def __init__(self, auction: Auction, step: int) -> None:
        self.auction, self.step = auction, step
        self.prices: list[int] = auction.prices.tolist()
        self.limits: list[int] = auction.problem.limits.tolist()
        self.heaps: dict[int, list[tuple[int, int, int]]] = {}
        self.mine: dict[int, set[int]] = {}
        self.rows: dict[int, tuple[list[int], list[int], list[int]]] = {}

    def run(self, active: Ints) -> None:
        """Bid until nobody asks, then write the result back into the auction."""
        queue = deque(active.tolist())
        waiting = set(queue)
        while queue:
            person = queue.popleft()
            waiting.discard(person)
            for loser in self._ask(person):
                if loser not in waiting:
                    waiting.add(loser)
                    queue.append(loser)
        self._write_back()

    def _held(self, person: int) -> set[int]:
        if person not in self.mine:
            self.mine[person] = set(np.flatnonzero(self.auction.held[person]).tolist())
            problem = self.auction.problem
            self.rows[person] = (
                problem.offers[person].tolist(),
                self.auction.values[person].tolist(),
                self.auction.ranks[person].tolist(),
            )
        return self.mine[person]

    def _bids(self, offer: int) -> list[tuple[int, int, int]]:
        if offer not in self.heaps:
            auction = self.auction
            start = int(auction.first[offer])
            span = slice(start, start + int(auction.used[offer]))
            columns = (auction.bids[span], -auction.holders[span], auction.columns[span])
            self.heaps[offer] = list(zip(*(column.tolist() for column in columns), strict=True))
            heapq.heapify(self.heaps[offer])
        return self.heaps[offer]

    def _ask(self, person: int) -> list[int]:
        held = self._held(person)
        offers, values, ranks = self.rows[person]
        prices = self.prices
        net = sorted(
            (prices[offer] - value, column)
            for column, (offer, value) in enumerate(zip(offers, values, strict=True))
            if value != NONE and column not in held
        )
        free = ranks[len(held) :]
        wanted = 0
        while wanted < min(len(free), len(net)) and free[wanted] > net[wanted][0]:
            wanted += 1
        if not wanted:
            return []
        other = -free[wanted - 1]
        if wanted < len(net):
            other = max(other, -net[wanted][0])
        losers = []
        for _, column in net[:wanted]:
            offer = offers[column]
            bids = self._bids(offer)
            bid = values[column] - other + self.step
            heapq.heappush(bids, (bid, -person, column))
            held.add(column)
            if len(bids) > self.limits[offer]:
                _, loser, lost = heapq.heappop(bids)
                self._held(-loser).discard(lost)
                losers.append(-loser)
            if len(bids) == self.limits[offer]:
                prices[offer] = max(int(self.auction.floor[offer]), bids[0][0])
        return losers

    def _write_back(self) -> None:
        auction = self.auction
        auction.prices = np.array(self.prices, dtype=np.int64)
        for offer, bids in self.heaps.items():
            start = int(auction.first[offer])
            auction.used[offer] = len(bids)
            for place, (bid, person, column) in enumerate(sorted(bids, reverse=True), start):
                auction.bids[place], auction.holders[place], auction.columns[place] = bid, -person, column
        for person, held in self.mine.items():
            auction.held[person] = False
            auction.held[person, list(held)] = True
            auction.degree[person] = len(held)


def bid(problem: Problem) -> tuple[Mask, Ints]:
    """Return a plan close to the best (people × candidates), and prices in SCALE-ths of a point."""
    auction = Auction(problem)
    if not auction.run(1, EASY_BIDS * problem.ranks.size):
        auction.restart(np.zeros(len(problem.limits), dtype=np.int64))
        quiet = len(problem.offers) // 100
        for step, following in pairwise((*STEPS, 0)):
            auction.run(step, quiet=quiet if following else 0)
            if following:
                auction.restart(np.maximum(auction.prices[:-1] - BACK * step // 2, 0))
    return auction.held, auction.prices[:-1]
