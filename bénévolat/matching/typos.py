"""Reading misspelt words: only words unknown to the offers and to the thesaurus are ever corrected.

Correcting every word is worse than correcting none (background measurements); a known word is never
touched, nor is a right word of every day that only looks like one (``right_words.txt``: «astrologie» is no slip of
«astronomie»). OSA similarity of at least .80 on the spelling, or the same phonetic key. The cut-off passed to
rapidfuzz is .795: .80 itself would lose the pairs at exactly four letters of five.
"""

from collections.abc import Mapping
from importlib.resources import files
from math import ceil

from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

from bénévolat.matching.text import Remembered, fold, phonetic

SIMILARITY = 0.80
CUTOFF = 0.795
SHORTEST = 5
RIGHT_WORDS = frozenset(files(__package__).joinpath("right_words.txt").read_text(encoding="ascii").split())

# letters that may start the same sound: a wrong first letter is a rare slip, and the worst corrections
_SAME_START = str.maketrans({"c": "k", "q": "k", "z": "s", "p": "f", "g": "j"})


def _first(word: str) -> str:
    return word.removeprefix("h")[:1].translate(_SAME_START)


def similar(one: str, other: str) -> float:
    """Return the OSA similarity of two folded words, 0.0 below .80 (the boundary itself is kept)."""
    return OSA.normalized_similarity(one, other, score_cutoff=CUTOFF)


class Corrector:
    """Nearest known spelling of an unknown word; answers are remembered, independent of their order."""

    def __init__(self, known: Mapping[str, str]) -> None:
        """``known``: folded spelling -> stem, of every word of the offers and of the thesaurus."""
        self._known = known
        self._stems = frozenset(known.values())
        self._by_start: dict[tuple[int, str], list[str]] = {}
        self._by_sound: dict[str, list[str]] = {}
        self._bands = Remembered[tuple[int, str], list[str]](lambda key: self._band(*key))
        for spelling in sorted(known):
            if len(spelling) >= SHORTEST - 1:
                for start in {_first(spelling), spelling[1::-1]}:
                    self._by_start.setdefault((len(spelling), start), []).append(spelling)
                self._by_sound.setdefault(phonetic(spelling), []).append(spelling)
        self._answers: dict[str, str | None] = {}
        self.word_pairs = 0

    def is_known(self, folded: str, stem: str) -> bool:
        """Tell whether the word needs no correction."""
        return folded in self._known or stem in self._stems

    def stem_of(self, folded: str) -> str:
        """Return the stem of a known spelling."""
        return self._known[folded]

    def nearest(self, word: str) -> str | None:
        """Return the known spelling closest to a folded unknown word of five letters or more, or None."""
        if word in self._answers:
            return self._answers[word]
        word = fold(word)
        if len(word) < SHORTEST or not word.isalpha() or word in RIGHT_WORDS:
            return None
        if word not in self._answers:
            self._answers[word] = self._search(word)
        return self._answers[word]

    def _band(self, length: int, start: str) -> list[str]:
        """Return the spellings of about a length with a start."""
        # letters that one has more are all wrong: the longer word may only have so many
        reach = range(ceil(CUTOFF * length), int(length / CUTOFF) + 1)
        return [word for size in reach for word in self._by_start.get((size, start), ())]

    def _search(self, word: str) -> str | None:
        key = phonetic(word)
        if len(key) >= SHORTEST - 1 and key in self._by_sound:  # what sounds the same goes first
            return min(self._by_sound[key], key=lambda same: (OSA.distance(word, same), same))
        # a slip keeps the first letter, or swaps it with the next one
        candidates = self._bands[len(word), _first(word)] + self._bands[len(word), word[:2]]
        self.word_pairs += len(candidates)
        if not candidates:
            return None
        scores = cdist([word], candidates, scorer=OSA.normalized_similarity, score_cutoff=CUTOFF)[0]
        near = [candidates[position] for position in scores.nonzero()[0]]
        return min(near, key=lambda other: (-similar(word, other), other), default=None)
