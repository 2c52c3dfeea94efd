"""The offers on a shelf: read once, put, dropped or changed within an epoch, saved and loaded, and filtered.

An offer that changes within an epoch gives the same bytes as reading everything again with the words of that epoch.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, Self
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from bénévolat.matching import snapshots
from bénévolat.matching.answers import Answers
from bénévolat.matching.distances import Distances
from bénévolat.matching.documents import TERM, Documents, in_passing
from bénévolat.matching.epochs import Epoch
from bénévolat.matching.filters import Filtered, Memory
from bénévolat.matching.formats import Offer, Profile
from bénévolat.matching.gates import open_day
from bénévolat.matching.lexicon import Lexicon, default_lexicon
from bénévolat.matching.masks import Masks
from bénévolat.matching.pairs import NOTHING, Pairs
from bénévolat.matching.people_table import PeopleTable, excluded_names, first_day
from bénévolat.matching.rankings import Counters
from bénévolat.matching.settings import DEFAULT, Settings
from bénévolat.matching.snapshots import Snapshot
from bénévolat.matching.table import UNKNOWN, OfferTable, View

Ints = NDArray[Any]
Mask = NDArray[np.bool_]


class Shelf:
    """The offers, read once, that come, change and go, and each person before them."""

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
        self.ids = [offer.id for offer in self.offers]
        self.row_of = {name: row for row, name in enumerate(self.ids)}
        if len(self.row_of) != len(self.offers):
            raise ValueError("Deux offres portent le même identifiant.")
        self.settings = settings
        self.today = today or datetime.now(ZoneInfo("Europe/Paris")).date()
        self.version = settings.version(self.epoch.lexicon.thesaurus.version)
        self.questions = Answers(self.documents, self.epoch)
        self.counters = Counters()
        self._names = sorted(self.row_of)  # those gone keep their rank
        self._order: Ints = np.zeros(len(self.offers), dtype=np.int64)
        self._order[[self.row_of[name] for name in self._names]] = np.arange(len(self.offers))
        self._shut: tuple[Mask, list[int]] | None = None
        self._masks: Masks | None = None
        self.distances = Distances(self.table, settings.near_miss_metres)
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
        """Return the shelf as it was saved. OSError: no file. ValueError: other rules or words, or no snapshot."""
        lexicon = lexicon or default_lexicon()
        kept = snapshots.load(path, settings.version(lexicon.thesaurus.version), lexicon)
        return cls((), settings, today, kept=kept)

    def save(self, path: Path) -> None:
        """Write the offers, as read, and the words of the epoch. OSError: it could not be written."""
        if len(self.row_of) != len(self.offers):  # rows of offers gone are not worth keeping
            living = [self.offers[row] for row in self.row_of.values()]
            type(self)(living, self.settings, self.today, epoch=self.epoch).save(path)
        else:
            kept = Snapshot(self.offers, self.documents, self.epoch, self.table)
            snapshots.save(path, self.version, kept)

    # --- offers that change

    def put(self, offer: Offer) -> None:
        """Add an offer, or replace the one of this identifier."""
        self.table.put(offer)  # first: it refuses what it cannot hold, and nothing has changed
        row = self.documents.put(offer)
        self.offers.append(offer)
        self.ids.append(offer.id)
        former = self.row_of.get(offer.id)
        self.row_of[offer.id] = row
        place = bisect_left(self._names, offer.id)
        if place == len(self._names) or self._names[place] != offer.id:
            self._names.insert(place, offer.id)
            self._order[self._order >= place] += 1
        self._order = np.append(self._order, place)
        if former is not None:
            self._order[former] = UNKNOWN
        self._changed()

    def drop(self, offer_id: str) -> None:
        """Take an offer away; one that is not there is no error."""
        row = self.row_of.pop(offer_id, None)
        if row is not None:
            self._order[row] = UNKNOWN
            self._changed()

    def refill(self, offer: Offer) -> None:
        """Replace an offer whose words are the same: places, presence or dates have changed."""
        row = self.row_of[offer.id]
        self.table.rewrite(row, offer)
        self.offers[row] = offer
        self._changed()

    def _changed(self) -> None:
        self._shut = self._masks = None
        self.distances.forget()
        self._memory.forget()

    @property
    def order(self) -> Ints:
        """Rank of each row by identifier; UNKNOWN for a row that is no longer an offer."""
        return self._order

    @property
    def masks(self) -> Masks:
        """Return what the table says of every offer."""
        if self._masks is None:
            self._masks = Masks.of(self.table)
        return self._masks

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

    # --- a person before them

    def pairs(self, profile: Profile, avoid: Sequence[str]) -> Pairs:
        """Return a person before every offer, dead rows too."""
        people = PeopleTable([profile], self.table, self.settings)
        metres = self.distances.metres(self.distances.away(profile, people.points[0]))
        return self.before(people, metres, self.told(profile, avoid))

    def before(self, person: View | PeopleTable, metres: Ints, told: Mapping[str, Ints]) -> Pairs:
        """Return one person before every offer. ``told``: what is unusual (``told``)."""
        return Pairs(person, self.table, metres, today=self.today, settings=self.settings, **told)

    def told(self, profile: Profile, avoid: Sequence[str]) -> dict[str, Ints]:
        """Return what must be said of every offer before one person, by name in ``Pairs``; nothing most often."""
        found: dict[str, Ints] = {}
        if profile.excluded_associations:
            found["excluded"] = self._of_association(profile.excluded_associations)
        if profile.former_employers:
            found["former"] = self._of_association(profile.former_employers)
        if avoid:
            found["avoided"] = self.questions.avoided(avoid)
        if self.shut[1]:
            found["shut"] = self._closed(profile)
        if profile.seen_offers is not None:
            found["seen"] = self._seen(profile.seen_offers)
        return found

    def _of_association(self, names: Sequence[str]) -> Mask:
        keys = [self.table.names_met.known(name) for name in excluded_names(names)]
        keys = [key for key in keys if key != UNKNOWN]
        if not keys:
            return NOTHING
        named = [(self.table.association == key) | (self.table.name == key) for key in keys]
        found: Mask = np.logical_or.reduce(named)
        return found

    def _closed(self, profile: Profile) -> Mask:
        rows = self.shut[1]
        first = first_day(profile, self.today)
        if first == self.today:
            return self.shut[0]
        shut = np.zeros(len(self.offers), dtype=bool)
        for row in rows:
            shut[row] = not open_day(self.offers[row], first)
        return shut

    def _seen(self, offers: Sequence[str]) -> Ints:
        known = [self.row_of[offer] for offer in offers if offer in self.row_of]
        if not known:
            return np.zeros(1, dtype=np.int32)
        seen = np.zeros(len(self.offers), dtype=np.int32)
        seen[known] = 1
        return seen

    def filters(self, profile: Profile, avoid: Sequence[str]) -> Filtered:
        """Return what the filters say of one person before every offer (dead rows too)."""
        return Filtered(self.pairs(profile, avoid))

    def subjects(self, row: int) -> list[str]:
        """Return the labels of what an offer is about: the concepts of its title, tasks and skills."""
        codes, labels = self.questions.codes, self.epoch.lexicon.labels
        return [
            labels[codes[packed >> TERM]]
            for packed in self.documents.concept_terms(row)
            if not in_passing(packed)
        ]

    def limits(self) -> dict[str, int]:
        """Return the most proposals of each offer in a plan: free places × factor (one place if unknown)."""
        factor = self.settings.plan_factor
        return {
            offer_id: factor
            * (1 if self.offers[row].places_free is None else self.offers[row].places_free or 0)
            for offer_id, row in self.row_of.items()
        }
