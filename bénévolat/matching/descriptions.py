"""The description of an offer, sentence by sentence: what many associations write in the same words is read once.

The pieces put end to end are what the whole text gives: sentences over which a phrase might run are read together.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from bénévolat.matching.lexicon import Lexicon, Unit
from bénévolat.matching.text import Token, content

SENTENCES_KEPT = 20_000
_END = ". "


class Said(NamedTuple):
    """Some sentences that stand alone: their words and units, and the demands they hint at."""

    words: Sequence[Token]
    units: Sequence[Unit]
    hints: Mapping[str, str]


class Descriptions:
    """Reads descriptions with a lexicon; a sentence that comes back is read once."""

    def __init__(self, lexicon: Lexicon, met: dict[Token, None]) -> None:
        """``met``: takes every word, in the order it is first met."""
        self._lexicon, self._met = lexicon, met
        self._sentence = lru_cache(SENTENCES_KEPT)(self._read)

    def read(self, text: str) -> Iterator[Said]:
        """Yield the pieces of a description."""
        first, *others = text.split(_END)
        said, runs_on = self._sentence(first)
        for other in others:
            after = self._sentence(other)
            if runs_on or self._joined(said.words, after[0].words):
                first = f"{first}{_END}{other}"
                said, runs_on = self._sentence(first)
            else:
                yield said
                first, (said, runs_on) = other, after
        yield said

    def _joined(self, before: Sequence[Token], after: Sequence[Token]) -> bool:
        """Tell whether the words of two sentences may begin a phrase together; without words, nobody knows."""
        return not before or not after or self._lexicon.joined(before[-1], after[0])

    def _read(self, text: str) -> tuple[Said, bool]:
        """Return what a sentence says, and whether more words might say more."""
        words, lexicon = content(text), self._lexicon
        self._met.update(dict.fromkeys(words))
        return Said(words, lexicon.units(words, mission=True), lexicon.hinted(words)), lexicon.runs_on(words)
