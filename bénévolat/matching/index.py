"""The text part: which offers say what a chip says, in integers (per mille), with the words that say it.

Everything is integer arithmetic over sorted tables, so that a person alone and a batch get the same answer.
Fields weigh differently: a theme in the title or the tasks is what the mission is, in the description it
may only be mentioned.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from bénévolat.matching.chips import Chips, split
from bénévolat.matching.lexicon import Lexicon, Unit, default_lexicon
from bénévolat.matching.text import Token, content
from bénévolat.matching.typos import Corrector

Points = NDArray[np.int64]

TITLE, TASK, SKILL, DESCRIPTION = "title", "task", "skill", "description"
FIELD_WEIGHTS = {TITLE: 1000, TASK: 1000, SKILL: 900, DESCRIPTION: 600}
PASSING = 400  # a theme met once in a description
WORD_SHARE = 150  # part of a known theme that only the very same word brings
FEWEST_OFFERS = 200  # below, word rarity is not measured on so few texts


@dataclass(frozen=True, slots=True)
class Field:
    """One text of an offer: its kind (title, task, skill, description) and its words as written."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a chip met an offer: the person's words, the offer's, the theme, and a corrected spelling."""

    said: str
    field: Field
    found: str
    theme: str | None
    read_as: tuple[str, str] | None
    strength: int


@dataclass(frozen=True, slots=True)
class _Term:
    weight: int
    field: int
    surface: str


class TextIndex:
    """The texts of all offers, ready to be asked about chips. Offers keep the order given."""

    def __init__(self, documents: Sequence[Sequence[Field]], lexicon: Lexicon | None = None) -> None:
        self.lexicon = lexicon or default_lexicon()
        self.documents = documents
        self.size = len(documents)
        self._terms: list[dict[str, _Term]] = []
        self._hints: list[dict[str, str]] = []
        self._strong: list[frozenset[str]] = []
        known = dict(self.lexicon.words)
        postings: dict[str, list[tuple[int, int]]] = {}
        for number, fields in enumerate(documents):
            terms = self._read(fields, known)
            self._terms.append(terms)
            for key, term in terms.items():
                postings.setdefault(key, []).append((number, term.weight))
        self._postings: dict[str, tuple[Points, Points]] = {}
        for key, pairs in postings.items():
            table = np.array(pairs, dtype=np.int64)
            self._postings[key] = (table[:, 0].copy(), table[:, 1].copy())
        self.corrector = Corrector(known)
        self._units = lru_cache(maxsize=20_000)(self._units_of)
        self._scores = lru_cache(maxsize=256)(self._score_of)

    # --- reading the offers

    def _read(self, fields: Sequence[Field], known: dict[str, str]) -> dict[str, _Term]:
        terms: dict[str, _Term] = {}
        hints: dict[str, str] = {}
        strong: set[str] = set()
        for position, field in enumerate(fields):
            words = content(field.text)
            for word in words:
                known.setdefault(word.folded, word.stem)
            seen: dict[str, int] = {}
            for unit in self.lexicon.units(words, mission=True):
                for code, strength in unit.concepts:
                    seen[f"c:{code}"] = seen.get(f"c:{code}", 0) + 1
                    weight = FIELD_WEIGHTS[field.kind]
                    if field.kind == DESCRIPTION and seen[f"c:{code}"] == 1:
                        weight = PASSING
                    _keep(terms, f"c:{code}", _Term(weight * strength // 1000, position, unit.surface))
                if unit.word is not None:
                    _keep(terms, unit.word, _Term(FIELD_WEIGHTS[field.kind], position, unit.surface))
            found = self.lexicon.hinted(words)
            for demand, surface in found.items():
                hints.setdefault(demand, surface)
            if field.kind != DESCRIPTION:
                strong.update(found)
        self._hints.append(hints)
        self._strong.append(frozenset(strong))
        return terms

    def hints(self, offer: int) -> dict[str, str]:
        """Return the demands the offer's texts hint at, with the words that say it."""
        return self._hints[offer]

    # --- reading the person's words

    def chips(self, note: str) -> Chips:
        """Cut a note into what is wanted and what is to avoid."""
        return split(note)

    def _units_of(self, chip: str) -> tuple[Unit, ...]:
        words: list[Token] = []
        fixed: dict[str, str] = {}
        for word in content(chip):
            if not self.corrector.is_known(word.folded, word.stem):
                nearest = self.corrector.nearest(word.folded)
                if nearest is not None:
                    stem = self.corrector.stem_of(nearest)
                    fixed[word.surface] = nearest
                    words.append(Token(word.surface, nearest, stem))
                    continue
            words.append(word)
        units = []
        for unit in self.lexicon.units(words):
            fixes = [fixed[part] for part in unit.surface.split() if part in fixed]
            units.append(Unit(unit.surface, unit.concepts, unit.word, " ".join(fixes) or None))
        return tuple(units)

    def _rarity(self, word: str) -> int:
        """Weight of a word outside the thesaurus: 200 (everywhere, or nowhere) to 700 (rare)."""
        if word not in self._postings:
            return 300
        total = max(self.size, FEWEST_OFFERS)
        share = math.log((total + 1) / (len(self._postings[word][0]) + 1)) / math.log(total + 1)
        return 200 + round(600 * max(0.0, share))

    def _unit_terms(self, unit: Unit) -> tuple[int, list[tuple[str, int]]]:
        """Return the unit's own weight and the terms that answer it, with their strength (per mille)."""
        if not unit.concepts:
            word = unit.word or ""
            return min(700, self._rarity(word)), [(word, 1000)] if word else []
        weight = max(strength * self.lexicon.strengths[code] // 1000 for code, strength in unit.concepts)
        terms: dict[str, int] = {}
        for code, raw in unit.concepts:
            strength = raw * self.lexicon.strengths[code] // max(1, weight)
            terms[f"c:{code}"] = max(strength, terms.get(f"c:{code}", 0))
            for other, relation in self.lexicon.related.get(code, ()):
                key = f"c:{other}"
                terms[key] = max(strength * relation // 1000, terms.get(key, 0))
        return weight, sorted(terms.items())

    def _answer(self, unit: Unit) -> tuple[int, Points]:
        weight, terms = self._unit_terms(unit)
        points = np.zeros(self.size, dtype=np.int64)
        for key, strength in terms:
            if key in self._postings:
                offers, weights = self._postings[key]
                points[offers] = np.maximum(points[offers], weights * strength // 1000)
        if unit.concepts and unit.word is not None:
            points = points * (1000 - WORD_SHARE) // 1000
            if unit.word in self._postings:
                offers, weights = self._postings[unit.word]
                points[offers] += weights * WORD_SHARE // 1000
        return weight, points

    def score(self, chip: str) -> Points:
        """Return how much each offer answers a chip, 0 to 1000, in the order of the offers (read-only)."""
        return self._scores(chip)

    def _score_of(self, chip: str) -> Points:
        units = self._units(chip)
        best = np.zeros(self.size, dtype=np.int64)
        total = np.zeros(self.size, dtype=np.int64)
        weights = 0
        for unit in units:
            weight, points = self._answer(unit)
            value = weight * points // 1000
            best = np.maximum(best, value)
            total += value
            weights += weight
        result = (750 * best + 250 * total * 1000 // max(1, weights)) // 1000 if units else best
        result = np.minimum(result, 1000)
        result.flags.writeable = False
        return result

    def explain(self, chip: str, offer: int) -> Evidence | None:
        """Return the strongest piece of the chip found in one offer, or None when nothing can be quoted."""
        best: Evidence | None = None
        for unit in self._units(chip):
            weight, terms = self._unit_terms(unit)
            keys = [*terms, (unit.word, WORD_SHARE)] if unit.concepts and unit.word else terms
            for key, strength in keys:
                term = self._terms[offer].get(key)
                if term is None:
                    continue
                value = weight * (term.weight * strength // 1000) // 1000
                if best is None or value > best.strength:
                    theme = self.lexicon.labels[key[2:]] if key.startswith("c:") else None
                    read = (unit.surface, unit.read_as) if unit.read_as else None
                    field = self.documents[offer][term.field]
                    best = Evidence(chip, field, term.surface, theme, read, value)
        return best

    # --- what the person wants to avoid

    def avoided(self, chips: Iterable[str], offers: Iterable[int]) -> dict[int, tuple[str, str, bool]]:
        """Return, for each offer that says what is to avoid: chip, words found, whether it is its subject.

        Subject: title, tasks or skills; a description only mentions. A subject goes before a mention.
        """
        asked = [(chip, *self._avoid_keys(chip)) for chip in chips]
        found: dict[int, tuple[str, str, bool]] = {}
        for offer in offers:
            for chip, keys, demands in asked:
                words = self._avoided_words(keys, demands, offer)
                if words is not None and (offer not in found or words[1] > found[offer][2]):
                    found[offer] = (chip, *words)
        return found

    def _avoided_words(self, keys: list[str], demands: list[str], offer: int) -> tuple[str, bool] | None:
        answer: tuple[str, bool] | None = None
        for demand in demands:
            if demand in self._hints[offer]:
                answer = answer or (self._hints[offer][demand], False)
                if demand in self._strong[offer]:
                    return self._hints[offer][demand], True
        for key in keys:
            term = self._terms[offer].get(key)
            if term is not None:
                answer = answer or (term.surface, False)
                if self.documents[offer][term.field].kind != DESCRIPTION:
                    return term.surface, True
        return answer

    def _avoid_keys(self, chip: str) -> tuple[list[str], list[str]]:
        units = self._units(chip)
        keys = [f"c:{code}" for unit in units for code, strength in unit.concepts if strength >= 900]
        keys += [unit.word for unit in units if unit.word and not unit.concepts]
        return keys, self.avoided_demands(chip)

    def avoided_demands(self, chip: str) -> list[str]:
        """Return the demands that words to avoid stand for: «la foule» is ``crowd``."""
        return sorted(self.lexicon.hinted(content(chip)))


def _keep(terms: dict[str, _Term], key: str, term: _Term) -> None:
    known = terms.get(key)
    if known is None:
        terms[key] = term
    elif term.weight > known.weight:  # the first words of a field are the ones quoted
        terms[key] = replace(known, weight=term.weight) if known.field == term.field else term
