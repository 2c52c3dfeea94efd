"""Phrases as the words they are compared by: stems, singulars, and what may follow a first word."""

from collections.abc import Iterable, Mapping, Sequence

from bénévolat.matching.hints import singular
from bénévolat.matching.text import Token, content

Phrase = tuple[str, ...]
Weights = tuple[tuple[str, int], ...]
Bans = Sequence[tuple[int, set[str]]]
"""Where an excluding phrase ends, and the concepts it forbids until there."""


def stems_of(alias: str) -> Phrase:
    """Return the stems of a phrase."""
    return tuple(token.stem for token in content(alias))


def singulars(words: Sequence[Token]) -> Phrase:
    """Return words without accents and plurals."""
    return tuple(singular(word.folded) for word in words)


def strongest_first(weights: Mapping[str, int]) -> Weights:
    """Return weights, the strongest first."""
    return tuple(sorted(weights.items(), key=lambda pair: (-pair[1], pair[0])))


def allowed(concepts: Weights, end: int, banned: Bans) -> Weights:
    """Return the concepts that no excluding phrase, still open where they end, forbids."""
    for last, codes in banned:
        if end <= last:
            concepts = tuple(pair for pair in concepts if pair[0] not in codes)
    return concepts


def seconds_of(phrases: Iterable[Phrase]) -> dict[str, frozenset[str]]:
    """Return, for each first stem, the second ones that may follow it."""
    found: dict[str, set[str]] = {}
    for phrase in phrases:
        if len(phrase) > 1:
            found.setdefault(phrase[0], set()).add(phrase[1])
    return {first: frozenset(seconds) for first, seconds in found.items()}


def longest_of(phrases: Iterable[Phrase]) -> dict[str, int]:
    """Return, for each first stem, the length of the longest phrase it starts."""
    found: dict[str, int] = {}
    for phrase in phrases:
        found[phrase[0]] = max(len(phrase), found.get(phrase[0], 0))
    return found
