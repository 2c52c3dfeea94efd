"""The reasons of a proposal: a French sentence a part, quoting both sides, and what is to check (R27).

The same sentence is written many times in a batch: each one is remembered by what it says, never by whom.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from bénévolat.matching import checks
from bénévolat.matching.answers import Evidence
from bénévolat.matching.formats import Match, NearMiss, Offer, Pair, Part, Profile
from bénévolat.matching.gates import GATES
from bénévolat.matching.offer_texts import IN_DESCRIPTION, fields_of
from bénévolat.matching.questions import Chip
from bénévolat.matching.ranker import Ranker
from bénévolat.matching.rankings import Ranking, Shown
from bénévolat.matching.sentences import COMFORT, SUPERVISION, french, listing, plural, quote, slot_label
from bénévolat.matching.settings import Means
from bénévolat.matching.table import UNKNOWN, slot_mask, slots_of
from bénévolat.matching.travel_words import SAME_PLACE_METRES, travel_sentence

MOST_REASONS = 3
GATE_OF = {gate.code: gate for gate in GATES}
NO_PART = Part(0, 0, "")


@lru_cache(maxsize=100_000)
def chip_reason(said: str, evidence: Evidence, kind: str, field_text: str) -> str:
    """Return the sentence of one chip. ``kind``: wish or skill; ``field_text``: nothing for a description."""
    words = quote(said)
    if evidence.read_as and evidence.read_as[1] not in said:
        words += f" (compris comme {quote(evidence.read_as[1])})"
    concept = f" ({evidence.concept})" if evidence.concept else ""
    if not field_text:
        there = f"la mission parle de {quote(evidence.found)}{concept}"
    else:
        there = f"{'la mission propose' if kind == 'wish' else 'utile pour'} {quote(field_text)}{concept}"
    return french(f"{'Envie' if kind == 'wish' else 'Savoir-faire'} {words} : {there}.")


def supervision_why(level: int, need: int, places: int) -> str:
    """Return the sentence of the supervision part (UNKNOWN: not said)."""
    said = []
    if UNKNOWN not in (level, need):
        said.append(f"Accompagnement proposé : {SUPERVISION[level]} ; souhaité : {SUPERVISION[need]}.")
    else:
        side = "proposé par la mission" if level == UNKNOWN else "souhaité par la personne"
        said.append(f"Accompagnement {side} : non renseigné.")
    if places == UNKNOWN:
        said.append("Places libres : non renseigné.")
    else:
        said.append(
            f"{plural(places, 'place accompagnée libre', 'places accompagnées libres').capitalize()}."
        )
    return french(" ".join(said))


def availability_why(offered: int, held: int, needed: int) -> str:
    """Return the sentence of the availability part; half-days as bits, 0 when not said."""
    if not offered or not held:
        side = "de la mission" if not offered else "de la personne"
        return french(f"Demi-journées {side} : non renseigné, cette partie ne compte pas.")
    common = [slot_label(code) for code in slots_of(offered & held)]
    count = plural(len(common), "demi-journée commune", "demi-journées communes")
    days = f" ({listing(common[:5])})" if common else ""
    return french(f"{count}{days} ; la mission en demande {needed}.")


_RENEWAL = {
    UNKNOWN: french("Missions déjà proposées : non renseigné, cette partie ne compte pas."),
    0: "Mission pas encore proposée à la personne.",
    1: "Mission déjà proposée à la personne.",
}


@lru_cache(maxsize=10_000)
def comfort_reason(wished: tuple[str, ...], offered: tuple[str, ...]) -> str | None:
    """Return the comfort asked by the person and offered by the place, or None."""
    shared = [quote(COMFORT.get(code, code)) for code in wished if code in offered]
    return french(f"Confort souhaité et proposé : {listing(shared)}.") if shared else None


@lru_cache(maxsize=10_000)
def unlock_all(sentences: tuple[str, ...]) -> str:
    """Return what would unlock a near miss: the sentence, or all that is needed together."""
    kept = [sentence for sentence in sentences if sentence]
    if len(kept) < 2:
        return "".join(kept)
    needs = [re.sub(r",? le rendrait possible", "", sentence).rstrip(".") for sentence in kept]
    return french(f"Il faudrait à la fois : {' ; '.join(need[0].lower() + need[1:] for need in needs)}.")


# A part is written once for all the pairs that have the same facts.
_part = lru_cache(maxsize=20_000)(Part)


@lru_cache(maxsize=20_000)
def _supervision_part(
    points: int, most: int, level: int | None, need: int | None, places: int | None
) -> Part:
    held = (UNKNOWN if value is None else value for value in (level, need, places))
    return Part(points, most, supervision_why(*held))


@lru_cache(maxsize=20_000)
def _availability_part(points: int, most: int, offered: int, held: int, needed: int) -> Part:
    return Part(points, most, availability_why(offered, held, needed))


@lru_cache(maxsize=20_000)
def _travel_part(
    points: int, most: int, means: Means | None, minutes: int, limit: int, told: tuple[bool, bool, bool]
) -> Part:
    remote, unsure, same_place = told
    why = travel_sentence(means, minutes, limit, remote=remote, unsure=unsure, same_place=same_place)
    return Part(points, most, why)


class Explainer:
    """Turns the numbers of an engine into proposals, near misses and full explanations."""

    def __init__(self, engine: Ranker) -> None:
        self._engine = engine

    def answer(self, profile: Profile, ranking: Ranking) -> tuple[tuple[Match, ...], tuple[NearMiss, ...]]:
        """Return the proposals and the near misses of one person."""
        rows = ranking.rows.tolist()
        matches = self._matches(profile, ranking.chips, ranking.avoid, rows, ranking.shown, ranking.start)
        misses = [
            self._near_miss(profile, ranking, number, row) for number, row in enumerate(ranking.near.tolist())
        ]
        return tuple(matches), tuple(misses)

    def _matches(
        self,
        profile: Profile,
        chips: Sequence[Chip],
        avoid: Sequence[str],
        rows: Sequence[int],
        shown: Shown,
        start: int = 0,
    ) -> list[Match]:
        """Return the pairs shown from place ``start`` as proposals, as many as ``rows``."""
        if not rows:
            return []
        engine = self._engine
        person = checks.Person.of(profile, chips, engine.questions)
        held = slot_mask(profile.slots)
        limits = [(profile.travel or {}).get(means.code, 0) for means in engine.settings.means]
        reasons = self._reasons(chips, rows)
        found = []
        for number, row in enumerate(rows):
            offer, place = engine.offers[row], start + number
            said = reasons[number]
            parts = self._parts(profile, offer, row, shown, place, held, limits)
            parts["wishes"] = _part(
                shown.points["wishes"][place], shown.most["wishes"][place], " ".join(said[:2])
            )
            mentioned = engine.questions.avoided_words(avoid, row) if avoid else None
            checked = checks.to_check(
                person, offer, row, engine, shown.metres[place], mentioned, unsure=shown.unsure[place]
            )
            said += [parts[part].why for part in ("travel", "availability") if parts[part].max]
            if profile.comfort and offer.comfort:
                comfort = comfort_reason(profile.comfort, offer.comfort)
                said += [comfort] if comfort else []
            found.append(Match(offer.id, shown.total[place], parts, tuple(said), tuple(checked)))
        return found

    def _parts(
        self,
        profile: Profile,
        offer: Offer,
        row: int,
        shown: Shown,
        place: int,
        held: int,
        limits: Sequence[int],
    ) -> dict[str, Part]:
        """Return the five parts of one pair; the sentence of «wishes» is put after."""
        points, most, table = shown.points, shown.most, self._engine.table
        way = shown.means[place]
        told = (
            offer.remote,
            shown.unsure[place],
            bool(profile.commune)
            and profile.commune == offer.commune
            and shown.metres[place] < SAME_PLACE_METRES,
        )
        return {
            "wishes": NO_PART,
            "supervision": _supervision_part(
                points["supervision"][place],
                most["supervision"][place],
                offer.supervision_level,
                profile.supervision_need,
                offer.places_free,
            ),
            "travel": _travel_part(
                points["travel"][place],
                most["travel"][place],
                self._engine.settings.means[way] if way >= 0 else None,
                shown.minutes[place] if way >= 0 else 0,
                limits[way] if way >= 0 else 0,
                told,
            ),
            "availability": _availability_part(
                points["availability"][place],
                most["availability"][place],
                int(table.slots[row]),
                held,
                int(table.slots_needed[row]),
            ),
            "renewal": _part(points["renewal"][place], most["renewal"][place], _RENEWAL[shown.seen[place]]),
        }

    def _reasons(self, chips: Sequence[Chip], rows: Sequence[int]) -> list[list[str]]:
        """Return the sentences of the chips that met each offer, strongest first, at least one."""
        engine = self._engine
        places = np.array(rows)
        values = [engine.questions.answer_at(chip, places).tolist() for chip in chips]
        found = []
        for row, strengths in zip(
            rows, zip(*values, strict=True) if values else [()] * len(rows), strict=True
        ):
            concepts = engine.documents.concept_terms(row)
            sentences: list[str] = []
            for strength, number in sorted(
                (-value, number) for number, value in enumerate(strengths) if value
            ):
                if sentences and -strength < engine.settings.min_text:
                    break
                evidence = engine.questions.evidence(chips[number], row, concepts)
                if evidence is not None:
                    sentence = self._reason(chips[number], evidence, row)
                    if sentence not in sentences:
                        sentences.append(sentence)
            found.append(sentences[:MOST_REASONS])
        return found

    def _reason(self, chip: Chip, evidence: Evidence, row: int) -> str:
        if evidence.field == IN_DESCRIPTION:
            return chip_reason(chip.words, evidence, chip.kind, "")  # the words found are quoted
        offer = self._engine.offers[row]
        text = offer.title if evidence.field == 0 else fields_of(offer)[evidence.field].text
        return chip_reason(chip.words, evidence, chip.kind, text)

    def _near_miss(self, profile: Profile, ranking: Ranking, number: int, row: int) -> NearMiss:
        engine = self._engine
        position = ranking.start + len(ranking.rows) + number
        case = engine.case(profile, row, ranking.shown, position, ranking.avoid)
        codes = ranking.blocked[number]
        said = [GATE_OF[code].said(case) for code in codes]
        whys, unlocks = tuple(french(why) for why, _ in said), tuple(french(unlock) for _, unlock in said)
        offer = engine.offers[row].id
        return NearMiss(offer, ranking.shown.total[position], codes, whys, unlock_all(unlocks))

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
        match = self._matches(profile, chips, avoid, [row], shown)[0]
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
