"""Ranking: which missions are wanted, near, possible and well supervised, best first, in numbers.

Deterministic: sums are whole numbers, ties go by identifier, and nothing about one person depends on another,
except the plan, which shares the free places of a whole batch.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bénévolat.matching.answers import Values
from bénévolat.matching.cases import Case
from bénévolat.matching.filters import Filtered
from bénévolat.matching.formats import Profile
from bénévolat.matching.gates import GATES
from bénévolat.matching.pairs import Pairs
from bénévolat.matching.people_table import PeopleTable
from bénévolat.matching.rankings import Ranking, Seen, Shown
from bénévolat.matching.scoring import RULES, score
from bénévolat.matching.shelf import Shelf
from bénévolat.matching.table import UNKNOWN, View

Ints = NDArray[Any]

NEAR_STRENGTH = 500  # a near miss has a word of the person that it meets at least so (per mille)…
NEAR_POOL = 32  # …and is among those that such a word meets best


class Ranker(Shelf):
    """A shelf of offers, ready to rank them for one person or for many."""

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

    def _look(self, profile: Profile, people: PeopleTable, place: int) -> Seen:
        """Filter every offer for one person, and keep those worth a score."""
        chips, avoid = self.questions.of_profile(profile, self.settings.skill_weight)
        strongest = self.questions.strongest(chips)
        pairs = self.pairs(profile, avoid, people=people, place=place)
        filtered = Filtered(pairs, self._memory)
        open_to, nearly = filtered.count == 0, filtered.nearly
        if len(self.row_of) != len(self.offers):
            alive = self.order != UNKNOWN
            open_to, nearly = open_to & alive, nearly & alive
        free = (open_to & (strongest > 0)).nonzero()[0]
        near = (nearly & (strongest >= NEAR_STRENGTH)).nonzero()[0]
        near = self._strongest(strongest, near[~filtered.final(near)])
        pool = np.concatenate([free, near])
        text = self.questions.text_at(chips, pool)
        met = (text >= self.settings.min_text).nonzero()[0]
        first = int(np.searchsorted(met, len(free)))
        chosen = np.concatenate([met[:first], self._nearest(text, pool, met[first:])])
        rows = pool[chosen]
        supervision = self._memory.get("supervision points", ("need",), self._supervision, pairs)
        self.counters.pairs += len(self.row_of)
        self.counters.filter_tests += len(self.offers) * len(GATES)
        self.counters.eligible += int(np.count_nonzero(open_to))
        return Seen(
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
        """Return the rows that a word of the person meets best, ties by identifier.

        A campaign told in many towns does not fill the pool: it widens until enough others are in.
        """
        key = strongest[rows].astype(np.int64) * -len(self.offers) + self.order[rows]
        size = NEAR_POOL
        while size < len(rows):
            pool = rows[np.argpartition(key, size)[:size]]
            if len(np.unique(self.table.campaign[pool])) >= self.settings.near_misses:
                return pool
            size *= 4
        return rows

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
        campaigns = self.table.campaign[rows[order]].tolist()
        if len(set(campaigns[:most])) == len(campaigns[:most]):  # the usual case: no campaign twice
            return order[:most]
        found: list[int] = []
        towns: dict[int, int] = {}
        communes = self.table.commune[rows[order]].tolist()
        for position, campaign, town in zip(order.tolist(), campaigns, communes, strict=True):
            if towns.setdefault(campaign, town) != town:
                continue
            found.append(position)
            if len(found) == most:
                break
        return np.array(found, dtype=np.int64)

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
