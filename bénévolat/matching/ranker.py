"""The numbers of the engine: which missions are wanted, near, possible and well supervised, best first.

Deterministic: sums are whole numbers, ties go by identifier, and nothing about one person depends on another,
except the plan, which shares the free places of a whole batch. An offer that changes within an epoch gives the
same bytes as reading everything again with the words of that epoch.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Self
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from bénévolat.matching import snapshots
from bénévolat.matching.cases import Case
from bénévolat.matching.documents import TERM, Documents, in_passing
from bénévolat.matching.epochs import Epoch
from bénévolat.matching.filters import Filtered, Memory
from bénévolat.matching.formats import Offer, Profile
from bénévolat.matching.gates import GATES, open_day
from bénévolat.matching.lexicon import Lexicon, default_lexicon
from bénévolat.matching.pairs import NOT_AVOIDED, NOT_TOLD, NOTHING, Pairs
from bénévolat.matching.people_table import PeopleTable, excluded_names, first_day
from bénévolat.matching.questions import Chip, Questions, Values
from bénévolat.matching.scoring import RULES, Points, score
from bénévolat.matching.settings import DEFAULT, Settings
from bénévolat.matching.snapshots import Snapshot
from bénévolat.matching.table import UNKNOWN, OfferTable, View
from bénévolat.matching.travel import NOWHERE, metres_between

Ints = NDArray[Any]
Array = NDArray[Any]
Mask = NDArray[np.bool_]

NEAR_STRENGTH = 500  # a near miss has a word of the person that it meets at least so (per mille)…
NEAR_POOL = 32  # …and is among those that such a word meets best
PLACES_KEPT = 450  # distances remembered from as many places: four bytes an offer each


@dataclass(slots=True)
class Counters:
    """What a run did: pairs considered, filter tests made, eligible pairs, people and plan."""

    pairs: int = 0
    filter_tests: int = 0
    eligible: int = 0
    matches: int = 0
    without_match: int = 0
    without_proposal: int = 0
    over_limit: int = 0


@dataclass(frozen=True, slots=True)
class Shown:
    """The pairs that are told, in plain lists: what their sentences need. ``metres`` -1: a point is missing."""

    metres: list[int]
    minutes: list[int]
    means: list[int]
    unsure: list[bool]
    seen: list[int]
    points: dict[str, list[int]]
    most: dict[str, list[int]]
    total: list[int]

    @classmethod
    def of(cls, pairs: Pairs, points: Points, rows: Ints) -> "Shown":
        """Gather some of the pairs."""
        minutes, means = pairs.journey
        metres = pairs.metres[rows]
        return cls(
            np.where(metres == NOWHERE, UNKNOWN, metres).tolist(),
            minutes[rows].tolist(),
            means[rows].tolist(),
            pairs.whole(pairs.unsure)[rows].tolist(),
            pairs.whole(pairs.seen)[rows].tolist(),
            {part: values[rows].tolist() for part, values in points.points.items()},
            {part: values[rows].tolist() for part, values in points.most.items()},
            points.total[rows].tolist(),
        )


@dataclass(frozen=True, slots=True)
class _Seen:
    """One person before the offers worth a score: the first ``free`` rows pass every filter, the rest nearly do.

    ``stopped``: the filters that stop each of the rest.
    """

    chips: list[Chip]
    avoid: list[str]
    rows: Ints
    free: int
    text: Ints
    metres: Ints
    seen: Ints
    supervision: tuple[Ints, Ints]
    stopped: list[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Ranking:
    """The answer for one person in numbers: rows proposed, then near misses, best first.

    ``shown``: these rows, in their order, from place ``start``; ``blocked``: filters that stop each near miss.
    ``wide``: candidates of the plan.
    """

    chips: list[Chip]
    avoid: list[str]
    rows: Ints
    near: Ints
    shown: Shown
    start: int
    blocked: list[tuple[str, ...]]
    wide: Ints
    wide_scores: Ints


class Ranker:
    """The offers, read once, ready to rank them for one person or for many."""

    def __init__(
        self,
        offers: Iterable[Offer],
        settings: Settings = DEFAULT,
        today: date | None = None,
        lexicon: Lexicon | None = None,
        epoch: Epoch | None = None,
        kept: Snapshot | None = None,
    ) -> None:
        """Read the offers, in a new epoch or in one that has begun. Two offers of one id: ValueError.

        ``today`` defaults to the current date. ``kept``: what was read already, instead of ``offers``.
        """
        if kept is None:
            read = sorted(offers, key=lambda offer: offer.id)
            if epoch is None:
                documents, epoch = Documents.of(read, lexicon or default_lexicon())
            else:
                documents = Documents.within(read, epoch)
            kept = Snapshot(read, documents, epoch, OfferTable(read))
        self.offers, self.documents = kept.offers, kept.documents
        self.epoch, self.table = kept.epoch, kept.table
        self.row_of = {offer.id: row for row, offer in enumerate(self.offers)}
        if len(self.row_of) != len(self.offers):
            raise ValueError("Deux offres portent le même identifiant.")
        self.settings = settings
        self.today = today or datetime.now(ZoneInfo("Europe/Paris")).date()
        self.version = settings.version(self.epoch.lexicon.thesaurus.version)
        self.questions = Questions(self.documents, self.epoch)
        self.counters = Counters()
        self._order: Ints | None = None
        self._shut: tuple[Mask, list[int]] | None = None
        self._from_place: dict[tuple[float, float], Ints] = {}
        self._memory = Memory()

    @classmethod
    def in_epoch(
        cls, offers: Iterable[Offer], epoch: Epoch, settings: Settings = DEFAULT, today: date | None = None
    ) -> Self:
        """Read offers with the words of an epoch: what an engine kept up to date since then must equal."""
        return cls(offers, settings, today, epoch=epoch)

    @classmethod
    def load(
        cls,
        path: Path,
        settings: Settings = DEFAULT,
        today: date | None = None,
        lexicon: Lexicon | None = None,
    ) -> Self:
        """Return a ranker as it was saved. OSError: no file. ValueError: other rules or words, or no snapshot."""
        lexicon = lexicon or default_lexicon()
        kept = snapshots.load(path, settings.version(lexicon.thesaurus.version), lexicon)
        return cls((), settings, today, kept=kept)

    def save(self, path: Path) -> None:
        """Write the offers, as read, and the words of the epoch. OSError: it could not be written."""
        if len(self.row_of) != len(self.offers):  # rows of offers gone are not worth keeping
            living = [self.offers[row] for row in self.row_of.values()]
            Ranker(living, self.settings, self.today, epoch=self.epoch).save(path)
        else:
            kept = Snapshot(self.offers, self.documents, self.epoch, self.table)
            snapshots.save(path, self.version, kept)

    # --- offers that change

    def put(self, offer: Offer) -> None:
        """Add an offer, or replace the one of this identifier."""
        self.table.put(offer)  # first: it refuses what it cannot hold, and nothing has changed
        self.row_of[offer.id] = self.documents.put(offer)
        self.offers.append(offer)
        self._changed()

    def drop(self, offer_id: str) -> None:
        """Take an offer away; one that is not there is no error."""
        if self.row_of.pop(offer_id, None) is not None:
            self._changed()

    def refill(self, offer: Offer) -> None:
        """Replace an offer whose words are the same: places, presence or dates have changed."""
        row = self.row_of[offer.id]
        self.table.rewrite(row, offer)
        self.offers[row] = offer
        self._order = self._shut = None
        self._from_place.clear()
        self._memory.forget()

    def _changed(self) -> None:
        self._order = self._shut = None
        self._from_place.clear()
        self._memory.forget()
        self.questions.forget()

    @property
    def order(self) -> Ints:
        """Rank of each row by identifier; UNKNOWN for a row that is no longer an offer."""
        if self._order is None:
            self._order = np.full(len(self.offers), UNKNOWN, dtype=np.int64)
            rows = [row for _, row in sorted(self.row_of.items())]
            self._order[rows] = np.arange(len(rows))
        return self._order

    @property
    def shut(self) -> tuple[Mask, list[int]]:
        """Offers whose association is closed on every day left from today; rows that have closed days at all."""
        if self._shut is None:
            rows = np.flatnonzero(self.table.has_closed).tolist()
            mask = np.zeros(len(self.offers), dtype=bool)
            for row in rows:
                mask[row] = not open_day(self.offers[row], self.today)
            self._shut = mask, rows
        return self._shut

    # --- one person

    def rank(self, profile: Profile, top: int = 10) -> Ranking:
        """Return which offers to propose, best first, ties by identifier."""
        return self.rank_some([profile], top)[0]

    def rank_some(self, profiles: Sequence[Profile], top: int = 10) -> list[Ranking]:
        """Rank the offers for some people at once: the same answers as one by one, for less."""
        people = PeopleTable(profiles, self.table, self.settings)
        seen = [self._look(profile, people, place) for place, profile in enumerate(profiles)]
        rows = np.concatenate([one.rows for one in seen])
        who = np.repeat(np.arange(len(seen)), [len(one.rows) for one in seen])
        pairs = Pairs(
            View(people, who),
            View(self.table, rows),
            np.concatenate([one.metres for one in seen]),
            today=self.today,
            settings=self.settings,
            seen=np.concatenate([one.seen for one in seen]),
        )
        supervision = [
            np.concatenate(column) for column in zip(*(one.supervision for one in seen), strict=True)
        ]
        text = np.concatenate([one.text for one in seen])
        points = score(pairs, text, {"supervision": (supervision[0], supervision[1])})
        best, start = [], 0
        for one in seen:
            free, end = start + one.free, start + len(one.rows)
            wide = start + self._best(
                rows[start:free], points.total[start:free], max(top, self.settings.plan_candidates)
            )
            near = np.argsort(-points.total[free:end], kind="stable")
            best.append((wide, free + near, [one.stopped[place] for place in near.tolist()]))
            start = end
        shown = Shown.of(
            pairs, points, np.concatenate([part for wide, near, _ in best for part in (wide[:top], near)])
        )
        found, start = [], 0
        for one, (wide, near, stopped) in zip(seen, best, strict=True):
            chosen, scores = rows[wide], points.total[wide]
            found.append(
                Ranking(one.chips, one.avoid, chosen[:top], rows[near], shown, start, stopped, chosen, scores)
            )
            start += len(wide[:top]) + len(near)
        return found

    def _look(self, profile: Profile, people: PeopleTable, place: int) -> "_Seen":
        """Filter every offer for one person, and keep those worth a score."""
        chips, avoid = self.questions.of_profile(profile, self.settings.skill_weight)
        strongest = self.questions.strongest(chips)
        pairs = self.pairs(profile, avoid, people=people, place=place)
        filtered = Filtered(pairs, self._memory)
        open_to, nearly = filtered.count == 0, filtered.nearly
        if len(self.row_of) != len(self.offers):
            alive = self.order != UNKNOWN
            open_to, nearly = open_to & alive, nearly & alive
        free = np.flatnonzero(open_to & (strongest > 0))
        near = self._strongest(strongest, np.flatnonzero(nearly & (strongest >= NEAR_STRENGTH)))
        pool = np.concatenate([free, near])
        text = self.questions.text_at(chips, pool)
        met = np.flatnonzero(text >= self.settings.min_text)
        first = int(np.searchsorted(met, len(free)))
        chosen = np.concatenate([met[:first], self._nearest(text, pool, met[first:])])
        rows = pool[chosen]
        supervision = self._memory.get("supervision points", ("need",), self._supervision, pairs)
        self.counters.pairs += len(self.row_of)
        self.counters.filter_tests += len(self.offers) * len(GATES)
        self.counters.eligible += int(np.count_nonzero(open_to))
        return _Seen(
            chips,
            avoid,
            rows,
            first,
            text[chosen].astype(np.int32),
            pairs.metres[rows],
            pairs.whole(pairs.seen)[rows],
            (supervision[0][rows], supervision[1][rows]),
            filtered.codes(rows[first:]),
        )

    def _strongest(self, strongest: Values, rows: Ints) -> Ints:
        """Return the rows that a word of the person meets best, ties by identifier."""
        if len(rows) <= NEAR_POOL:
            return rows
        key = strongest[rows].astype(np.int64) * -len(self.offers) + self.order[rows]
        return rows[np.argpartition(key, NEAR_POOL)[:NEAR_POOL]]

    def _nearest(self, text: Values, rows: Ints, places: Ints) -> Ints:
        """Return, of some places, those of the near misses: the words met best, ties by identifier."""
        chosen = rows[places]
        key = text[places].astype(np.int64) * -len(self.offers) + self.order[chosen]
        return places[self._first(chosen, key, self.settings.near_misses)]

    def _supervision(self, pairs: Pairs) -> tuple[Ints, Ints]:
        return RULES["supervision"].compute(pairs, self.settings.supervision)

    def _best(self, rows: Ints, total: Ints, most: int) -> Ints:
        """Return the positions of the best rows, ties by identifier; under the threshold nothing is proposed."""
        good = np.flatnonzero(total >= self.settings.min_score)
        key = total[good].astype(np.int64) * -len(self.offers) + self.order[rows[good]]
        return good[self._first(rows[good], key, most)]

    def _first(self, rows: Ints, key: Ints, most: int) -> Ints:
        """Return the positions of the lowest keys; a campaign told in many towns counts once, at its best."""
        wide = 2 * most
        while True:
            if len(key) > wide:
                some = np.argpartition(key, wide)[:wide]
                order = some[np.argsort(key[some])]
            else:
                order = np.argsort(key)
            found = self._campaigns(rows, order, most)
            if len(found) == most or len(order) == len(key):
                return found
            wide *= 4

    def _campaigns(self, rows: Ints, order: Ints, most: int) -> Ints:
        found: list[int] = []
        towns: dict[int, int] = {}
        campaigns = self.table.campaign[rows[order]].tolist()
        communes = self.table.commune[rows[order]].tolist()
        for position, campaign, town in zip(order.tolist(), campaigns, communes, strict=True):
            if towns.setdefault(campaign, town) != town:
                continue
            found.append(position)
            if len(found) == most:
                break
        return np.array(found, dtype=np.int64)

    def pairs(
        self, profile: Profile, avoid: Sequence[str], *, people: PeopleTable | None = None, place: int = 0
    ) -> Pairs:
        """Return a person before every offer, dead rows too."""
        people = people or PeopleTable([profile], self.table, self.settings)
        return Pairs(
            View(people, np.array([place])),
            self.table,
            self._metres(profile, people.points[place]),
            today=self.today,
            settings=self.settings,
            excluded=self._of_association(profile.excluded_associations),
            former=self._of_association(profile.former_employers),
            avoided=self.questions.avoided(avoid) if avoid else NOT_AVOIDED,
            shut=self._closed(profile),
            seen=self._seen(profile),
        )

    def _metres(self, profile: Profile, point: NDArray[np.float64]) -> Ints:
        """Return the metres from a person to every offer, NOWHERE when a point is missing."""
        if profile.lat is None or profile.lon is None or not len(self.table.sites):
            return np.full(len(self.offers), NOWHERE, dtype=np.int32)
        place = (profile.lat, profile.lon)
        if place not in self._from_place:
            if len(self._from_place) >= PLACES_KEPT:
                self._from_place.clear()
            metres = np.append(metres_between(point, self.table.sites), NOWHERE)  # site -1 is the last one
            self._from_place[place] = metres.astype(np.int32)[self.table.site]
        return self._from_place[place]

    def _of_association(self, names: Sequence[str]) -> Mask:
        keys = [self.table.names_met.known(name) for name in excluded_names(names)] if names else []
        keys = [key for key in keys if key != UNKNOWN]
        if not keys:
            return NOTHING
        return np.isin(self.table.association, keys) | np.isin(self.table.name, keys)

    def _closed(self, profile: Profile) -> Mask:
        rows = self.shut[1]
        if not rows:
            return NOTHING
        first = first_day(profile, self.today)
        if first == self.today:
            return self.shut[0]
        shut = np.zeros(len(self.offers), dtype=bool)
        for row in rows:
            shut[row] = not open_day(self.offers[row], first)
        return shut

    def _seen(self, profile: Profile) -> Ints:
        if profile.seen_offers is None:
            return NOT_TOLD
        known = [self.row_of[offer] for offer in profile.seen_offers if offer in self.row_of]
        if not known:
            return np.zeros(1, dtype=np.int32)
        seen = np.zeros(len(self.offers), dtype=np.int32)
        seen[known] = 1
        return seen

    def filters(self, profile: Profile, avoid: Sequence[str]) -> Filtered:
        """Return what the filters say of one person before every offer (dead rows too)."""
        return Filtered(self.pairs(profile, avoid), self._memory)

    def subjects(self, row: int) -> list[str]:
        """Return the labels of what an offer is about: the concepts of its title, tasks and skills."""
        codes, labels = self.questions.codes, self.epoch.lexicon.labels
        return [
            labels[codes[packed >> TERM]]
            for packed in self.documents.concept_terms(row)
            if not in_passing(packed)
        ]

    def case(self, profile: Profile, row: int, shown: Shown, position: int, avoid: Sequence[str]) -> Case:
        """Return one pair in plain values."""
        return Case(
            profile,
            self.offers[row],
            self.today,
            self.settings,
            shown.metres[position],
            shown.minutes[position],
            shown.means[position],
            shown.unsure[position],
            self.questions.avoided_words(avoid, row) if avoid else None,
        )

    # --- many

    def limits(self) -> dict[str, int]:
        """Return the most proposals of each offer in a plan: free places × factor (one place if unknown)."""
        factor = self.settings.plan_factor
        return {
            offer_id: factor
            * (1 if self.offers[row].places_free is None else self.offers[row].places_free or 0)
            for offer_id, row in self.row_of.items()
        }
