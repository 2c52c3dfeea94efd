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

WORD_SHARE = 150  # part of a known concept that only the very same word brings
UNITS_KEPT = 4_000  # units remembered: six bytes for each offer that answers
_OTHERS = np.maximum(1, 4 * (np.arange(MOST_CHIPS + 1, dtype=np.int16) - 1))
CHIPS_KEPT = 800  # chips remembered: two or four bytes an offer each


@dataclass(frozen=True, slots=True)
class _Worth:
    """What a unit is worth: the offers that answer it (rising) and how much, among the ``read`` first ones."""

    rows: NDArray[np.int32]
    values: Values
    read: int

    @classmethod
    def of(cls, rows: Ints, values: Ints, read: int) -> "_Worth":
        """Keep the offers worth something."""
        some = values.nonzero()[0]
        return cls(rows[some].astype(np.int32), values[some].astype(np.int16), read)


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
        self._met = lru_cache(CHIPS_KEPT)(self._met_by)
        self._met_among = 0

    # --- one unit

    def _worth_of(self, unit: int) -> _Worth:
        """Return what a unit is worth in the offers; kept, and completed when offers have come since."""
        held, size = self._worth.get(unit), len(self.documents)
        if held is None:
            if len(self._worth) >= UNITS_KEPT:
                self._worth.clear()
            held = self._worth[unit] = self._read_unit(unit)
        elif held.read < size:
            rows = np.arange(held.read, size)
            fresh = _Worth.of(rows, np.array([self._value_at(unit, row) for row in rows.tolist()]), size)
            held = self._worth[unit] = _Worth(
                np.append(held.rows, fresh.rows), np.append(held.values, fresh.values), size
            )
        return held

    def _read_unit(self, unit: int) -> _Worth:
        """Weight × the best of the terms of the unit, in the offers that hold one of them."""
        number, postings, size = self.documents.terms.known, self.documents.postings, len(self.documents)
        word = self.word(unit) if self.has_word_share(unit) else None
        found = [(*postings(number(key)), strength) for key, strength in self.terms[unit]]
        found = [one for one in found if len(one[0])]
        if word is None and len(found) == 1:  # most often: a word of its own
            rows, weights, strength = found[0]
            return _Worth.of(rows, self.weights[unit] * (weights * strength // 1000) // 1000, size)
        points = np.zeros(size, dtype=np.int32)
        for rows, weights, strength in found:
            points[rows] = np.maximum(points[rows], weights * strength // 1000)
        if word is not None:
            points = points * (1000 - WORD_SHARE) // 1000
            rows, weights = postings(number(word))
            points[rows] += weights * WORD_SHARE // 1000
        rows = points.nonzero()[0]
        return _Worth.of(rows, self.weights[unit] * points[rows] // 1000, size)

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
            self._met_among = len(self.documents)
        return [self._met(chip.question, chip.weight) for chip in chips]

    def _met_by(self, question: int, weight: int) -> _Met:
        units = self.chips[question]
        worth = [held for held in map(self._worth_of, units) if len(held.rows)]
        weights = sum(self.weights[unit] for unit in units)
        if not worth:
            return _Met(None, None)
        size = len(self.documents)
        if len(worth) == 1:
            rows, values = worth[0].rows, worth[0].values
            answer = _spread(rows, chip_points(values, values, weights, weight), size)
            return _Met(answer, answer if len(units) == 1 else _spread(rows, values, size))
        best = _spread(worth[0].rows, worth[0].values, size)
        total = best.copy()
        for held in worth[1:]:
            best[held.rows] = np.maximum(best.take(held.rows), held.values)
            total[held.rows] += held.values
        rows = np.concatenate(
            [held.rows for held in worth]
        )  # an offer that several units meet is written twice
        return _Met(
            _spread(rows, chip_points(best.take(rows), total.take(rows), weights, weight), size), best
        )

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


def chip_points(best: Ints, total: Ints, weights: int | Ints, weight: int | Ints = 1000) -> Values:
    """Return how much offers answer a chip: three quarters its best unit, one quarter the mean of its units.

    ``total``: sum of the units; ``weights``: sum of their weights; ``weight``: of the chip. All per mille. Shifts
    stand for divisions: the same whole numbers everywhere, faster.
    """
    points = total.astype(np.int32)
    points *= np.asarray(16_384_000 // np.maximum(1, weights), dtype=np.int32)
    points >>= 14  # the mean of the units
    points += 3 * best
    points >>= 2
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
