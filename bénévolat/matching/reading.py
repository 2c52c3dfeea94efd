"""What is understood of a text somebody has just typed: the chips to confirm, correct or remove.

Nothing here decides: concepts are shown with the words that said them, unknown words stay words, and what a note
refuses is only *suggested* as a constraint to tick. A cause, an origin or a state of health is never kept (R35, R36).
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bénévolat.domain.sensitive_words import find_sensitive_words
from bénévolat.matching.chips import AT_HOME, bare, split
from bénévolat.matching.demands import DEMANDS
from bénévolat.matching.lexicon import Lexicon, Unit, default_lexicon
from bénévolat.matching.text import Token, content
from bénévolat.matching.typos import Corrector

SHOWN_OF_A_TRADE = 3
LEAST_SHOWN = 700  # of a trade, beside its first concept (per mille)
AT_HOME_SHOWN = "accueil chez soi"


@dataclass(frozen=True, slots=True)
class ReadConcept:
    """A concept understood: its code, its label, and the words that said it."""

    code: str
    label: str
    said: str


@dataclass(frozen=True, slots=True)
class Reading:
    """Concepts and plain words of what is wanted, what is to avoid, and constraints to suggest (``no_crowd``)."""

    concepts: tuple[ReadConcept, ...] = ()
    words: tuple[str, ...] = ()
    avoided: tuple[str, ...] = ()
    constraints: tuple[str, ...] = ()


def read(text: str, lexicon: Lexicon | None = None) -> Reading:
    """Read a text typed in a form. It can be anything; what is not understood is kept as words."""
    lexicon = lexicon or default_lexicon()
    corrector = _corrector(lexicon)
    chips = split(text)
    concepts: dict[str, ReadConcept] = {}
    plain: dict[str, None] = {}
    demands: set[str] = set()
    for chip in chips.wanted:
        words = _corrected(content(chip), corrector)
        wished = lexicon.wished(words)
        demands.update(wished)
        asked = {word for said in wished.values() for word in said.split()}
        for unit in lexicon.units(words):
            if find_sensitive_words(unit.surface) and not unit.concepts:
                continue
            for code in _shown(unit):
                said = _as_written(unit.surface, chip)
                concepts.setdefault(code, ReadConcept(code, lexicon.labels[code], said))
            if not unit.concepts and unit.surface not in asked:
                plain.setdefault(unit.surface)
    for chip in chips.avoided:
        words = _corrected(content(chip), corrector)
        demands.update(lexicon.refused(words), lexicon.hinted(words))
    return Reading(
        tuple(concepts.values()),
        tuple(plain),
        tuple(dict.fromkeys(_avoided(chips.avoided))),
        tuple(f"no_{code}" for code in DEMANDS if code in demands),
    )


def _shown(unit: Unit) -> list[str]:
    """Return the concepts of a unit that are worth a chip: of a trade, the nearest only."""
    return [
        code
        for place, (code, strength) in enumerate(unit.concepts[:SHOWN_OF_A_TRADE])
        if place == 0 or strength >= LEAST_SHOWN
    ]


def _as_written(surface: str, chip: str) -> str:
    """Return the words of a unit with the small words between them, as they stand in the chip."""
    found = re.search(
        r"\b" + r"\b.{0,12}?\b".join(map(re.escape, surface.split())) + r"\b", chip, re.IGNORECASE
    )
    return found.group() if found else surface


def _avoided(chips: Iterable[str]) -> Iterable[str]:
    for chip in chips:
        if chip == AT_HOME:
            yield AT_HOME_SHOWN
        elif bare(chip) and not find_sensitive_words(chip):
            yield bare(chip)


def _corrected(words: Sequence[Token], corrector: Corrector) -> list[Token]:
    found = []
    for word in words:
        nearest = None if corrector.is_known(word.folded, word.stem) else corrector.nearest(word.folded)
        found.append(Token(word.surface, nearest, corrector.stem_of(nearest)) if nearest else word)
    return found


@lru_cache(maxsize=4)
def _corrector(lexicon: Lexicon) -> Corrector:
    return Corrector(lexicon.words)
