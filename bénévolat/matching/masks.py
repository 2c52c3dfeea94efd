"""What a table of offers says of them all, computed once for everybody until an offer changes."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bénévolat.matching.table import OfferTable

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Masks:
    """Offers that tell their half-days (``dated``), whose campaign no other offer tells (``told_once``), and those that
    need ``several`` half-days.

    ``several``: rows; ``offered``, ``needed``: their half-days, as bits, and how many they need.
    """

    slots: NDArray[np.int32]
    dated: Mask
    told_once: Mask
    several: NDArray[np.int64]
    offered: NDArray[np.int32]
    needed: NDArray[np.uint8]

    @classmethod
    def of(cls, table: OfferTable) -> "Masks":
        """Read the columns."""
        several = (table.slots_needed > 1).nonzero()[0]
        return cls(
            table.slots,
            table.slots != 0,
            np.bincount(table.campaign)[table.campaign] == 1,
            several,
            table.slots[several],
            table.slots_needed[several].astype(np.uint8),
        )

    def too_few_slots(self, held: int) -> Mask:
        """Return the offers that tell their half-days and have too few in common with those held, as bits."""
        too_few: Mask = (self.slots & held) == 0
        too_few[self.several] = np.bitwise_count(self.offered & held) < self.needed
        too_few &= self.dated
        return too_few
