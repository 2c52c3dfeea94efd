"""Everybody before one offer: who suits it, and whose list a new or changed offer enters (reverse search).

The same whole-number formulas as for one person before many offers, read the other way: the answer is the same.
"""

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bénévolat.matching.answers import Answers
from bénévolat.matching.documents import TERM, in_passing
from bénévolat.matching.filters import Filtered, codes
from bénévolat.matching.formats import Profile
from bénévolat.matching.gates import open_day
from bénévolat.matching.pairs import MENTIONED, SUBJECT, Pairs
from bénévolat.matching.people_table import PeopleTable, excluded_names, first_day
from bénévolat.matching.ranker import Ranker
from bénévolat.matching.scoring import score
from bénévolat.matching.strengths import WORD_SHARE, chip_points, text_points
from bénévolat.matching.table import UNKNOWN, View, association_key
from bénévolat.matching.travel import NOWHERE, metres_between

Ints = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Suited:
    """One person before an offer: score of 100 and the codes of the filters that stop them (none: suited)."""

    profile: str
    score: int
    blocked_by: tuple[str, ...]


class _Asked:
    """Units and questions as flat arrays, and which of them a term answers; grows with the questions."""

    def __init__(self, questions: Answers) -> None:
        self._questions = questions
        self._units = self._chips = 0
        self._by_term: dict[int, tuple[array[int], array[int]]] = {}
        self._by_word: dict[int, array[int]] = {}
        self._shared, self._weights = array("q"), array("q")
        self._of_chip, self._starts, self._totals = array("q"), array("q"), array("q")

    def _grow(self) -> None:
        questions, number = self._questions, self._questions.documents.terms.number
        while self._units < len(questions.weights):
            unit = self._units
            for key, strength in questions.terms[unit]:
                units, strengths = self._by_term.setdefault(number(key), (array("q"), array("q")))
                units.append(unit)
                strengths.append(strength)
            word = questions.word(unit)
            shares = questions.has_word_share(unit)
            if shares and word is not None:
                self._by_word.setdefault(number(word), array("q")).append(unit)
            self._shared.append(1000 - WORD_SHARE if shares else 1000)
            self._weights.append(questions.weights[unit])
            self._units += 1
        while self._chips < len(questions.chips):
            self._starts.append(len(self._of_chip))
            self._of_chip.extend(questions.chips[self._chips])
            self._totals.append(sum(questions.weights[unit] for unit in questions.chips[self._chips]))
            self._chips += 1

    def values(self, row: int) -> tuple[Ints, Ints]:
        """Return the best unit and the sum of the units of every question, in one offer."""
        self._grow()
        points = np.zeros(self._units, dtype=np.int32)
        words: list[tuple[array[int], int]] = []
        for term, weight in self._questions.documents.every_term(row):
            if term in self._by_term:
                met, strengths = (np.array(column) for column in self._by_term[term])
                points[met] = np.maximum(points[met], weight * strengths // 1000)
            if term in self._by_word:
                words.append((self._by_word[term], weight))
        points = points * np.array(self._shared) // 1000
        for units, weight in words:
            points[np.array(units)] += weight * WORD_SHARE // 1000
        value = (np.array(self._weights) * points // 1000)[np.array(self._of_chip)]
        starts = np.array(self._starts)
        return np.maximum.reduceat(value, starts), np.add.reduceat(value, starts)

    @property
    def totals(self) -> Ints:
        """Return the sum of the weights of the units of every question."""
        return np.array(self._totals)


class People:
    """People ready to be asked about any offer of a ranker."""

    def __init__(self, ranker: Ranker, profiles: Iterable[Profile] = ()) -> None:
        self._ranker = ranker
        self._asked = _Asked(ranker.questions)
        self.profiles: list[Profile] = []
        self.row_of: dict[str, int] = {}
        self.table = PeopleTable((), ranker.table, ranker.settings)
        self._questions, self._weights = array("q"), array("q")
        self._starts, self._counts, self._talking = array("q"), array("q"), array("q")
        self._set_aside: dict[str, list[int]] = {}
        self._employed: dict[str, list[int]] = {}
        self._seen: dict[str, list[int]] = {}
        self._knows_seen: list[int] = []
        self._avoiding: dict[str, list[int]] = {}
        self._avoid_terms: dict[int, list[str]] = {}
        self._avoid_demands: dict[str, list[str]] = {}
        for profile in profiles:
            self.put(profile)

    def put(self, profile: Profile) -> None:
        """Add a person, or replace the one of this identifier."""
        row = self.table.put(profile)
        self.profiles.append(profile)
        self.row_of[profile.id] = row
        chips, avoid = self._ranker.questions.of_profile(profile, self._ranker.settings.skill_weight)
        if chips:
            self._talking.append(row)
            self._starts.append(len(self._questions))
            self._counts.append(len(chips))
            self._questions.extend(chip.question for chip in chips)
            self._weights.extend(chip.weight for chip in chips)
        for names, held in (
            (profile.excluded_associations, self._set_aside),
            (profile.former_employers, self._employed),
        ):
            for name in excluded_names(names):
                held.setdefault(name, []).append(row)
        self._knows_seen.append(UNKNOWN if profile.seen_offers is None else 0)
        for offer in profile.seen_offers or ():
            self._seen.setdefault(offer, []).append(row)
        for chip in avoid:
            self._avoid(chip, row)

    def _avoid(self, chip: str, row: int) -> None:
        if chip not in self._avoiding:
            self._avoiding[chip] = []
            keys, demands = self._ranker.questions.avoid_keys(chip)
            for key in keys:
                self._avoid_terms.setdefault(self._ranker.documents.terms.number(key), []).append(chip)
            for demand in demands:
                self._avoid_demands.setdefault(demand, []).append(chip)
        self._avoiding[chip].append(row)

    def drop(self, profile_id: str) -> None:
        """Take a person away; one who is not there is no error."""
        self.row_of.pop(profile_id, None)

    # --- one offer

    def for_offer(self, offer_id: str, among: Iterable[str] | None = None) -> list[Suited]:
        """Return the people whom an offer suits, best first, ties by identifier. KeyError: unknown offer."""
        return self._before(offer_id, among, blocked=False)

    def before_offer(self, offer_id: str, among: Iterable[str] | None = None) -> list[Suited]:
        """Return the people whose words an offer meets: those it suits, then those whom a filter stops.

        ``among``: only these identifiers. A person set aside for good (former employer…) is left out.
        """
        return self._before(offer_id, among, blocked=True)

    def _before(self, offer_id: str, among: Iterable[str] | None, *, blocked: bool) -> list[Suited]:
        ranker, row = self._ranker, self._ranker.row_of[offer_id]
        rows, text = self._text(row)
        alive = np.zeros(len(self.profiles), dtype=bool)
        alive[self._rows(among)] = True
        rows, text = rows[alive[rows]], text[alive[rows]]
        if not len(rows):
            return []
        pairs = self._pairs(row, rows)
        filtered = Filtered(pairs)
        total = score(pairs, text).total
        suited = (filtered.count == 0) & (total >= ranker.settings.min_score)
        places = np.flatnonzero(suited | ((filtered.count > 0) & ~filtered.final()) if blocked else suited)
        stopped = map(codes, filtered.bits[places].tolist())
        found = [
            Suited(self.profiles[row].id, points, codes)
            for row, points, codes in zip(rows[places].tolist(), total[places].tolist(), stopped, strict=True)
        ]
        return sorted(found, key=lambda one: (bool(one.blocked_by), -one.score, one.profile))

    def _rows(self, among: Iterable[str] | None) -> list[int]:
        if among is None:
            return list(self.row_of.values())
        return [self.row_of[key] for key in among if key in self.row_of]

    def _text(self, row: int) -> tuple[Ints, Ints]:
        """Return the people whose text part is enough for one offer, and that part."""
        if not len(self._talking):
            return np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.int32)
        asked = np.array(self._questions)
        best, total = (column[asked] for column in self._asked.values(row))
        values = chip_points(best, total, self._asked.totals[asked], np.array(self._weights))
        starts = np.array(self._starts)
        text = text_points(
            np.maximum.reduceat(values, starts),
            np.add.reduceat(values, starts, dtype=np.int16),
            np.array(self._counts),
        )
        enough = text >= self._ranker.settings.min_text
        return np.array(self._talking)[enough], text[enough].astype(np.int32)

    def _pairs(self, row: int, rows: Ints) -> Pairs:
        ranker, offer = self._ranker, self._ranker.offers[row]
        places = self._places(rows)
        names = [association_key(name) for name in (offer.association, offer.association_name) if name]
        return Pairs(
            View(self.table, rows),
            View(ranker.table, np.array([row])),
            self._metres(row, rows),
            today=ranker.today,
            settings=ranker.settings,
            excluded=_mark(rows, places, [self._set_aside.get(name, ()) for name in names]) > 0,
            former=_mark(rows, places, [self._employed.get(name, ()) for name in names]) > 0,
            avoided=self._avoided(row, rows, places),
            shut=self._shut(row, rows),
            seen=self._already(offer.id, rows, places),
        )

    def _places(self, rows: Ints) -> Ints:
        places = np.full(len(self.profiles), UNKNOWN, dtype=np.int32)
        places[rows] = np.arange(len(rows))
        return places

    def _metres(self, row: int, rows: Ints) -> Ints:
        metres = np.full(len(rows), NOWHERE, dtype=np.int32)
        site = int(self._ranker.table.site[row])
        if site == UNKNOWN:
            return metres
        points = self.table.points[rows]
        placed = ~np.isnan(points[:, 0])
        metres[placed] = metres_between(points[placed], self._ranker.table.sites[site])
        return metres

    def _avoided(self, row: int, rows: Ints, places: Ints) -> Ints:
        documents = self._ranker.documents
        levels: dict[str, int] = {}
        for packed in documents.packed(row):
            for chip in self._avoid_terms.get(packed >> TERM, ()):
                level = MENTIONED if in_passing(packed) else SUBJECT
                levels[chip] = max(level, levels.get(chip, 0))
        for demand in documents.hints(row):
            for chip in self._avoid_demands.get(demand, ()):
                level = SUBJECT if demand in documents.strong(row) else MENTIONED
                levels[chip] = max(level, levels.get(chip, 0))
        found = np.zeros(len(rows), dtype=np.int32)
        for chip, level in levels.items():
            found = np.maximum(found, level * _mark(rows, places, [self._avoiding[chip]]))
        return found

    def _shut(self, row: int, rows: Ints) -> NDArray[np.bool_]:
        shut = np.zeros(len(rows), dtype=bool)
        if self._ranker.table.has_closed[row]:
            offer, today = self._ranker.offers[row], self._ranker.today
            for place, person in enumerate(rows.tolist()):
                shut[place] = not open_day(offer, first_day(self.profiles[person], today))
        return shut

    def _already(self, offer_id: str, rows: Ints, places: Ints) -> Ints:
        known = np.array(self._knows_seen, dtype=np.int32)[rows]
        return known + _mark(rows, places, [self._seen.get(offer_id, ())])


def _mark(rows: Ints, places: Ints, held: Iterable[Sequence[int]]) -> Ints:
    """Return 1 for the rows that are in one of the lists."""
    marks = np.zeros(len(rows), dtype=np.int32)
    for one in held:
        found = places[list(one)] if len(one) else places[:0]
        marks[found[found >= 0]] = 1
    return marks
