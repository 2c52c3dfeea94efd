"""The reasons of a proposal: a French sentence a part, quoting both sides, and what is to check (R27).

The same words are written many times in a batch: each sentence, or each half of one, is remembered by what it says,
never by whom.
"""

from collections.abc import Sequence
from typing import Any, Generic, TypeVar

import numpy as np

from bénévolat.matching.answer_lines import Form, Objects
from bénévolat.matching.checks import to_check
from bénévolat.matching.formats import Match, NearMiss, Pair, Part, Profile
from bénévolat.matching.gates import GATES
from bénévolat.matching.misses import Misses
from bénévolat.matching.part_words import (
    RENEWAL,
    availability_why,
    chip_half,
    comfort_reason,
    supervision_why,
)
from bénévolat.matching.questions import MOST_CHIPS, Chip
from bénévolat.matching.ranker import Ranker
from bénévolat.matching.rankings import Ranking, Shown
from bénévolat.matching.sentences import Remembered, french
from bénévolat.matching.settings import PARTS
from bénévolat.matching.sides import OfferSide, PersonSide, Sides, question_key
from bénévolat.matching.travel_words import (
    REMOTE,
    SAME_PLACE,
    SAME_PLACE_METRES,
    UNSURE,
    USUAL,
    travel_sentence,
)

PartForm = TypeVar("PartForm")
MatchForm = TypeVar("MatchForm")
MissForm = TypeVar("MissForm")

MOST_REASONS = 3
MANY = MOST_CHIPS + 1


_COMFORT = Remembered(comfort_reason, 5_000)


class Explainer(Generic[PartForm, MatchForm, MissForm]):
    """Turns the numbers of an engine into proposals and near misses, in a form.

    A part is written once for all the pairs that have the same facts; travel and availability with their reason.
    """

    def __init__(self, engine: Ranker, form: Form[PartForm, MatchForm, MissForm]) -> None:
        self._engine, self._form = engine, form
        self._sides = Sides(engine, form)
        self._misses = Misses(engine, self._sides, form)
        self._begins = Remembered(self._begins_of, 10_000)
        self._supervision = Remembered(self._supervision_of, 5_000)
        self._travel = Remembered(self._travel_of, 20_000)
        self._availability = Remembered(self._availability_of, 20_000)
        self._renewal = Remembered(self._renewal_of, 1_000)

    def forget(self) -> None:
        """Give back the memory of the offers that were told."""
        self._sides.forget()

    def answer(self, profile: Profile, ranking: Ranking) -> tuple[list[MatchForm], list[MissForm]]:
        """Return the proposals and the near misses of one person."""
        person = PersonSide(profile, ranking.chips, self._engine)
        rows = ranking.rows.tolist()
        matches = self.matches(person, ranking.chips, ranking.avoid, rows, ranking.shown, ranking.start)
        return matches, self._misses.of(person, ranking)

    def matches(
        self,
        person: PersonSide,
        chips: Sequence[Chip],
        avoid: Sequence[str],
        rows: Sequence[int],
        shown: Shown,
        start: int = 0,
    ) -> list[MatchForm]:
        """Return the pairs shown from place ``start`` as proposals, as many as ``rows``."""
        if not rows:
            return []
        form, wished = self._form, person.profile.comfort
        sides = [self._sides.offer(row) for row in rows]
        mentioned = self._mentioned(avoid, rows)
        span = slice(start, start + len(rows))
        points = zip(*[shown.points[part][span] for part in PARTS], strict=True)
        most = zip(*[shown.most[part][span] for part in PARTS], strict=True)
        told = zip(sides, self._reasons(chips, rows, sides), points, most, mentioned, strict=True)
        found = []
        for place, (side, reasons, got, of, mention) in enumerate(told, start):
            offer, metres, unsure = side.offer, shown.metres[place], shown.unsure[place]
            wishes = form.part(got[0], of[0], " ".join(reasons[:2]))
            need = person.profile.supervision_need
            supervision = self._supervision[got[1], of[1], offer.supervision_level, need, offer.places_free]
            travel = self._journey(got[2], of[2], person, side, shown, place)
            hours = self._availability[
                got[3], of[3], not side.slots, not person.held, side.slots & person.held, side.needed
            ]
            renewal = self._renewal[got[4], of[4], shown.seen[place]]
            if of[2]:
                reasons.append(travel[1])
            if of[3]:
                reasons.append(hours[1])
            if wished and offer.comfort and (comfort := _COMFORT[wished, offer.comfort]):
                reasons.append(form.words(comfort))
            parts = (wishes, supervision, travel[0], hours[0], renewal)
            checked = to_check(person, side, metres, mention, unsure=unsure)
            found.append(form.match(side.id, shown.total[place], parts, reasons, checked))
        return found

    def _mentioned(self, avoid: Sequence[str], rows: Sequence[int]) -> list[tuple[str, str] | None]:
        """Return (what the person avoids, words of the offer) for each offer that speaks of it."""
        if not avoid:
            return [None] * len(rows)
        questions = self._engine.questions
        spoken = questions.avoided(avoid)[rows].tolist()
        return [
            questions.avoided_words(avoid, row) if said else None
            for row, said in zip(rows, spoken, strict=True)
        ]

    # --- parts

    def _supervision_of(
        self, points: int, most: int, level: int | None, need: int | None, places: int | None
    ) -> PartForm:
        return self._part(points, most, supervision_why(level, need, places))[0]

    def _journey(
        self, points: int, most: int, person: PersonSide, side: OfferSide, shown: Shown, place: int
    ) -> tuple[PartForm, str]:
        """Return the travel part of a pair, and its sentence."""
        offer, commune, way = side.offer, person.profile.commune, shown.means[place]
        minutes = limit = 0
        if way >= 0:
            minutes, limit = shown.minutes[place], person.limits[self._engine.settings.means[way].code]
        known = USUAL
        if offer.remote:
            known = REMOTE
        elif shown.unsure[place]:
            known = UNSURE
        elif commune and commune == offer.commune and shown.metres[place] < SAME_PLACE_METRES:
            known = SAME_PLACE
        part: tuple[PartForm, str] = self._travel[points, most, way, minutes, limit, known]
        return part

    def _travel_of(
        self, points: int, most: int, way: int, minutes: int, limit: int, known: str
    ) -> tuple[PartForm, str]:
        means = self._engine.settings.means[way] if way >= 0 else None
        return self._part(points, most, travel_sentence(means, minutes, limit, known))

    def _availability_of(self, points: int, most: int, *facts: Any) -> tuple[PartForm, str]:
        return self._part(points, most, availability_why(*facts))

    def _renewal_of(self, points: int, most: int, seen: int) -> PartForm:
        return self._part(points, most, RENEWAL[seen])[0]

    def _part(self, points: int, most: int, why: str) -> tuple[PartForm, str]:
        words = self._form.words(why)
        return self._form.part(points, most, words), words

    # --- reasons

    def _reasons(
        self, chips: Sequence[Chip], rows: Sequence[int], sides: Sequence[OfferSide]
    ) -> list[list[str]]:
        """Return the sentences of the chips that met each offer, strongest first, at least one."""
        places, answer_at = np.array(rows), self._engine.questions.answer_at
        strengths = [answer_at(chip, places).tolist() for chip in chips]
        asked = [question_key(chip) for chip in chips]
        begins = [self._begins[chip.words, chip.kind] for chip in chips]
        faint = (self._engine.settings.min_text - 1) * MANY
        found = []
        for side, *values in zip(sides, *strengths, strict=True):
            # One number stands for how strongly a chip met the offer, then for its place among the chips.
            ranks = [value * MANY - number for number, value in enumerate(values) if value]
            ranks.sort(reverse=True)
            sentences: list[str] = []
            for rank in ranks:
                if sentences and (rank <= faint or len(sentences) == MOST_REASONS):
                    break
                number = -rank % MANY
                unit, half = side.met.get(asked[number]) or side.meet(chips[number])
                if half:
                    begin, read_as = begins[number]
                    sentence = (read_as.get(unit, begin) if read_as else begin) + half
                    if sentence not in sentences:
                        sentences.append(sentence)
            found.append(sentences)
        return found

    def _begins_of(self, said: str, kind: str) -> tuple[str, dict[int, str]]:
        """Return how the sentence of a chip begins, and how for the units read as other words."""
        fixes = self._engine.questions.fixes(said)
        read_as = {
            unit: self._form.words(chip_half(said, kind, right))
            for unit, (_, right) in fixes.items()
            if right not in said
        }
        return self._form.words(chip_half(said, kind)), read_as


class ObjectsExplainer(Explainer[Part, Match, NearMiss]):
    """Answers as objects, and the explanation of any pair."""

    def __init__(self, engine: Ranker) -> None:
        super().__init__(engine, Objects())

    def pair(
        self,
        profile: Profile,
        chips: Sequence[Chip],
        avoid: Sequence[str],
        row: int,
        shown: Shown,
        blocked: Sequence[str],
        text: int,
    ) -> Pair:
        """Return everything about one pair: parts, reasons, every filter passed or not, the threshold."""
        engine = self._engine
        case = engine.case(profile, row, shown, 0, avoid)
        gates = []
        for gate in GATES:
            stopped = gate.code in blocked
            why, unlock = gate.said(case) if stopped else ("", "")
            gates.append((gate.code, french(gate.rule), not stopped, french(why), french(unlock)))
        match = self.matches(PersonSide(profile, chips, engine), chips, avoid, [row], shown)[0]
        return Pair(
            match.offer,
            engine.version,
            match.score,
            match.parts,
            match.reasons,
            match.to_check,
            tuple(gates),
            self._below(text, match.score),
        )

    def _below(self, text: int, total: int) -> str | None:
        settings = self._engine.settings
        if not text:
            return "Rien, dans les mots de la mission, ne répond aux envies et aux savoir-faire notés."
        if text < settings.min_text:
            return "Le lien avec les envies et les savoir-faire notés est trop faible pour la proposer."
        if total < settings.min_score:
            return f"{total} points : au-dessous de {settings.min_score}, une mission n'est pas proposée."
        return None
