"""Reading the texts of one offer into terms: a concept or a word, its weight, and the words that say it."""

from collections.abc import Sequence
from dataclasses import dataclass

from bénévolat.matching.demands import demand_clause
from bénévolat.matching.formats import Offer
from bénévolat.matching.lexicon import Lexicon
from bénévolat.matching.text import Token, content

TITLE, TASK, SKILL, DESCRIPTION = "title", "task", "skill", "description"
FIELD_WEIGHTS = {TITLE: 1000, TASK: 1000, SKILL: 900, DESCRIPTION: 600}
PASSING = 400  # a concept met once in a description
# A title says what the mission is, then where, for whom and what for: share of its first activity, second…
LATER = (1000, 900, 800, 700)
ACTIVITY = 1000  # strength of what one does; a public or a setting has less
CONFIRMED = 1000  # a concept that the association confirmed
MOST_FIELDS = 120
IN_DESCRIPTION = 127  # number of the field «description», whatever the others


@dataclass(frozen=True, slots=True)
class Field:
    """One text of an offer: its kind (title, task, skill, description) and its words as written."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Term:
    """A concept or a word of a text: weight per mille, number of its field, words that say it."""

    weight: int
    field: int
    surface: str


def fields_of(offer: Offer) -> tuple[Field, ...]:
    """Return the texts of an offer, the title first."""
    fields = [Field(TITLE, offer.title)]
    fields += [Field(TASK, task) for task in offer.tasks]
    fields += [Field(SKILL, skill) for skill in offer.skills]
    fields = fields[:MOST_FIELDS]
    return (*fields, Field(DESCRIPTION, offer.description)) if offer.description else tuple(fields)


@dataclass(frozen=True, slots=True)
class Reading:
    """What one offer says: its terms, the demands its words hint at, and those that are its subject."""

    terms: dict[str, Term]
    hints: dict[str, str]
    strong: frozenset[str]


def read(
    fields: Sequence[Field],
    lexicon: Lexicon,
    known: dict[str, str] | None,
    concepts: Sequence[str] | None = None,
    demands: Sequence[str] | None = None,
) -> Reading:
    """Read the texts of an offer. ``known`` gathers spelling -> stem; ``concepts`` replaces what is understood.

    ``demands``: what is declared is the subject of the mission, though no word says it.
    """
    terms: dict[str, Term] = {}
    hints: dict[str, str] = {}
    strong: set[str] = set()
    for number, field in enumerate(fields):
        words = content(field.text)
        if known is not None:
            for word in words:
                known.setdefault(word.folded, word.stem)
        place = IN_DESCRIPTION if field.kind == DESCRIPTION else number
        _read_field(terms, words, field.kind, place, lexicon)
        found = lexicon.hinted(words)
        for demand, surface in found.items():
            hints.setdefault(demand, surface)
        if field.kind != DESCRIPTION:
            strong.update(found)
    for demand in demands or ():
        hints.setdefault(demand, demand_clause(demand))
        strong.add(demand)
    if concepts is not None:
        _confirm(terms, concepts, lexicon)
    return Reading(terms, hints, frozenset(strong))


def _read_field(
    terms: dict[str, Term], words: Sequence[Token], kind: str, number: int, lexicon: Lexicon
) -> None:
    whole = FIELD_WEIGHTS[kind]
    seen: set[str] = set()
    said = 0
    for unit in lexicon.units(words, mission=True):
        weight = whole
        if kind != DESCRIPTION and unit.concepts:
            weight = whole * LATER[min(said, len(LATER) - 1)] // 1000
            said += any(lexicon.strengths[code] >= ACTIVITY for code, _ in unit.concepts)
        for code, strength in unit.concepts:
            key = f"c:{code}"
            passing = kind == DESCRIPTION and key not in seen
            seen.add(key)
            _keep(terms, key, (PASSING if passing else weight) * strength // 1000, number, unit.surface)
        if unit.word is not None:
            _keep(terms, unit.word, weight, number, unit.surface)


def _keep(terms: dict[str, Term], key: str, weight: int, field: int, surface: str) -> None:
    known = terms.get(key)
    if known is None:
        terms[key] = Term(weight, field, surface)
    elif weight > known.weight:  # the first words of a field are the ones quoted
        terms[key] = Term(weight, field, known.surface if known.field == field else surface)


def _confirm(terms: dict[str, Term], concepts: Sequence[str], lexicon: Lexicon) -> None:
    kept = {f"c:{code}" for code in map(lexicon.follow, concepts) if code}
    for key in [key for key in terms if key.startswith("c:") and key not in kept]:
        del terms[key]
    for key in sorted(kept):
        known = terms.get(key)
        terms[key] = (
            Term(CONFIRMED, known.field, known.surface)
            if known
            else Term(CONFIRMED, 0, lexicon.labels[key[2:]])
        )
