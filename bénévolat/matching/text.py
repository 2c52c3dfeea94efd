"""French words made comparable: folding, tokens, stop words, stems and a phonetic key.

The stems are deliberately light. Two tables guard them: ``accented`` is keyed by the *accented*
spelling (marche is not marché, R33 and the false friends of matching.md §2), ``families``
by the folded one. Both are meant to grow from the list of false friends met in the field.
"""

import re
import tomllib
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import chain
from typing import TypeVar

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss"})
LONGEST_WORD = 60
MOST_WORDS = 200_000
MOST_CHARACTERS = 0x3000
_find_words = re.compile(r"[^\W_]+").findall
_APOSTROPHES = re.compile("[’ʼ‘`´]")
# «habitant.e.s», «animateur·rice», «bénévole(s)»: the inclusive ending is dropped.
_INCLUSIVE = re.compile(
    r"[.·•∙‧](?<=\w{3}.)(?:e|s|es|ne|nes|le|les|re|ère|ères|rice|rices|trice|trices|euse|euses|ive|ives)"
    r"(?:[.·•∙‧]s)?(?!\w)|\((?<=\w{3}\()(?:e|s|es|ne|ère|rice|trice|euse)\)(?:\(?s\)?)?"
)

# Words of two that function words alone would lose.
_JOINED = re.compile(r"\b(bien|mal)[- ](être)\b|\b(tout)-(petits?)\b|\b(touche)-à-(tout)\b")

_WORDS = tomllib.loads(files(__package__).joinpath("words.toml").read_text(encoding="utf-8"))

STOP_WORDS = frozenset(_WORDS["stop"].split())
"""Function words: removed before anything is compared."""

SOFT_STOP_WORDS = frozenset((_WORDS["soft"] + _WORDS["common"]).split())
"""Words of the field that say nothing by themselves: kept inside phrases, never scored alone."""

COUNTRIES = tuple(_WORDS["countries"].split())
"""Countries and continents, folded."""

_ACCENTED: dict[str, str] = {
    word: stem for stem, words in _WORDS["accented"].items() for word in words.split()
}
_FAMILIES: dict[str, str] = {
    word: stem for stem, words in _WORDS["families"].items() for word in words.split()
}

_APART = frozenset(_WORDS["apart"].split())

# (ending, shortest stem left), tried in this order on the singular folded word; the first that fits is cut.
_ENDINGS = tuple(
    (ending, int(shortest)) for ending, shortest in (rule.split(":") for rule in _WORDS["endings"].split())
)


@dataclass(frozen=True, slots=True, eq=False)
class Token:
    """A word of a text: as written (lower case), without accents, and its stem. One object a spelling."""

    surface: str
    folded: str
    stem: str


class _Folded(dict[int, str]):
    """What each character becomes: those of European languages are remembered."""

    def __missing__(self, code: int) -> str:
        char = _APOSTROPHES.sub("'", chr(code)).casefold().translate(_LIGATURES)
        decomposed = unicodedata.normalize("NFKD", char)
        folded = "".join(part for part in decomposed if not unicodedata.combining(part))
        if code < MOST_CHARACTERS:
            self[code] = folded
        return folded


_FOLDED = _Folded()


def fold(text: str) -> str:
    """Return the text in lower case, without accents or ligatures, apostrophes straight (R33)."""
    if text.isascii():
        return text.lower().replace("`", "'")
    return unicodedata.normalize("NFC", text).translate(_FOLDED)


def _singular(word: str) -> str:
    if word.endswith("eaux"):
        return word[:-1]
    if word.endswith("aux") and len(word) > 5:
        return word[:-3] + "al"
    if len(word) > 3 and word[-1] in "sx" and not word.endswith(("ss", "us", "ois", "ais")):
        return word[:-1]
    return word


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """Return the family of one word (any case, accents kept when known): jardiner, jardinage -> jardin."""
    lowered = unicodedata.normalize("NFC", word).casefold()
    folded = fold(lowered)
    known: str | None = _ACCENTED.get(lowered) or _FAMILIES.get(folded)
    if known is not None:
        return known
    if len(folded) <= 3 or not folded.isalpha():
        return folded
    base = _singular(folded)
    if base in _APART or folded in _APART:
        return f"{base}:"
    return _FAMILIES.get(base) or _cut(base)


def _cut(base: str) -> str:
    if base.endswith(("aise", "oise")):
        return base[:-1]
    for ending, shortest in _ENDINGS:
        if base.endswith(ending) and len(base) - len(ending) >= shortest:
            return base[: -len(ending)]
    return base


Said = TypeVar("Said")
Told = TypeVar("Told")


class Remembered(dict[Said, Told]):
    """What a function says of everything met so far; emptied when it grows beyond what a département says.

    Unlike ``lru_cache``, it is read by ``map`` without a call when nothing is new.
    """

    def __init__(self, tell: Callable[[Said], Told]) -> None:
        super().__init__()
        self._tell = tell

    def __missing__(self, said: Said) -> Told:
        if len(self) >= MOST_WORDS:
            self.clear()
        told = self[said] = self._tell(said)
        return told


@lru_cache(maxsize=MOST_WORDS)
def _token(word: str) -> Token:
    return Token(word, fold(word), stem(word))


def _is_stop(word: str, folded: str) -> bool:
    return len(folded) < 2 or (folded in STOP_WORDS and word not in _ACCENTED)


def _join(text: str) -> str:
    return _JOINED.sub(lambda match: "".join(part for part in match.groups() if part), text)


def _words_of(piece: str) -> tuple[Token, ...]:
    """Return the words of a piece of text without a space: «l'école,»."""
    text = piece.casefold()
    if text.isalpha():  # nothing to cut
        return (_token(text),) if len(text) <= LONGEST_WORD else ()
    text = _INCLUSIVE.sub("", _join(_APOSTROPHES.sub("'", piece).casefold()))
    return tuple(_token(word) for word in _find_words(text) if len(word) <= LONGEST_WORD)


def _content_of(piece: str) -> tuple[Token, ...]:
    return tuple(word for word in _words_of(piece) if not _is_stop(word.surface, word.folded))


_every_word, _content_word = Remembered(_words_of), Remembered(_content_of)


def _cut_words(text: str, known: Mapping[str, tuple[Token, ...]]) -> list[Token]:
    text = unicodedata.normalize("NFC", text)
    if " ê" in text or " Ê" in text:  # «bien être», the only word with a space inside
        text = _join(text.casefold())
    return list(chain.from_iterable(map(known.__getitem__, text.split())))


def tokens(text: str) -> list[Token]:
    """Cut a text into words. Elided articles (l', d', qu'…) become words of their own and are stop words."""
    return _cut_words(text, _every_word)


def content(text: str) -> list[Token]:
    """Return the words of a text without its function words (soft stop words are still there)."""
    return _cut_words(text, _content_word)


def is_soft(token: Token) -> bool:
    """Tell whether the word says nothing by itself (domain stop word, number)."""
    return token.folded in SOFT_STOP_WORDS or token.folded.isdigit()


_PHONETIC = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        ("ph", "f"),
        ("eau|au", "o"),
        ("qu|ck|q|c(?![eiy])|ch(?=[rl])", "k"),
        ("c(?=[eiy])|z|ss", "s"),
        ("g(?=[eiy])", "j"),
        ("ai|ei|et$|er$|ez$", "e"),
        ("(?:am|em|en)(?=[^aeiouy]|$)", "an"),
        ("y", "i"),
        ("(?<!^)h", ""),
        (r"(.)\1+", r"\1"),
        ("[est]+$", ""),
    )
)


@lru_cache(maxsize=50_000)
def phonetic(folded: str) -> str:
    """Return a small key under which spellings that sound alike meet (informatik, informatique)."""
    key = folded.replace("ch", "\x00") if "chr" not in folded and "chl" not in folded else folded
    for pattern, replacement in _PHONETIC:
        key = pattern.sub(replacement, key)
    return key.replace("\x00", "ch")
