"""How easily a short French text is read (R62): shown to its author, never blocking.

Score of Kandel and Moles (*Application de l'indice de Flesch à la langue française*, 1958), Flesch's formula fitted to
French: 207 − 1.015 × words per sentence − 73.6 × syllables per word. ``static/js/readability.js`` says the same while
the text is typed; one list of texts holds both to it (tests/readings.py).
"""

import re
from dataclasses import dataclass

from bénévolat.domain.syllables import syllables

MAX_SENTENCES = 5
MAX_WORDS = 12
EASY_SCORE = 60
LONG_WORD = 4
"""Syllables from which a word is pointed out, when the words of the text are too long."""

NBSP = "\u00a0"

_STOP = re.compile(r"[.!?…]+|\n+")
_WORD = re.compile(r"[A-Za-zÀ-ÖØ-öø-ÿŒœ]+(?:['’-][A-Za-zÀ-ÖØ-öø-ÿŒœ]+)*|[0-9]+")
_TITLE = re.compile(r"(?:^|[^A-Za-zÀ-ÖØ-öø-ÿŒœ])(?:M|MM|Mme|St|Ste)$")
"""What a full stop follows without ending a sentence: «M. Petit»."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Measures of a text: sentences, words in the longest one, Kandel–Moles score (0 hard, 100 easy).

    ``too_long``: the sentences above MAX_WORDS, with their number of words. ``long_words``: the longest ones.
    """

    sentences: int
    longest: int
    score: int
    too_long: tuple[tuple[str, int], ...] = ()
    long_words: tuple[str, ...] = ()
    easy: int = EASY_SCORE

    @property
    def summary(self) -> str:
        """Return the measures in one French sentence; empty when there is nothing to read."""
        if not self.sentences:
            return ""
        return (
            f"{_count(self.sentences, 'phrase')}, {_count(self.longest, 'mot')} dans la plus longue, "
            f"facilité {self.score} sur 100 ({self.easy} ou plus{NBSP}: facile)."
        )

    @property
    def remarks(self) -> list[str]:
        """Return what would make the text easier, in French; empty when it is simple enough."""
        said = []
        if self.sentences > MAX_SENTENCES:
            said.append(f"Il y a {self.sentences} phrases{NBSP}: cinq suffisent.")
        for sentence, words in self.too_long:
            said.append(
                f"Cette phrase a {words} mots{NBSP}: «{NBSP}{sentence}{NBSP}» "
                f"Coupez-la en deux ({MAX_WORDS} mots au plus)."
            )
        if self.sentences and self.score < self.easy:
            shown = ", ".join(f"«{NBSP}{word}{NBSP}»" for word in self.long_words)
            found = f" Par exemple{NBSP}: {shown}." if shown else ""
            said.append(f"Les mots sont longs{NBSP}: choisissez des mots de tous les jours.{found}")
        return said


def _count(number: int, word: str) -> str:
    return f"{number}{NBSP}{word}{'s' if number > 1 else ''}"


def sentences(text: str) -> list[str]:
    """Return the sentences of a text, each with its own stop, without those that hold no word.

    «3.5» and «M. Petit» end no sentence; a new line ends one.
    """
    found, start = [], 0
    for stop in _STOP.finditer(text):
        after = text[stop.end() : stop.end() + 1]
        if stop[0] == "." and (_WORD.match(after) or _TITLE.search(text[start : stop.start()])):
            continue
        found.append(text[start : stop.end()])
        start = stop.end()
    found.append(text[start:])
    return [sentence.strip() for sentence in found if _WORD.search(sentence)]


def read(text: str, *, easy: int = EASY_SCORE) -> Reading:
    """Measure a text; below ``easy`` its words are said to be long. A text without a word measures nothing."""
    parts = [(sentence, _WORD.findall(sentence)) for sentence in sentences(text)]
    words = [word for _, held in parts for word in held]
    if not words:
        return Reading(0, 0, 0, easy=easy)
    lengths = {word: syllables(word) for word in words}
    score = 207 - 1.015 * len(words) / len(parts) - 73.6 * sum(lengths[word] for word in words) / len(words)
    longest_first = sorted(lengths, key=lambda word: -lengths[word])
    return Reading(
        sentences=len(parts),
        longest=max(len(held) for _, held in parts),
        score=int(min(100.0, max(0.0, score)) + 0.5),
        too_long=tuple((sentence, len(held)) for sentence, held in parts if len(held) > MAX_WORDS),
        long_words=tuple(word for word in longest_first if lengths[word] >= LONG_WORD)[:3],
        easy=easy,
    )
