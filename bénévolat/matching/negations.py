"""What a clause of a note refuses: where a negation starts, how far it goes, and whose it is.

The reader goes from cue to cue. A cue says what becomes of the words after it (wanted, to avoid, left out) or of
those before it («la foule, très peu pour elle»). A refused dislike is a liking («ne déteste pas la cuisine»); what
others cannot do refuses nothing («des gens qui ne savent pas lire»); a cause is never kept, only the wish (R36).
The words themselves are in ``negations.toml``.
"""

import re
import tomllib
from dataclasses import dataclass, field
from enum import Enum, StrEnum, auto
from importlib.resources import files

_DATA = tomllib.loads(files(__package__).joinpath("negations.toml").read_text(encoding="utf-8"))
_FORMS: dict[str, str] = _DATA["forms"]
_WORDS = {name: "|".join(re.split(r",\s+", words.strip())) for name, words in _DATA["words"].items()}


class Fate(Enum):
    """What becomes of some words."""

    WANTED = auto()
    AVOIDED = auto()
    LEFT_OUT = auto()


class _Cue(StrEnum):
    WANTED = auto()
    AVOIDED = auto()
    LEFT_OUT = auto()
    BEFORE = auto()
    WELCOME = auto()
    SKIP = auto()
    NAME = auto()
    RESUME = auto()


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a clause: ``spans`` (starts and ends) in the clause, and their fate."""

    fate: Fate
    spans: tuple[tuple[int, int], ...]

    def of(self, clause: str) -> str:
        """Return the words of the piece."""
        return " ".join(clause[start:end].strip() for start, end in self.spans).strip(" '.-")


def _filled(pattern: str) -> str:
    for name, form in _FORMS.items():
        pattern = pattern.replace(f"<{name}>", form)
    for name, words in _WORDS.items():
        pattern = pattern.replace(f"<{name}>", f"(?:{words})")
    return pattern


_AFTER = {
    _Cue.WANTED: Fate.WANTED,
    _Cue.WELCOME: Fate.WANTED,
    _Cue.AVOIDED: Fate.AVOIDED,
    _Cue.LEFT_OUT: Fate.LEFT_OUT,
}
_KINDS = tuple(_Cue(does) for does, _ in _DATA["rules"])
_CUES = re.compile(
    "|".join(f"(?P<r{number}>{_filled(says)})" for number, (_, says) in enumerate(_DATA["rules"]))
)
_VERBS = (
    "verb",
    "spoken",
    "nomore",
    "badly",
)  # groups of the rules whose verb may be part of what is refused
_TRIGGERS = frozenset(_DATA["triggers"].split())
_STARTS = re.compile(r"(?<![a-z0-9-])[a-z0-9]")
_MODAL = re.compile(_filled("<modal>$"))
_OTHERS = re.compile(_filled(r"\b<many>(?: \w+){0,3}? (?:qui|dont|que) ?$"))
_OWNERS = re.compile(_filled(r"\b<many> (?:\w+ )?$"))
_THEIRS = re.compile(r"sans\b|(?:ne |n').*ant\b")
_ACTIVITY = re.compile(_filled(r"\b<activity>(?: \w+){0,2} (?:qui|que|ou) ?$"))
_SOMEONE = re.compile(
    r"\b(?:quelqu'un|personne|dame|monsieur|homme|femme|enfant|voisine?|adulte|autre) (?:\w+ )?qui ?$"
)
_HELPING = re.compile(_filled(r"\b<helping>\b"))
_NOBODY = re.compile(r"(?:(?:elle|il|on|ca|cela|c'est|ce|mme|m|et|la|le|les)\b[\s'.]*)*$")


def pieces(clause: str) -> list[Piece]:
    """Cut a folded clause into pieces in its order. A clause that refuses nothing is one wanted piece.

    An avoided piece without words means that the clause refuses something said before it.
    """
    words = clause.replace("'", " ").replace("-", " ").split()
    if _TRIGGERS.isdisjoint(word[:4] for word in words):
        return [Piece(Fate.WANTED, ((0, len(clause)),))]
    walk = _Walk(clause)
    place = 0
    while (cue := _next_cue(clause, place)) is not None:
        place = max(cue.end(), place + 1)
        walk.meet(cue)
    return walk.end()


def _next_cue(clause: str, place: int) -> re.Match[str] | None:
    for word in _STARTS.finditer(clause, place):
        cue = _CUES.match(clause, word.start())
        if cue is not None:
            return cue
    return None


@dataclass(slots=True)
class _Walk:
    """Where the reader is in a clause: the fate of what it reads, since where, and what it has read."""

    clause: str
    fate: Fate = Fate.WANTED
    start: int = 0
    spans: list[tuple[int, int]] = field(default_factory=list)
    found: list[Piece] = field(default_factory=list)

    def meet(self, cue: re.Match[str]) -> None:
        kind = _KINDS[int((cue.lastgroup or "r0")[1:])]
        if kind is _Cue.NAME or self._only_goes_on(kind, cue):
            return
        if kind is _Cue.SKIP:
            self.spans.append((self.start, cue.start()))
            self.start = cue.end()
        elif kind is _Cue.RESUME:
            self._close(cue.start(), self.fate)
            self.fate, self.start = Fate.WANTED, cue.start()
        else:
            self._turn(kind, cue)

    def _only_goes_on(self, kind: _Cue, cue: re.Match[str]) -> bool:
        """Tell whether a cue changes nothing where it stands."""
        if kind is _Cue.RESUME:
            return self.fate is Fate.WANTED or cue.start() <= self.start
        if kind is _Cue.SKIP:
            return False
        if self.fate is Fate.LEFT_OUT and cue.group().startswith("ni"):
            return True
        return kind is not _Cue.LEFT_OUT and _is_of_others(self.clause, cue.start(), cue.group())

    def _turn(self, kind: _Cue, cue: re.Match[str]) -> None:
        self._close(cue.start(), Fate.AVOIDED if kind is _Cue.BEFORE else self.fate)
        self.start = cue.end()
        self.fate = _AFTER.get(kind, Fate.WANTED)
        if kind is _Cue.AVOIDED:
            self.spans = _verb_spans(cue)
        elif kind is _Cue.BEFORE and _NOBODY.match(self.clause[: cue.start()]):
            self.fate = Fate.AVOIDED  # of what another clause named

    def _close(self, end: int, fate: Fate) -> None:
        self.found.append(Piece(fate, (*self.spans, (self.start, end))))
        self.spans = []

    def end(self) -> list[Piece]:
        self._close(len(self.clause), self.fate)
        return self.found


def _is_of_others(clause: str, start: int, cue: str) -> bool:
    """Tell whether what is negated is the lot of those whom the mission helps."""
    before = clause[:start]
    if _ACTIVITY.search(before):
        return False
    if _OTHERS.search(before):
        return True
    if _SOMEONE.search(before):
        return "quelqu'un" in before or _HELPING.search(before) is not None
    return bool(_OWNERS.search(before)) and _THEIRS.match(cue) is not None


def _verb_spans(cue: re.Match[str]) -> list[tuple[int, int]]:
    """Return where the verb is when it is part of what is refused («ne conduit pas»)."""
    for name in _VERBS:
        verb = cue.group(name)
        if verb is not None and not _MODAL.match(verb):
            return [cue.span(name)]
    return []
