"""Names folded for search and comparison: accents, case, hyphens, «St/Ste», articles (R33)."""

import re
import unicodedata

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l"})
_BREAKS = re.compile(r"[\W_]+")
_SHORT = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}
_ARTICLES = frozenset({"le", "la", "les", "l", "aux", "au"})


def fold(text: str) -> str:
    """Return the text in lower case, without accents, its words separated by one space, «St» as «saint».

    ``fold("Saint-Étienne-sous-Barbuise") == fold("ST ETIENNE SOUS BARBUISE")``. Idempotent; may be empty.
    """
    letters = unicodedata.normalize("NFKD", text.lower().translate(_LIGATURES))
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(_SHORT.get(word, word) for word in _BREAKS.sub(" ", plain).split())


def without_article(folded: str) -> str:
    """Return a folded name without its leading article: «le meriot» gives «meriot» (R33); never empty."""
    words = folded.split()
    if len(words) > 1 and words[0] in _ARTICLES:
        words = words[1:]
    return " ".join(words)


def search_key(text: str, length: int = 200) -> str:
    """Return what a search column keeps of a name: folded, at most ``length`` signs."""
    return fold(text)[:length]


CHECKED_LETTERS = 3
_PARTICLES = frozenset(
    {"de", "du", "des", "d", "la", "le", "les", "l", "el", "al", "ben", "bou", "ait", "van", "von"}
)


def name_starts(last_name: str) -> frozenset[str]:
    """Return the letters that prove one knows a surname (R50): its first three, or those of one of its words.

    Accents, hyphens, apostrophes and capitals do not matter; a name of one or two letters is whole; a particle alone
    proves nothing.
    """
    words = _unfolded_words(last_name)
    kept = [word for word in words if word not in _PARTICLES] or words
    return frozenset(word[:CHECKED_LETTERS] for word in ("".join(words), *kept) if word)


def knows_name(typed: str, last_name: str) -> bool:
    """Tell whether what was typed begins as a surname does; the whole name may be typed."""
    starts = name_starts(last_name)
    words = _unfolded_words(typed)
    said = {"".join(words)[:CHECKED_LETTERS], *(word[:CHECKED_LETTERS] for word in words)} if words else set()
    return bool(said & starts)


def _unfolded_words(name: str) -> list[str]:
    """Return the words of a name without accents; unlike ``fold``, «St» stays as it is written."""
    letters = unicodedata.normalize("NFKD", name.lower().translate(_LIGATURES))
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return _BREAKS.sub(" ", plain).split()
