"""Finding a concept from a few typed letters: its label, or one of its aliases, accents and slips forgiven.

The scorer was chosen by measure (``tests/benchmarks/completion.py``): OSA on the whole name is right first for 99.6 %
of the names with a slip, where ``WRatio`` is right for 97.7 % and costs a dozen times more.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

from bénévolat.matching.lexicon import Lexicon
from bénévolat.matching.text import content, fold

LONGEST = 80
"""Signs that are read of what is typed: no name is longer."""

_SHORTEST = 4  # letters before slips are forgiven
_MUCH = 0.80
_LITTLE = 0.66
_UNFINISHED = 0.95  # what a name loses when only its beginning is alike
_ROUNDING = 1e-6  # cdist counts in single precision
_MARGIN = 0.01
_AFTER = "\U0010ffff"
_WORD = re.compile(r"[^\W_]+")

_EXACT, _LABEL, _ALIAS, _WORDS, _CLOSE, _READ, _FAR = range(7)


@dataclass(frozen=True, slots=True)
class Completion:
    """A concept that may be meant, and the name by which it answers: its label or an alias."""

    code: str
    label: str
    alias: str


@dataclass(frozen=True, slots=True)
class _Name:
    plain: str
    shown: str
    code: str
    is_label: bool


@dataclass(frozen=True, slots=True, eq=False)
class _Names:
    """Every name of a lexicon: the different spellings, sorted, and what each of them leads to."""

    spellings: tuple[str, ...]
    meant: tuple[tuple[_Name, ...], ...]
    words: tuple[tuple[str, int], ...]
    """Every word of every spelling with the place of the spelling, sorted."""


def plain(text: str) -> str:
    """Return a text as it is compared here: no accent, no sign, single spaces."""
    return " ".join(_WORD.findall(fold(text).casefold()))


def _every_name(lexicon: Lexicon) -> Iterator[_Name]:
    thesaurus = lexicon.thesaurus
    for code, label in lexicon.labels.items():
        yield _Name(plain(label), label, code, is_label=True)
    for code, concept in thesaurus.concepts.items():
        for alias in (*concept.aliases, *concept.weak):
            yield _Name(plain(alias), alias, code, is_label=False)
    for trade in thesaurus.trades:
        strongest = max(trade.concepts.values(), default=0)
        codes = [code for code, strength in trade.concepts.items() if strength == strongest]
        yield from (
            _Name(plain(alias), alias, code, is_label=False) for alias in trade.aliases for code in codes
        )
    for language in thesaurus.languages:
        codes = [code for unit in lexicon.units(content(language)) for code, _ in unit.concepts]
        yield from (_Name(plain(language), language, code, is_label=False) for code in codes)


@lru_cache(maxsize=4)
def _names(lexicon: Lexicon) -> _Names:
    """Return the names of a lexicon; a new version of the thesaurus is a new lexicon."""
    meant: dict[str, dict[str, _Name]] = {}
    for name in _every_name(lexicon):
        if name.plain:
            meant.setdefault(name.plain, {}).setdefault(name.code, name)
    spellings = tuple(sorted(meant))
    words = {(word, place) for place, spelling in enumerate(spellings) for word in spelling.split()}
    return _Names(
        spellings,
        tuple(tuple(meant[spelling].values()) for spelling in spellings),
        tuple(sorted(words)),
    )


def complete(typed: str, lexicon: Lexicon, limit: int = 8) -> list[Completion]:
    """Return the concepts that a few letters may mean, the likeliest first, each once.

    In this order: the very name, what begins so, what holds words that begin so, what is written much alike, what
    the words say when read and, if nothing begins so, what is written a little alike; or nothing.
    """
    asked = plain(typed[:LONGEST])
    if not asked or limit < 1:
        return []
    names = _names(lexicon)
    begun = _beginning(names, asked)
    ranked = [
        (_begun_rank(name, asked), 0.0, len(name.plain), name.plain, name.code, name.shown)
        for place in begun
        for name in names.meant[place]
    ]
    ranked += [
        (_WORDS, 0.0, len(name.plain), name.plain, name.code, name.shown)
        for place in _holding(names, asked.split()).difference(begun)
        for name in names.meant[place]
    ]
    least = _MUCH if ranked else _LITTLE
    ranked += [
        (_READ, 0.0, place, "", code, said) for place, (code, said) in enumerate(_read(typed, lexicon))
    ]
    ranked += [
        (_CLOSE if likeness >= _MUCH else _FAR, -likeness, len(name.plain), name.plain, name.code, name.shown)
        for place, likeness in _alike(names, asked, least)
        for name in names.meant[place]
    ]
    best: dict[str, Completion] = {}
    for *_, code, shown in sorted(ranked):
        best.setdefault(code, Completion(code, lexicon.labels[code], shown))
        if len(best) == limit:
            break
    return list(best.values())


def exact(typed: str, lexicon: Lexicon) -> str | None:
    """Return the only concept that has exactly this name, None when there is none or when several have it."""
    asked = plain(typed[:LONGEST])
    names = _names(lexicon)
    place = bisect_left(names.spellings, asked)
    if place == len(names.spellings) or names.spellings[place] != asked:
        return None
    found = names.meant[place]
    labelled = [name for name in found if name.is_label] or found
    return labelled[0].code if len(labelled) == 1 else None


def _beginning(names: _Names, asked: str) -> range:
    """Return the places of the spellings that begin with what is typed."""
    return range(bisect_left(names.spellings, asked), bisect_left(names.spellings, asked + _AFTER))


def _begun_rank(name: _Name, asked: str) -> int:
    if name.plain == asked:
        return _EXACT
    return _LABEL if name.is_label else _ALIAS


def _holding(names: _Names, words: list[str]) -> set[int]:
    """Return the places of the spellings where every typed word begins a word."""
    found: set[int] | None = None
    for word in words:
        start, end = bisect_left(names.words, (word, -1)), bisect_left(names.words, (word + _AFTER, -1))
        places = {place for _, place in names.words[start:end]}
        found = places if found is None else found & places
    return found or set()


def _alike(names: _Names, asked: str, least: float) -> Iterator[tuple[int, float]]:
    """Yield the places of the spellings written alike, whole or by their beginning, with their likeness."""
    if len(asked) < _SHORTEST:
        return
    likeness = _likeness(asked, names.spellings, least)
    beginnings, counts = _beginnings(names, len(asked))
    begun = _likeness(asked, beginnings, least / _UNFINISHED) * _UNFINISHED
    likeness = np.maximum(likeness, np.repeat(begun, counts))
    for place in np.flatnonzero(likeness >= least - _ROUNDING):
        yield int(place), float(likeness[place])


@lru_cache(maxsize=16)
def _beginnings(names: _Names, length: int) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """Return the different beginnings of the spellings, in their order, and how many spellings have each."""
    groups = [
        (begun, sum(1 for _ in group)) for begun, group in groupby(names.spellings, lambda one: one[:length])
    ]
    return tuple(begun for begun, _ in groups), tuple(count for _, count in groups)


def _likeness(asked: str, spellings: Sequence[str], least: float) -> NDArray[np.float32]:
    """Return the likeness of each spelling, nothing well below ``least`` (a cut-off loses its own boundary)."""
    found: NDArray[np.float32] = cdist(
        [asked], spellings, scorer=OSA.normalized_similarity, score_cutoff=least - _MARGIN, dtype=np.float32
    )[0]
    return found


def _read(typed: str, lexicon: Lexicon) -> Iterator[tuple[str, str]]:
    for unit in lexicon.units(content(typed[:LONGEST])):
        for code, _ in unit.concepts:
            yield code, unit.surface
