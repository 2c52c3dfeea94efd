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
from bénévolat.matching.sentences import french, quote
from bénévolat.matching.table import slot_mask

MOST_MET = 64  # questions remembered by an offer
Met = tuple[int, str]
NOTHING: Met = (-1, "")


def question_key(chip: Chip) -> int:
    """Return what stands for the question of a chip and its kind."""
    return 2 * chip.question + (chip.kind == "wish")


def _words(**facts: object) -> str:
    return " ".join([name for name, known in facts.items() if known])


class PersonSide:
    """A person, and what many of their sentences have in common.

    ``said``: which of half-days, need of supervision and level of French are known, as words. ``demands``: those
    that the constraints exclude.
    """

    __slots__ = (
        "_chips", "_engine", "_terms", "available", "demands", "held", "limits", "odd_constraints", "profile", "said",
        "travel",
    )  # fmt: skip

    def __init__(self, profile: Profile, chips: Sequence[Chip], engine: Ranker) -> None:
        self.profile, self._chips, self._engine = profile, chips, engine
        self.held = slot_mask(profile.slots)
        self.available = first_day(profile, engine.today)
        self.limits = profile.travel or {}
        self.travel = tuple(self.limits.items())
        self.said = _words(
            slots=profile.slots,
            need=profile.supervision_need is not None,
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
    words. ``met``: by question and kind, the unit of a chip that meets it best and the half of a sentence that
    quotes its words.
    ``hinted``: demands that its words hint at and that are not declared. ``asked``: what its declaration leaves to
    check for whoever has a constraint.
    """

    __slots__ = (
        "_concepts", "_engine", "_form", "_halves", "_row", "asked", "hinted", "id", "met", "needed", "offer", "said",
        "skills", "slots",
    )  # fmt: skip

    def __init__(self, engine: Ranker, row: int, form: Form[Any, Any, Any]) -> None:
        self._engine, self._row, self._form = engine, row, form
        offer: Offer = engine.offers[row]
        self.offer, self.id = offer, form.words(offer.id)
        self.slots, self.needed = int(engine.table.slots[row]), int(engine.table.slots_needed[row])
        self._concepts = {packed >> TERM: packed for packed in engine.documents.concept_terms(row)}
        self.said = _words(
            remote=offer.remote,
            slots=offer.slots,
            level=offer.supervision_level is not None,
            places=offer.places_free is not None,
            french=offer.french_level,
        )
        declared = offer.demands or ()
        hints = engine.documents.hints(row)
        self.hinted = {demand: words for demand, words in hints.items() if demand not in declared}
        self.asked = _asked(offer)
        terms_said = engine.questions.terms_said
        self.skills = tuple([(quote(skill), terms_said(skill)) for skill in offer.skills])
        self._halves: dict[int, str] = {}
        self.met: dict[int, Met] = {}

    def meet(self, chip: Chip) -> Met:
        """Return what ``met`` remembers of a chip, once looked for."""
        wish = chip.kind == "wish"
        met = self._engine.questions.met(chip.question, self._row, self._concepts)
        if len(self.met) >= MOST_MET:
            self.met.clear()
        found = NOTHING if met is None else (met[2], self._half(met[1], wish=wish))
        self.met[question_key(chip)] = found
        return found

    def _half(self, packed: int, *, wish: bool) -> str:
        key = 2 * packed + wish
        half = self._halves.get(key)
        if half is None:
            half = self._halves[key] = self._form.words(self._written(packed, wish=wish))
        return half

    def _written(self, packed: int, *, wish: bool) -> str:
        engine, field, offer = self._engine, field_of(packed), self.offer
        label = engine.questions.concept(packed >> TERM)
        concept = f" ({label})" if label else ""
        if field == IN_DESCRIPTION:  # too long to be quoted: its words are
            return french(f"la mission parle de {quote(engine.documents.surface(packed))}{concept}.")
        text = offer.title if field == 0 else (offer.title, *offer.tasks, *offer.skills)[field]
        return french(f"{'la mission propose' if wish else 'utile pour'} {quote(text)}{concept}.")


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

    def forget(self) -> None:
        """Give the memory back: each offer will be gathered again."""
        self._offers.clear()

    def offer(self, row: int) -> OfferSide:
        """Return an offer as its sentences need it."""
        found = self._offers.get(row)
        if found is None or found.offer is not self._engine.offers[row]:
            found = self._offers[row] = OfferSide(self._engine, row, self._form)
        return found
