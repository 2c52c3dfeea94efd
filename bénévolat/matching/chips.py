"""From a note to chips: what the person wants or can do, and what the note says to avoid.

A negation («pas de port de charges», «n'aime pas la foule») leaves the positive text: it is only ever a
suggestion to tick a constraint, or a reason not to propose a mission that says the same words.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from bénévolat.matching.text import fold

_SEGMENTS = re.compile(r"[,;:!?\n()•|/]+|\.(?=\s|$)|\bmais\b|\bpar contre\b|\bsauf\b", re.IGNORECASE)
_NEGATION = re.compile(
    r"\b(?:(?:ne|n)\b['\s]*(?:\w+['\s]+){1,4}?(?:pas|plus|jamais|aucune?|rien)\b|(?:surtout\s+)?pas\s+(?:de|d|du|des|la|le|les|avec|dans|chez|trop|"
    r"beaucoup|en|a|au|aux)\b|sans\b|eviter?\b|aucune?\b|deteste\w*\b|peur\s+(?:de|des|du|d)\b|(?:refus|craint)\w*\b|ni\b|jamais\b)"
)
# «des gens qui ne savent pas…», «jamais de souci»: not a wish to avoid.
_OTHERS = re.compile(r"\b(?:qui|ceux|celles|gens|personnes|public)\b[^,;.]{0,40}$")
_HARMLESS = re.compile(
    r"^\s*['\s]*(?:souci|probleme|hesit|limite|compter|oublier|abri|domicile|emploi|papier)"
)


@dataclass(frozen=True, slots=True)
class Chips:
    """The pieces of a note, in its order: wanted and to avoid."""

    wanted: tuple[str, ...]
    avoided: tuple[str, ...]


@lru_cache(maxsize=20_000)
def split(note: str) -> Chips:
    """Cut a note into chips. Text before a negation stays wanted, text after it is to avoid."""
    wanted: list[str] = []
    avoided: list[str] = []
    for piece in _SEGMENTS.split(note):
        segment = " ".join(piece.split())
        if not segment:
            continue
        folded = fold(segment)
        # folding may change lengths (ligatures): then the segment is used in its folded form.
        source = segment if len(folded) == len(segment) else folded
        match = _NEGATION.search(folded)
        if match is None or _OTHERS.search(folded[: match.start()]) or _HARMLESS.match(folded[match.end() :]):
            wanted.append(segment)
            continue
        before, after = source[: match.start()].strip(" '"), source[match.end() :].strip(" '")
        if before:
            wanted.append(before)
        if after:
            avoided.append(after)
    return Chips(tuple(wanted), tuple(avoided))
