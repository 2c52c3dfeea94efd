"""How far people are from the offers: computed once for each place where somebody lives."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from bénévolat.matching.filters import FOR_GOOD
from bénévolat.matching.formats import Profile
from bénévolat.matching.table import OfferTable
from bénévolat.matching.travel import NOWHERE, metres_between

Ints = NDArray[Any]
Bytes = NDArray[np.uint8]

PLACES_KEPT = 2_000  # places remembered: four bytes each for every place of the offers
BEYOND_OWN = 128
"""Written of an offer that a person does not reach alone, and that a line may reach."""


class Distances:
    """Distances from the places of people to the offers of a table. Forgotten when an offer changes.

    Known by place of the offers (``sites`` of the table), after nowhere. ``near``: metres over which an offer that
    travel stops is no near miss.
    """

    def __init__(self, table: OfferTable, near: int) -> None:
        self._table, self._near = table, near
        self._from_place: dict[tuple[float, float] | None, Ints] = {}
        self._site_of: NDArray[np.intp] | None = None

    def forget(self) -> None:
        """Forget every place."""
        self._from_place.clear()
        self._site_of = None

    def away(self, profile: Profile, point: NDArray[np.float64]) -> Ints:
        """Return straight-line metres from a person to nowhere, then to every place of the offers; NOWHERE if unknown.

        ``point``: where they live, as a unit vector.
        """
        place = None if profile.lat is None or profile.lon is None else (profile.lat, profile.lon)
        held = self._from_place.get(place)
        if held is None:
            if len(self._from_place) >= PLACES_KEPT:
                self._from_place.clear()
            held = np.full(len(self._table.sites) + 1, NOWHERE, dtype=np.int32)
            if place is not None and len(self._table.sites):
                held[1:] = metres_between(point, self._table.sites)
            self._from_place[place] = held
        return held

    def metres(self, away: Ints) -> Ints:
        """Return the metres to every offer."""
        return away.take(self._table.site + 1)

    def stops(self, away: Ints, own: int, farthest: int) -> Bytes:
        """Return, for every offer, for how many filters distance stops it, and BEYOND_OWN where a line may help.

        ``own``, ``farthest``: metres that a person reaches without a line, and by any means there is. A mission to do
        from afar, or whose place is not known, is stopped by none.
        """
        if self._site_of is None:
            table = self._table
            self._site_of = np.where((table.remote != 0) | (table.site < 0), 0, table.site + 1).astype(
                np.intp
            )
        of_sites = (away > own) * np.uint8(BEYOND_OWN)
        beyond = (away > farthest).nonzero()[0]
        of_sites[beyond] = self.weights(away.take(beyond))
        of_sites[0] = 0
        found: Bytes = of_sites.take(self._site_of, mode="clip")
        return found

    def weights(self, metres: Ints) -> Bytes:
        """Return for how many filters travel counts where it stops: so far, it stops for good."""
        weights: Bytes = 1 + FOR_GOOD * (metres > self._near)
        return weights
