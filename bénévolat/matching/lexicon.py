"""Finding the concepts of a text: the longest phrases of the thesaurus win and use up their words.

«maison de retraite» is the concept of elderly people and leaves no «maison»; «course à pied» leaves no
«course». Words used by a phrase of several words are not compared again: this is what keeps false friends
such as Secours populaire / secourisme apart.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bénévolat.matching.text import Token, content, is_soft, stem
from bénévolat.matching.thesaurus import Thesaurus, default_thesaurus
from bénévolat.matching.trades import TradeNames

MISSION_TRADE = 900  # below, a concept says what a trade is good for, not what it does


@dataclass(frozen=True, slots=True)
class Unit:
    """A piece of a text that can be compared: a phrase of the thesaurus or a single word.

    ``concepts`` maps a concept to its strength (per mille); ``words`` are the stems still worth an exact
    comparison (one at most, none for a phrase of several words).
    """

    surface: str
    concepts: tuple[tuple[str, int], ...]
    word: str | None
    read_as: str | None = None


def _stems(alias: str) -> tuple[str, ...]:
    return tuple(token.stem for token in content(alias))


class Lexicon:
    """Phrases (as stems) and the concepts they lead to, with the relations between concepts."""

    def __init__(self, thesaurus: Thesaurus | None = None) -> None:
        self.thesaurus = thesaurus = thesaurus or default_thesaurus()
        self.labels = {code: concept.label for code, concept in thesaurus.concepts.items()}
        self.strengths = {code: concept.strength for code, concept in thesaurus.concepts.items()}
        self.related = {code: tuple(concept.related.items()) for code, concept in thesaurus.concepts.items()}
        self.phrases: dict[tuple[str, ...], dict[str, int]] = {}
        self.words: dict[str, str] = {}  # folded spelling -> stem, every word of the thesaurus
        for code, concept in thesaurus.concepts.items():
            self._learn(concept.aliases, {code: 1000})
        for trade in thesaurus.trades:
            for alias in trade.aliases:
                self._remember(alias)
        self._trades = TradeNames(thesaurus.trades)
        for language in thesaurus.languages:
            self._learn_language(language)
        self._longest: dict[str, int] = {}  # first stem -> longest phrase it starts
        for phrase in self.phrases:
            self._longest[phrase[0]] = max(len(phrase), self._longest.get(phrase[0], 0))
        self._hints: dict[tuple[str, ...], list[str]] = {}
        for demand, aliases in thesaurus.hints.items():
            for alias in aliases:
                self._remember(alias)
                if _stems(alias):
                    self._hints.setdefault(_stems(alias), []).append(demand)
        self._hint_starts = frozenset(phrase[0] for phrase in self._hints)

    def _remember(self, alias: str) -> None:
        for token in content(alias):
            self.words.setdefault(token.folded, token.stem)

    def _learn(self, aliases: Iterable[str], concepts: Mapping[str, int]) -> None:
        for alias in aliases:
            self._remember(alias)
            phrase = _stems(alias)
            if not phrase:
                continue
            known = self.phrases.setdefault(phrase, {})
            for code, weight in concepts.items():
                known[code] = max(weight, known.get(code, 0))

    def _learn_language(self, language: str) -> None:
        code = f"lang_{stem(language)}"
        self.labels[code] = f"langue : {language}"
        self.strengths[code] = 1000
        self.related[code] = (("languages", 600), ("migrants", 300))
        self._learn([language], {code: 1000})

    def units(self, words: Sequence[Token], mission: bool = False) -> list[Unit]:
        """Cut words into units, longest phrase first; soft stop words outside a phrase are left out.

        A trade named by a mission only says what the mission is, not what else that trade may be good for.
        """
        found: list[Unit] = []
        stems = tuple(word.stem for word in words)
        start = 0
        while start < len(words):
            length = min(self._longest.get(stems[start], 0), len(words) - start)
            while length and stems[start : start + length] not in self.phrases:
                length -= 1
            named, useful = self._trades.at(words, start, least=MISSION_TRADE if mission else 0)
            if named and named >= length:  # the name of a trade says more than the stem of its verb
                surface = " ".join(word.surface for word in words[start : start + named])
                found.append(Unit(surface, useful, words[start].stem if named == 1 else None))
                start += named
                continue
            if length:
                span = words[start : start + length]
                known = self.phrases[stems[start : start + length]]
                concepts = tuple(sorted(known.items(), key=lambda pair: (-pair[1], pair[0])))
                single = span[0].stem if length == 1 else None
                found.append(Unit(" ".join(word.surface for word in span), concepts, single))
                start += length
                continue
            word = words[start]
            if not is_soft(word):
                found.append(Unit(word.surface, (), word.stem))
            start += 1
        return found

    def hinted(self, words: Sequence[Token]) -> dict[str, str]:
        """Return the demands a text hints at, each with the words that say it."""
        found: dict[str, str] = {}
        stems = tuple(word.stem for word in words)
        for start, first in enumerate(stems):
            if first not in self._hint_starts:
                continue
            for end in range(start + 1, min(start + 4, len(words)) + 1):
                for demand in self._hints.get(stems[start:end], ()):
                    found.setdefault(demand, " ".join(word.surface for word in words[start:end]))
        return found


@lru_cache(maxsize=1)
def default_lexicon() -> Lexicon:
    """Return the thesaurus of the package, built once a process."""
    return Lexicon()
