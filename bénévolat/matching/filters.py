"""Every filter over pairs at once; what depends on little of a person is kept for the next one."""

import functools
from collections.abc import Callable, Iterable, Sequence
from operator import itemgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bénévolat.matching.gates import GATES, Gate
from bénévolat.matching.pairs import NOTHING, Pairs
from bénévolat.matching.people_table import PERSON_COLUMNS

Mask = NDArray[np.bool_]
Stops = NDArray[np.uint8]

NEAR_FILTERS = 2  # a near miss is stopped by one or two filters
FOR_GOOD = np.uint8(NEAR_FILTERS + 1)  # what a filter that stops for good counts for, beside itself
KEPT = 512  # masks remembered for each group of filters: one byte an offer each
_BASIS_KEY = ("need", "french", "from_day")
_BASIS = tuple(gate for gate in GATES if gate.key is not None and set(gate.key) <= set(_BASIS_KEY))
_GROUPS: tuple[tuple[Callable[[Sequence[int]], Any], tuple[Gate, ...]], ...] = tuple(
    (itemgetter(*map(PERSON_COLUMNS.index, key)), gates)
    for key, gates in (
        (_BASIS_KEY, _BASIS),
        *((gate.key, (gate,)) for gate in GATES if gate.key and gate not in _BASIS),
    )
)
"""Filters that depend on little, with what they depend on together in a person."""


class Memory:
    """How many filters stop each offer, among those that depend on little of the person, kept by this little.

    Forgotten when an offer changes.
    """

    def __init__(self) -> None:
        self._kept: list[dict[Any, Stops]] = [{} for _ in _GROUPS]

    def forget(self) -> None:
        """Forget everything."""
        for held in self._kept:
            held.clear()

    def stops(self, person: Sequence[int], alone: Callable[[], Pairs]) -> list[Stops]:
        """Return how many of these filters stop each offer before one person, for each group of filters.

        ``person``: their row of ``PERSON_COLUMNS``; ``alone``: makes their pairs with every offer.
        """
        found = []
        for held, (key, gates) in zip(self._kept, _GROUPS, strict=True):
            values = key(person)
            stops = held.get(values)
            if stops is None:
                if len(held) >= KEPT:
                    held.clear()
                stops = held[values] = stops_of(gates, alone())
            found.append(stops)
        return found


def stops_of(gates: Iterable[Gate], pairs: Pairs) -> Stops:
    """Return how many of some filters stop each pair; one that stops for good counts for too many."""
    stops: Stops = np.zeros(len(pairs), dtype=np.uint8)
    for gate in gates:
        stops += gate.blocks(pairs)
        if gate.final is not None:
            stops += FOR_GOOD * gate.final(pairs)
    return stops


class Filtered:
    """What the filters say of pairs: ``count`` that stop each one."""

    def __init__(self, pairs: Pairs) -> None:
        self._pairs = pairs
        self._stopping: dict[str, Mask] = {}
        self.count: Stops = np.zeros(len(pairs), dtype=np.uint8)
        for gate in GATES:
            mask = gate.blocks(pairs)
            if mask.any():
                self._stopping[gate.code] = mask
                self.count += mask

    def final(self) -> Mask:
        """Return the pairs that a filter stops for good."""
        found: Mask = np.zeros(len(self._pairs), dtype=bool)
        for gate in GATES:
            if gate.final is not None and gate.code in self._stopping:
                found |= gate.final(self._pairs)
        return found

    @property
    def nearly(self) -> Mask:
        """Return the pairs that one or two filters stop (for good or not)."""
        stopped: Mask = (self.count > 0) & (self.count <= NEAR_FILTERS)
        return stopped

    def blocks(self, code: str) -> Mask:
        """Return the mask of one filter over every pair."""
        mask: Mask = self._pairs.whole(self._stopping.get(code, NOTHING))
        return mask

    @property
    def bits(self) -> NDArray[np.int16]:
        """Return the filters that stop each pair, one bit each (``codes``)."""
        bits = np.zeros(len(self._pairs), dtype=np.int16)
        for number, gate in enumerate(GATES):
            if gate.code in self._stopping:
                bits += self._stopping[gate.code] * np.int16(1 << number)
        return bits


@functools.cache
def codes(bits: int) -> tuple[str, ...]:
    """Return the codes of some filters, one bit each, in their order."""
    return tuple(gate.code for number, gate in enumerate(GATES) if bits >> number & 1)
