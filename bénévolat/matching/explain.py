"""The reasons of a proposal: a French sentence a part, quoting both sides, and what is to check (R27).

The same words are written many times in a batch: each sentence, or each half of one, is remembered by what it says,
never by whom.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bénévolat.matching.checks import to_check
from bénévolat.matching.formats import Match, NearMiss, Pair, Part, Profile
from bénévolat.matching.gates import GATES
from bénévolat.matching.misses import Misses
from bénévolat.matching.questions import Chip
from bénévolat.matching.ranker import Ranker
from bénévolat.matching.rankings import Ranking, Shown
from bénévolat.matching.sentences import (
    COMFORT,
    SUPERVISION,
    Remembered,
    french,
    listing,
    plural,
    quote,
    slot_label,
)
from bénévolat.matching.settings import PARTS
from bénévolat.matching.sides import OfferSide, PersonSide, Sides
from bénévolat.matching.table import UNKNOWN, slots_of
from bénévolat.matching.travel_words import SAME_PLACE_METRES, travel_sentence

MOST_REASONS = 3
_TRAVEL, _AVAILABLE = PARTS.index("travel"), PARTS.index("availability")


@dataclass(frozen=True, slots=True)
class ChipHalves:
    """How the sentence of a chip begins; ``read_as``: when the unit that met the offer was misspelt."""

    begin: str
    read_as: dict[int, str]

    def before(self, unit: int) -> str:
        """Return what comes before the words of the offer that a unit met."""
        return self.read_as.get(unit, self.begin) if self.read_as else self.begin


def chip_half(said: str, kind: str, read_as: str = "") -> str:
    """Return the half of a sentence that quotes a chip. ``kind``: wish or skill."""
    words = f"{quote(said)} (compris comme {quote(read_as)})" if read_as else quote(said)
    return french(f"{'Envie' if kind == 'wish' else 'Savoir-faire'} {words} : ")


def supervision_why(level: int | None, need: int | None, places: int | None) -> str:
    """Return the sentence of the supervision part (None: not said)."""
    if level is not None and need is not None:
        said = f"Accompagnement proposé : {SUPERVISION[level]} ; souhaité : {SUPERVISION[need]}."
    else:
        side = "proposé par la mission" if level is None else "souhaité par la personne"
        said = f"Accompagnement {side} : non renseigné."
    if places is None:
        return french(f"{said} Places libres : non renseigné.")
    return french(f"{said} {plural(places, 'place accompagnée libre', 'places accompagnées libres')}.")


def availability_why(common: int, needed: int) -> str:
    """Return the sentence of the availability part; ``common``: half-days as bits."""
    labels = [slot_label(code) for code in slots_of(common)]
    count = plural(len(labels), "demi-journée commune", "demi-journées communes")
    days = f" ({listing(labels[:5])})" if labels else ""
    return french(f"{count}{days} ; la mission en demande {needed}.")


_NO_SLOTS_OFFERED = french("Demi-journées de la mission : non renseigné, cette partie ne compte pas.")
_NO_SLOTS_HELD = french("Demi-journées de la personne : non renseigné, cette partie ne compte pas.")
_RENEWAL = {
    UNKNOWN: french("Missions déjà proposées : non renseigné, cette partie ne compte pas."),
    0: "Mission pas encore proposée à la personne.",
    1: "Mission déjà proposée à la personne.",
}


def comfort_reason(wished: tuple[str, ...], offered: tuple[str, ...]) -> str | None:
    """Return the comfort asked by the person and offered by the place, or None."""
    shared = [quote(COMFORT.get(code, code)) for code in wished if code in offered]
    return french(f"Confort souhaité et proposé : {listing(shared)}.") if shared else None


def _supervision(points: int, most: int, level: int | None, need: int | None, places: int | None) -> Part:
    return Part(points, most, supervision_why(level, need, places))


def _availability(points: int, most: int, common: int, needed: int) -> Part:
    return Part(points, most, availability_why(common, needed))


# A part is written once for all the pairs that have the same facts.
_SUPERVISION = Remembered(_supervision, 5_000)
_AVAILABILITY = Remembered(_availability, 20_000)
_PARTS = Remembered(Part, 5_000)
_COMFORT = Remembered(comfort_reason, 5_000)


class Explainer:
    """Turns the numbers of an engine into proposals, near misses and full explanations."""

    def __init__(self, engine: Ranker) -> None:
        self._engine = engine
        self._sides = Sides(engine)
        self._misses = Misses(engine, self._sides)
        self._halves = Remembered(self._halves_of, 10_000)
        self._travel = Remembered(self._travel_of, 20_000)

    def answer(self, profile: Profile, ranking: Ranking) -> tuple[tuple[Match, ...], tuple[NearMiss, ...]]:
        """Return the proposals and the near misses of one person."""
        person = PersonSide(profile, ranking.chips, self._engine)
        rows = ranking.rows.tolist()
        matches = self._matches(person, ranking.chips, ranking.avoid, rows, ranking.shown, ranking.start)
        return tuple(matches), self._misses.of(person, ranking)

    def _matches(
        self,
        person: PersonSide,
        chips: Sequence[Chip],
        avoid: Sequence[str],
        rows: Sequence[int],
        shown: Shown,
        start: int = 0,
    ) -> list[Match]:
        """Return the pairs shown from place ``start`` as proposals, as many as ``rows``."""
        if not rows:
            return []
        wished = person.profile.comfort
        sides = [self._sides.offer(row) for row in rows]
        mentioned = self._mentioned(avoid, rows)
        span = slice(start, start + len(rows))
        points = zip(*[shown.points[part][span] for part in PARTS], strict=True)
        most = zip(*[shown.most[part][span] for part in PARTS], strict=True)
        told = zip(sides, self._reasons(chips, rows, sides), points, most, mentioned, strict=True)
        found = []
        for place, (side, reasons, got, of, mention) in enumerate(told, start):
            parts = self._parts(person, side, got, of, shown, place, " ".join(reasons[:2]))
            checked = to_check(person, side, shown.metres[place], mention, unsure=shown.unsure[place])
            if of[_TRAVEL]:
                reasons.append(parts["travel"].why)
            if of[_AVAILABLE]:
                reasons.append(parts["availability"].why)
            if wished and side.offer.comfort and (comfort := _COMFORT[wished, side.offer.comfort]):
                reasons.append(comfort)
            found.append(Match(side.offer.id, shown.total[place], parts, tuple(reasons), checked))
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

    def _parts(
        self,
        person: PersonSide,
        side: OfferSide,
        points: Sequence[int],
        most: Sequence[int],
        shown: Shown,
        place: int,
        wishes: str,
    ) -> dict[str, Part]:
        """Return the five parts of one pair."""
        profile, offer = person.profile, side.offer
        supervision = (
            points[1],
            most[1],
            offer.supervision_level,
            profile.supervision_need,
            offer.places_free,
        )
        return {
            "wishes": Part(points[0], most[0], wishes),
            "supervision": _SUPERVISION[supervision],
            "travel": self._travel_part(points[2], most[2], person, side, shown, place),
            "availability": _availability_part(points[3], most[3], person.held, side),
            "renewal": _PARTS[points[4], most[4], _RENEWAL[shown.seen[place]]],
        }

    def _travel_part(
        self, points: int, most: int, person: PersonSide, side: OfferSide, shown: Shown, place: int
    ) -> Part:
        profile, offer, way = person.profile, side.offer, shown.means[place]
        minutes = limit = 0
        if way >= 0:
            minutes = shown.minutes[place]
            limit = (profile.travel or {}).get(self._engine.settings.means[way].code, 0)
        same_place = (
            bool(profile.commune)
            and profile.commune == offer.commune
            and shown.metres[place] < SAME_PLACE_METRES
        )
        told = (offer.remote, shown.unsure[place], same_place)
        part: Part = self._travel[points, most, way, minutes, limit, told]
        return part

    def _travel_of(
        self, points: int, most: int, way: int, minutes: int, limit: int, told: tuple[bool, bool, bool]
    ) -> Part:
        remote, unsure, same_place = told
        means = self._engine.settings.means[way] if way >= 0 else None
        why = travel_sentence(means, minutes, limit, remote=remote, unsure=unsure, same_place=same_place)
        return Part(points, most, why)

    def _reasons(
        self, chips: Sequence[Chip], rows: Sequence[int], sides: Sequence[OfferSide]
    ) -> list[list[str]]:
        """Return the sentences of the chips that met each offer, strongest first, at least one."""
        questions, places = self._engine.questions, np.array(rows)
        least = self._engine.settings.min_text
        values = [questions.answer_at(chip, places).tolist() for chip in chips]
        halves = [self._halves[chip.words, chip.kind] for chip in chips]
        found = []
        for side, *strengths in zip(sides, *values, strict=True):
            sentences: list[str] = []
            met = [(-value, number) for number, value in enumerate(strengths) if value]
            met.sort()
            for strength, number in met:
                if len(sentences) == MOST_REASONS or (sentences and -strength < least):
                    break
                meeting = side.met(chips[number])
                if meeting is not None:
                    sentence = halves[number].before(meeting[0]) + meeting[1]
                    if sentence not in sentences:
                        sentences.append(sentence)
            found.append(sentences)
        return found

    def _halves_of(self, said: str, kind: str) -> ChipHalves:
        fixes = self._engine.questions.fixes(said)
        read_as = {
            unit: chip_half(said, kind, right) for unit, (_, right) in fixes.items() if right not in said
        }
        return ChipHalves(chip_half(said, kind), read_as)

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
        match = self._matches(PersonSide(profile, chips, engine), chips, avoid, [row], shown)[0]
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


def _availability_part(points: int, most: int, held: int, side: OfferSide) -> Part:
    part: Part
    if side.slots and held:
        part = _AVAILABILITY[points, most, held & side.slots, side.needed]
    else:
        part = _PARTS[points, most, _NO_SLOTS_HELD if side.slots else _NO_SLOTS_OFFERED]
    return part
