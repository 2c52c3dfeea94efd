"""Some people before every offer: which offers each may be proposed, and which they nearly may.

A filter is asked of every offer where that costs next to nothing; what is left to ask is asked of the few offers
that remain, for everybody together.
"""

from collections.abc import Sequence
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bénévolat.matching.block import FOR_FILTERS, Block
from bénévolat.matching.distances import BEYOND_OWN
from bénévolat.matching.filters import FOR_GOOD, NEAR_FILTERS, Filtered, stops_of
from bénévolat.matching.formats import TRANSIT, Profile
from bénévolat.matching.gates import GATES
from bénévolat.matching.pairs import NO_ROWS
from bénévolat.matching.people_table import PERSON_COLUMNS
from bénévolat.matching.shelf import Shelf
from bénévolat.matching.table import UNKNOWN
from bénévolat.matching.travel import NOWHERE

Ints = NDArray[Any]
Stops = NDArray[np.uint8]

NEAR_STRENGTH = 500  # a near miss has a word of the person that it meets at least so (per mille)…
NEAR_POOL = 32  # …and is among those that such a word meets best
ASKED = ((900, 48), (NEAR_STRENGTH, 192))
"""The strongest offers that are asked first whether they are near misses, from which strength and about how many."""
PER_MILLE = 1024  # more than any strength, text part or score
_RARE = {"avoid": "avoided", "excluded_association": "excluded", "former_employer": "former"}
"""Filters that stop nobody without what they read, which most people have nothing of."""
_RARE_GATES = [(gate, _RARE[gate.code]) for gate in GATES if gate.code in _RARE]
_SLOTS, _OWN_REACH = PERSON_COLUMNS.index("slots"), PERSON_COLUMNS.index("own_reach")
_REACHES = slice(_OWN_REACH, _OWN_REACH + 1 + len(TRANSIT))


class Sieve(Shelf):
    """A shelf of offers, and what the filters leave of them to the people of a block."""

    def stops(self, block: Block) -> Stops:
        """Return how many filters stop each offer before each person, shape (people, offers): 0 where none does.

        One that stops for good counts for too many. Where some other filter stops too, travel may be left out.
        """
        found = np.empty((len(block), len(self.offers)), dtype=np.uint8)
        masks, near_miss_metres = self.masks, self.settings.near_miss_metres
        uncertain = []
        for place, person in enumerate(block.people.rows()):
            away, stops, own = block.away[place], found[place], person[_OWN_REACH]
            farthest = _farthest(block.profiles[place], person, near_miss_metres)
            by_distance = self.distances.stops(away, own, farthest)
            np.bitwise_and(by_distance, BEYOND_OWN - 1, out=stops)
            for known in self._memory.stops(person, partial(block.alone, place)):
                stops += known
            if rare := [gate for gate, read in _RARE_GATES if read in block.told[place]]:
                stops += stops_of(rare, block.alone(place))
            if person[_SLOTS]:
                stops += masks.too_few_slots(person[_SLOTS])
            uncertain.append(
                ((by_distance == BEYOND_OWN) > stops).nonzero()[0] if farthest > own else NO_ROWS
            )
        if self._some_gone:
            found[:, self.order == UNKNOWN] = FOR_GOOD
        who = np.repeat(np.arange(len(block)), [len(rows) for rows in uncertain])
        rows = np.concatenate(uncertain)
        pairs = block.pairs(who, rows)
        refused = pairs.out_of_reach.nonzero()[0]
        found[who[refused], rows[refused]] += self.distances.weights(pairs.metres[refused])
        return found

    @property
    def _some_gone(self) -> bool:
        return len(self.row_of) != len(self.offers)

    def near_pools(self, block: Block, stops: Stops, strongest: Ints) -> tuple[Ints, Ints, Ints]:
        """Return near misses that a word of the person meets best, ties by identifier: people, offers, filters as bits.

        A campaign told in many towns does not fill the pool: it widens until enough others are in.
        """
        pools = [NO_ROWS] * len(block)
        bits = [np.zeros(0, dtype=np.int16)] * len(block)
        nearly = (stops - np.uint8(1)) < NEAR_FILTERS  # none: 255
        left = np.arange(len(block))
        for least, most in (*ASKED, (NEAR_STRENGTH, len(self.offers))):
            places = ((strongest >= least) & nearly).ravel().nonzero()[0]
            who, rows = np.divmod(places, len(self.offers))
            counts = np.bincount(who, minlength=len(left))
            complete = ((counts <= most) & (least == NEAR_STRENGTH)).tolist()
            asked = self.ranked(who, rows, strongest.ravel().take(places))
            ends = np.cumsum(counts) - counts + most
            asked = asked[np.arange(len(asked)) < ends.take(who)]  # ``who`` rises: the same in this order
            filtered = Filtered(block.pairs(left[who[asked]], rows[asked], FOR_FILTERS))
            near = (filtered.nearly & ~filtered.final()).nonzero()[0]
            who, rows, stopped = who[asked[near]], rows[asked[near]], filtered.bits[near]
            campaigns, unsettled = self.table.campaign.take(rows).tolist(), []
            for place, (start, end) in enumerate(edges(who, len(left))):
                size = self._pool_size(campaigns[start:end], complete=complete[place])
                if size is None:
                    unsettled.append(place)
                else:
                    pools[left[place]] = rows[start : start + size]
                    bits[left[place]] = stopped[start : start + size]
            if not unsettled:
                break
            left, nearly, strongest = left[unsettled], nearly[unsettled], strongest[unsettled]
        who = np.repeat(np.arange(len(pools)), [len(pool) for pool in pools])
        return who, np.concatenate(pools), np.concatenate(bits)

    def _pool_size(self, campaigns: Sequence[int], *, complete: bool) -> int | None:
        """Return how many of these near misses, strongest first, are in the pool; None when more must be asked."""
        size = NEAR_POOL
        while size < len(campaigns):
            if len(set(campaigns[:size])) >= self.settings.near_misses:
                return size
            size *= 4
        return len(campaigns) if complete else None

    def ranked(self, who: Ints, rows: Ints, values: Ints) -> Ints:
        """Return the order of pairs: person by person, the highest value first, ties by identifier."""
        key = (who * PER_MILLE - values) * len(self.offers) + self.order.take(rows)
        order: Ints = np.argsort(key)
        return order


def at_least(who: Ints, values: Ints, people: int, most: int) -> Ints:
    """Return, for each person, the highest value that ``most`` of their pairs reach; -1 when fewer pairs are."""
    counts = np.bincount(who * PER_MILLE - values + (PER_MILLE - 1), minlength=people * PER_MILLE)
    reached = counts.reshape(people, PER_MILLE).cumsum(axis=1) < most
    least: Ints = PER_MILLE - 1 - np.count_nonzero(reached, axis=1)
    return least


def edges(who: Ints, people: int) -> list[tuple[int, int]]:
    """Return where the pairs of each person start and end (``who`` rises)."""
    found = np.searchsorted(who, np.arange(people + 1)).tolist()
    return list(pairwise(found))


def _farthest(profile: Profile, person: Sequence[int], near: int) -> int:
    """Return the metres over which travel stops one person, whatever the offer."""
    if profile.lat is None or profile.lon is None:
        return NOWHERE
    farthest = max(person[_REACHES])
    return farthest if profile.travel else max(farthest, near)
