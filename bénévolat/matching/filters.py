"""Every filter over pairs at once; what depends on little of the person is kept for the next one."""

from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from bénévolat.matching.gates import GATES, Gate
from bénévolat.matching.pairs import Pairs

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
    """What the filters say of pairs: ``count`` that stop each one, and ``final``: stopped for good.

    ``memory``: for one person before every offer; without it, everything is computed.
    """

    def __init__(self, pairs: Pairs, memory: Memory | None = None) -> None:
        self._pairs, self._memory = pairs, memory
        self._masks: dict[str, Mask] = {}
        self.final: Mask = np.zeros(1, dtype=bool)
        if memory is None:
            self.count: Counts = np.zeros(len(pairs), dtype=np.int8)
            self._stop(GATES)
        else:
            self.count = memory.basis(pairs).copy()
            self._stop(_REST)

    def _stop(self, gates: tuple[Gate, ...]) -> None:
        for gate in gates:
            mask = self._mask(gate)
            if len(mask) == 1 and not mask[0]:
                continue
            self.count += mask.view(np.int8)
            if gate.final is not None:
                self.final = self.final | gate.final(self._pairs)

    def _mask(self, gate: Gate) -> Mask:
        if gate.code not in self._masks:
            found = gate.blocks(self._pairs) if self._memory is None else self._memory.mask(gate, self._pairs)
            self._masks[gate.code] = found
        return self._masks[gate.code]

    @property
    def nearly(self) -> Mask:
        """Return the pairs that one or two filters stop, and none for good."""
        stopped: Mask = (self.count > 0) & (self.count <= NEAR_FILTERS)
        return stopped & ~self.final

    def blocks(self, code: str) -> Mask:
        """Return the mask of one filter over every pair."""
        gate = next(gate for gate in GATES if gate.code == code)
        mask: Mask = self._pairs.whole(self._mask(gate))
        return mask

    def codes(self, rows: NDArray[Any]) -> list[tuple[str, ...]]:
        """Return the codes of the filters that stop each of some pairs, in their order."""
        found: list[list[str]] = [[] for _ in rows]
        for gate in GATES:
            mask = self._mask(gate)
            if len(mask) == 1 and not mask[0]:
                continue
            for place in np.flatnonzero(self._pairs.whole(mask)[rows]).tolist():
                found[place].append(gate.code)
        return [tuple(codes) for codes in found]
