"""Reading the texts of one offer into terms: a concept or a word, its weight, and the words that say it."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from bénévolat.matching.demands import demand_clause
from bénévolat.matching.descriptions import Descriptions, Said
from bénévolat.matching.formats import Offer
from bénévolat.matching.lexicon import Lexicon
from bénévolat.matching.phrases import Weights
from bénévolat.matching.text import Remembered, Token, content

TITLE, TASK, SKILL, DESCRIPTION = "title", "task", "skill", "description"
FIELD_WEIGHTS = {TITLE: 1000, TASK: 1000, SKILL: 900, DESCRIPTION: 600}
PASSING = 400  # a concept met once in a description
# A title says what the mission is, then where, for whom and what for: share of its first activity, second…
LATER = (1000, 900, 800, 700)
ACTIVITY = 1000  # strength of what one does; a public or a setting has less
CONFIRMED = 1000  # a concept that the association confirmed
MOST_FIELDS = 120
SHORT_TEXTS = 20_000  # titles, tasks and skills remembered: those of a campaign come back in every town
IN_DESCRIPTION = 127  # number of the field «description», whatever the others


class Field(NamedTuple):
    """One text of an offer: its kind (title, task, skill, description) and its words as written."""

    kind: str
    text: str


Term = tuple[int, int, str]
"""A concept or a word of a text: weight per mille, number of its field, words that say it."""


def fields_of(offer: Offer) -> tuple[Field, ...]:
    """Return the texts of an offer, the title first."""
    fields = [Field(TITLE, offer.title)]
    fields += [Field(TASK, task) for task in offer.tasks]
    fields += [Field(SKILL, skill) for skill in offer.skills]
    fields = fields[:MOST_FIELDS]
    return (*fields, Field(DESCRIPTION, offer.description)) if offer.description else tuple(fields)


class Reading(NamedTuple):
    """What one offer says: its terms, the demands its words hint at, and those that are its subject."""

    terms: dict[str, Term]
    hints: dict[str, str]
    strong: frozenset[str]


class _Short(NamedTuple):
    """What a title, a task or a skill says: its terms (term, weight, words that say it), its hints."""

    said: Sequence[tuple[str, int, str]]
    hints: Mapping[str, str]


class _Concepts(NamedTuple):
    """The concepts of a unit as terms with their strength, and whether one of them is what one does."""

    terms: tuple[tuple[str, int], ...]
    activity: bool


class Reader:
    """Reads the texts of offers with a lexicon; a title or a task that comes back is read once."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.met: dict[Token, None] = {}
        """Every word met, in the order it was first."""
        self._short = lru_cache(maxsize=SHORT_TEXTS)(self._read_short)
        self._concepts = Remembered(self._concepts_of)
        self._descriptions = Descriptions(lexicon, self.met)

    def read(self, offer: Offer) -> Reading:
        """Read the texts of an offer. What it confirms replaces what is understood.

        What it declares is the subject of the mission, though no word says it.
        """
        terms: dict[str, Term] = {}
        hints: dict[str, str] = {}
        strong: list[str] = []
        for number, (kind, text) in enumerate(fields_of(offer)):
            if kind == DESCRIPTION:
                for sentence in self._describe(terms, text):
                    for demand, surface in sentence.hints.items():
                        hints.setdefault(demand, surface)
                continue
            said, hinted = self._short(kind, text)
            for key, weight, surface in said:
                if key in terms:
                    _keep(terms, key, weight, number, surface)
                else:
                    terms[key] = (weight, number, surface)
            strong += hinted
            for demand, surface in hinted.items():
                hints.setdefault(demand, surface)
        for demand in offer.demands or ():
            hints.setdefault(demand, demand_clause(demand))
            strong.append(demand)
        if offer.concepts is not None:
            self._confirm(terms, offer.concepts)
        return Reading(terms, hints, frozenset(strong))

    def _read_short(self, kind: str, text: str) -> _Short:
        words = content(text)
        self.met.update(dict.fromkeys(words))
        said: list[tuple[str, int, str]] = []
        activities = 0
        for unit in self.lexicon.units(words, mission=True):
            weight = FIELD_WEIGHTS[kind]
            if unit.concepts:
                weight = weight * LATER[min(activities, len(LATER) - 1)] // 1000
                concepts = self._concepts[unit.concepts]
                activities += concepts.activity
                said += [(key, weight * strength // 1000, unit.surface) for key, strength in concepts.terms]
            if unit.word is not None:
                said.append((unit.word, weight, unit.surface))
        return _Short(said, self.lexicon.hinted(words))

    def _describe(self, terms: dict[str, Term], text: str) -> list[Said]:
        whole = FIELD_WEIGHTS[DESCRIPTION]
        mentioned: set[str] = set()
        sentences = list(self._descriptions.read(text))
        for unit in chain.from_iterable([sentence.units for sentence in sentences]):
            word = unit.word
            if unit.concepts:
                for key, strength in self._concepts[unit.concepts].terms:
                    weight = whole if key in mentioned else PASSING
                    mentioned.add(key)
                    _keep(terms, key, weight * strength // 1000, IN_DESCRIPTION, unit.surface)
            if word is not None and word not in terms:  # said elsewhere, it weighs no less there
                terms[word] = (whole, IN_DESCRIPTION, unit.surface)
        return sentences

    def _concepts_of(self, weights: Weights) -> _Concepts:
        activity = any(self.lexicon.strengths[code] >= ACTIVITY for code, _ in weights)
        return _Concepts(tuple((f"c:{code}", strength) for code, strength in weights), activity)

    def _confirm(self, terms: dict[str, Term], concepts: Sequence[str]) -> None:
        kept = {f"c:{code}" for code in map(self.lexicon.follow, concepts) if code}
        for key in [key for key in terms if key.startswith("c:") and key not in kept]:
            del terms[key]
        for key in sorted(kept):
            _, field, surface = terms.get(key, (0, 0, self.lexicon.labels[key[2:]]))
            terms[key] = (CONFIRMED, field, surface)


def _keep(terms: dict[str, Term], key: str, weight: int, field: int, surface: str) -> None:
    known = terms.get(key)
    if known is None:
        terms[key] = (weight, field, surface)
    elif weight > known[0]:  # the first words of a field are the ones quoted
        terms[key] = (weight, field, known[2] if known[1] == field else surface)
