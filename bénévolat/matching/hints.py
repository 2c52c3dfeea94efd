"""Demands told by words: «au volant» means driving, «prise en charge» means no load.

Words are compared as they are spelt but for accents and number: a stem would take «chargée de communication» for
a load to carry. The longest phrase wins and uses up its words.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from bénévolat.matching.text import Remembered, Token, content

NOTHING = "nothing"
"""Key of the phrases that mean no demand though one of their words does."""


@lru_cache(maxsize=50_000)
def singular(folded: str) -> str:
    """Return a folded word without its plural ending: animaux -> animal, lourdes -> lourde."""
    if folded.endswith("eaux"):
        return folded[:-1]
    if folded.endswith("aux") and len(folded) > 5:
        return folded[:-3] + "al"
    return folded[:-1] if len(folded) > 3 and folded[-1] in "sx" and not folded.endswith("ss") else folded


class Hints:
    """Phrases and the codes they mean."""

    def __init__(self, *tables: Mapping[str, Iterable[str]]) -> None:
        """Learn tables of code -> phrases."""
        self._codes: dict[tuple[str, ...], dict[str, None]] = {}
        for table in tables:
            for code, phrases in table.items():
                for phrase in phrases:
                    key = tuple(singular(word.folded) for word in content(phrase))
                    if key:
                        self._codes.setdefault(key, {})[code] = None
        longest: dict[str, int] = {}
        for key in self._codes:
            longest[key[0]] = max(len(key), longest.get(key[0], 0))
        self._begun = frozenset(key[:length] for key in self._codes for length in range(1, len(key)))
        self._most = max(map(len, self._codes), default=0)
        self._longest: Remembered[Token, int] = Remembered(lambda word: longest.get(singular(word.folded), 0))

    def runs_on(self, words: Sequence[Token]) -> bool:
        """Tell whether some words end with the beginning of a phrase, that more words might complete."""
        key = tuple([singular(word.folded) for word in words[-self._most :]])
        return any(key[start:] in self._begun for start in range(len(key)))

    def found(self, words: Sequence[Token]) -> dict[str, str]:
        """Return the codes that some words mean, each with the words that say it first."""
        found: dict[str, str] = {}
        reach = list(map(self._longest.__getitem__, words))
        if not any(reach):
            return found
        done = 0
        for start, longest in [place for place in enumerate(reach) if place[1]]:
            if start < done:
                continue
            key = tuple(singular(word.folded) for word in words[start : start + longest])
            while key and key not in self._codes:
                key = key[:-1]
            done = start + len(key)
            for code in self._codes.get(key, ()):
                if code != NOTHING:
                    found.setdefault(code, " ".join(word.surface for word in words[start:done]))
        return found
