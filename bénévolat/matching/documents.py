"""The terms of every offer, by row, and the rows of every term.

A term is packed in one integer (term, weight, field, words) and the terms of a text are one sorted array: small,
quick to search, and written as they are in a snapshot.
"""

from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, chain, pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bénévolat.matching.epochs import Epoch
from bénévolat.matching.formats import Offer
from bénévolat.matching.lexicon import Lexicon
from bénévolat.matching.offer_texts import CONFIRMED, IN_DESCRIPTION, Reader, Reading
from bénévolat.matching.table import Codes

Ints = NDArray[Any]
Mask = NDArray[np.bool_]

_SURFACE_BITS, _FIELD_BITS, _WEIGHT_BITS = 24, 7, 10
_FIELD = _SURFACE_BITS
_WEIGHT = _FIELD + _FIELD_BITS
TERM = _WEIGHT + _WEIGHT_BITS
_SURFACES = (1 << _SURFACE_BITS) - 1

BLOCK = 500
"""Offers packed at once: enough to spread the cost of a call, few enough for the memory that their words take."""


class Documents:
    """The terms of every offer, by row, and the rows of every term."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.terms = Codes(f"c:{code}" for code in sorted(lexicon.labels))
        self.concepts = len(lexicon.labels)  # terms below this number are concepts
        self._reader = Reader(lexicon)
        self._surfaces = Codes()
        self._surface_words: list[str] = []
        self._packed: list[array[int]] = []
        self._hints: list[dict[str, str]] = []
        self._strong: list[frozenset[str]] = []
        self._hinting: dict[str, tuple[Ints, Mask]] = {}
        self._starts = np.zeros(1, dtype=np.int64)
        self._rows = np.zeros(0, dtype=np.int32)
        self._said = np.zeros(0, dtype=np.int64)
        self._posted = 0
        self._later: dict[int, list[tuple[int, int]]] = {}

    @classmethod
    def of(cls, offers: Sequence[Offer], lexicon: Lexicon) -> tuple["Documents", Epoch]:
        """Read offers into documents, and freeze their vocabulary as an epoch."""
        documents = cls(lexicon)
        counts: Counter[str] = Counter()
        campaigns: set[tuple[str | None, str]] = set()
        for some in _by(BLOCK, offers):
            readings = list(map(documents._reader.read, some))
            documents._add(readings)
            for offer, reading in zip(some, readings, strict=True):
                campaign = (offer.association, offer.title)
                if campaign not in campaigns:
                    campaigns.add(campaign)
                    counts.update(reading.terms.keys())
        documents.post()
        known = dict(lexicon.words)
        for word in documents._reader.met:
            known.setdefault(word.folded, word.stem)
        return documents, Epoch(lexicon, known, counts, len(campaigns))

    @classmethod
    def within(cls, offers: Sequence[Offer], epoch: Epoch) -> "Documents":
        """Read offers with the words of an epoch."""
        documents = cls(epoch.lexicon)
        for some in _by(BLOCK, offers):
            documents._add(list(map(documents._reader.read, some)))
        documents.post()
        return documents

    @classmethod
    def restored(cls, lexicon: Lexicon, words: Mapping[str, Any], packed: "list[array[int]]") -> "Documents":
        """Return documents as a snapshot kept them (``words``, ``packed_rows``)."""
        documents = cls(lexicon)
        documents.terms = Codes(words["terms"])
        documents._surfaces = Codes(words["surfaces"])
        documents._packed = packed
        documents._hints = words["hints"]
        documents._strong = [frozenset(strong) for strong in words["strong"]]
        documents.post()
        return documents

    def words(self) -> dict[str, Any]:
        """Return all that is words in these documents, for a snapshot."""
        return {
            "terms": self.terms.words(),
            "surfaces": self._surfaces.words(),
            "hints": self._hints,
            "strong": [sorted(strong) for strong in self._strong],
        }

    def packed_rows(self) -> tuple[Ints, Ints]:
        """Return the packed terms of every row end to end, and how many each row has."""
        lengths = np.array([len(packed) for packed in self._packed], dtype=np.int64)
        held = [np.frombuffer(packed, dtype=np.int64) for packed in self._packed if packed]
        return (np.concatenate(held) if held else lengths[:0]), lengths

    def __len__(self) -> int:
        return len(self._packed)

    def put(self, offer: Offer) -> int:
        """Read one more offer, with the words of the epoch; return its row."""
        self._add([self._reader.read(offer)])
        row = len(self) - 1
        for packed in self._packed[row]:
            self._later.setdefault(packed >> TERM, []).append((row, packed))
        return row

    def _add(self, readings: Sequence[Reading]) -> None:
        """Add a row for each reading: its terms, packed and sorted."""
        terms = self.terms.numbers(chain.from_iterable([reading.terms for reading in readings]))
        said = list(chain.from_iterable([reading.terms.values() for reading in readings]))
        surfaces = self._surfaces.numbers([surface for _, _, surface in said])
        packed = np.array(terms, dtype=np.int64) << TERM
        packed |= np.array([weight for weight, _, _ in said], dtype=np.int64) << _WEIGHT
        packed |= np.array([field for _, field, _ in said], dtype=np.int64) << _FIELD
        packed |= np.array(surfaces, dtype=np.int64)
        lengths = [len(reading.terms) for reading in readings]
        order = np.lexsort((packed, np.repeat(np.arange(len(readings)), lengths)))
        self._packed += cut(packed[order], lengths)
        self._hints += [reading.hints for reading in readings]
        self._strong += [reading.strong for reading in readings]
        self._hinting.clear()

    def post(self) -> None:
        """Sort every term of every row, so that ``postings`` answers at once."""
        whole, lengths = self.packed_rows()
        if not len(whole):
            return
        rows = np.repeat(np.arange(len(self._packed), dtype=np.int32), lengths)
        order = np.argsort(whole >> TERM, kind="stable")
        self._rows, self._said = rows[order], whole[order]
        self._posted = (int(self._said[-1]) >> TERM) + 1
        self._starts = np.searchsorted(self._said, np.arange(self._posted + 1) << TERM)
        self._later = {}

    def said(self, term: int) -> tuple[Ints, Ints]:
        """Return the rows that hold a term, rising, and how each says it, packed."""
        span = slice(0, 0)
        if 0 <= term < self._posted:
            span = slice(self._starts[term], self._starts[term + 1])
        rows, said = self._rows[span], self._said[span]
        if term in self._later:
            more = np.array(self._later[term], dtype=np.int64)
            rows, said = np.concatenate([rows, more[:, 0]]), np.concatenate([said, more[:, 1]])
        return rows, said

    def postings(self, term: int) -> tuple[Ints, Ints]:
        """Return the rows that hold a term, rising, and its weight in each."""
        rows, said = self.said(term)
        return rows, weights_of(said).astype(np.int32)

    def passing(self, term: int) -> tuple[Ints, Mask]:
        """Return the rows that hold a term, and whether their description only mentions it."""
        rows, said = self.said(term)
        return rows, ((said >> _FIELD) & 127 == IN_DESCRIPTION) & (weights_of(said) < CONFIRMED)

    # --- one offer

    def concept_terms(self, row: int) -> list[int]:
        """Return the packed concepts of an offer."""
        packed = self._packed[row]
        return list(packed[: bisect_left(packed, self.concepts << TERM)])

    def find(self, row: int, term: int) -> int | None:
        """Return the packed term of an offer, or None when it does not say it."""
        packed = self._packed[row]
        place = bisect_left(packed, term << TERM)
        return packed[place] if place < len(packed) and packed[place] >> TERM == term else None

    def packed(self, row: int) -> "array[int]":
        """Return the packed terms of an offer."""
        return self._packed[row]

    def every_term(self, row: int) -> Iterable[tuple[int, int]]:
        """Yield the terms of an offer with their weights."""
        return ((packed >> TERM, weight_of(packed)) for packed in self._packed[row])

    def surface(self, packed: int) -> str:
        """Return the words by which an offer says a packed term."""
        number = packed & _SURFACES
        if number >= len(self._surface_words):
            self._surface_words = self._surfaces.words()
        return self._surface_words[number]

    def hinting(self, demand: str) -> tuple[Ints, Mask]:
        """Return the rows whose words hint at a demand, and whether their description only mentions it."""
        if demand not in self._hinting:
            rows = [row for row, hints in enumerate(self._hints) if demand in hints]
            passing = [demand not in self._strong[row] for row in rows]
            self._hinting[demand] = np.array(rows, dtype=np.int64), np.array(passing, dtype=bool)
        return self._hinting[demand]

    def hints(self, row: int) -> dict[str, str]:
        """Return the demands the offer's texts hint at, with the words that say it."""
        return self._hints[row]

    def strong(self, row: int) -> frozenset[str]:
        """Return the demands hinted at by the title, the tasks or the skills."""
        return self._strong[row]


def _by(size: int, offers: Sequence[Offer]) -> Iterator[Sequence[Offer]]:
    return (offers[start : start + size] for start in range(0, len(offers), size))


def cut(packed: Ints, lengths: Iterable[int]) -> "list[array[int]]":
    """Return packed terms that are end to end, row by row."""
    whole = array("q", packed.tobytes())
    ends = [0, *accumulate(lengths)]
    return [whole[start:end] for start, end in pairwise(ends)]


def weight_of(packed: int) -> int:
    """Return the weight of a packed term, per mille."""
    return (packed >> _WEIGHT) & 1023


def weights_of(packed: Ints) -> Ints:
    """Return the weights of packed terms, per mille."""
    return (packed >> _WEIGHT) & 1023


def in_passing(packed: int) -> bool:
    """Tell whether only the description says a packed term, and nobody confirmed it."""
    return field_of(packed) == IN_DESCRIPTION and weight_of(packed) < CONFIRMED


def field_of(packed: int) -> int:
    """Return the number of the field of a packed term."""
    return (packed >> _FIELD) & 127
