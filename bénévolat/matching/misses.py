"""What stops a near miss and what would unlock it (R32): remembered by what each sentence says, never by whom."""

import re
from collections.abc import Callable, Hashable
from typing import Any, Generic, TypeVar

from bénévolat.matching.answer_lines import Form
from bénévolat.matching.cases import Case
from bénévolat.matching.gates import GATES
from bénévolat.matching.ranker import Ranker
from bénévolat.matching.rankings import Ranking
from bénévolat.matching.sentences import Remembered, french
from bénévolat.matching.sides import OfferSide, PersonSide, Sides
from bénévolat.matching.travel_words import Ways, far_words

GATE_OF = {gate.code: gate for gate in GATES}
MOST_KEPT = 20_000
MissForm = TypeVar("MissForm")

# What the sentences of a filter depend on; those of the others are written each time: they are rare.
_FACTS: dict[str, Callable[[PersonSide, OfferSide], Hashable]] = {
    "slots": lambda person, side: (person.held & side.slots, side.slots & ~person.held, side.needed),
    "places": lambda _person, side: side.offer.supervision_present,
    "supervision": lambda person, side: (person.need, side.level),
    "constraints": lambda person, side: (person.profile.constraints, side.offer.demands),
    "french": lambda person, side: (person.profile.french_level, side.offer.french_level),
}


class Misses(Generic[MissForm]):
    """Writes the near misses of an engine."""

    def __init__(self, engine: Ranker, sides: Sides, form: Form[Any, Any, MissForm]) -> None:
        self._engine, self._sides, self._form = engine, sides, form
        self._said: dict[tuple[str, Hashable], tuple[str, str]] = {}
        self._ways = Remembered(self._ways_of, MOST_KEPT)

    def forget(self) -> None:
        """Give the memory back: each sentence will be written again."""
        self._said.clear()
        self._ways.clear()

    def _ways_of(self, means: tuple[tuple[str, int], ...], transit: str) -> Ways:
        """Return the means of a person before a class of transport."""
        return Ways.of(dict(means), transit, self._engine.settings)

    def of(self, person: PersonSide, ranking: Ranking) -> list[MissForm]:
        """Return the near misses of one person."""
        first = ranking.start + len(ranking.rows)
        totals = ranking.shown.total[first : first + len(ranking.near)]
        told = zip(ranking.near.tolist(), ranking.blocked, totals, strict=True)
        found = []
        for position, (row, codes, total) in enumerate(told, first):
            side = self._sides.offer(row)
            said = [self._of_gate(code, person, side, ranking, row, position) for code in codes]
            whys, unlocks = zip(*said, strict=True)
            unlock = unlocks[0] if len(unlocks) == 1 else _UNLOCK_ALL[unlocks]
            found.append(self._form.near_miss(side.id, total, codes, whys, unlock))
        return found

    def _of_gate(
        self, code: str, person: PersonSide, side: OfferSide, ranking: Ranking, row: int, position: int
    ) -> tuple[str, str]:
        """Return why one filter stops a pair, and what would unlock it."""
        if code == "travel":
            return far_words(
                self._ways[person.means, side.offer.transit],
                ranking.shown.metres[position],
                self._engine.settings,
                lambda: self._case(person, ranking, row, position).runs(),
            )
        facts = _FACTS.get(code)
        if facts is None:
            return _written(code, self._case(person, ranking, row, position))
        key = code, facts(person, side)
        found = self._said.get(key)
        if found is None:
            if len(self._said) >= MOST_KEPT:
                self._said.clear()
            found = self._said[key] = _written(code, self._case(person, ranking, row, position))
        return found

    def _case(self, person: PersonSide, ranking: Ranking, row: int, position: int) -> Case:
        return self._engine.case(person.profile, row, ranking.shown, position, ranking.avoid)


def _written(code: str, case: Case) -> tuple[str, str]:
    why, unlock = GATE_OF[code].said(case)
    return french(why), french(unlock)


def unlock_all(*sentences: str) -> str:
    """Return what would unlock a near miss: the sentence, or all that is needed together."""
    kept = [sentence for sentence in sentences if sentence]
    if len(kept) < 2:
        return "".join(kept)
    needs = [re.sub(r",? le rendrait possible", "", sentence).rstrip(".") for sentence in kept]
    return french(f"Il faudrait à la fois : {' ; '.join(need[0].lower() + need[1:] for need in needs)}.")


_UNLOCK_ALL = Remembered(unlock_all, MOST_KEPT)
