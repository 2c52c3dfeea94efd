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
