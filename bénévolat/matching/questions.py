"""What people say, as questions: chips, their units, and the terms that answer them.

A chip is cut into units (a phrase of the thesaurus, or a word); a unit is a set of terms with their strength. Units
and chips said twice are the same question.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bénévolat.matching.chips import split
from bénévolat.matching.demands import DEMANDS
from bénévolat.matching.epochs import Epoch
from bénévolat.matching.formats import Profile
from bénévolat.matching.lexicon import Unit
from bénévolat.matching.text import Remembered, Token, content, fold

MOST_CHIPS = 30  # of one person: the first ones speak
MOST_UNITS = 30  # of one chip
SURE = 900  # a concept at least this strong stands for the words to avoid
_VERB = re.compile(r"(?:er|ir|re|oir)$")


@dataclass(frozen=True, slots=True)
class Chip:
    """A piece of what the person said: its words, wish or skill, weight per mille, and its question."""

    words: str
    kind: str
    weight: int
    question: int


class Questions:
    """Units and chips met so far, in the words of an epoch."""

    def __init__(self, epoch: Epoch) -> None:
        self.epoch, self.lexicon = epoch, epoch.lexicon
        self._unit_numbers: dict[tuple[object, ...], int] = {}
        self._unit_of: list[Unit] = []
        self._chip_numbers: dict[tuple[int, ...], int] = {}
        self.chips: list[tuple[int, ...]] = []
        self.weights: list[int] = []
        self.terms: list[list[tuple[str, int]]] = []
        self._right = Remembered(self._right_word)
        self._of_text = lru_cache(maxsize=50_000)(self._question_of)
        self._read = lru_cache(maxsize=20_000)(self._read_text)
        self._units = lru_cache(maxsize=50_000)(self._units_of)
        self.said = lru_cache(maxsize=20_000)(self._said)
        self.terms_said = lru_cache(maxsize=20_000)(self._terms_said)
        self.codes = sorted(self.lexicon.labels)
        self._unit(Unit("", (), None))  # number 0 says nothing: what a chip without any unit asks

    def forget(self) -> None:
        """Give the memory of texts back: they will be read again, under the same numbers."""
        for read in (self._of_text, self._read, self._units, self.said, self.terms_said):
            read.cache_clear()

    # --- what was said

    def units(self, chip: str) -> tuple[Unit, ...]:
        """Return the units of a chip, misspelt words corrected."""
        return self._units(chip)

    def _corrected(self, chip: str) -> tuple[list[Token], dict[str, str]]:
        """Return the words of a chip, misspelt ones replaced, and what replaces each."""
        said = content(chip)
        words = list(map(self._right.__getitem__, said))
        fixed = {
            word.surface: right.folded for word, right in zip(said, words, strict=True) if right is not word
        }
        return words, fixed

    def _right_word(self, word: Token) -> Token:
        """Return a word, or what it is a misspelling of, as it was written."""
        corrector = self.epoch.corrector
        if corrector.is_known(word.folded, word.stem):
            return word
        nearest = corrector.nearest(word.folded)
        return word if nearest is None else Token(word.surface, nearest, corrector.stem_of(nearest))

    def _units_of(self, chip: str) -> tuple[Unit, ...]:
        words, fixed = self._corrected(chip)
        read = self.lexicon.units(words)
        if not fixed:
            return tuple(read)
        units = []
        for unit in read:
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
            units: Iterable[Unit] = [
                *(Unit(text, ((code, 1000),), None) for code in sorted(known)),
                *self._left_words(text),
            ]
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

    def _left_words(self, text: str) -> list[Unit]:
        """Return the words beside what is understood; none when a meaning was given to words that had none."""
        read = self.units(text)
        if not any(unit.concepts for unit in read):
            return []
        return [unit for unit in read if unit.word and not unit.concepts]

    def of_profile(self, profile: Profile, skill_weight: int) -> tuple[list[Chip], list[str]]:
        """Return what the person wants and can do as chips, and the words to avoid (negations included)."""
        wanted: list[Chip] = []
        avoided = list(profile.avoid)
        refused: list[str] = []
        confirmed = profile.understood or {}
        for kind, texts, weight in (("wish", profile.wishes, 1000), ("skill", profile.skills, skill_weight)):
            for text in texts:
                if text not in confirmed:
                    chips, against = self._read(text, kind, weight)
                    wanted += chips
                    refused += against
                    continue
                parts = split(text)
                refused += parts.avoided
                if confirmed[text] or parts.wanted:
                    asked = self.question(", ".join(parts.wanted), tuple(confirmed[text]))
                    wanted.append(Chip(text, kind, weight, asked))
        once: dict[tuple[str, int], Chip] = {}
        for chip in wanted:
            once.setdefault((chip.kind, chip.question), chip)  # the first words speak
        wanted = list(once.values())[:MOST_CHIPS]
        return wanted, avoided + [chip for chip in refused if not self._is_also_wanted(chip, wanted)]

    def _read_text(self, text: str, kind: str, weight: int) -> tuple[list[Chip], tuple[str, ...]]:
        """Return what a text wants as chips, and what it refuses."""
        parts = split(text)
        return [Chip(words, kind, weight, self.question(words)) for words in parts.wanted], parts.avoided

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
