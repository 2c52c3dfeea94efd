"""The two sides of a pair as the sentences need them: a person once an answer, an offer once until it changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from bénévolat.matching.documents import TERM, field_of
from bénévolat.matching.formats import Offer, Profile
from bénévolat.matching.offer_texts import IN_DESCRIPTION, fields_of
from bénévolat.matching.people_table import first_day
from bénévolat.matching.questions import Chip
from bénévolat.matching.ranker import Ranker
from bénévolat.matching.sentences import french, quote
from bénévolat.matching.table import slot_mask
from bénévolat.matching.travel_words import Ways


@dataclass(frozen=True, slots=True, eq=False)
class PersonFacts:
    """What is known of a person, whatever it is: people alike share one object, compared by identity."""

    slots: bool
    need: bool
    french: bool
    constraints: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class OfferFacts:
    """What is known of an offer, its demands and the words that hint at others; shared by offers alike."""

    remote: bool
    slots: bool
    level: bool
    places: bool
    french: bool
    demands: tuple[str, ...] | None
    hints: tuple[tuple[str, str], ...]


_person_facts = lru_cache(maxsize=10_000)(PersonFacts)
_offer_facts = lru_cache(maxsize=10_000)(OfferFacts)


class PersonSide:
    """A person, and what many of their sentences have in common."""

    __slots__ = ("_chips", "_engine", "_terms", "_ways", "available", "facts", "held", "profile")

    def __init__(self, profile: Profile, chips: Sequence[Chip], engine: Ranker) -> None:
        self.profile, self._chips, self._engine = profile, chips, engine
        self.held = slot_mask(profile.slots)
        self.available = first_day(profile, engine.today)
        self.facts = _person_facts(
            bool(profile.slots),
            profile.supervision_need is not None,
            profile.french_level is not None,
            profile.constraints,
        )
        self._terms: frozenset[str] | None = None
        self._ways: dict[str, Ways] = {}

    @property
    def terms(self) -> frozenset[str]:
        """Return the terms of all they said: what tells whether a skill asked is held."""
        if self._terms is None:
            said = self._engine.questions.said
            self._terms = frozenset[str]().union(*(said(chip.question) for chip in self._chips))
        return self._terms

    def ways(self, transit: str) -> Ways:
        """Return their means of travelling before a class of transport."""
        found = self._ways.get(transit)
        if found is None:
            found = self._ways[transit] = Ways.of(self.profile, transit, self._engine.settings)
        return found


class OfferSide:
    """An offer, and what its sentences have in common whoever reads them."""

    __slots__ = ("_engine", "_halves", "_row", "concepts", "facts", "needed", "offer", "skills", "slots")

    def __init__(self, engine: Ranker, row: int) -> None:
        self._engine, self._row = engine, row
        self.offer: Offer = engine.offers[row]
        self.slots, self.needed = int(engine.table.slots[row]), int(engine.table.slots_needed[row])
        self.concepts = tuple(engine.documents.concept_terms(row))
        hints = engine.documents.hints(row)
        self.facts = _offer_facts(
            self.offer.remote,
            bool(self.offer.slots),
            self.offer.supervision_level is not None,
            self.offer.places_free is not None,
            bool(self.offer.french_level),
            self.offer.demands,
            tuple((demand, hints[demand]) for demand in sorted(hints)),
        )
        self.skills = tuple((quote(skill), engine.questions.terms_said(skill)) for skill in self.offer.skills)
        self._halves: dict[int, str] = {}

    def half(self, kind: str, packed: int) -> str:
        """Return the half of a sentence that quotes the words of the offer for a term it says."""
        key = packed if kind == "wish" else ~packed
        found = self._halves.get(key)
        if found is None:
            found = self._halves[key] = self._half(kind, packed)
        return found

    def _half(self, kind: str, packed: int) -> str:
        engine, field = self._engine, field_of(packed)
        label = engine.questions.concept(packed >> TERM)
        concept = f" ({label})" if label else ""
        if field == IN_DESCRIPTION:  # too long to be quoted: its words are
            there = f"la mission parle de {quote(engine.documents.surface(packed))}{concept}"
        else:
            verb = "la mission propose" if kind == "wish" else "utile pour"
            there = f"{verb} {quote(fields_of(self.offer)[field].text)}{concept}"
        return french(f"{there}.")


class Sides:
    """The offers met so far, by row."""

    def __init__(self, engine: Ranker) -> None:
        self._engine = engine
        self._offers: dict[int, OfferSide] = {}

    def offer(self, row: int) -> OfferSide:
        """Return an offer as its sentences need it."""
        found = self._offers.get(row)
        if found is None or found.offer is not self._engine.offers[row]:
            found = self._offers[row] = OfferSide(self._engine, row)
        return found
