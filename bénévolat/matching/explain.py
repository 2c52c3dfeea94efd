"""The reasons of a proposal: a French sentence a part, quoting both sides, and what is to check (R27).

The same sentence is written many times in a batch: each one is remembered by what it says, never by whom.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from bénévolat.matching import checks
from bénévolat.matching.documents import DESCRIPTION, IN_DESCRIPTION, fields_of
from bénévolat.matching.formats import Match, NearMiss, Offer, Pair, Part, Profile
from bénévolat.matching.gates import GATES
from bénévolat.matching.pairs import Pairs
from bénévolat.matching.questions import Chip, Evidence
from bénévolat.matching.ranker import Ranker, Ranking
from bénévolat.matching.scoring import Points
from bénévolat.matching.sentences import COMFORT, SUPERVISION, french, listing, plural, quote, slot_label
from bénévolat.matching.settings import PARTS
from bénévolat.matching.table import UNKNOWN, slots_of
from bénévolat.matching.travel_words import SAME_PLACE_METRES, travel_sentence

MOST_REASONS = 3


@lru_cache(maxsize=100_000)
def chip_reason(said: str, evidence: Evidence, kind: str, field_kind: str, field_text: str) -> str:
    """Return the sentence of one chip. ``kind``: wish or skill."""
    words = quote(said)
    if evidence.read_as and evidence.read_as[1] not in said:
        words += f" (compris comme {quote(evidence.read_as[1])})"
    concept = f" ({evidence.concept})" if evidence.concept else ""
    if field_kind == DESCRIPTION:
        there = f"la mission parle de {quote(evidence.found)}{concept}"
    else:
        there = f"{'la mission propose' if kind == 'wish' else 'utile pour'} {quote(field_text)}{concept}"
    return french(f"{'Envie' if kind == 'wish' else 'Savoir-faire'} {words} : {there}.")


@lru_cache(maxsize=1_000)
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


@lru_cache(maxsize=50_000)
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


_travel_why = lru_cache(maxsize=50_000)(travel_sentence)


class Explainer:
    """Turns the numbers of an engine into proposals, near misses and full explanations."""

    def __init__(self, engine: Ranker) -> None:
        self._engine = engine

    def answer(self, profile: Profile, ranking: Ranking) -> tuple[tuple[Match, ...], tuple[NearMiss, ...]]:
        """Return the proposals and the near misses of one person."""
        engine, pairs = self._engine, ranking.pairs
        shown = [int(row) for row in ranking.rows]
        parts = self._parts(profile, shown, pairs, ranking.points)
        reasons = self._reasons(ranking.chips, ranking.rows)
        person = checks.Person.of(profile, ranking.chips, engine.questions)
        totals = ranking.points.total.tolist()
        unsure = pairs.unsure.tolist() if shown else []
        matches = []
        for position, row in enumerate(shown):
            offer = engine.offers[row]
            mentioned = engine.questions.avoided_words(ranking.avoid, row) if ranking.avoid else None
            metres = int(pairs.metres[position])
            checked = checks.to_check(person, offer, row, engine, metres, mentioned, unsure=unsure[position])
            matches.append(
                _match(profile, offer, totals[position], parts[position], reasons[position], checked)
            )
        misses = [
            self._near_miss(profile, ranking, len(shown) + position, int(row), totals)
            for position, row in enumerate(ranking.near)
        ]
        return tuple(matches), tuple(misses)

    def _reasons(self, chips: Sequence[Chip], rows: NDArray[np.int64]) -> list[list[str]]:
        """Return the sentences of the chips that met each offer, strongest first, at least one."""
        engine = self._engine
        values = [engine.questions.answer(chip)[rows].tolist() for chip in chips]
        found = []
        for position, row in enumerate(rows.tolist()):
            strength = [column[position] for column in values]
            concepts = engine.documents.concept_terms(row)
            sentences: list[str] = []
            for number in sorted(range(len(chips)), key=lambda number: (-strength[number], number)):
                if not strength[number] or (sentences and strength[number] < engine.settings.min_text):
                    break
                chip = chips[number]
                evidence = engine.questions.evidence(chip, row, concepts)
                if evidence is not None:
                    kind, text = self._field(row, evidence.field)
                    sentence = chip_reason(chip.words, evidence, chip.kind, kind, text)
                    if sentence not in sentences:
                        sentences.append(sentence)
            found.append(sentences[:MOST_REASONS])
        return found

    def _field(self, row: int, number: int) -> tuple[str, str]:
        if number == IN_DESCRIPTION:
            return DESCRIPTION, ""  # the sentence quotes the words found, not the whole text
        field = fields_of(self._engine.offers[row])[number]
        return field.kind, field.text

    def _parts(
        self, profile: Profile, rows: Sequence[int], pairs: Pairs, points: Points
    ) -> list[dict[str, Part]]:
        """Return the five parts of each offer; the sentence of «wishes» is put by ``_match``."""
        if not rows:
            return []
        engine = self._engine
        minutes, means = (column.tolist() for column in pairs.journey)
        unsure, metres = pairs.unsure.tolist(), pairs.metres.tolist()
        seen = pairs.whole(pairs.seen).tolist()
        got = [points.points[part].tolist() for part in PARTS]
        most = [points.most[part].tolist() for part in PARTS]
        need = UNKNOWN if profile.supervision_need is None else profile.supervision_need
        held = int(pairs.people.slots[0])
        limits = [(profile.travel or {}).get(way.code, 0) for way in engine.settings.means]
        table, found = engine.table, []
        for place, row in enumerate(rows):
            way = means[place]
            whys = (
                "",
                supervision_why(int(table.level[row]), need, int(table.places[row])),
                _travel_why(
                    engine.settings.means[way] if way >= 0 else None,
                    minutes[place] if way >= 0 else 0,
                    limits[way] if way >= 0 else 0,
                    remote=bool(table.remote[row]),
                    unsure=unsure[place],
                    same_place=bool(profile.commune)
                    and profile.commune == engine.offers[row].commune
                    and metres[place] < SAME_PLACE_METRES,
                ),
                availability_why(int(table.slots[row]), held, int(table.slots_needed[row])),
                _RENEWAL[seen[place]],
            )
            found.append(
                {
                    part: Part(got[number][place], most[number][place], whys[number])
                    for number, part in enumerate(PARTS)
                }
            )
        return found

    def _near_miss(
        self, profile: Profile, ranking: Ranking, position: int, row: int, totals: Sequence[int]
    ) -> NearMiss:
        engine = self._engine
        case = engine.case(profile, row, ranking.pairs, position, ranking.avoid)
        codes, whys, unlocks = [], [], []
        for gate in GATES:
            if gate.code in ranking.blocked[position - len(ranking.rows)]:
                why, unlock = gate.said(case)
                codes.append(gate.code)
                whys.append(french(why))
                unlocks.append(french(unlock))
        offer = engine.offers[row].id
        return NearMiss(offer, totals[position], tuple(codes), tuple(whys), unlock_all(tuple(unlocks)))

    def pair(
        self,
        profile: Profile,
        chips: Sequence[Chip],
        avoid: Sequence[str],
        row: int,
        pairs: Pairs,
        points: Points,
        blocked: Sequence[str],
        text: int,
    ) -> Pair:
        """Return everything about one pair: parts, reasons, every filter passed or not, the threshold."""
        engine = self._engine
        offer = engine.offers[row]
        case = engine.case(profile, row, pairs, 0, avoid)
        gates = []
        for gate in GATES:
            stopped = gate.code in blocked
            why, unlock = gate.said(case) if stopped else ("", "")
            gates.append((gate.code, french(gate.rule), not stopped, french(why), french(unlock)))
        reasons = self._reasons(chips, np.array([row]))[0]
        person = checks.Person.of(profile, chips, engine.questions)
        checked = checks.to_check(person, offer, row, engine, case.metres, case.avoided, unsure=case.unsure)
        parts = self._parts(profile, [row], pairs, points)[0]
        match = _match(profile, offer, int(points.total[0]), parts, reasons, checked)
        return Pair(
            offer.id,
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


def _match(
    profile: Profile,
    offer: Offer,
    total: int,
    parts: Mapping[str, Part],
    reasons: Sequence[str],
    checked: Sequence[str],
) -> Match:
    wishes = parts["wishes"]
    whole = {**parts, "wishes": Part(wishes.points, wishes.max, " ".join(reasons[:2]))}
    said = list(reasons)
    said += [parts[part].why for part in ("travel", "availability") if parts[part].max]
    comfort = comfort_reason(profile.comfort, offer.comfort)
    said += [comfort] if comfort else []
    return Match(offer.id, total, whole, tuple(said), tuple(checked))
