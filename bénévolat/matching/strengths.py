"""How strongly every offer answers what people ask: whole numbers, per mille.

What a unit is worth is kept sparse, for most words are rare; the answer to a chip is one number an offer, kept while
no offer comes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bénévolat.matching.documents import Documents, weight_of
from bénévolat.matching.epochs import Epoch
from bénévolat.matching.questions import MOST_CHIPS, Chip, Questions

Ints = NDArray[Any]
Values = NDArray[np.int16]

WHOLE = 1000
WORD_SHARE = 150  # part of a known concept that only the very same word brings
UNITS_KEPT = 4_000  # units remembered: six bytes for each offer that answers
_OTHERS = np.maximum(1, 4 * (np.arange(MOST_CHIPS + 1, dtype=np.int16) - 1))
CHIPS_KEPT = 700  # chips remembered: two or four bytes an offer each
MANY = 3  # an offer in so many answers a unit: six bytes each are then more than two for everyone


@dataclass(frozen=True, slots=True)
class _Worth:
    """What a unit is worth among the ``read`` first offers: those that answer it (``rows``, rising) and how much.

    ``rows`` None: many do, and ``values`` has one number an offer; that is then shorter.
    """

    rows: NDArray[np.int32] | None
    values: Values
    read: int

    @classmethod
    def of(cls, rows: Ints, values: Ints, read: int) -> "_Worth":
        """Keep the offers worth something."""
        some = values.nonzero()[0]
        rows, values = rows[some].astype(np.int32), values[some].astype(np.int16)
        return (
            cls(None, _spread(rows, values, read), read)
            if len(rows) * MANY > read
            else cls(rows, values, read)
        )

    def and_more(self, values: Sequence[int]) -> "_Worth":
        """Return the same with the offers that have come since."""
        fresh = np.array(values, dtype=np.int16)
        read = self.read + len(fresh)
        if self.rows is None:
            return _Worth(None, np.append(self.values, fresh), read)
        some = fresh.nonzero()[0]
        rows = np.append(self.rows, (some + self.read).astype(np.int32))
        return _Worth(rows, np.append(self.values, fresh[some]), read)

    def spread(self, values: Values | None = None) -> Values:
        """Return one number an offer: how much it answers, or ``values`` in place of this."""
        held = self.values if values is None else values
        return held if self.rows is None else _spread(self.rows, held, self.read)


@dataclass(frozen=True, slots=True)
class _Met:
    """How much every offer answers a chip, and the strongest answer to one of its units; None: nowhere."""

    answer: Values | None
    strongest: Values | None


class Strengths(Questions):
    """Questions, and how strongly the documents of an epoch answer them."""

    def __init__(self, documents: Documents, epoch: Epoch) -> None:
        super().__init__(epoch)
        self.documents = documents
        self._worth: dict[int, _Worth] = {}
        self._by_terms: dict[tuple[tuple[str, int], ...], tuple[Ints, Ints]] = {}
        self._met = lru_cache(CHIPS_KEPT)(self._met_by)
        self._met_among = 0

    def forget(self) -> None:
        """Give the memory of texts back, and of what the offers answer to them."""
        super().forget()
        self._worth.clear()
        self._by_terms.clear()
        self._met.cache_clear()

    # --- one unit

    def _worth_of(self, unit: int) -> _Worth:
        """Return what a unit is worth in the offers; kept, and completed when offers have come since."""
        held, size = self._worth.get(unit), len(self.documents)
        if held is None:
            if len(self._worth) >= UNITS_KEPT:
                self._worth.clear()
            held = self._worth[unit] = self._read_unit(unit)
        elif held.read < size:
            fresh = [self._value_at(unit, row) for row in range(held.read, size)]
            held = self._worth[unit] = held.and_more(fresh)
        return held

    def _read_unit(self, unit: int) -> _Worth:
        """Weight × the best of the terms of the unit, in the offers that hold one of them."""
        size, weight, terms = len(self.documents), self.weights[unit], tuple(self.terms[unit])
        rows, points = self._points_of(terms)
        if self.has_word_share(unit):
            whole = np.zeros(size, dtype=np.int32)
            whole[rows] = points * (1000 - WORD_SHARE) // 1000
            said, weights = self.documents.postings(self.documents.terms.known(self.word(unit) or ""))
            whole[said] += weights * WORD_SHARE // 1000
            rows = whole.nonzero()[0]
            points = whole[rows]
        return _Worth.of(rows, weight * points // 1000, size)

    def _points_of(self, terms: tuple[tuple[str, int], ...]) -> tuple[Ints, Ints]:
        """Return the offers that hold one of some terms, and the best of these there; concepts said in many ways."""
        number, postings, size = self.documents.terms.known, self.documents.postings, len(self.documents)
        if len(terms) == 1:
            rows, weights = postings(number(terms[0][0]))
            return rows, weights * terms[0][1] // 1000
        held = self._by_terms.get(terms)
        if held is None:
            if len(self._by_terms) >= UNITS_KEPT:
                self._by_terms.clear()
            points = np.zeros(size, dtype=np.int32)
            for key, strength in terms:
                rows, weights = postings(number(key))
                points[rows] = np.maximum(points[rows], weights * strength // 1000)
            rows = points.nonzero()[0]
            held = self._by_terms[terms] = rows.astype(np.int32), points[rows].astype(np.int16)
        return held[0], held[1].astype(np.int32)

    def _value_at(self, unit: int, row: int) -> int:
        """The same in one offer."""
        number, points = self.documents.terms.known, 0
        for key, strength in self.terms[unit]:
            packed = self.documents.find(row, number(key))
            if packed is not None:
                points = max(points, weight_of(packed) * strength // 1000)
        word = self.word(unit)
        if word is not None and self.has_word_share(unit):
            packed = self.documents.find(row, number(word))
            points = points * (1000 - WORD_SHARE) // 1000
            points += 0 if packed is None else weight_of(packed) * WORD_SHARE // 1000
        return self.weights[unit] * points // 1000

    # --- one chip

    def _met_of(self, chips: Sequence[Chip]) -> list[_Met]:
        if self._met_among != len(self.documents):
            self._met.cache_clear()
            self._by_terms.clear()
            self._met_among = len(self.documents)
        return [self._met(chip.question, chip.weight) for chip in chips]

    def _met_by(self, question: int, weight: int) -> _Met:
        units = self.chips[question]
        worth = [held for held in map(self._worth_of, units) if len(held.values)]
        weights = sum(self.weights[unit] for unit in units)
        if not worth:
            return _Met(None, None)
        if len(worth) == 1:
            held = worth[0]
            answer = held.spread(chip_points(held.values, held.values, weights, weight))
            return _Met(answer, answer if len(units) == 1 else held.spread())
        worth.sort(key=lambda held: held.rows is not None)
        best = worth[0].spread().copy()
        total = best.copy()
        for held in worth[1:]:
            if held.rows is None:
                np.maximum(best, held.values, out=best)
                total += held.values
            else:
                best[held.rows] = np.maximum(best.take(held.rows), held.values)
                total[held.rows] += held.values
        if worth[0].rows is None:
            return _Met(chip_points(best, total, weights, weight), best)
        # An offer that several units meet is written twice.
        rows = np.concatenate([held.rows for held in worth if held.rows is not None])
        answers = chip_points(best.take(rows), total.take(rows), weights, weight)
        return _Met(_spread(rows, answers, len(self.documents)), best)

    def answer_at(self, chip: Chip, rows: NDArray[np.int64]) -> Values:
        """Return how much some offers answer a chip, 0 to 1000, its weight applied."""
        answer = self._met_of([chip])[0].answer
        return np.zeros(len(rows), dtype=np.int16) if answer is None else answer.take(rows, mode="clip")

    # --- one person

    def hear(self, chips: Sequence[Chip], text: Values, strongest: Values) -> None:
        """Write what every offer answers to the chips of one person: the text part, and the strongest unit."""
        found = self._met_of(chips)
        strengths = [met.strongest for met in found if met.strongest is not None]
        strongest[:] = strengths[0] if strengths else 0
        for values in strengths[1:]:
            np.maximum(strongest, values, out=strongest)
        answers = [met.answer for met in found if met.answer is not None]
        text[:] = answers[0] if answers else 0
        if len(answers) > 1:
            best = text.copy()
            for values in answers[1:]:
                np.maximum(best, values, out=best)
                text += values
            text_points(best, text, len(chips), out=text)

    def text(self, chips: Sequence[Chip]) -> Values:
        """Return the text part of every offer for the chips of one person, 0 to 1000."""
        text = np.empty(len(self.documents), dtype=np.int16)
        self.hear(chips, text, np.empty_like(text))
        return text


def chip_points(best: Ints, total: Ints, weights: int | Ints, weight: int | Ints = WHOLE) -> Values:
    """Return how much offers answer a chip: three quarters its best unit, one quarter the mean of its units.

    ``total``: sum of the units; ``weights``: sum of their weights; ``weight``: of the chip. All per mille. Shifts
    stand for divisions: the same whole numbers everywhere, faster.
    """
    points = total.astype(np.int32)
    points *= np.asarray(16_384_000 // np.maximum(1, weights), dtype=np.int32)
    points >>= 14  # the mean of the units
    points += 3 * best
    points >>= 2
    if not isinstance(weight, int) or weight != WHOLE:
        points *= np.asarray(weight * 16_384 // 1000, dtype=np.int32)
        points >>= 14
    return points.astype(np.int16)


def text_points(best: Ints, total: Ints, chips: int | Ints, out: Ints | None = None) -> Ints:
    """Return the text part, at most 1000: the best chip and a quarter of the mean of the others."""
    out = np.subtract(total, best, out=out)
    out //= _OTHERS[chips]
    out += best
    return np.minimum(out, 1000, out=out)


def _spread(rows: NDArray[np.int32], values: Values, size: int) -> Values:
    found = np.zeros(size, dtype=np.int16)
    found[rows] = values
    return found
