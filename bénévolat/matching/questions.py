"""What people say, as questions to the texts of the offers: answers in whole numbers, per mille.

A chip is cut into units (a phrase of the thesaurus, or a word); a unit is a set of terms with their strength. Units
and chips said twice are the same question. Every answer is whole arithmetic over sorted tables: one person alone,
a batch, or one offer before everybody get the same numbers.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bénévolat.matching.chips import split
from bénévolat.matching.demands import DEMANDS
from bénévolat.matching.documents import TERM, Documents, field_of, in_passing, weight_of
from bénévolat.matching.epochs import Epoch
from bénévolat.matching.formats import Profile
from bénévolat.matching.lexicon import Unit
from bénévolat.matching.pairs import MENTIONED, SUBJECT
from bénévolat.matching.table import UNKNOWN
from bénévolat.matching.text import Token, content, fold

Ints = NDArray[Any]
Values = NDArray[np.int16]

WORD_SHARE = 150  # part of a known concept that only the very same word brings
MOST_CHIPS = 30  # of one person: the first ones speak
MOST_UNITS = 30  # of one chip
SURE = 900  # a concept at least this strong stands for the words to avoid
_VERB = re.compile(r"(?:er|ir|re|oir)$")
UNITS_KEPT = 1_000  # answers remembered: two bytes an offer each


@dataclass(frozen=True, slots=True)
class Chip:
    """A piece of what the person said: its words, wish or skill, weight per mille, and its question."""

    words: str
    kind: str
    weight: int
    question: int


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
    """A unit ready to be looked for: its weight, its concepts by term, its word (a term or UNKNOWN)."""

    weight: int
    terms: dict[int, int]
    word: int
    share: int


class Questions:
    """Units and chips met so far, and the answers of the offers of an epoch."""

    def __init__(self, documents: Documents, epoch: Epoch) -> None:
        self.documents, self.epoch, self.lexicon = documents, epoch, epoch.lexicon
        self._unit_numbers: dict[tuple[object, ...], int] = {}
        self._unit_of: list[Unit] = []
        self._chip_numbers: dict[tuple[int, ...], int] = {}
        self.chips: list[tuple[int, ...]] = []
        self.weights: list[int] = []
        self.terms: list[list[tuple[str, int]]] = []
        self._probes: dict[int, _Probe] = {}
        self._of_text = lru_cache(maxsize=50_000)(self._question_of)
        self._units = lru_cache(maxsize=50_000)(self._units_of)
        self._unit_values = lru_cache(maxsize=UNITS_KEPT)(self._unit_values_of)
        self._alone = lru_cache(maxsize=UNITS_KEPT)(self._alone_of)
        self._avoided = lru_cache(maxsize=500)(self._avoided_by)
        self._fixes = lru_cache(maxsize=20_000)(self._fixes_of)
        self.said = lru_cache(maxsize=20_000)(self._said)
        self.terms_said = lru_cache(maxsize=20_000)(self._terms_said)
        self.codes = sorted(self.lexicon.labels)
        self._unit(Unit("", (), None))  # number 0 says nothing: what a chip without any unit asks
        self.forget()

    def forget(self) -> None:
        """Forget the answers: the offers have changed."""
        self._unit_values.cache_clear()
        self._alone.cache_clear()
        self._avoided.cache_clear()

    # --- what was said

    def units(self, chip: str) -> tuple[Unit, ...]:
        """Return the units of a chip, misspelt words corrected."""
        return self._units(chip)

    def _corrected(self, chip: str) -> tuple[list[Token], dict[str, str]]:
        """Return the words of a chip, misspelt ones replaced, and what replaces each."""
        words: list[Token] = []
        fixed: dict[str, str] = {}
        corrector = self.epoch.corrector
        for word in content(chip):
            if not corrector.is_known(word.folded, word.stem):
                nearest = corrector.nearest(word.folded)
                if nearest is not None:
                    fixed[word.surface] = nearest
                    words.append(Token(word.surface, nearest, corrector.stem_of(nearest)))
                    continue
            words.append(word)
        return words, fixed

    def _units_of(self, chip: str) -> tuple[Unit, ...]:
        words, fixed = self._corrected(chip)
        units = []
        for unit in self.lexicon.units(words):
            fixes = [fixed[part] for part in unit.surface.split() if part in fixed]
            units.append(Unit(unit.surface, unit.concepts, unit.word, " ".join(fixes) or None))
        return tuple(units)

    def _unit(self, unit: Unit) -> int:
        key = (unit.concepts, unit.word)
        number = self._unit_numbers.get(key)
        if number is None:
            number = self._unit_numbers[key] = len(self._unit_of)
            self._unit_of.append(unit)
            weight, terms = self._unit_terms(unit)
            self.weights.append(weight)
            self.terms.append(terms)
        return number

    def _unit_terms(self, unit: Unit) -> tuple[int, list[tuple[str, int]]]:
        """Return the unit's own weight and the terms that answer it, with their strength (per mille)."""
        if not unit.concepts:
            return (self.epoch.rarity(unit.word), [(unit.word, 1000)]) if unit.word else (0, [])
        lexicon = self.lexicon
        weight = max(strength * lexicon.strengths[code] // 1000 for code, strength in unit.concepts)
        terms: dict[str, int] = {}
        for code, raw in unit.concepts:
            strength = raw * lexicon.strengths[code] // max(1, weight)
            terms[f"c:{code}"] = max(strength, terms.get(f"c:{code}", 0))
            for other, relation in lexicon.related.get(code, ()):
                key = f"c:{other}"
                terms[key] = max(strength * relation // 1000, terms.get(key, 0))
        return weight, sorted(terms.items())

    def has_word_share(self, unit: int) -> bool:
        """Tell whether the very same word counts beside the concepts of a unit."""
        return bool(self._unit_of[unit].concepts) and self._unit_of[unit].word is not None

    def word(self, unit: int) -> str | None:
        """Return the word of a unit that is still worth an exact comparison."""
        return self._unit_of[unit].word

    def question(self, text: str, concepts: tuple[str, ...] | None = None) -> int:
        """Return the number of the question that a chip asks; confirmed concepts replace the reading."""
        return self._of_text(text, concepts)

    def _question_of(self, text: str, concepts: tuple[str, ...] | None) -> int:
        known = {code for code in map(self.lexicon.follow, concepts or ()) if code}
        if known:
            units: Iterable[Unit] = (Unit(text, ((code, 1000),), None) for code in sorted(known))
        elif concepts is not None:
            units = (Unit(unit.surface, (), unit.word) for unit in self.units(text) if unit.word)
        else:
            units = self.units(text)
        key = tuple(dict.fromkeys(self._unit(unit) for unit in units))[:MOST_UNITS] or (0,)
        number = self._chip_numbers.get(key)
        if number is None:
            number = self._chip_numbers[key] = len(self.chips)
            self.chips.append(key)
        return number

    def of_profile(self, profile: Profile, skill_weight: int) -> tuple[list[Chip], list[str]]:
        """Return what the person wants and can do as chips, and the words to avoid (negations included)."""
        wanted: list[Chip] = []
        avoided = list(profile.avoid)
        refused: list[str] = []
        confirmed = profile.understood or {}
        for kind, texts, weight in (("wish", profile.wishes, 1000), ("skill", profile.skills, skill_weight)):
            for text in texts:
                if text in confirmed:
                    wanted.append(Chip(text, kind, weight, self.question(text, tuple(confirmed[text]))))
                    continue
                parts = split(text)
                wanted += [Chip(words, kind, weight, self.question(words)) for words in parts.wanted]
                refused += parts.avoided
        once = {(chip.kind, chip.question): chip for chip in reversed(wanted)}  # the first words speak
        wanted = [chip for chip in wanted if once[chip.kind, chip.question] is chip][:MOST_CHIPS]
        return wanted, avoided + [chip for chip in refused if not self._is_also_wanted(chip, wanted)]

    def _is_also_wanted(self, chip: str, wanted: Sequence[Chip]) -> bool:
        """Tell whether what a note refuses is all wanted elsewhere in it: «les enfants, mais pas les bébés».

        Then the refusal is only a nuance, too fine to be followed here.
        """
        keys, demands = self.avoid_keys(chip)
        said = {key for one in wanted for key in self.said(one.question)}
        asked = {code for one in wanted for code in self.lexicon.refused(content(one.words))}
        return bool(keys or demands) and said.issuperset(keys) and asked.issuperset(demands)

    def _said(self, question: int) -> frozenset[str]:
        """Return the concepts and words of a chip."""
        found: set[str] = set()
        for number in self.chips[question]:
            unit = self._unit_of[number]
            found.update(f"c:{code}" for code, _ in unit.concepts)
            if unit.word:
                found.add(unit.word)
        return frozenset(found)

    def _terms_said(self, text: str) -> frozenset[str]:
        return self._said(self.question(text))

    # --- what the offers answer

    def _unit_values_of(self, unit: int) -> Values:
        """Return what a unit is worth in every offer: its weight × the best of its terms there."""
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

    def _alone_of(self, unit: int, weight: int) -> Values:
        """Return how much every offer answers a chip of one unit."""
        values = self._unit_values(unit)
        answer: Values = chip_points(values, values, self.weights[unit], weight)
        return answer

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
        found = self._avoided(chips[0])
        for chip in chips[1:]:
            found = np.maximum(found, self._avoided(chip))
        return found

    def _avoided_by(self, chip: str) -> Ints:
        keys, demands = self.avoid_keys(chip)
        parts = [self.documents.passing(self.documents.terms.known(key)) for key in keys]
        parts += [self.documents.hinting(demand) for demand in demands]
        found = np.zeros(len(self.documents), dtype=np.int8)
        for rows, passing in parts:
            found[rows] = np.maximum(found[rows], np.where(passing, MENTIONED, SUBJECT))
        return found

    def avoid_keys(self, chip: str) -> tuple[list[str], list[str]]:
        """Return the terms that words to avoid stand for, and the demands («la foule» is ``crowd``).

        A word stands for itself only when nothing else is understood, and never a verb («répondre»).
        """
        units = self.units(chip)
        meant = self.lexicon.refused(self._corrected(chip)[0])
        demands = sorted(meant.keys() & DEMANDS.keys())
        codes = meant.keys() & self.lexicon.labels.keys()
        if not meant:
            codes = {code for unit in units for code, strength in unit.concepts if strength >= SURE}
        keys = [f"c:{code}" for code in sorted(codes)]
        if not keys and not demands:
            words = (unit.word for unit in units if unit.word and not _VERB.search(fold(unit.surface)))
            keys = list(dict.fromkeys(words))
        return keys, demands

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

    # --- why

    def evidence(self, chip: Chip, row: int, concepts: Sequence[int]) -> Evidence | None:
        """Return the strongest piece of a chip found in an offer, None when nothing can be quoted.

        ``concepts``: the packed concepts of the offer (``Documents.concept_terms``).
        """
        best, best_packed, best_unit = 0, 0, -1
        for unit in self.chips[chip.question]:
            probe = self._probes.get(unit) or self._probe(unit)
            if probe.terms:
                for packed in concepts:
                    strength = probe.terms.get(packed >> TERM)
                    if strength is not None:
                        value = probe.weight * (weight_of(packed) * strength // 1000) // 1000
                        if value > best:
                            best, best_packed, best_unit = value, packed, unit
            if probe.word >= 0:
                found = self.documents.find(row, probe.word)
                if found is not None:
                    value = probe.weight * (weight_of(found) * probe.share // 1000) // 1000
                    if value > best:
                        best, best_packed, best_unit = value, found, unit
        if best_unit < 0:
            return None
        term = best_packed >> TERM
        concept = self.lexicon.labels[self.codes[term]] if term < self.documents.concepts else None
        field, found_words = field_of(best_packed), self.documents.surface(best_packed)
        return Evidence(field, found_words, concept, self._fixes(chip.words).get(best_unit), best)

    def _probe(self, unit: int) -> _Probe:
        known = self.documents.terms.number
        terms = {known(key): strength for key, strength in self.terms[unit] if key.startswith("c:")}
        word = self.word(unit)
        share = WORD_SHARE if terms else 1000
        probe = _Probe(self.weights[unit], terms, UNKNOWN if word is None else known(word), share)
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
