"""Edits of the thesaurus, applied in their order to the seed: nothing here knows where they are kept.

An edit names a concept by its code. A code merged since is followed; an edit that no longer makes sense, because a
later seed took its concept away or because what it stood on was undone, is left out and told apart.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from bénévolat.domain.thesaurus import (
    AlreadySo,
    EditKind,
    EditRefused,
    EmptyWords,
    LabelTaken,
    NotInForce,
    SameConcept,
    StillNeeded,
    TooManyWords,
    UnknownConcept,
)
from bénévolat.matching.text import content, fold, is_soft
from bénévolat.matching.thesaurus import Concept, Thesaurus, Trade
from bénévolat.matching.trades import trade_form

LONGEST_WORDS = 80
MOST_WORDS = 6
LONGEST_CODE = 40
OWN = "local_"
"""How the code of a concept made on screen begins: the seed never takes such a code."""

_LIST = re.compile(r"[,;\n]")
_NOT_CODE = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Edit:
    """One edit. ``number``: its rank among the published ones, 0 for a draft; ``undoes``: the number it undoes."""

    kind: EditKind
    concept: str = ""
    words: str = ""
    into: str = ""
    number: int = 0
    undoes: int = 0


@dataclass(frozen=True, slots=True)
class Applied:
    """A thesaurus with its edits, and the numbers of the edits in force that changed nothing."""

    thesaurus: Thesaurus
    idle: tuple[int, ...]


def clean(words: str) -> str:
    """Return typed words in NFC, with single spaces."""
    return " ".join(unicodedata.normalize("NFC", words).split())


def code_for(label: str) -> str:
    """Return the code of a concept made on screen: «Vie au jardin» -> local_vie_au_jardin."""
    return (OWN + _NOT_CODE.sub("_", fold(label)).strip("_"))[:LONGEST_CODE].rstrip("_")


def in_force(edits: Iterable[Edit]) -> list[Edit]:
    """Return the edits that hold, in order: one that is undone does not; an undo that is undone does nothing."""
    undone: set[int] = set()
    kept: list[Edit] = []
    for edit in sorted(edits, key=lambda one: one.number, reverse=True):
        if edit.number in undone:
            continue
        if edit.kind is EditKind.UNDO:
            undone.add(edit.undoes)
        else:
            kept.append(edit)
    return kept[::-1]


def apply_all(thesaurus: Thesaurus, edits: Sequence[Edit]) -> Applied:
    """Apply published edits to the seed; the version says how many there were: 2026.11+4."""
    base, idle = thesaurus.version, []
    for edit in in_force(edits):
        try:
            thesaurus = apply(thesaurus, edit)
        except EditRefused:
            idle.append(edit.number)
    last = max((edit.number for edit in edits), default=0)
    return Applied(replace(thesaurus, version=f"{base}+{last}" if last else base), tuple(idle))


def apply_edits(thesaurus: Thesaurus, edits: Sequence[Edit]) -> Thesaurus:
    """Return the thesaurus with its published edits, under its new version."""
    return apply_all(thesaurus, edits).thesaurus


def check_undo(thesaurus: Thesaurus, edits: Sequence[Edit], number: int) -> None:
    """Refuse to undo an edit that does not hold (NotInForce), or that others stand on (StillNeeded)."""
    if number not in {edit.number for edit in in_force(edits)}:
        raise NotInForce
    undo = Edit(EditKind.UNDO, number=1 + max(edit.number for edit in edits), undoes=number)
    before, after = apply_all(thesaurus, edits), apply_all(thesaurus, [*edits, undo])
    if lost := sorted(set(after.idle) - set(before.idle)):
        raise StillNeeded(lost)


def apply(thesaurus: Thesaurus, edit: Edit) -> Thesaurus:
    """Apply one edit. Raises an EditRefused whose sentence says why it cannot be."""
    return _APPLY[edit.kind](thesaurus, edit)


# One kind at a time ----------------------------------------------------------------------------------------


def _add_alias(thesaurus: Thesaurus, edit: Edit) -> Thesaurus:
    words, code = checked_words(edit.words), _followed(thesaurus, edit.concept, "concept")
    return _with_alias(thesaurus, code, words)


def _exclude(thesaurus: Thesaurus, edit: Edit) -> Thesaurus:
    words, code = checked_words(edit.words), _followed(thesaurus, edit.concept, "concept")
    return _without(thesaurus, code, words)


def _move(thesaurus: Thesaurus, edit: Edit) -> Thesaurus:
    words, code = checked_words(edit.words), _followed(thesaurus, edit.concept, "concept")
    into = _followed(thesaurus, edit.into, "into")
    if code == into:
        raise SameConcept
    thesaurus = _without(thesaurus, code, words)
    try:
        return _with_alias(thesaurus, into, words)
    except AlreadySo:
        return thesaurus


def _merge(thesaurus: Thesaurus, edit: Edit) -> Thesaurus:
    if edit.concept not in thesaurus.concepts:
        raise UnknownConcept
    old, code = edit.concept, _followed(thesaurus, edit.into, "into")
    if old == code:
        raise SameConcept
    gone, kept = thesaurus.concepts[old], thesaurus.concepts[code]
    concepts = {
        other: replace(concept, related=_renamed(concept.related, old, code, but=other))
        for other, concept in thesaurus.concepts.items()
        if other != old
    }
    related = {**gone.related, **kept.related}
    strongest = {other: max(gone.related.get(other, 0), weight) for other, weight in related.items()}
    concepts[code] = replace(
        _joined(kept, gone),
        related={other: strongest[other] for other in related if other not in (old, code)},
    )
    trades = tuple(replace(trade, concepts=_renamed(trade.concepts, old, code)) for trade in thesaurus.trades)
    merged = {before: code if after == old else after for before, after in thesaurus.merged.items()}
    return replace(thesaurus, concepts=concepts, trades=trades, merged={**merged, old: code})


def _add_concept(thesaurus: Thesaurus, edit: Edit) -> Thesaurus:
    label = checked_words(edit.words)
    if any(fold(concept.label) == fold(label) for concept in thesaurus.concepts.values()):
        raise LabelTaken
    if not edit.concept or edit.concept in thesaurus.concepts or edit.concept in thesaurus.merged:
        raise LabelTaken
    fresh = Concept(label, 1000, (label,))
    return replace(thesaurus, concepts={**thesaurus.concepts, edit.concept: fresh})


def _undo(_thesaurus: Thesaurus, _edit: Edit) -> Thesaurus:
    raise NotInForce  # an undo says which edits hold: it is not applied to a thesaurus


_APPLY: Mapping[EditKind, Callable[[Thesaurus, Edit], Thesaurus]] = {
    EditKind.ADD_ALIAS: _add_alias,
    EditKind.EXCLUDE: _exclude,
    EditKind.MOVE: _move,
    EditKind.MERGE: _merge,
    EditKind.ADD_CONCEPT: _add_concept,
    EditKind.UNDO: _undo,
}


# Words -----------------------------------------------------------------------------------------------------


def checked_words(words: str) -> str:
    """Return words as they are kept. Raises EmptyWords, TooManyWords."""
    words = clean(words)
    said = content(words)
    if not said or all(is_soft(token) for token in said):
        raise EmptyWords
    if len(words) > LONGEST_WORDS or len(said) > MOST_WORDS or _LIST.search(words):
        raise TooManyWords
    return words


def same_words(one: str, other: str) -> bool:
    """Tell whether the engine reads two phrases as the same one."""
    return _stems(one) == _stems(other)


def leading(thesaurus: Thesaurus, words: str) -> list[str]:
    """Return the codes of the concepts that have these very words, as an alias or through a trade."""
    stems, form = _stems(words), _forms(words)
    found = [
        code
        for code, concept in thesaurus.concepts.items()
        if any(_stems(alias) == stems for alias in (*concept.aliases, *concept.weak))
    ]
    for trade in thesaurus.trades:
        if any(_forms(alias) == form for alias in trade.aliases):
            found += [code for code in trade.concepts if code not in found]
    return found


def _stems(words: str) -> tuple[str, ...]:
    return tuple(token.stem for token in content(words))


def _forms(words: str) -> tuple[str, ...]:
    return tuple(trade_form(token.folded) for token in content(words))


def _followed(thesaurus: Thesaurus, code: str, field: str) -> str:
    code = thesaurus.merged.get(code, code)
    if code not in thesaurus.concepts:
        raise UnknownConcept(field=field)
    return code


def _with_alias(thesaurus: Thesaurus, code: str, words: str) -> Thesaurus:
    concept, stems = thesaurus.concepts[code], _stems(words)
    excluded = tuple(phrase for phrase in concept.excluded if _stems(phrase) != stems)
    known = any(_stems(alias) == stems for alias in concept.aliases)
    if known and excluded == concept.excluded:
        raise AlreadySo("Ce mot mène déjà à ce concept.")
    aliases = concept.aliases if known else (*concept.aliases, words)
    weak = tuple(phrase for phrase in concept.weak if _stems(phrase) != stems)
    return _put(thesaurus, code, replace(concept, aliases=aliases, excluded=excluded, weak=weak))


def _without(thesaurus: Thesaurus, code: str, words: str) -> Thesaurus:
    concept, stems = thesaurus.concepts[code], _stems(words)
    aliases = tuple(alias for alias in concept.aliases if _stems(alias) != stems)
    weak = tuple(phrase for phrase in concept.weak if _stems(phrase) != stems)
    known = any(_stems(phrase) == stems for phrase in concept.excluded)
    trades = tuple(part for trade in thesaurus.trades for part in _trade_without(trade, code, _forms(words)))
    same = (aliases, weak) == (concept.aliases, concept.weak)
    if known and same and len(trades) == len(thesaurus.trades):
        raise AlreadySo("Ce mot est déjà exclu de ce concept.")
    excluded = concept.excluded if known else (*concept.excluded, words)
    changed = _put(thesaurus, code, replace(concept, aliases=aliases, excluded=excluded, weak=weak))
    return replace(changed, trades=trades)


def _trade_without(trade: Trade, code: str, form: tuple[str, ...]) -> tuple[Trade, ...]:
    """Return a trade cut in two when one of its names must no longer lead to a concept."""
    named = tuple(alias for alias in trade.aliases if code in trade.concepts and _forms(alias) == form)
    if not named:
        return (trade,)
    others = tuple(alias for alias in trade.aliases if alias not in named)
    fewer = {other: weight for other, weight in trade.concepts.items() if other != code}
    return (replace(trade, aliases=others), replace(trade, aliases=named, concepts=fewer))


def _put(thesaurus: Thesaurus, code: str, concept: Concept) -> Thesaurus:
    return replace(thesaurus, concepts={**thesaurus.concepts, code: concept})


def _joined(kept: Concept, gone: Concept) -> Concept:
    """Return a concept with the words of another, but for those that it excludes."""
    refused = {_stems(phrase) for phrase in kept.excluded}
    known = {_stems(alias) for alias in kept.aliases}
    more = tuple(alias for alias in gone.aliases if _stems(alias) not in known | refused)
    known |= {_stems(alias) for alias in more} | refused
    excluded = tuple(phrase for phrase in gone.excluded if _stems(phrase) not in known)
    weak = {_stems(phrase): phrase for phrase in gone.weak + kept.weak}
    return replace(
        kept,
        aliases=kept.aliases + more,
        excluded=kept.excluded + excluded,
        weak=tuple(phrase for stems, phrase in weak.items() if stems not in known),
    )


def _renamed(weights: Mapping[str, int], old: str, code: str, *, but: str = "") -> Mapping[str, int]:
    """Return weights where one code stands for another, the strongest of the two; ``but`` is left out."""
    if old not in weights:
        return weights
    found = {other: weight for other, weight in weights.items() if other != old}
    if code != but:
        found[code] = max(weights[old], found.get(code, 0))
    return found
