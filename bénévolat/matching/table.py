"""Offers as columns: what the filters and the score read, one numpy array a field, in a stable order."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bénévolat.matching.formats import TRANSIT, Offer
from bénévolat.matching.places import abroad_words
from bénévolat.matching.sentences import SLOTS
from bénévolat.matching.text import fold

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]
UNKNOWN = -1
NO_END = date.max.toordinal()

_SLOT_BITS = {code: 1 << number for number, code in enumerate(SLOTS)}


def slot_mask(slots: Sequence[str]) -> int:
    """Return half-days as bits; 0 means unknown."""
    return sum(_SLOT_BITS[code] for code in slots)


def slots_of(mask: int) -> list[str]:
    """Return the half-days of a mask, in the order of the week."""
    return [code for code, bit in _SLOT_BITS.items() if mask & bit]


def unit_vector(lat: float, lon: float) -> tuple[float, float, float]:
    """Return a WGS84 point on the unit sphere: distances then need only exact arithmetic."""
    phi, theta = math.radians(lat), math.radians(lon)
    return math.cos(phi) * math.cos(theta), math.cos(phi) * math.sin(theta), math.sin(phi)


@dataclass(frozen=True)
class OfferTable:
    """Columns of the offers; every array has one row an offer. ``UNKNOWN`` (-1) marks what is not given."""

    rows: Ints
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    z: NDArray[np.float64]
    located: Mask
    remote: Mask
    abroad: Mask
    transit: Ints
    slots: Ints
    slots_needed: Ints
    level: Ints
    places: Ints
    present: Mask
    french: Ints
    starts: Ints
    ends: Ints

    @classmethod
    def of(cls, offers: Sequence[Offer]) -> "OfferTable":
        """Build the columns of the offers, in their order."""
        points = [
            (math.nan, math.nan, math.nan)
            if offer.lat is None or offer.lon is None
            else unit_vector(offer.lat, offer.lon)
            for offer in offers
        ]
        xyz = np.array(points, dtype=np.float64).reshape(-1, 3)
        masks = [slot_mask(offer.slots) for offer in offers]

        def ints(values: list[int]) -> Ints:
            return np.array(values, dtype=np.int64)

        def flags(values: list[bool]) -> Mask:
            return np.array(values, dtype=bool)

        def known(value: int | None) -> int:
            return UNKNOWN if value is None else value

        return cls(
            rows=np.arange(len(offers), dtype=np.int64),
            x=xyz[:, 0].copy(),
            y=xyz[:, 1].copy(),
            z=xyz[:, 2].copy(),
            located=~np.isnan(xyz[:, 0]),
            remote=flags([offer.remote for offer in offers]),
            abroad=flags([bool(abroad_words(offer)) for offer in offers]),
            transit=ints([TRANSIT.index(offer.transit) for offer in offers]),
            slots=ints(masks),
            # an offer never needs more half-days than it has
            slots_needed=ints(
                [
                    min(offer.slots_needed, mask.bit_count() or 1)
                    for offer, mask in zip(offers, masks, strict=True)
                ]
            ),
            level=ints([known(offer.supervision_level) for offer in offers]),
            places=ints([known(offer.places_free) for offer in offers]),
            present=flags([offer.supervision_present for offer in offers]),
            french=ints([known(offer.french_level) for offer in offers]),
            starts=ints([offer.starts.toordinal() if offer.starts else 0 for offer in offers]),
            ends=ints([offer.ends.toordinal() if offer.ends else NO_END for offer in offers]),
        )

    def take(self, rows: Ints) -> "OfferTable":
        """Return the columns of some offers only."""
        chosen: dict[str, Any] = {field.name: getattr(self, field.name)[rows] for field in fields(self)}
        return OfferTable(**chosen)

    def __len__(self) -> int:
        return len(self.rows)


def same_name(one: str, other: str) -> bool:
    """Tell whether two association identifiers or names are the same, accents and capitals aside (R33)."""
    return one == other or (bool(fold(one).strip()) and fold(one).split() == fold(other).split())


def is_association(offer: Offer, names: Sequence[str]) -> bool:
    """Tell whether the offer's association (identifier or name) is one of ``names``."""
    own = [name for name in (offer.association, offer.association_name) if name]
    return any(same_name(name, mine) for name in names for mine in own)
