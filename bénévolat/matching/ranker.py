"""Ranking: which missions are wanted, near, possible and well supervised, best first, in numbers.

Deterministic: sums are whole numbers, ties go by identifier, and nothing about one person depends on another,
except the plan, which shares the free places of a whole batch.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bénévolat.matching.block import Block
from bénévolat.matching.cases import Case
from bénévolat.matching.filters import codes
from bénévolat.matching.formats import Profile
from bénévolat.matching.gates import GATES
from bénévolat.matching.pairs import Pairs
from bénévolat.matching.rankings import Met, Ranking, Shown, facts_of
from bénévolat.matching.scoring import least_text, score
from bénévolat.matching.sieve import Sieve, at_least, edges

Ints = NDArray[Any]


class Ranker(Sieve):
    """A shelf of offers, ready to rank them for one person or for many."""

    def rank(self, profile: Profile, top: int = 10) -> Ranking:
        """Return which offers to propose, best first, ties by identifier."""
        return self.rank_some([profile], top)[0]

    def rank_some(self, profiles: Sequence[Profile], top: int = 10) -> list[Ranking]:
        """Rank the offers for some people at once: the same answers as one by one, for less."""
        if not profiles:
            return []
        block = Block(self, profiles)
        stops, (text, strongest) = self.stops(block), block.hear()
        open_to = stops == 0
        self.counters.pairs += len(profiles) * len(self.row_of)
        self.counters.filter_tests += len(profiles) * len(self.offers) * len(GATES)
        self.counters.eligible += int(np.count_nonzero(open_to))
        pools = Met.of(*self.near_pools(block, stops, strongest), text)
        places = ((text >= self.settings.min_text) & open_to).ravel().nonzero()[0]
        met = Met.of(
            places // len(self.offers), places % len(self.offers), np.zeros(len(places), np.int16), text
        )
        wide, near = self._best(
            block, met, self._nearest(block, pools), max(top, self.settings.plan_candidates)
        )
        told = [some for best, few in zip(wide, near, strict=True) for some in (best.take(slice(top)), few)]
        pairs, text_part = self._pairs(block, Met.together(told))
        shown = Shown.of(facts_of(pairs, score(pairs, text_part)))
        found, start = [], 0
        for (chips, avoid), best, few in zip(block.asked, wide, near, strict=True):
            rows, blocked = best.rows[:top], list(map(codes, few.stops.tolist()))
            found.append(Ranking(chips, avoid, rows, few.rows, shown, start, blocked, best.rows, best.total))
            start += len(rows) + len(few)
        return found

    def _pairs(self, block: Block, met: Met) -> tuple[Pairs, Ints]:
        return block.pairs(met.who, met.rows), met.text

    def _scored(self, block: Block, met: Met) -> Met:
        return Met(met.who, met.rows, met.text, met.stops, score(*self._pairs(block, met)).total)

    def _nearest(self, block: Block, pools: Met) -> Met:
        """Return the near misses of each person: of their pools, the words met best."""
        pools = pools.take((pools.text >= self.settings.min_text).nonzero()[0])
        return Met.together(self._first(pools, pools.text, self.settings.near_misses, len(block)))

    def _best(self, block: Block, met: Met, near: Met, most: int) -> tuple[list[Met], list[Met]]:
        """Return the best offers of each person, ties by identifier, then the near misses, the best first.

        Under the threshold nothing is proposed. The offers nearest to the wishes are scored first: most of the
        others could not do better. A score is out of question when enough offers, each of its own campaign, do
        better.
        """
        settings, people = self.settings, len(block)
        first = met.text >= at_least(met.who, met.text, people, most * 3 // 2).take(met.who)
        scored = Met.together([met.take(first.nonzero()[0]), near])
        scored = self._scored(block, scored.take(np.argsort(scored.who, kind="stable")))
        near = scored.take(scored.stops.nonzero()[0])
        near = near.take(np.lexsort((-near.total, near.who)))  # equal scores: the words met best first
        scored = scored.take((scored.stops == 0).nonzero()[0])
        once = self.masks.told_once.take(scored.rows)
        enough = np.maximum(settings.min_score, at_least(scored.who[once], scored.total[once], people, most))
        rest = met.take(((met.text >= least_text(enough, settings).take(met.who)) > first).nonzero()[0])
        scored = Met.together([scored, self._scored(block, rest)])
        scored = scored.take((scored.total >= enough.take(scored.who)).nonzero()[0])
        wide = self._first(scored, scored.total, most, people)
        return wide, [near.take(slice(*edge)) for edge in edges(near.who, people)]

    def _first(self, met: Met, values: Ints, most: int, people: int) -> list[Met]:
        """Return the highest values of each person; a campaign told in many towns counts once, at its best."""
        met = met.take(self.ranked(met.who, met.rows, values))
        campaigns = self.table.campaign.take(met.rows).tolist()
        found = []
        for start, end in edges(met.who, people):
            kept: slice | Ints = slice(start, min(end, start + most))
            told = campaigns[kept]
            if len(set(told)) < len(told):  # seldom: the same campaign twice
                kept = self._told_once(met.rows[start:end], most) + start
            found.append(met.take(kept))
        return found

    def _told_once(self, rows: Ints, most: int) -> Ints:
        """Return the positions of the first rows, those of one campaign in one town only."""
        found: list[int] = []
        towns: dict[int, int] = {}
        campaigns, communes = self.table.campaign[rows].tolist(), self.table.commune[rows].tolist()
        for position, (campaign, town) in enumerate(zip(campaigns, communes, strict=True)):
            if towns.setdefault(campaign, town) == town:
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
