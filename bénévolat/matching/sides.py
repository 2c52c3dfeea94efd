"""The two sides of a pair as the sentences need them: a person once an answer, an offer once until it changes."""

from collections.abc import Sequence
from typing import Any

from bénévolat.matching.answer_lines import Form
from bénévolat.matching.demands import DEMANDS, demand_clause
from bénévolat.matching.documents import TERM, field_of
from bénévolat.matching.formats import Offer, Profile
from bénévolat.matching.offer_texts import IN_DESCRIPTION
from bénévolat.matching.people_table import excluded_demands, first_day
from bénévolat.matching.questions import Chip
from bénévolat.matching.ranker import Ranker
from bénévolat.matching.sentences import Remembered, french, quote
from bénévolat.matching.table import slot_mask

MOST_HALVES = 20_000


def _words(**facts: object) -> str:
    return " ".join([name for name, known in facts.items() if known])


class PersonSide:
    """A person, and what many of their sentences have in common.

    ``said``: which of half-days, need of supervision and level of French are known, as words. ``demands``: those
    that the constraints exclude. ``means``: most minutes by each means.
    """

    __slots__ = (
        "_chips", "_engine", "_terms", "available", "demands", "held", "limits", "means", "need", "odd_constraints",
        "profile", "said",
    )  # fmt: skip

    def __init__(self, profile: Profile, chips: Sequence[Chip], engine: Ranker) -> None:
        self.profile, self._chips, self._engine = profile, chips, engine
        self.held = slot_mask(profile.slots)
        self.available = first_day(profile, engine.today)
        self.limits = profile.travel or {}
        self.means = tuple(self.limits.items())
        self.need = profile.supervision_need
        self.said = _words(
            slots=profile.slots,
            need=self.need is not None,
            french=profile.french_level is not None,
        )
        self.demands = excluded_demands(profile) if profile.constraints else []
        self.odd_constraints = len(self.demands) != len(profile.constraints)
        self._terms: frozenset[str] | None = None

    @property
    def terms(self) -> frozenset[str]:
        """Return the terms of all they said: what tells whether a skill asked is held."""
        if self._terms is None:
            said = self._engine.questions.said
            self._terms = frozenset[str]().union(*[said(chip.question) for chip in self._chips])
        return self._terms


class OfferSide:
    """An offer, and what its sentences have in common whoever reads them.

    ``said``: whether it is remote, and which of half-days, supervision, free places and level of French are known, as
    words. ``halves``: by packed term, the half of a sentence that quotes its words to a skill, then to a wish.
    ``hinted``: demands that its words hint at and that are not declared. ``asked``: what its declaration leaves to
    check for whoever has a constraint. ``dated``: whether it starts later, or is closed on some days.
    """

    __slots__ = (
        "asked", "dated", "halves", "hinted", "id", "level", "needed", "offer", "places", "said", "skills", "slots",
    )  # fmt: skip

    def __init__(self, engine: Ranker, row: int, form: Form[Any, Any, Any]) -> None:
        offer: Offer = engine.offers[row]
        self.offer, self.id = offer, form.words(offer.id)
        self.slots, self.needed = int(engine.table.slots[row]), int(engine.table.slots_needed[row])
        self.level, self.places = offer.supervision_level, offer.places_free
        self.said = _words(
            remote=offer.remote,
            slots=offer.slots,
            level=self.level is not None,
            places=self.places is not None,
            french=offer.french_level,
        )
        declared = offer.demands or ()
        hints = engine.documents.hints(row)
        self.hinted = {demand: words for demand, words in hints.items() if demand not in declared}
        self.asked = _asked(offer)
        terms_said = engine.questions.terms_said
        self.skills = tuple([(quote(skill), terms_said(skill)) for skill in offer.skills])
        self.dated = offer.starts is not None or bool(offer.closed_dates)
        self.halves: tuple[dict[int, str], dict[int, str]] = ({}, {})


def _asked(offer: Offer) -> tuple[str, ...]:
    if offer.demands is None:
        return (
            french("Ce que la mission demande n'est pas déclaré : vérifier les souhaits de la personne."),
        )
    unknown = [demand for demand in offer.demands if demand not in DEMANDS]
    return tuple(
        [french(f"La mission {demand_clause(demand)} : vérifier que cela convient.") for demand in unknown]
    )


class Sides:
    """The offers met so far, by row."""

    def __init__(self, engine: Ranker, form: Form[Any, Any, Any]) -> None:
        self._engine, self._form = engine, form
        self._offers: dict[int, OfferSide] = {}
        self._written = Remembered(self._write, MOST_HALVES)

    def forget(self) -> None:
        """Give the memory back: each offer will be gathered again."""
        self._offers.clear()
        self._written.clear()

    def offer(self, row: int) -> OfferSide:
        """Return an offer as its sentences need it."""
        found = self._offers.get(row)
        if found is None or found.offer is not self._engine.offers[row]:
            found = self._offers[row] = OfferSide(self._engine, row, self._form)
        return found

    def half(self, side: OfferSide, packed: int, *, wish: bool) -> str:
        """Return the half of a sentence that quotes what an offer says, and keep it in ``halves``."""
        field, offer, questions = field_of(packed), side.offer, self._engine.questions
        if field == IN_DESCRIPTION:  # too long to be quoted: its words are
            begin, text = "la mission parle de", self._engine.documents.surface(packed)
        else:
            begin = "la mission propose" if wish else "utile pour"
            text = (offer.title, *offer.tasks, *offer.skills)[field]
        half: str = self._written[begin, text, questions.concept(packed >> TERM) or ""]
        side.halves[wish][packed] = half
        return half

    def _write(self, begin: str, text: str, concept: str) -> str:
        said = f" ({concept})" if concept else ""
        return self._form.words(french(f"{begin} {quote(text)}{said}."))
