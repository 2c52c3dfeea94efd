"""What the engine understands of a phrase, before and after an edit that nobody has published yet."""

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bénévolat.matching.lexicon import Lexicon
from bénévolat.matching.reading import Reading, read
from bénévolat.matching.thesaurus import seed_folder

PHRASES = "phrases.toml"


@dataclass(frozen=True, slots=True)
class Phrase:
    """A sentence and the codes of the concepts that it must lead to."""

    text: str
    expected: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """One phrase before and after: labels of the concepts read, of those expected, and which were met."""

    text: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    expected: tuple[str, ...]
    was_right: bool
    is_right: bool

    @property
    def differs(self) -> bool:
        """Tell whether the phrase is read otherwise."""
        return self.before != self.after or self.was_right != self.is_right

    @property
    def is_lost(self) -> bool:
        """Tell whether the phrase was read as expected, and is no longer."""
        return self.was_right and not self.is_right

    @property
    def is_won(self) -> bool:
        """Tell whether the phrase is now read as expected, and was not."""
        return self.is_right and not self.was_right


@dataclass(frozen=True, slots=True)
class Comparison:
    """The phrases read otherwise, and counts over all of them."""

    changes: tuple[Change, ...]
    total: int
    right: int

    @property
    def lost(self) -> int:
        """Return how many phrases are lost."""
        return sum(change.is_lost for change in self.changes)

    @property
    def won(self) -> int:
        """Return how many phrases are won."""
        return sum(change.is_won for change in self.changes)


def is_right(reading: Reading, expected: Iterable[str], lexicon: Lexicon) -> bool:
    """Tell whether every expected concept is read; when none is expected, whether none is read.

    A code merged since stands for the concept it went into; one that is no more is not found.
    """
    codes = {concept.code for concept in reading.concepts}
    wanted = {lexicon.follow(code) for code in expected}
    return wanted <= codes if wanted else not codes


def compare(before: Lexicon, after: Lexicon, phrases: Sequence[Phrase]) -> Comparison:
    """Read every phrase with both lexicons and return what differs, lost ones first."""
    found = [change_of(phrase, before, after) for phrase in phrases]
    differing = sorted(
        (change for change in found if change.differs), key=lambda one: (not one.is_lost, not one.is_won)
    )
    return Comparison(tuple(differing), len(found), sum(change.is_right for change in found))


def change_of(phrase: Phrase, before: Lexicon, after: Lexicon) -> Change:
    """Read one phrase with both lexicons; twice the same one says how it is read today."""
    old = read(phrase.text, before)
    new = old if after is before else read(phrase.text, after)
    return Change(
        phrase.text,
        _labels(old),
        _labels(new),
        tuple(labels_of(phrase.expected, after)),
        is_right(old, phrase.expected, before),
        is_right(new, phrase.expected, after),
    )


def labels_of(codes: Iterable[str], lexicon: Lexicon) -> list[str]:
    """Return the labels of kept codes, merged ones followed; a code that is no more is given as it is."""
    followed = dict.fromkeys(lexicon.follow(code) or code for code in codes)
    return [lexicon.labels.get(code, code) for code in followed]


def _labels(reading: Reading) -> tuple[str, ...]:
    return tuple(sorted({concept.label for concept in reading.concepts}))


def seed_phrases() -> list[Phrase]:
    """Return the evaluation phrases of the seed."""
    rows = tomllib.loads((seed_folder() / PHRASES).read_text(encoding="utf-8"))["phrase"]
    return [Phrase(row["text"], tuple(row["expected"].replace(",", " ").split())) for row in rows]
