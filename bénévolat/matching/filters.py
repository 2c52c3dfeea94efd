"""Every filter over pairs at once; masks that depend on little of the person are kept for the next one."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bénévolat.matching.gates import GATES, Gate
from bénévolat.matching.pairs import Pairs

Mask = NDArray[np.bool_]
Counts = NDArray[np.int8]

KEPT = 64  # masks remembered for each filter


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

    def blocks(self, code: str) -> Mask:
        """Return the mask of one filter over every pair."""
        mask: Mask = self._pairs.whole(self.masks[code])
        return mask

    def codes(self, position: int) -> tuple[str, ...]:
        """Return the codes of the filters that stop one pair, in their order."""
        return tuple(code for code, mask in self.masks.items() if mask[position if len(mask) > 1 else 0])


class Memory:
    """Masks over all the offers, by what they depend on; forgotten when an offer changes."""

    def __init__(self) -> None:
        self._masks: dict[str, dict[tuple[Any, ...], Mask]] = {gate.code: {} for gate in GATES}

    def forget(self) -> None:
        """Forget every mask."""
        for masks in self._masks.values():
            masks.clear()

    def mask(self, gate: Gate, pairs: Pairs) -> Mask:
        """Return the mask of a filter for one person before every offer."""
        if gate.key is None:
            return gate.blocks(pairs)
        masks, key = self._masks[gate.code], tuple(int(getattr(pairs.people, name)[0]) for name in gate.key)
        if key not in masks:
            if len(masks) >= KEPT:
                masks.clear()
            masks[key] = gate.blocks(pairs)
        return masks[key]
