"""Finding the concepts of a text: the longest phrases of the thesaurus win and use up their words.

«maison de retraite» is the concept of elderly people and leaves no «maison»; «course à pied» leaves no
«course». Words used by a phrase of several words are not compared again: this is what keeps false friends
such as Secours populaire / secourisme apart.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from bénévolat.matching.hints import Hints, singular
from bénévolat.matching.phrases import (
    Phrase,
    Weights,
    allowed,
    longest_of,
    seconds_of,
    singulars,
    stems_of,
    strongest_first,
)
from bénévolat.matching.text import Remembered, Token, content, fold, is_soft, stem
from bénévolat.matching.thesaurus import Thesaurus, default_thesaurus
from bénévolat.matching.trades import TradeNames, trade_form

MISSION_TRADE = 1000  # below, a concept says what a trade is good for, not what it does
WEAK = 600  # a word that may mean something else
BESIDE_LANGUAGES = (("translation", 650), ("languages", 600), ("migrants", 380), ("literacy", 340))
"""What a language spoken is good for, beside the missions that name it (per mille)."""

_EMPTY: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Unit:
    """A piece of a text that can be compared: a phrase of the thesaurus or a single word.

    ``concepts`` maps a concept to its strength (per mille); ``words`` are the stems still worth an exact
    comparison (one at most, none for a phrase of several words).
    """

    surface: str
    concepts: Weights
    word: str | None
    read_as: str | None = None


@dataclass(frozen=True, slots=True)
class _Met:
    """What a word is alone (to a person, to a mission), and the words after it that may make it a phrase.

    ``reach``: words of the longest phrase it starts.
    """

    stem: str
    form: str
    said: Unit | None
    mission: Unit | None
    stems: frozenset[str]
    forms: frozenset[str]
    reach: int
    opens: bool = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "opens", bool(self.stems or self.forms))

    def goes_on(self, after: "_Met") -> bool:
        """Tell whether the word after it may go on with a phrase."""
        return after.stem in self.stems or after.form in self.forms


_NOTHING = _Met("", "", None, None, _EMPTY, _EMPTY, 0)


class Lexicon:
    """Phrases (as stems) and the concepts they lead to, with the relations between concepts."""

    def __init__(self, thesaurus: Thesaurus | None = None) -> None:
        self.thesaurus = thesaurus = thesaurus or default_thesaurus()
        self.merged = thesaurus.merged
        self.labels = {code: concept.label for code, concept in thesaurus.concepts.items()}
        self.strengths = {code: concept.strength for code, concept in thesaurus.concepts.items()}
        self.related = {code: tuple(concept.related.items()) for code, concept in thesaurus.concepts.items()}
        self.phrases: dict[Phrase, dict[str, int]] = {}
        self.words: dict[str, str] = {}  # folded spelling -> stem, every word of the thesaurus
        self._excluded: dict[Phrase, set[str]] = {}
        for code, concept in thesaurus.concepts.items():
            self._learn(concept.aliases, {code: 1000})
            self._learn(concept.weak, {code: WEAK})
            for phrase in concept.excluded:
                for stems in self._spellings(phrase):
                    self._excluded.setdefault(stems, set()).add(code)
        for trade in thesaurus.trades:
            for alias in trade.aliases:
                self._remember(alias)
        named = {code: concept.aliases for code, concept in thesaurus.concepts.items()}
        self._trades = TradeNames(thesaurus.trades, named)
        self._languages: dict[Phrase, Weights] = {}
        self._learn_languages(thesaurus)
        self._concepts = {phrase: strongest_first(known) for phrase, known in self.phrases.items()}
        self._longest = longest_of(self.phrases)
        self._longest_language = longest_of(self._languages)
        self._longest_excluded = longest_of(self._excluded)
        self._met = Remembered(self._meet)
        self._second = seconds_of((*self.phrases, *self._excluded))
        self._second_name = seconds_of(self._languages)
        self._hints = Hints(thesaurus.hints)
        self._refusals = Hints(thesaurus.refusals)
        self._wishes = Hints(thesaurus.wishes)
        for table in (thesaurus.hints, thesaurus.refusals):
            for aliases in table.values():
                for alias in aliases:
                    self._remember(alias)

    def follow(self, code: str) -> str | None:
        """Return the concept that a kept code stands for today: itself, the one it was merged into, or None."""
        code = self.merged.get(code, code)
        return code if code in self.labels else None

    def _remember(self, alias: str) -> None:
        for token in content(alias):
            self.words.setdefault(token.folded, token.stem)

    def _spellings(self, alias: str) -> list[Phrase]:
        """Return a phrase as stems, and as typed without accents when other words remove the doubt."""
        phrase = stems_of(alias)
        if len(phrase) < 2 or alias.isascii():
            return [phrase] if phrase else []
        bare = stems_of(fold(alias))
        return [phrase] if bare == phrase else [phrase, bare]

    def _learn(self, aliases: Iterable[str], concepts: Mapping[str, int]) -> None:
        for alias in aliases:
            self._remember(alias)
            for phrase in self._spellings(alias):
                known = self.phrases.setdefault(phrase, {})
                for code, weight in concepts.items():
                    known[code] = max(weight, known.get(code, 0))

    def _learn_languages(self, thesaurus: Thesaurus) -> None:
        """A language is a concept known by its name alone: «ukrainienne» or «italienne» says no language (R35)."""
        related = tuple((code, weight) for code, weight in BESIDE_LANGUAGES if code in thesaurus.concepts)
        names = {language: language for language in thesaurus.languages} | dict(thesaurus.same_language)
        for name, language in names.items():
            code = f"lang_{stem(language)}"
            self.labels[code] = f"langue : {language}"
            self.strengths[code] = 1000
            self.related[code] = related
            self._remember(name)
            for feminine in (
                f"{name}e",
                f"{name}ne",
            ):  # known, so that nobody takes it for a misspelt language
                self.words.setdefault(fold(feminine), stem(feminine))
            self._languages[tuple(singular(word.folded) for word in content(name))] = ((code, 1000),)

    def units(self, words: Sequence[Token], *, mission: bool = False) -> list[Unit]:
        """Cut words into units, longest phrase first; soft stop words outside a phrase are left out.

        A trade named by a mission only says what the mission is, not what else that trade may be good for.
        """
        read = list(map(self._met.__getitem__, words))
        alone = [word.mission for word in read] if mission else [word.said for word in read]
        if not any(word.goes_on(after) for word, after in pairwise(read) if word.opens):
            return [unit for unit in alone if unit is not None]  # the usual case: no phrase
        read.append(_NOTHING)
        found: list[Unit] = []
        done = open_until = 0
        banned: list[tuple[int, set[str]]] = []
        for start, word in enumerate(read[:-1]):
            if start < done:
                continue
            if start < open_until or (word.opens and word.goes_on(read[start + 1])):
                if excluded := self._excluded_at(words, start):
                    banned += excluded
                    open_until = max(end for end, _ in banned)
                longest, done = self._unit_at(words, start, banned, mission=mission)
                unit = longest or self._alone(words[start])
            else:
                unit = alone[start]
            if unit is not None:
                found.append(unit)
        return found

    def runs_on(self, words: Sequence[Token]) -> bool:
        """Tell whether a phrase or a hint that starts in some words might go on beyond their last one.

        Of the last word itself, ``joined`` tells, with the one that comes after.
        """
        read = list(map(self._met.__getitem__, words))
        return self._hints.runs_on(words) or any(
            word.opens and word.goes_on(after) and start + word.reach > len(read)
            for start, (word, after) in enumerate(pairwise(read))
        )

    def joined(self, word: Token, after: Token) -> bool:
        """Tell whether two words may begin a phrase."""
        met = self._met[word]
        return met.opens and met.goes_on(self._met[after])

    def _alone(self, word: Token) -> Unit | None:
        return None if is_soft(word) else Unit(word.surface, (), word.stem)

    def _meet(self, word: Token) -> _Met:
        """Read a word met for the first time."""
        banned = self._excluded_at([word], 0)
        said = self._unit_at([word], 0, banned, mission=False)[0]
        # A mission understands no word that a person does not.
        mission = self._unit_at([word], 0, banned, mission=True)[0] if said else None
        alone = self._alone(word)
        names = self._second_name.get(singular(word.folded), _EMPTY)
        return _Met(
            word.stem,
            trade_form(word.folded),
            said or alone,
            mission or alone,
            self._second.get(word.stem, _EMPTY) | {stem(name) for name in names},
            self._trades.second(word),
            max(
                self._longest.get(word.stem, 0),
                self._longest_excluded.get(word.stem, 0),
                self._longest_language.get(singular(word.folded), 0),
                self._trades.longest(word),
            ),
        )

    def _excluded_at(self, words: Sequence[Token], start: int) -> list[tuple[int, set[str]]]:
        """Return what phrases that start here exclude: (where the phrase ends, concepts)."""
        longest = self._longest_excluded.get(words[start].stem)
        if longest is None:
            return []
        stems = tuple(word.stem for word in words[start : start + longest])
        ends = range(1, len(stems) + 1)
        return [(start + end, self._excluded[stems[:end]]) for end in ends if stems[:end] in self._excluded]

    def _unit_at(
        self, words: Sequence[Token], start: int, banned: list[tuple[int, set[str]]], *, mission: bool
    ) -> tuple[Unit | None, int]:
        """Return the longest unit of the thesaurus that starts here (None: no unit), and where it ends."""
        length, concepts = self._phrase_at(words, start, banned)
        named, useful = self._trades.at(words, start, least=MISSION_TRADE if mission else 0)
        useful = allowed(useful, start + named, banned)
        spoken = self._language_at(words, start)
        if spoken >= max(1, length):
            length, concepts = spoken, self._languages[singulars(words[start : start + spoken])]
        # The name of a trade says more of a person than the stem of its verb; a mission is its verb.
        if useful and (named > length or (named == length and not mission)):
            length, concepts = named, useful
        if not length:
            return None, start + 1
        surface = " ".join(word.surface for word in words[start : start + length])
        return Unit(surface, concepts, words[start].stem if length == 1 else None), start + length

    def _language_at(self, words: Sequence[Token], start: int) -> int:
        longest = self._longest_language.get(singular(words[start].folded))
        if longest is None:
            return 0
        names = singulars(words[start : start + longest])
        return next((length for length in range(len(names), 0, -1) if names[:length] in self._languages), 0)

    def _phrase_at(
        self, words: Sequence[Token], start: int, banned: list[tuple[int, set[str]]]
    ) -> tuple[int, Weights]:
        stems = tuple(word.stem for word in words[start : start + self._longest.get(words[start].stem, 0)])
        for length in range(len(stems), 0, -1):
            concepts = allowed(self._concepts.get(stems[:length], ()), start + length, banned)
            if concepts:
                return length, concepts
        return 0, ()

    def hinted(self, words: Sequence[Token]) -> dict[str, str]:
        """Return the demands a mission hints at, each with the words that say it."""
        return self._hints.found(words)

    def refused(self, words: Sequence[Token]) -> dict[str, str]:
        """Return what refused words stand for (demands, or codes of concepts), each with its words."""
        return self._refusals.found(words)

    def wished(self, words: Sequence[Token]) -> dict[str, str]:
        """Return the demands whose opposite is asked for («au calme»), each with its words."""
        return self._wishes.found(words)


@lru_cache(maxsize=1)
def default_lexicon() -> Lexicon:
    """Return the thesaurus of the package, built once a process."""
    return Lexicon()
