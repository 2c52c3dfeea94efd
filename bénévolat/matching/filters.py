"""Every filter over pairs at once; masks that depend on little of the person are kept for the next one."""

from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from bénévolat.matching.gates import GATES, Gate
from bénévolat.matching.pairs import Pairs

Mask = NDArray[np.bool_]
Counts = NDArray[np.int8]

NEAR_FILTERS = 2  # a near miss is stopped by one or two filters
KEPT = 64  # masks remembered for each filter
Value = TypeVar("Value")


class Filtered:
    """What the filters say of pairs: ``count`` that stop each one, ``final`` ones, and the mask of each."""

    def __init__(self, pairs: Pairs, mask_of: Callable[[Gate, Pairs], Mask] | None = None) -> None:
        self._pairs = pairs
        self.masks: dict[str, Mask] = {}
        self.count: Counts = np.zeros(len(pairs), dtype=np.int8)
        self.final: Mask = np.zeros(len(pairs), dtype=bool)
        for gate in GATES:
            mask = mask_of(gate, pairs) if mask_of else gate.blocks(pairs)
            self.masks[gate.code] = mask
            if len(mask) == 1 and not mask[0]:
                continue
            self.count += mask.view(np.int8)
            if gate.final is not None:
                self.final |= gate.final(pairs)

    @property
    def nearly(self) -> Mask:
        """Return the pairs that one or two filters stop, and none for good."""
        stopped: Mask = (self.count > 0) & (self.count <= NEAR_FILTERS)
        return stopped & ~self.final if self.final.any() else stopped

    def blocks(self, code: str) -> Mask:
        """Return the mask of one filter over every pair."""
        mask: Mask = self._pairs.whole(self.masks[code])
        return mask

    def codes(self, position: int) -> tuple[str, ...]:
        """Return the codes of the filters that stop one pair, in their order."""
        return tuple(code for code, mask in self.masks.items() if mask[position if len(mask) > 1 else 0])


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
        values = tuple(int(getattr(pairs.people, column)[0]) for column in key)
        if values not in held:
            if len(held) >= KEPT:
                held.clear()
            held[values] = compute(pairs)
        known: Value = held[values]
        return known

    def mask(self, gate: Gate, pairs: Pairs) -> Mask:
        """Return the mask of a filter for one person before every offer."""
        return self.get(gate.code, gate.key, gate.blocks, pairs)
