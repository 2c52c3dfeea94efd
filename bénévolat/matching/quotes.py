"""What the chips of many people meet in the offers they are told of: how strongly, and the term to quote.

All the pairs of a block of people are looked at together, over the few terms of their offers: the same whole numbers
as ``Answers`` reads term by term.
"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from bénévolat.matching.answers import Answers
from bénévolat.matching.documents import TERM, weights_of
from bénévolat.matching.questions import MOST_CHIPS, MOST_UNITS, Chip
from bénévolat.matching.strengths import WORD_SHARE, chip_points
from bénévolat.matching.table import UNKNOWN

Ints = NDArray[Any]

CHIPS, UNITS = MOST_CHIPS + 1, MOST_UNITS + 1
TERMS = 1 << 20  # more than an offer has
TERM_BITS = 32  # room of a term in one number
FIRST_UNITS = 256

Meeting = tuple[int, int, int, int, bool]
"""A chip met by an offer: numbers of the pair and of the chip in the block, the unit that meets it best and the packed
term it meets (unit -1: nothing can be quoted), and whether it is too faint to be told beside another."""


class _Terms(NamedTuple):
    """The terms of the offers of some pairs, end to end: packed, the pair of each; where each pair starts.

    ``concepts``: how many of each pair, which come first, are concepts.
    """

    packed: Ints
    pairs: Ints
    starts: Ints
    concepts: Ints


class Quotes:
    """Looks at what is met, with the strength of every concept for every unit: a row a unit, row 0 for none."""

    def __init__(self, questions: Answers) -> None:
        self._questions = questions
        self._units: dict[int, tuple[int, int, str]] = {}
        self._last = 0
        self._strengths = np.zeros((FIRST_UNITS, questions.documents.concepts), dtype=np.int16)

    def meetings(
        self,
        chips: Sequence[Chip],
        counts: Sequence[int],
        rows: Sequence[int],
        told: Sequence[int],
        least: int,
    ) -> Iterator[Meeting]:
        """Return what the chips of people meet in their offers: pair by pair, strongest first, ties in their order.

        ``chips`` and ``rows``: those of everyone end to end; ``counts``, ``told``: how many chips and rows each has.
        ``least``: per mille; below, a meeting is faint.
        """
        people = np.repeat(np.arange(len(counts)), told)  # of each pair
        of_pair = np.array(counts, dtype=np.int64)[people]
        first = (np.cumsum(counts) - counts)[people]
        pair = np.repeat(np.arange(len(rows)), of_pair)
        chip = _ranges(first, of_pair)
        if not len(chip):
            return iter(())
        answers, units, packed = self._look(chips, chip, pair, self._terms(rows))
        rank = answers * CHIPS - (chip - first[pair])
        met = answers.nonzero()[0]
        met = met[np.lexsort((-rank[met], pair[met]))]
        columns = (pair[met], chip[met], units[met], packed[met], rank[met] <= (least - 1) * CHIPS)
        return zip(*(column.tolist() for column in columns), strict=True)

    def _terms(self, rows: Sequence[int]) -> _Terms:
        documents = self._questions.documents
        held = [documents.packed(row) for row in rows]
        packed = np.frombuffer(b"".join(held), dtype=np.int64)
        lengths = np.array(list(map(len, held)))
        pairs = np.repeat(np.arange(len(rows)), lengths)
        concepts = np.bincount(pairs[packed >> TERM < documents.concepts], minlength=len(rows))
        return _Terms(packed, pairs, np.cumsum(lengths) - lengths, concepts)

    def _look(self, chips: Sequence[Chip], chip: Ints, pair: Ints, terms: _Terms) -> tuple[Ints, Ints, Ints]:
        """Return how much offers answer chips, per mille, by which unit best (-1: by none) and by which packed term.

        ``chip``, ``pair``: number of a chip, and of a pair.
        """
        questions = self._questions
        units = [questions.chips[one.question] for one in chips]
        flat = [unit for some in units for unit in some]
        sizes = np.array(list(map(len, units)))
        weights = np.array([questions.weights[unit] for unit in flat])
        starts = np.cumsum(sizes) - sizes
        many = sizes[chip]
        asked = _ranges(starts[chip], many)
        points, strengths, packed = self._of_units(flat, weights, asked, np.repeat(pair, many), terms)
        first = np.cumsum(many) - many
        values = weights[asked] * points // 1000
        best, total = np.maximum.reduceat(values, first), np.add.reduceat(values, first)
        own = np.array([one.weight for one in chips])
        answers = chip_points(best, total, np.add.reduceat(weights, starts)[chip], own[chip])
        # One number stands for how strongly a unit is met, then for its place: the first of the strongest speaks.
        place = np.arange(len(asked)) - np.repeat(first, many)
        code = np.maximum.reduceat(strengths * UNITS + (UNITS - 1 - place), first)
        speaks = first + (UNITS - 1 - code % UNITS)
        met = np.where(code >= UNITS, np.array(flat)[asked[speaks]], -1)
        return answers.astype(np.int64), met, packed[speaks]

    def _of_units(
        self, flat: Sequence[int], weights: Ints, asked: Ints, pair: Ints, terms: _Terms
    ) -> tuple[Ints, Ints, Ints]:
        """Return how much the offer of a pair answers a unit, how strongly its best term does, and this packed term.

        ``flat``, ``weights``: the units, one a place; ``asked``, ``pair``: a place, and the number of a pair.
        """
        known = self._questions.documents.terms.known
        rows, shares, words = zip(*[self._units.get(unit) or self._unit(unit) for unit in flat], strict=True)
        row, share = np.array(rows)[asked], np.array(shares)[asked]
        word = np.array([known(said) if said else UNKNOWN for said in words])[asked]
        points, strengths, packed = np.zeros((3, len(asked)), dtype=np.int64)
        some = np.flatnonzero((row > 0) & (terms.concepts[pair] > 0))
        if len(some):
            points[some], strengths[some], packed[some] = self._of_concepts(
                row[some], weights[asked[some]], pair[some], terms
            )
        points = points * (1000 - share) // 1000
        # Its very word, if the offer says it.
        some, place = _found(terms, pair, word)
        by_word = weights_of(terms.packed[place]) * share[some] // 1000
        points[some] += by_word
        by_word = weights[asked[some]] * by_word // 1000
        more = by_word > strengths[some]
        strengths[some[more]], packed[some[more]] = by_word[more], terms.packed[place[more]]
        return points, strengths, packed

    def _of_concepts(self, rows: Ints, weights: Ints, pair: Ints, terms: _Terms) -> tuple[Ints, Ints, Ints]:
        """Return the same by concepts alone; each pair has one at least."""
        counts, starts = terms.concepts[pair], terms.starts[pair]
        concept = terms.packed[_ranges(starts, counts)]
        strength = self._strengths[np.repeat(rows, counts), concept >> TERM]
        points = weights_of(concept) * strength // 1000
        first = np.cumsum(counts) - counts
        # One number stands for a strength, then for the place of its concept: the first of the strongest is quoted.
        place = np.arange(len(points)) - np.repeat(first, counts)
        code = np.repeat(weights, counts) * points // 1000 * TERMS + (TERMS - 1 - place)
        best = np.maximum.reduceat(code, first)
        packed = terms.packed[starts + (TERMS - 1 - best % TERMS)]
        return np.maximum.reduceat(points, first), best // TERMS, packed

    def _unit(self, number: int) -> tuple[int, int, str]:
        """Return the row of a unit, the part of an answer that its very word brings (per mille), and this word."""
        word = self._questions.word(number) or ""
        share = WORD_SHARE if self._questions.has_word_share(number) else 1000 * bool(word)
        found = self._units[number] = (self._row(number), share, word)
        return found

    def _row(self, unit: int) -> int:
        """Write the strengths of the concepts of a unit; return their row, 0 when it means no concept."""
        known = self._questions.documents.terms.known
        terms = {
            known(key): strength for key, strength in self._questions.terms[unit] if key.startswith("c:")
        }
        if not terms:
            return 0
        self._last += 1
        if self._last == len(self._strengths):
            self._strengths = np.concatenate([self._strengths, np.zeros_like(self._strengths)])
        self._strengths[self._last, list(terms)] = list(terms.values())
        return self._last


def _found(terms: _Terms, pair: Ints, word: Ints) -> tuple[Ints, Ints]:
    """Return which pairs hold a word (a term, ``UNKNOWN`` for none), and where it is among the terms."""
    keys = terms.pairs << TERM_BITS | terms.packed >> TERM
    some = np.flatnonzero(word != UNKNOWN)
    wanted = pair[some] << TERM_BITS | word[some]
    place = np.minimum(keys.searchsorted(wanted), len(keys) - 1)
    held = keys[place] == wanted if len(keys) else some[:0]
    return some[held], place[held]


def _ranges(starts: Ints, counts: Ints) -> Ints:
    """Return the numbers from each start on, as many as each count, end to end."""
    ends = np.cumsum(counts)
    found: Ints = np.arange(ends[-1] if len(ends) else 0) + np.repeat(starts - (ends - counts), counts)
    return found
