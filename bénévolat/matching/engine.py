"""The engine: for each person the missions that are wanted, near, possible and well supervised, with reasons."""

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from bénévolat.matching.answer_lines import Lines, begin_line
from bénévolat.matching.block import FOR_FILTERS, Block
from bénévolat.matching.explain import Explainer, ObjectsExplainer
from bénévolat.matching.filters import Filtered, codes
from bénévolat.matching.formats import Pair, Profile, ProfileMatches
from bénévolat.matching.ranker import Ranker
from bénévolat.matching.rankings import Ranking, Shown, facts_of
from bénévolat.matching.scoring import score
from bénévolat.matching.widen import widen


class Engine(Ranker):
    """The offers, read once, ready to answer for one person or for many, in words."""

    @cached_property
    def explainer(self) -> ObjectsExplainer:
        """What writes the sentences: it remembers those that come back."""
        return ObjectsExplainer(self)

    @cached_property
    def _writer(self) -> Explainer[str, str, str]:
        return Explainer(self, Lines())

    def one(self, profile: Profile, top: int = 10) -> ProfileMatches:
        """Return the answer for one person; the plan is then their own best offers with a free place."""
        ranking = self.rank(profile, top)
        best = [self.offers[row].id for row in ranking.wide[: self.settings.plan_size]]
        return self.explain(profile, ranking, best)

    def explain(self, profile: Profile, ranking: Ranking, proposed: Sequence[str] = ()) -> ProfileMatches:
        """Turn a ranking into proposals with reasons. ``proposed``: the person's part of the plan."""
        [(matches, misses)] = self.explainer.answers([profile], [ranking])
        wider = self._wider(profile, ranking)
        return ProfileMatches(profile.id, self.version, tuple(matches), tuple(misses), tuple(proposed), wider)

    def line(self, profile: Profile, ranking: Ranking) -> str:
        """Return the same answer in JSON, up to its plan (``answer_lines.end_line``)."""
        return self.lines([profile], [ranking])[0]

    def lines(self, profiles: Sequence[Profile], rankings: Sequence[Ranking]) -> list[str]:
        """Return the lines of some people, written together for less."""
        answers = self._writer.answers(profiles, rankings)
        return [
            begin_line(profile.id, self.version, matches, misses, self._wider(profile, ranking))
            for profile, ranking, (matches, misses) in zip(profiles, rankings, answers, strict=True)
        ]

    def end_lines(self) -> None:
        """Give back the memory that ``lines`` keeps, with that of texts and filters, once everyone has been told."""
        for memory in (self._writer, self.questions, self.distances, self._memory):
            memory.forget()

    def _wider(self, profile: Profile, ranking: Ranking) -> tuple[str, ...]:
        return () if len(ranking.rows) else widen(self, profile, ranking)

    def pair(self, profile: Profile, offer_id: str) -> Pair:
        """Return everything about one person and any offer: «pourquoi ?» and «pourquoi pas ?». KeyError if unknown."""
        row = self.row_of[offer_id]
        block = Block(self, [profile])
        chips, avoid = block.asked[0]
        text, pairs = (
            block.hear()[0][0, row : row + 1],
            block.pairs(np.array([0]), np.array([row]), (*FOR_FILTERS, "seen")),
        )
        shown = Shown.of(facts_of(pairs, score(pairs, text)))
        blocked = codes(int(Filtered(pairs).bits[0]))
        return self.explainer.pair(profile, chips, avoid, row, shown, blocked, int(text[0]))
