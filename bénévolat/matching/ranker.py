"""The numbers of the engine: which missions are wanted, near, possible and well supervised, best first.

Deterministic: sums are whole numbers, ties go by identifier, and nothing about one person depends on another,
except the plan, which shares the free places of a whole batch. An offer that changes within an epoch gives the
same bytes as reading everything again with the words of that epoch.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from bénévolat.matching.cases import Case
from bénévolat.matching.documents import IN_DESCRIPTION, TERM, Documents, field_of
from bénévolat.matching.epochs import Epoch
from bénévolat.matching.formats import Offer, Profile
from bénévolat.matching.gates import GATES, open_day
from bénévolat.matching.lexicon import Lexicon, default_lexicon
from bénévolat.matching.pairs import Pairs
from bénévolat.matching.people_table import PeopleTable, excluded_names, first_day
from bénévolat.matching.questions import Chip, Questions
from bénévolat.matching.scoring import Points, score
from bénévolat.matching.settings import DEFAULT, Settings
from bénévolat.matching.table import UNKNOWN, OfferTable, View
from bénévolat.matching.travel import metres_between

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

NEAR_FILTERS = 2  # a near miss is stopped by one or two filters


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
class Ranking:
    """The answer for one person in numbers: rows proposed and near misses, best first, each with its points.

    ``wide``: rows and scores of the candidates of the plan, best first.
    """

    chips: list[Chip]
    avoid: list[str]
    rows: Ints
    near: Ints
    wide: Ints
    wide_scores: Ints
    pairs: Pairs
    points: Points
    blocked: dict[str, Mask]


class Ranker:
    """The offers, read once, ready to rank them for one person or for many."""

    def __init__(
        self,
        offers: Iterable[Offer],
        settings: Settings = DEFAULT,
        today: date | None = None,
        lexicon: Lexicon | None = None,
    ) -> None:
        """Read the offers. ``today`` defaults to the current date. Two offers of one id: ValueError."""
        read = sorted(offers, key=lambda offer: offer.id)
        lexicon = lexicon or default_lexicon()
        documents, epoch = Documents.of(read, lexicon)
        self._begin(read, documents, epoch, settings, today)

    def _begin(
        self,
        offers: list[Offer],
        documents: Documents,
        epoch: Epoch,
        settings: Settings,
        today: date | None,
    ) -> None:
        self.offers = offers
        self.row_of = {offer.id: row for row, offer in enumerate(offers)}
        if len(self.row_of) != len(offers):
            raise ValueError("Deux offres portent le même identifiant.")
        self.settings, self.epoch, self.documents = settings, epoch, documents
        self.today = today or datetime.now(ZoneInfo("Europe/Paris")).date()
        self.version = settings.version(epoch.lexicon.thesaurus.version)
        self.table = OfferTable(offers)
        self.questions = Questions(documents, epoch)
        self.counters = Counters()
        self._order: Ints | None = None
        self._shut: Mask | None = None
        self._site_rows: dict[tuple[float, float], Ints] = {}

    # --- offers that change

    def put(self, offer: Offer) -> None:
        """Add an offer, or replace the one of this identifier."""
        self.row_of[offer.id] = self.documents.put(offer)
        self.table.put(offer)
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

    def _changed(self) -> None:
        self._order = self._shut = None
        self._site_rows.clear()
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
    def shut(self) -> Mask:
        """Whether the association is closed on every day left of an offer, for people available from today."""
        if self._shut is None:
            self._shut = np.zeros(len(self.offers), dtype=bool)
            for row in np.flatnonzero(self.table.has_closed):
                self._shut[row] = not open_day(self.offers[row], self.today)
        return self._shut

    # --- one person

    def rank(
        self, profile: Profile, top: int = 10, people: PeopleTable | None = None, place: int = 0
    ) -> Ranking:
        """Return which offers to propose, best first, ties by identifier.

        ``people``, ``place``: columns that already hold the person, and their row.
        """
        chips, avoid = self.questions.of_profile(profile, self.settings.skill_weight)
        rows, text = self.questions.text(chips, self.settings.min_text)
        order = self.order[rows]
        if len(self.row_of) != len(self.offers):
            alive = order != UNKNOWN
            rows, text, order = rows[alive], text[alive], order[alive]
        pairs = self.pairs(profile, rows, avoid, people, place)
        blocked, count, final = filtered(pairs)
        possible = np.flatnonzero((count <= NEAR_FILTERS) & ~final)
        kept = pairs.take(possible)
        points = score(kept, text[possible])
        sort = np.lexsort((order[possible], -points.total))
        free = count[possible][sort] == 0
        good = points.total[sort] >= self.settings.min_score
        passing = self._campaigns(rows[possible], sort[free & good], max(top, self.settings.plan_candidates))
        near = self._campaigns(rows[possible], sort[~free], self.settings.near_misses)
        self.counters.pairs += len(self.row_of)
        self.counters.filter_tests += len(rows) * len(GATES)
        self.counters.eligible += int(np.count_nonzero(count == 0))
        shown = np.concatenate([passing[:top], near])
        return Ranking(
            chips,
            avoid,
            rows[possible][passing[:top]],
            rows[possible][near],
            rows[possible][passing],
            points.total[passing],
            kept.take(shown),
            Points(
                {part: values[shown] for part, values in points.points.items()},
                {part: values[shown] for part, values in points.most.items()},
                points.total[shown],
            ),
            {code: mask[possible][shown[len(passing[:top]) :]] for code, mask in blocked.items()},
        )

    def _campaigns(self, rows: Ints, sort: Ints, most: int) -> Ints:
        """Return the first positions of ``sort``; a campaign told in many towns counts once, at its best."""
        found: list[int] = []
        towns: dict[int, int] = {}
        campaign, commune = self.table.campaign, self.table.commune
        for position in sort.tolist():
            row = rows[position]
            town = int(commune[row])
            if towns.setdefault(int(campaign[row]), town) != town:
                continue
            found.append(position)
            if len(found) == most:
                break
        return np.array(found, dtype=np.int64)

    def pairs(
        self,
        profile: Profile,
        rows: Ints,
        avoid: Sequence[str],
        people: PeopleTable | None = None,
        place: int = 0,
    ) -> Pairs:
        """Return a person before some offers."""
        people = people or PeopleTable([profile], self.table, self.settings)
        return Pairs(
            View(people, np.array([place], dtype=np.int64)),
            View(self.table, rows),
            self._metres(profile, people.points[place], rows),
            today=self.today,
            settings=self.settings,
            excluded=self._of_association(profile.excluded_associations, rows),
            former=self._of_association(profile.former_employers, rows),
            avoided=self._avoided(avoid, rows),
            shut=self._closed(profile, rows),
            seen=self._seen(profile, rows),
        )

    def _metres(self, profile: Profile, point: NDArray[np.float64], rows: Ints) -> Ints:
        if profile.lat is None or profile.lon is None or not len(self.table.sites):
            return np.full(len(rows), UNKNOWN, dtype=np.int64)
        place = (profile.lat, profile.lon)
        if place not in self._site_rows:
            if len(self._site_rows) > 500:
                self._site_rows.clear()
            metres = metres_between(point, self.table.sites)
            self._site_rows[place] = np.append(metres, UNKNOWN)  # site -1 is the last one
        return self._site_rows[place][self.table.site[rows]]

    def _of_association(self, names: Sequence[str], rows: Ints) -> Mask | None:
        if not names:
            return None
        keys = [self.table.names_met.known(name) for name in excluded_names(names)]
        keys = [key for key in keys if key != UNKNOWN]
        if not keys:
            return None
        return np.isin(self.table.association[rows], keys) | np.isin(self.table.name[rows], keys)

    def _avoided(self, avoid: Sequence[str], rows: Ints) -> Ints | None:
        found = self.questions.avoided(avoid) if avoid else {}
        if not found:
            return None
        whole = np.zeros(len(self.offers), dtype=np.int64)
        whole[list(found)] = list(found.values())
        return whole[rows]

    def _closed(self, profile: Profile, rows: Ints) -> Mask | None:
        first = first_day(profile, self.today)
        if first == self.today:
            return self.shut[rows]
        shut = np.zeros(len(rows), dtype=bool)
        for position in np.flatnonzero(self.table.has_closed[rows]):
            shut[position] = not open_day(self.offers[rows[position]], first)
        return shut

    def _seen(self, profile: Profile, rows: Ints) -> Ints | None:
        if profile.seen_offers is None:
            return None
        known = [self.row_of[offer] for offer in profile.seen_offers if offer in self.row_of]
        if not known:
            return np.zeros(1, dtype=np.int64)
        return np.isin(rows, known).astype(np.int64)

    def filters(
        self, profile: Profile, rows: Ints, avoid: Sequence[str]
    ) -> tuple[dict[str, Mask], Ints, Mask]:
        """Return each filter's mask, how many stop each offer, and which are never near misses."""
        return filtered(self.pairs(profile, rows, avoid))

    def subjects(self, row: int) -> list[str]:
        """Return the labels of what an offer is about: the concepts of its title, tasks and skills."""
        codes, labels = self.questions.codes, self.epoch.lexicon.labels
        return [
            labels[codes[packed >> TERM]]
            for packed in self.documents.concept_terms(row)
            if field_of(packed) != IN_DESCRIPTION
        ]

    def case(self, profile: Profile, row: int, pairs: Pairs, position: int, avoid: Sequence[str]) -> Case:
        """Return one pair in plain values."""
        minutes, means = pairs.journey
        words = self.questions.avoided_words(avoid, row) if avoid else None
        return Case(
            profile,
            self.offers[row],
            self.today,
            self.settings,
            int(pairs.metres[position]),
            int(minutes[position]),
            int(means[position]),
            bool(pairs.unsure[position]),
            words,
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


def filtered(pairs: Pairs) -> tuple[dict[str, Mask], Ints, Mask]:
    """Return each filter's mask, how many filters stop each pair, and which pairs are never near misses."""
    blocked: dict[str, Mask] = {}
    count = np.zeros(len(pairs), dtype=np.int64)
    final = np.zeros(len(pairs), dtype=bool)
    for gate in GATES:
        mask = pairs.whole(gate.blocks(pairs))
        blocked[gate.code] = mask
        count += mask
        if gate.final is not None:
            final |= gate.final(pairs)
    return blocked, count, final
