"""Offers as columns: what the filters and the score read, one numpy array a field.

A row is never moved: an offer that changes takes a new row and its former one is dead, so that positions kept
elsewhere stay true. ``View`` gathers the columns of some rows only when they are read.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bénévolat.matching.demands import DEMANDS
from bénévolat.matching.formats import TRANSIT, Offer
from bénévolat.matching.places import abroad_words
from bénévolat.matching.sentences import SLOTS
from bénévolat.matching.text import fold

Ints = NDArray[np.int32]
UNKNOWN = -1
NO_END = 4_000_000  # a day after every date, as an ordinal
MOST_CODES = 30

_SLOT_BITS = {code: 1 << number for number, code in enumerate(SLOTS)}
ALL_SLOTS = (1 << len(SLOTS)) - 1
EVENING = sum(bit for code, bit in _SLOT_BITS.items() if code.endswith("_eve"))
SUNDAY = sum(bit for code, bit in _SLOT_BITS.items() if code.startswith("sun_"))
DAYTIME = ALL_SLOTS & ~(EVENING | SUNDAY)


def slot_mask(slots: Iterable[str]) -> int:
    """Return half-days as bits; 0 means unknown."""
    return sum(_SLOT_BITS[code] for code in slots)


def slots_of(mask: int) -> list[str]:
    """Return the half-days of a mask, in the order of the week."""
    return [code for code, bit in _SLOT_BITS.items() if mask & bit]


def line_mask(offer: Offer) -> int:
    """Return the half-days when public transport runs: by day from Monday to Saturday, and what is declared (R69)."""
    mask = DAYTIME
    if "evening" in offer.transit_off_hours:
        mask |= EVENING & ~SUNDAY
    if "sunday" in offer.transit_off_hours:
        mask |= SUNDAY & ~EVENING
    if len(offer.transit_off_hours) == 2:
        mask |= SUNDAY & EVENING
    return mask


def unit_vector(lat: float, lon: float) -> tuple[float, float, float]:
    """Return a WGS84 point on the unit sphere: distances then need only exact arithmetic."""
    phi, theta = math.radians(lat), math.radians(lon)
    return math.cos(phi) * math.cos(theta), math.cos(phi) * math.sin(theta), math.sin(phi)


def same_name(one: str, other: str) -> bool:
    """Tell whether two association identifiers or names are the same, accents and capitals aside (R33)."""
    return one == other or (bool(fold(one).strip()) and fold(one).split() == fold(other).split())


class _Numbers(dict[str, int]):
    """Words and their numbers: a word that was never met takes the next one."""

    def __missing__(self, word: str) -> int:
        number = self[word] = len(self)
        return number


class Codes:
    """Numbers given to words, in the order they are met; also as bits when they are few."""

    def __init__(self, words: Iterable[str] = ()) -> None:
        self._numbers = _Numbers()
        self.numbers(words)

    def number(self, word: str) -> int:
        """Return the number of a word, a new one when it was never met."""
        return self._numbers[word]

    def numbers(self, words: Iterable[str]) -> list[int]:
        """Return the numbers of many words."""
        return list(map(self._numbers.__getitem__, words))

    def known(self, word: str) -> int:
        """Return the number of a word, UNKNOWN when it was never met."""
        return self._numbers.get(word, UNKNOWN)

    def words(self) -> list[str]:
        """Return the words met, by number."""
        return list(self._numbers)

    def bits(self, words: Iterable[str]) -> int:
        """Return words as bits. More than 30 different words in all: ValueError (French sentence)."""
        mask = 0
        for word in words:
            number = self.number(word)
            if number >= MOST_CODES:
                raise ValueError(
                    f"Plus de {MOST_CODES} demandes différentes : utiliser les codes de la liste fermée."
                )
            mask |= 1 << number
        return mask


@lru_cache(maxsize=20_000)
def association_key(name: str) -> str:
    """Return what two spellings of one association share."""
    return " ".join(fold(name).split()) or name


class Columns:
    """Growing columns of whole numbers: rows are only ever added."""

    def __init__(self, names: Sequence[str], rows: Iterable[Sequence[int]]) -> None:
        self.names = tuple(names)
        table = np.array(list(rows), dtype=np.int32).reshape(-1, len(self.names))
        self._hold(np.ascontiguousarray(table.T))

    def _hold(self, held: Ints) -> None:
        self._held = held
        self.size: int = held.shape[1]
        self._share()

    def held(self) -> Ints:
        """Return every column, shape (columns, rows)."""
        return self._held[:, : self.size]

    def _share(self) -> None:
        for number, name in enumerate(self.names):
            setattr(self, name, self._held[number, : self.size])

    def append(self, row: Sequence[int]) -> int:
        """Add a row and return its number."""
        if self.size == self._held.shape[1]:
            wider = np.zeros((len(self.names), max(16, self.size * 5 // 4)), dtype=np.int32)
            wider[:, : self.size] = self._held[:, : self.size]
            self._held = wider
        self._held[:, self.size] = row
        self.size += 1
        self._share()
        return self.size - 1

    def write(self, number: int, row: Sequence[int]) -> None:
        """Write a row again."""
        self._held[:, number] = row

    def __len__(self) -> int:
        return self.size

    def __getattr__(self, name: str) -> Ints:  # columns are set by _share
        raise AttributeError(name)


class View:
    """Some rows of columns; a column is gathered when it is first read."""

    def __init__(self, columns: Columns, rows: NDArray[Any] | slice) -> None:
        self._columns, self.rows = columns, rows

    def __getattr__(self, name: str) -> Ints:
        column: Ints = getattr(self._columns, name)[self.rows]
        self.__dict__[name] = column
        return column


_OFFER_COLUMNS = (
    "site", "remote", "abroad", "transit", "line", "slots", "slots_needed", "level", "places", "present", "french",
    "starts", "ends", "has_closed", "demands", "declared", "association", "name", "campaign", "commune",
)  # fmt: skip


class OfferTable(Columns):
    """Columns of the offers. ``UNKNOWN`` (-1) marks what is not given; ``site`` points into ``sites``."""

    def __init__(self, offers: Sequence[Offer]) -> None:
        self.demand_codes = Codes(DEMANDS)
        self.names_met = Codes()
        self._campaigns = Codes()
        self._communes = Codes()
        self._site_numbers: dict[tuple[float, float], int] = {}
        self._vectors: list[tuple[float, float, float]] = []
        self._sites: NDArray[np.float64] | None = None
        super().__init__(_OFFER_COLUMNS, [self._row(offer) for offer in offers])

    @classmethod
    def restored(cls, words: Mapping[str, Any], columns: NDArray[np.int32]) -> "OfferTable":
        """Return a table as a snapshot kept it (``words``, ``held``)."""
        table = cls(())
        table.demand_codes, table.names_met = Codes(words["demand_codes"]), Codes(words["names"])
        table._campaigns, table._communes = Codes(words["campaigns"]), Codes(words["communes"])
        points = [(lat, lon) for lat, lon in words["sites"]]
        table._site_numbers = {point: number for number, point in enumerate(points)}
        table._vectors = [unit_vector(*point) for point in points]
        table._hold(np.ascontiguousarray(columns))
        return table

    def words(self) -> dict[str, Any]:
        """Return all that is not columns, for a snapshot."""
        return {
            "demand_codes": self.demand_codes.words(),
            "names": self.names_met.words(),
            "campaigns": self._campaigns.words(),
            "communes": self._communes.words(),
            "sites": list(self._site_numbers),
        }

    def put(self, offer: Offer) -> int:
        """Add an offer and return its row."""
        return self.append(self._row(offer))

    def rewrite(self, row: int, offer: Offer) -> None:
        """Write the row of an offer again."""
        self.write(row, self._row(offer))

    @property
    def sites(self) -> NDArray[np.float64]:
        """Return the different places of the offers as unit vectors, shape (places, 3)."""
        if self._sites is None or len(self._sites) != len(self._vectors):
            self._sites = np.array(self._vectors, dtype=np.float64).reshape(-1, 3)
        return self._sites

    def _site(self, offer: Offer) -> int:
        if offer.lat is None or offer.lon is None:
            return UNKNOWN
        point = (offer.lat, offer.lon)
        if point not in self._site_numbers:
            self._site_numbers[point] = len(self._vectors)
            self._vectors.append(unit_vector(*point))
        return self._site_numbers[point]

    def _row(self, offer: Offer) -> tuple[int, ...]:
        slots = slot_mask(offer.slots)
        title = association_key(offer.title)
        name = association_key(offer.association_name) if offer.association_name else None
        return (
            self._site(offer),
            offer.remote,
            bool(abroad_words(offer)),
            TRANSIT.index(offer.transit),
            line_mask(offer),
            slots,
            min(
                offer.slots_needed, slots.bit_count() or 1
            ),  # an offer never needs more half-days than it has
            _known(offer.supervision_level),
            _known(offer.places_free),
            offer.supervision_present,
            _known(offer.french_level),
            offer.starts.toordinal() if offer.starts else 0,
            offer.ends.toordinal() if offer.ends else NO_END,
            bool(offer.closed_dates),
            self.demand_codes.bits(offer.demands or ()),
            offer.demands is not None,
            self.names_met.number(association_key(offer.association)) if offer.association else UNKNOWN,
            self.names_met.number(name) if name else UNKNOWN,
            self._campaigns.number(f"{offer.association or ''}\n{title}"),
            self._communes.number(offer.commune) if offer.commune else UNKNOWN,
        )


def _known(value: int | None) -> int:
    return UNKNOWN if value is None else value
