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
from bénévolat.matching.questions import Chip
from bénévolat.matching.strengths import WORD_SHARE, Strengths
from bénévolat.matching.table import UNKNOWN

Ints = NDArray[Any]

HEAVIEST = 1023  # no packed term weighs more
AVOIDED_KEPT = 500
FIXES_KEPT = 2_000  # asked once a chip most often: what they say is remembered by the sentences


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


class Answers(Strengths):
    """Questions asked to the documents of an epoch."""

    def __init__(self, documents: Documents, epoch: Epoch) -> None:
        super().__init__(documents, epoch)
        self._probes: dict[int, _Probe] = {}
        self._avoided: dict[str, Ints] = {}
        self.fixes = lru_cache(maxsize=FIXES_KEPT)(self._fixes_of)

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
