"""Names of trades in a text: «animatrice» is a trade, «animer» is not.

Phrases of activities are compared by stem; those of trades by a form that only forgets the gender and the number,
so that the verb of an activity never brings in everything a trade could also do.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from bénévolat.matching.text import Token, content
from bénévolat.matching.thesaurus import Trade

# ending of the folded singular word, and what is written instead; the first that fits.
_MASCULINE = (
    ("trice", "teur"), ("euse", "eur"), ("eure", "eur"), ("ienne", "ien"), ("onne", "on"), ("anne", "an"),
    ("ere", "er"), ("ante", "ant"), ("ente", "ent"), ("aine", "ain"), ("ive", "if"), ("ale", "al"),
    ("elle", "el"), ("oise", "ois"), ("ate", "at"), ("effe", "ef"), ("ee", "e"),
)  # fmt: skip


@lru_cache(maxsize=50_000)
def trade_form(folded: str) -> str:
    """Return the word without gender and number: animatrices -> animateur, cuisinière -> cuisinier."""
    if len(folded) <= 4:
        return folded
    word = folded[:-1] if folded[-1] in "sx" and not folded.endswith(("ss", "us", "aux")) else folded
    for ending, masculine in _MASCULINE:
        if word.endswith(ending) and len(word) - len(ending) >= 2:
            return word[: -len(ending)] + masculine
    return word


class TradeNames:
    """The names of trades, longest first, and the concepts they lead to (per mille, strongest first).

    A trade whose name is also an alias of a concept leads to that concept too (apiculteur: the bees).
    """

    def __init__(self, trades: Iterable[Trade], aliases: Mapping[str, Iterable[str]] | None = None) -> None:
        known: dict[tuple[str, ...], dict[str, int]] = {}
        for trade in trades:
            for alias in trade.aliases:
                name = tuple(trade_form(word.folded) for word in content(alias))
                if name:
                    weights = known.setdefault(name, {})
                    for code, weight in trade.concepts.items():
                        weights[code] = max(weight, weights.get(code, 0))
        for code, words in (aliases or {}).items():
            for alias in words:
                name = tuple(trade_form(word.folded) for word in content(alias))
                if name in known:
                    known[name][code] = 1000
        self._known = {
            name: tuple(sorted(weights.items(), key=lambda pair: (-pair[1], pair[0])))
            for name, weights in known.items()
        }
        self._longest: dict[str, int] = {}
        seconds: dict[str, set[str]] = {}
        for name in known:
            self._longest[name[0]] = max(len(name), self._longest.get(name[0], 0))
            if len(name) > 1:
                seconds.setdefault(name[0], set()).add(name[1])
        self._second = {first: frozenset(forms) for first, forms in seconds.items()}

    def second(self, word: Token) -> frozenset[str]:
        """Return the forms that may follow this word in the name of a trade."""
        return self._second.get(trade_form(word.folded), frozenset())

    def longest(self, word: Token) -> int:
        """Return how many words the longest name has that starts with this one."""
        return self._longest.get(trade_form(word.folded), 0)

    def at(
        self, words: Sequence[Token], start: int, least: int = 0
    ) -> tuple[int, tuple[tuple[str, int], ...]]:
        """Return how many words of a trade start here (0: none) and its concepts of at least ``least``."""
        longest = self._longest.get(trade_form(words[start].folded))
        if longest is None:
            return 0, ()
        forms = tuple(trade_form(word.folded) for word in words[start : start + longest])
        for length in range(len(forms), 0, -1):
            if forms[:length] in self._known:
                known = self._known[forms[:length]]
                return length, tuple(pair for pair in known if pair[1] >= least)
        return 0, ()
