"""Every filter over pairs at once; what depends on little of the person is kept for the next one."""

from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from bénévolat.matching.gates import GATES, Gate
from bénévolat.matching.pairs import NOTHING, Pairs

Mask = NDArray[np.bool_]
Counts = NDArray[np.int8]
Value = TypeVar("Value")

NEAR_FILTERS = 2  # a near miss is stopped by one or two filters
KEPT = 256  # results remembered for each filter: one byte an offer each
_BASIS_KEY = ("need", "french")
_BASIS = tuple(gate for gate in GATES if gate.key is not None and set(gate.key) <= set(_BASIS_KEY))
"""Filters that depend on so little that their sum is kept too."""
_REST = tuple(gate for gate in GATES if gate not in _BASIS)


class Memory:
    """What is computed over all the offers for one person, kept by the little it depends on.

    Forgotten when an offer changes.
    """

    def __init__(self) -> None:
        self._kept: dict[str, dict[tuple[int, ...], Any]] = {}

    def forget(self) -> None:
        """Forget everything."""
        self._kept.clear()

    def get(
        self, name: str, key: tuple[str, ...] | None, compute: Callable[[Pairs], Value], pairs: Pairs
    ) -> Value:
        """Return ``compute(pairs)``, kept by the columns of the person that it depends on (None: not kept)."""
        if key is None:
            return compute(pairs)
        held = self._kept.setdefault(name, {})
        values = tuple([int(getattr(pairs.people, column)[0]) for column in key])
        if values not in held:
            if len(held) >= KEPT:
                held.clear()
            held[values] = compute(pairs)
        known: Value = held[values]
        return known

    def mask(self, gate: Gate, pairs: Pairs) -> Mask:
        """Return the mask of a filter for one person before every offer."""
        return self.get(gate.code, gate.key, gate.blocks, pairs)

    def basis(self, pairs: Pairs) -> Counts:
        """Return how many of the filters that depend on little stop each offer (to be copied)."""
        return self.get("basis", _BASIS_KEY, self._sum, pairs)

    def _sum(self, pairs: Pairs) -> Counts:
        count: Counts = np.zeros(len(pairs), dtype=np.int8)
        for gate in _BASIS:
            count += pairs.whole(self.mask(gate, pairs)).view(np.int8)
        return count


class Filtered:
    """What the filters say of pairs: ``count`` that stop each one.

    ``memory``: for one person before every offer; without it, everything is computed.
    """

    def __init__(self, pairs: Pairs, memory: Memory | None = None) -> None:
        self._pairs, self._memory = pairs, memory
        self._stopping: dict[str, Mask] = {}
        if memory is None:
            self.count: Counts = np.zeros(len(pairs), dtype=np.int8)
            rest = GATES
        else:
            self.count = memory.basis(pairs).copy()
            rest = _REST
        for gate in rest:
            mask = gate.blocks(pairs) if memory is None else memory.mask(gate, pairs)
            if len(mask) > 1 or mask.any():
                self._stopping[gate.code] = mask
                self.count += mask.view(np.int8)

    def final(self, rows: NDArray[Any] | None = None) -> Mask:
        """Return the pairs that a filter stops for good, among some rows or among all."""
        found: Mask = np.zeros(len(self._pairs) if rows is None else len(rows), dtype=bool)
        for gate in GATES:
            if gate.final is not None and gate.code in self._stopping:
                mask = gate.final(self._pairs)
                found |= mask if rows is None or len(mask) == 1 else mask[rows]
        return found

    @property
    def nearly(self) -> Mask:
        """Return the pairs that one or two filters stop (for good or not)."""
        stopped: Mask = (self.count > 0) & (self.count <= NEAR_FILTERS)
        return stopped

    def _masks(self) -> list[tuple[str, Mask]]:
        """Return the masks that stop something, in the order of the filters."""
        found = dict(self._stopping)
        if self._memory is not None:
            found |= {gate.code: self._memory.mask(gate, self._pairs) for gate in _BASIS}
        return [(gate.code, found[gate.code]) for gate in GATES if gate.code in found]

    def blocks(self, code: str) -> Mask:
        """Return the mask of one filter over every pair."""
        mask: Mask = self._pairs.whole(dict(self._masks()).get(code, NOTHING))
        return mask

    def codes(self, rows: NDArray[Any]) -> list[tuple[str, ...]]:
        """Return the codes of the filters that stop each of some pairs, in their order."""
        masks = self._masks()
        return [
            tuple([code for code, mask in masks if mask[row if len(mask) > 1 else 0]])
            for row in rows.tolist()
        ]
