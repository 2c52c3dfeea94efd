"""From a note to chips: what the person wants or can do, and what the note says to avoid.

A negation («pas de port de charges», «n'aime pas la foule») leaves the positive text: it is only ever a
suggestion to tick a constraint, or a reason not to propose a mission that says the same words.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from bénévolat.matching.negations import Fate, pieces
from bénévolat.matching.text import fold

_SENTENCES = re.compile(
    r"[;!\n()•|]+|(?<!\bM)(?<!\bMme)\.(?=\s|$)|\s[-–—]\s|"
    r"\b(?:mais|par contre|en revanche|cependant|toutefois|n[ée]anmoins|pourtant)\b",
    re.IGNORECASE,
)
_MAY_END = re.compile(
    r"[;!\n()•|.–—-]|[Mm]ais|MAIS|[Cc]ontre|[Rr]evanche|[Pp]endant|[Ff]ois|[Mm]oins|[Tt]ant"
)
_CLAUSES = re.compile(r"([,:?/]+)")
_FIRST = frozenset(["et", "ou", "donc", "alors", "puis", "oui", "ok", "voire", "que", "surtout"])
_LAST = frozenset(
    [
        "et",
        "ou",
        "donc",
        "oui",
        "ok",
        "que",
        "qui",
        "en",
        "elle",
        "il",
        "on",
        "lui",
        "ne",
        "ça",
        "ca",
        "mme",
        "m",
    ]
)
_NOBODY_WORDS = """
m mr mme mlle monsieur madame elle il on je j la le les l lui y en est sont a ca cela c ce se s tout
trop bien tres beaucoup vraiment du tellement merci non oui plus et car personne toujours aussi
encore doit devra veut peut souhaite prefere voudrait aimerait demande faut aime cherche dit pour
avec ne n contrainte contraintes attention limite limites souhait souhaits refus restriction
restrictions note noter envie envies
"""
_NOBODY = frozenset(_NOBODY_WORDS.split())
_OF = re.compile(r"^(?:(?:de|du|des|d)\b[\s']*)+", re.IGNORECASE)
_ARTICLE = re.compile(
    r"^(?:(?:avec|dans|chez|pour|en|à|au|aux|par|sur)\b\s*)?(?:(?:le|la|les|des|du|de|un|une)\s+|l'|d')?",
    re.IGNORECASE,
)
_LISTED = re.compile(r"^\s*(?:(?P<thing>le|la|les|l')|(?P<of>de|d'|ni))(?:\s|(?<='))")
_VERB = re.compile(
    r"\b(?:est|sont|aime\w*|veut|peut|sait|fait|cherche|voudrait|prefere|adore\w*|oui|a|parle|lui)\b"
)
_AND = re.compile(r"\s+(?:et|ou|ni)\s+", re.IGNORECASE)
_AT_HOME = re.compile(
    r"\bchez\s+(?:elle|lui|soi|moi|eux)\b|\b(?:a|dans)\s+(?:la maison|(?:son|mon|leur)\s+"
    r"(?:domicile|logement|appartement|appart|studio|salon))\b|\bheberg\w+|\bfamille d'accueil"
)
LONGEST_CLAUSE = 800
"""Signs read at one go: negations look back over a whole clause, so that their time grows with its square."""
AT_HOME = "chez soi"
"""What is to avoid when nobody and no animal can be taken in, in words the thesaurus knows."""


@dataclass(frozen=True, slots=True)
class Chips:
    """The pieces of a note, in its order: wanted and to avoid."""

    wanted: tuple[str, ...]
    avoided: tuple[str, ...]


@dataclass(slots=True)
class _Said:
    fate: Fate
    words: str


@lru_cache(maxsize=20_000)
def split(note: str) -> Chips:
    """Cut a note into chips: what it wants, and what it refuses."""
    said: list[_Said] = []
    for sentence in _SENTENCES.split(note) if _MAY_END.search(note) else (note,):
        said += _read(sentence)
    wanted = (_trim(one.words) for one in said if one.fate is Fate.WANTED and one.words)
    avoided = (part for one in said if one.fate is Fate.AVOIDED for part in _refused(one.words))
    return Chips(
        tuple(words for words in wanted if words and not _is_nothing(words)),
        tuple(dict.fromkeys(avoided)),
    )


def _read(sentence: str) -> list[_Said]:
    """Read the clauses of a sentence; one may refuse what the one before named."""
    said: list[_Said] = []
    listing = ""  # what the clause before left open: «le» (things), «de», or «:» (everything)
    parts = _CLAUSES.split(sentence)
    for clause, mark in zip(parts[::2], [*parts[1::2], ""], strict=True):
        words = " ".join(clause.split())
        if not words:
            continue
        if len(words) > LONGEST_CLAUSE:
            said += [one for part in _bounded(words) for one in _read(part)]
            listing = ""
            continue
        folded = fold(words)
        # folding may change lengths (ligatures): then the clause is used in its folded form.
        source = words if len(folded) == len(words) else folded
        found = pieces(folded)
        here = [_Said(piece.fate, piece.of(source)) for piece in found]
        if listing and here[0].fate is Fate.WANTED and _goes_on(fold(here[0].words), listing):
            here[0].fate = Fate.AVOIDED
            if len(here) == 1:
                said += here
                continue
        last = here[-1]
        listing = ""
        if last.fate is Fate.AVOIDED:
            if not _is_nothing(last.words):
                listing = _opening(folded, last.words)
            elif not _refuse(here[:-1], wordy=False) and not _refuse(said[-1:], wordy=True):
                listing = ":" if ":" in mark else ""
        said += here
    return said


def _bounded(words: str) -> Iterator[str]:
    """Cut words that no comma cuts, at a space where there is one."""
    start = 0
    while start < len(words):
        end = start + LONGEST_CLAUSE
        if end < len(words):
            end = max(words.rfind(" ", start, end), start + LONGEST_CLAUSE // 2)
        yield words[start:end]
        start = end


def _opening(folded: str, words: str) -> str:
    """Return how the refused thing is introduced, which the next of a list repeats."""
    opening = _LISTED.match(fold(words))
    if opening and opening.group("thing"):
        return "le"
    return "de" if " de " in f" {folded}" or "d'" in folded else ""


def _goes_on(folded: str, listing: str) -> bool:
    """Tell whether a clause only goes on with the list of what is refused."""
    if listing == ":":
        return True
    opening = _LISTED.match(folded)
    if not listing or opening is None or _VERB.search(folded) or len(folded.split()) > 4:
        return False
    return bool(opening.group("thing" if listing == "le" else "of"))


def _refuse(said: list[_Said], *, wordy: bool) -> bool:
    """Refuse the last thing said: «la foule, elle n'aime pas». ``wordy``: only what is named with its article."""
    for one in reversed(said):
        if one.fate is not Fate.WANTED or _is_nothing(one.words):
            continue
        if wordy and not _LISTED.match(fold(one.words)) and len(one.words.split()) > 2:
            return False
        one.fate = Fate.AVOIDED
        return True
    return False


def _trim(words: str) -> str:
    parts = words.split()
    while parts and parts[0].strip("'.").lower() in _FIRST:
        del parts[0]
    while parts and parts[-1].strip("'.").lower() in _LAST:
        del parts[-1]
    return " ".join(parts).strip(" '.-")


def _is_nothing(words: str) -> bool:
    """Tell whether some words name nobody and nothing: «elle», «pas trop»."""
    parts = words.replace("'", " ").replace(".", " ").split()
    return all(fold(part) in _NOBODY for part in parts)


def bare(words: str) -> str:
    """Return what is refused without the article that introduces it: «la foule» -> «foule»."""
    return _ARTICLE.sub("", words).strip()


def _refused(words: str) -> list[str]:
    """Return the refused things one by one; a home that cannot take in refuses nothing else."""
    if _AT_HOME.search(fold(words)):
        return [AT_HOME]
    parts = (_OF.sub("", _trim(part)).strip() for part in _AND.split(words))
    return [part for part in parts if not _is_nothing(part)]
