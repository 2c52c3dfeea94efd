"""What the offers answer to the questions of people: whole numbers, per mille, over sorted tables.

One person alone, a batch, or one offer before everybody get the same numbers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bénévolat.matching.documents import TERM, Documents, field_of, in_passing, weight_of
from bénévolat.matching.epochs import Epoch
from bénévolat.matching.pairs import MENTIONED, SUBJECT
from bénévolat.matching.questions import Chip, Questions
from bénévolat.matching.table import UNKNOWN

Ints = NDArray[Any]
Values = NDArray[np.int16]

HEAVIEST = 1023  # no packed term weighs more
WORD_SHARE = 150  # part of a known concept that only the very same word brings
UNITS_KEPT = 1_000  # answers remembered: two bytes an offer each
AVOIDED_KEPT = 500


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a chip met an offer: the offer's field and words, the concept, a corrected spelling, the strength."""

    field: int
    found: str
    concept: str | None
    read_as: tuple[str, str] | None
    strength: int


@dataclass(frozen=True, slots=True)
class _Probe:
    """A unit ready to be looked for: its weight, its concepts by term, its word (a term or UNKNOWN).

    ``share``: part of an answer that the word brings; ``by_word``: the most that it may bring.
    """

    weight: int
    terms: dict[int, int]
    word: int
    share: int
    by_word: int


class Answers(Questions):
    """Questions asked to the documents of an epoch."""

    def __init__(self, documents: Documents, epoch: Epoch) -> None:
        super().__init__(epoch)
        self.documents = documents
        self._probes: dict[int, _Probe] = {}
        self._values: dict[int, Values] = {}
        self._single: dict[tuple[int, int], Values] = {}
        self._avoided: dict[str, Ints] = {}
        self.fixes = lru_cache(maxsize=20_000)(self._fixes_of)

    def _unit_values(self, unit: int) -> Values:
        """Return what a unit is worth in every offer; kept, and completed when offers have come since."""
        held = self._values.get(unit)
        if held is None:
            if len(self._values) >= UNITS_KEPT:
                self._values.clear()
            held = self._values[unit] = self._read_unit(unit)
        elif len(held) < len(self.documents):
            fresh = [self._value_at(unit, row) for row in range(len(held), len(self.documents))]
            held = self._values[unit] = np.append(held, np.array(fresh, dtype=np.int16))
        return held

    def _read_unit(self, unit: int) -> Values:
        """Weight × the best of the terms of the unit, in every offer."""
        points = np.zeros(len(self.documents), dtype=np.int32)
        number = self.documents.terms.known
        for key, strength in self.terms[unit]:
            rows, weights = self.documents.postings(number(key))
            points[rows] = np.maximum(points[rows], weights * strength // 1000)
        word = self.word(unit)
        if word is not None and self.has_word_share(unit):
            points = points * (1000 - WORD_SHARE) // 1000
            rows, weights = self.documents.postings(number(word))
            points[rows] += weights * WORD_SHARE // 1000
        values: Values = (self.weights[unit] * points // 1000).astype(np.int16)
        return values

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

    def _alone(self, unit: int, weight: int) -> Values:
        """Return how much every offer answers a chip of one unit; kept, and completed."""
        held = self._single.get((unit, weight))
        if held is None or len(held) < len(self.documents):
            if len(self._single) >= UNITS_KEPT:
                self._single.clear()
            start = 0 if held is None else len(held)
            values = self._unit_values(unit)[start:]
            fresh: Values = chip_points(values, values, self.weights[unit], weight)
            held = self._single[unit, weight] = fresh if held is None else np.append(held, fresh)
        return held

    def answer_at(self, chip: Chip, rows: Any) -> Values:
        """Return how much some offers answer a chip, 0 to 1000, its weight applied."""
        units = self.chips[chip.question]
        if len(units) == 1:
            alone: Values = self._alone(units[0], chip.weight)[rows]
            return alone
        best = total = self._unit_values(units[0])[rows]
        for unit in units[1:]:
            values = self._unit_values(unit)[rows]
            best, total = np.maximum(best, values), total + values
        answer: Values = chip_points(best, total, sum(self.weights[unit] for unit in units), chip.weight)
        return answer

    def answer(self, chip: Chip) -> Values:
        """Return how much every offer answers a chip, 0 to 1000, its weight applied."""
        return self.answer_at(chip, slice(None))

    def text_at(self, chips: Sequence[Chip], rows: Any) -> Values:
        """Return the text part of some offers for the chips of one person, 0 to 1000."""
        if not chips:
            nothing: Values = np.zeros(len(self.documents), dtype=np.int16)[rows]
            return nothing
        best = total = self.answer_at(chips[0], rows)
        for chip in chips[1:]:
            values = self.answer_at(chip, rows)
            best, total = np.maximum(best, values), total + values
        text: Values = text_points(best, total, len(chips))
        return text

    def text(self, chips: Sequence[Chip]) -> Values:
        """Return the text part of every offer for the chips of one person, 0 to 1000."""
        return self.text_at(chips, slice(None))

    def strongest(self, chips: Sequence[Chip]) -> Values:
        """Return the strongest answer of every offer to one unit of the chips; 0 where none answers."""
        found = np.zeros(len(self.documents), dtype=np.int16)
        for chip in chips:
            units = self.chips[chip.question]
            for unit in units:
                values = self._alone(unit, chip.weight) if len(units) == 1 else self._unit_values(unit)
                np.maximum(found, values, out=found)
        return found

    # --- what the person wants to avoid

    def avoided(self, chips: Sequence[str]) -> Ints:
        """Return, for every offer, whether it says what is to avoid: MENTIONED in passing, SUBJECT, or 0."""
        found = self._said_by(chips[0])
        for chip in chips[1:]:
            found = np.maximum(found, self._said_by(chip))
        return found

    def _said_by(self, chip: str) -> Ints:
        held = self._avoided.get(chip)
        if held is None or len(held) < len(self.documents):
            if len(self._avoided) >= AVOIDED_KEPT:
                self._avoided.clear()
            held = self._avoided[chip] = self._avoided_by(chip)
        return held

    def _avoided_by(self, chip: str) -> Ints:
        keys, demands = self.avoid_keys(chip)
        parts = [self.documents.passing(self.documents.terms.known(key)) for key in keys]
        parts += [self.documents.hinting(demand) for demand in demands]
        found = np.zeros(len(self.documents), dtype=np.int8)
        for rows, passing in parts:
            found[rows] = np.maximum(found[rows], np.where(passing, MENTIONED, SUBJECT))
        return found

    def avoided_words(self, chips: Sequence[str], row: int) -> tuple[str, str] | None:
        """Return (what is to avoid, the offer's words that say it), its subject before a mention; None if neither."""
        mentioned: tuple[str, str] | None = None
        documents = self.documents
        for chip in chips:
            keys, demands = self.avoid_keys(chip)
            for demand in demands:
                if demand in documents.hints(row):
                    found = chip, documents.hints(row)[demand]
                    if demand in documents.strong(row):
                        return found
                    mentioned = mentioned or found
            for key in keys:
                packed = documents.find(row, documents.terms.known(key))
                if packed is not None:
                    found = chip, documents.surface(packed)
                    if not in_passing(packed):
                        return found
                    mentioned = mentioned or found
        return mentioned

    def forget(self) -> None:
        """Give the memory of texts back: they will be read again, under the same numbers."""
        super().forget()
        self._avoided.clear()
        self.fixes.cache_clear()

    # --- why

    def evidence(self, chip: Chip, row: int, concepts: Sequence[int]) -> Evidence | None:
        """Return the strongest piece of a chip found in an offer, None when nothing can be quoted.

        ``concepts``: the packed concepts of the offer (``Documents.concept_terms``).
        """
        met = self.met(chip.question, row, {packed >> TERM: packed for packed in concepts})
        if met is None:
            return None
        strength, packed, unit = met
        read_as = self.fixes(chip.words).get(unit)
        words = self.documents.surface(packed)
        return Evidence(field_of(packed), words, self.concept(packed >> TERM), read_as, strength)

    def met(self, question: int, row: int, concepts: Mapping[int, int]) -> tuple[int, int, int] | None:
        """Return what a question meets best in an offer: how strongly, which packed term, by which unit.

        ``concepts``: the packed concepts of the offer, by term.
        """
        best, best_packed, best_unit = 0, 0, -1
        for unit in self.chips[question]:
            probe = self._probes.get(unit) or self._probe(unit)
            shared = probe.terms.keys() & concepts.keys()
            for term in sorted(shared) if len(shared) > 1 else shared:
                packed = concepts[term]
                value = probe.weight * (weight_of(packed) * probe.terms[term] // 1000) // 1000
                if value > best:
                    best, best_packed, best_unit = value, packed, unit
            if probe.word >= 0 and best < probe.by_word:
                found = self.documents.find(row, probe.word)
                if found is not None:
                    value = probe.weight * (weight_of(found) * probe.share // 1000) // 1000
                    if value > best:
                        best, best_packed, best_unit = value, found, unit
        return (best, best_packed, best_unit) if best_unit >= 0 else None

    def concept(self, term: int) -> str | None:
        """Return the label of a term that is a concept."""
        return self.lexicon.labels[self.codes[term]] if term < self.documents.concepts else None

    def _probe(self, unit: int) -> _Probe:
        known = self.documents.terms.number
        terms = {known(key): strength for key, strength in self.terms[unit] if key.startswith("c:")}
        word = self.word(unit)
        share = WORD_SHARE if terms else 1000
        weight, term = self.weights[unit], UNKNOWN if word is None else known(word)
        probe = _Probe(weight, terms, term, share, weight * (HEAVIEST * share // 1000) // 1000)
        self._probes[unit] = probe
        return probe

    def _fixes_of(self, text: str) -> dict[int, tuple[str, str]]:
        return {self._unit(unit): (unit.surface, unit.read_as) for unit in self.units(text) if unit.read_as}


def chip_points(best: Ints, total: Ints, weights: int | Ints, weight: int | Ints = 1000) -> Ints:
    """Return how much offers answer a chip: three quarters its best unit, one quarter the mean of its units.

    ``total``: sum of the units; ``weights``: sum of their weights; ``weight``: of the chip. All per mille. Shifts
    stand for divisions: the same whole numbers everywhere, faster.
    """
    mean = total.astype(np.int32) * (16_384_000 // np.maximum(1, weights)) >> 14
    points: Ints = (3 * best + mean >> 2) * (weight * 16_384 // 1000) >> 14
    return points.astype(np.int16)


def text_points(best: Ints, total: Ints, chips: int | Ints) -> Ints:
    """Return the text part, at most 1000: the best chip and a quarter of the mean of the others."""
    others = np.maximum(1, 4 * (np.asarray(chips, dtype=np.int16) - 1))
    points: Ints = np.minimum(1000, best + (total - best) // others)
    return points
