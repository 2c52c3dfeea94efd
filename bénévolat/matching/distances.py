"""How far people are from the offers: computed once for each place where somebody lives."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bénévolat.matching.filters import FOR_GOOD
from bénévolat.matching.formats import Profile
from bénévolat.matching.table import OfferTable
from bénévolat.matching.travel import NOWHERE, metres_between

Ints = NDArray[Any]

PLACES_KEPT = 500  # places remembered: five bytes an offer each


@dataclass(frozen=True, slots=True)
class Away:
    """Straight-line metres from a place to every offer, and to nowhere then every place of the offers (``sites``).

    NOWHERE when a point is missing. ``weights``: for how many filters travel counts where it stops.
    """

    metres: Ints
    weights: NDArray[np.uint8]
    sites: Ints


class Distances:
    """Distances from the places of people to the offers of a table. Forgotten when an offer changes.

    ``near``: metres over which an offer that travel stops is no near miss.
    """

    def __init__(self, table: OfferTable, near: int) -> None:
        self._table, self._near = table, near
        self._from_place: dict[tuple[float, float] | None, Away] = {}

    def forget(self) -> None:
        """Forget every place."""
        self._from_place.clear()

    def away(self, profile: Profile, point: NDArray[np.float64]) -> Away:
        """Return how far a person is from the offers. ``point``: where they live, as a unit vector."""
        place = None if profile.lat is None or profile.lon is None else (profile.lat, profile.lon)
        held = self._from_place.get(place)
        if held is None:
            if len(self._from_place) >= PLACES_KEPT:
                self._from_place.clear()
            sites = np.full(len(self._table.sites) + 1, NOWHERE, dtype=np.int32)
            if place is not None and len(self._table.sites):
                sites[1:] = metres_between(point, self._table.sites)
            metres = sites.take(self._table.site + 1)
            held = self._from_place[place] = Away(metres, self.weights(metres), sites)
        return held

    def weights(self, metres: Ints) -> NDArray[np.uint8]:
        """Return for how many filters travel counts where it stops: so far, it stops for good."""
        weights: NDArray[np.uint8] = 1 + FOR_GOOD * (metres > self._near)
        return weights
