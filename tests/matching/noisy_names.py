"""Names of concepts as people type them: one slip or two, drawn the same way every time."""

import random
from collections.abc import Iterator

from bénévolat.matching.completion import plain
from bénévolat.matching.lexicon import Lexicon

_NEXT_KEY = {
    row[place]: row[(place + 1) % len(row)]
    for row in ("azertyuiop", "qsdfghjklm", "wxcvbn")
    for place in range(len(row))
}
_SOUNDS = (("qu", "k"), ("ph", "f"), ("ss", "s"), ("eau", "o"), ("an", "en"), ("c", "s"), ("y", "i"))


def damaged(word: str, chance: random.Random) -> str:
    """Return a word with one slip: a letter lost, doubled, swapped, its neighbour's, or written as it sounds."""
    place = chance.randrange(1, len(word)) if len(word) > 1 else 0
    before, letter, after = word[:place], word[place], word[place + 1 :]
    kind = chance.randrange(5)
    if kind == 0:
        return before + after
    if kind == 1:
        return before + letter * 2 + after
    if kind == 2 and after:
        return before + after[0] + letter + after[1:]
    if kind == 3 and letter in _NEXT_KEY:
        return before + _NEXT_KEY[letter] + after
    for written, heard in _SOUNDS:
        if written in word:
            return word.replace(written, heard, 1)
    return word + "s"


def noisy(name: str, chance: random.Random, slips: int = 1) -> str:
    """Return a name with slips in its longest words."""
    words = name.split()
    for _ in range(slips):
        place = max(range(len(words)), key=lambda number: len(words[number]) * chance.random())
        words[place] = damaged(words[place], chance)
    return " ".join(words)


def names_of(lexicon: Lexicon) -> dict[str, set[str]]:
    """Return every name of four letters or more, with the concepts it leads to."""
    found: dict[str, set[str]] = {}
    for code, label in lexicon.labels.items():
        found.setdefault(plain(label), set()).add(code)
    for code, concept in lexicon.thesaurus.concepts.items():
        for alias in concept.aliases:
            found.setdefault(plain(alias), set()).add(code)
    for trade in lexicon.thesaurus.trades:
        for alias in trade.aliases:
            found.setdefault(plain(alias), set()).update(trade.concepts)
    return {name: codes for name, codes in sorted(found.items()) if len(name) >= 4}


def samples(lexicon: Lexicon, slips: int = 1, every: int = 1) -> Iterator[tuple[str, set[str]]]:
    """Yield one name in ``every`` with slips, and the concepts that are right for it."""
    chance = random.Random(20261125)
    for name, codes in list(names_of(lexicon).items())[::every]:
        yield noisy(name, chance, slips), codes
