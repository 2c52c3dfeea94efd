"""How easily a short French text is read (R62): shown to its author, never blocking."""

import re
from dataclasses import dataclass

MAX_SENTENCES = 5
MAX_WORDS = 12
EASY_SCORE = 60

_SENTENCE_END = re.compile(r"[.!?…]+|\n+")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\d+")
_VOWELS = re.compile(r"[aeiouyàâäéèêëîïôöùûüœæ]+")


@dataclass(frozen=True, slots=True)
class Reading:
    """Measures of a text: sentences, words in the longest one, Kandel–Moles score (0 hard, 100 easy)."""

    sentences: int
    longest: int
    score: int

    @property
    def remarks(self) -> list[str]:
        """Return what would make the text easier, in French; empty when it is simple enough."""
        said = []
        if self.sentences > MAX_SENTENCES:
            said.append(f"Il y a {self.sentences} phrases\u00a0: cinq suffisent.")
        if self.longest > MAX_WORDS:
            said.append(
                f"La phrase la plus longue a {self.longest} mots\u00a0: coupez-la en deux ({MAX_WORDS} mots au plus)."
            )
        if self.sentences and self.score < EASY_SCORE:
            said.append("Les mots sont longs\u00a0: choisissez des mots de tous les jours.")
        return said


def _syllables(word: str) -> int:
    """Return the number of vowel groups, a final mute «e» left out; at least one."""
    groups = len(_VOWELS.findall(word.lower()))
    if groups > 1 and re.search(r"[^aeiouyàâäéèêëîïôöùûü](?:e|es)$", word.lower()):
        groups -= 1
    return max(1, groups)


def read(text: str) -> Reading:
    """Measure a text. Score: 207 − 1.015 × words per sentence − 73.6 × syllables per word, within 0 to 100."""
    sentences = [words for part in _SENTENCE_END.split(text) if (words := _WORD.findall(part))]
    words = [word for sentence in sentences for word in sentence]
    if not words:
        return Reading(0, 0, 0)
    score = 207 - 1.015 * len(words) / len(sentences) - 73.6 * sum(map(_syllables, words)) / len(words)
    return Reading(len(sentences), max(map(len, sentences)), round(min(100.0, max(0.0, score))))
