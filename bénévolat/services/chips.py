"""What is understood of a profile or of an offer: concepts to confirm, correct, remove or add, words that stay words.

Nothing is written here. A confirmation belongs to the very words that were confirmed: other words ask for another.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import blake2b

from bénévolat.domain.enums import Constraint
from bénévolat.matching.lexicon import Lexicon
from bénévolat.matching.reading import ReadConcept, Reading, read
from bénévolat.matching.text import content
from bénévolat.models.offers import Offer
from bénévolat.models.profiles import Profile

SURE = 700
"""Strength (per mille) from which a word of a mission counts by itself."""


@dataclass(frozen=True, slots=True)
class Chip:
    """A concept shown for some words; ``said`` is None when it was added by hand."""

    code: str
    label: str
    said: str | None
    kept: bool = True
    """Whether it counts: confirmed or, before any confirmation, read."""


@dataclass(frozen=True, slots=True)
class Idea:
    """What was typed at one go: what is read in it, and what somebody confirmed (None: nobody yet)."""

    text: str
    chips: tuple[Chip, ...]
    words: tuple[str, ...]
    confirmed: bool

    @property
    def kept(self) -> tuple[Chip, ...]:
        """Return the concepts that count."""
        return tuple(chip for chip in self.chips if chip.kept)

    @property
    def key(self) -> str:
        """Return a short name of these very words."""
        return blake2b(self.text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


@dataclass(frozen=True, slots=True)
class Suggested:
    """A constraint that some words suggest; it is never ticked by itself."""

    constraint: Constraint
    said: str


def texts_of(profile: Profile) -> tuple[str, ...]:
    """Return the wishes and skills of a person, each text once."""
    return tuple(dict.fromkeys((*profile.wishes, *profile.skills)))


def ideas_of(profile: Profile, lexicon: Lexicon) -> list[Idea]:
    """Return what is understood of each wish and skill of a person."""
    confirmed = profile.understood
    return [_idea(text, _read(text, lexicon), confirmed.get(text), lexicon) for text in texts_of(profile)]


def unconfirmed(profile: Profile) -> bool:
    """Tell whether a wish or a skill waits for a confirmation."""
    return any(text not in profile.understood for text in texts_of(profile))


def idea_of(offer: Offer, lexicon: Lexicon, chosen: Sequence[str] = ()) -> Idea:
    """Return what is understood of an offer: its title, tasks and skills, then its description.

    Until it is confirmed, what only the description says, or a word that may mean something else, is shown without
    counting, unless nothing else says anything; or ``chosen`` counts.
    """
    lines = (offer.title, *offer.tasks, *offer.skills)
    said = _merged(_read(line, lexicon) for line in lines)
    described = _read(offer.description, lexicon)
    counting = offer.concepts if offer.concepts is not None else list(chosen) or None
    if counting is None:
        sure = {code for line in lines for code in _sure(line, lexicon)}
        counting = [concept.code for concept in said.concepts if concept.code in sure] or None
    reading = Reading(_once((*said.concepts, *described.concepts)), said.words)
    idea = _idea("\n".join((*lines, offer.description)), reading, counting, lexicon)
    return replace(idea, confirmed=offer.concepts is not None)


def carried_over(before: Idea, after: Idea) -> list[str]:
    """Return the concepts to propose for new words: those confirmed for the former ones, and what is newly read."""
    if not before.confirmed:
        return []
    shown = {chip.code for chip in before.chips}
    return [chip.code for chip in (*before.kept, *(chip for chip in after.kept if chip.code not in shown))]


def suggested_constraints(profile: Profile, lexicon: Lexicon) -> list[Suggested]:
    """Return the constraints that a person's words suggest and that are not ticked yet, in the order of the list."""
    known = {str(member.value): member for member in Constraint}
    found: dict[Constraint, str] = {}
    said = [(text, text) for text in texts_of(profile)] + [(text, f"éviter {text}") for text in profile.avoid]
    for text, phrase in said:
        for code in _read(phrase, lexicon).constraints:
            if code in known and known[code] not in profile.constraints:
                found.setdefault(known[code], text)
    return [Suggested(member, found[member]) for member in Constraint if member in found]


def standing(codes: Iterable[str], lexicon: Lexicon) -> tuple[str, ...]:
    """Return the concepts that kept codes stand for today: merged ones followed, those that are no more left out."""
    return tuple(dict.fromkeys(code for code in map(lexicon.follow, codes) if code))


@lru_cache(maxsize=2_000)
def _read(text: str, lexicon: Lexicon) -> Reading:
    return read(text, lexicon)


@lru_cache(maxsize=2_000)
def _sure(line: str, lexicon: Lexicon) -> frozenset[str]:
    """Return the concepts that a line of a mission says plainly."""
    units = lexicon.units(content(line), mission=True)
    strengths = lexicon.strengths
    return frozenset(
        code for unit in units for code, said in unit.concepts if said * strengths[code] >= SURE * 1000
    )


def _once(concepts: Iterable[ReadConcept]) -> tuple[ReadConcept, ...]:
    kept: dict[str, ReadConcept] = {}
    for concept in concepts:
        kept.setdefault(concept.code, concept)
    return tuple(kept.values())


def _merged(readings: Iterable[Reading]) -> Reading:
    known = list(readings)
    return Reading(
        _once(concept for reading in known for concept in reading.concepts),
        tuple(dict.fromkeys(word for reading in known for word in reading.words)),
    )


def _idea(text: str, reading: Reading, confirmed: Sequence[str] | None, lexicon: Lexicon) -> Idea:
    said = {concept.code: concept.said for concept in reading.concepts}
    kept = standing(said if confirmed is None else confirmed, lexicon)
    codes = dict.fromkeys((*said, *kept))
    chips = (Chip(code, lexicon.labels[code], said.get(code), code in kept) for code in codes)
    return Idea(text, tuple(chips), reading.words, confirmed is not None)
