"""Some people before the offers together: what many have in common is asked once."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bénévolat.matching.formats import Profile
from bénévolat.matching.pairs import NOT_AVOIDED, NOT_TOLD, NOTHING, Pairs
from bénévolat.matching.people_table import PeopleTable
from bénévolat.matching.shelf import Shelf
from bénévolat.matching.table import View

Ints = NDArray[Any]

_USUAL: dict[str, Ints] = {
    "excluded": NOTHING,
    "former": NOTHING,
    "avoided": NOT_AVOIDED,
    "shut": NOTHING,
    "seen": NOT_TOLD,
}
FOR_FILTERS = tuple(name for name in _USUAL if name != "seen")


class Block:
    """Some people, what they ask, and their pairs with the offers.

    ``text`` (per mille) and ``strongest`` (answer to one unit): what each offer answers, shape (people, offers).
    """

    def __init__(self, shelf: Shelf, profiles: Sequence[Profile]) -> None:
        self._shelf, self.profiles = shelf, profiles
        self.people = PeopleTable(profiles, shelf.table, shelf.settings)
        weight = shelf.settings.skill_weight
        self.asked = [shelf.questions.of_profile(profile, weight) for profile in profiles]
        self.told = [
            shelf.told(profile, avoid) for profile, (_, avoid) in zip(profiles, self.asked, strict=True)
        ]
        self.away = [
            shelf.distances.away(profile, point)
            for profile, point in zip(profiles, self.people.points, strict=True)
        ]
        self._at_sites = np.stack(self.away)
        self._telling: dict[str, list[int]] = {}
        for place, told in enumerate(self.told):
            for name in told:
                self._telling.setdefault(name, []).append(place)

    def __len__(self) -> int:
        return len(self.profiles)

    def hear(self) -> tuple[NDArray[np.int16], NDArray[np.int16]]:
        """Return the text part and the strongest answer to one unit, per mille, shape (people, offers)."""
        text = np.empty((len(self), len(self._shelf.offers)), dtype=np.int16)
        strongest = np.empty_like(text)
        for (chips, _), *lines in zip(self.asked, text, strongest, strict=True):
            self._shelf.questions.hear(chips, *lines)
        return text, strongest

    def alone(self, place: int) -> Pairs:
        """Return one person before every offer."""
        return self._shelf.before(
            View(self.people, slice(place, place + 1)),
            self._shelf.distances.metres(self.away[place]),
            self.told[place],
        )

    def pairs(self, who: Ints, rows: Ints, told: Sequence[str] = ("seen",)) -> Pairs:
        """Return pairs of people (``who``, rising) and offers (``rows``).

        ``told``: what is known of them beside their columns and metres; ``FOR_FILTERS`` for every filter.
        """
        table, shelf = self._shelf.table, self._shelf
        metres = self._at_sites.take(table.site.take(rows) + (who * self._at_sites.shape[1] + 1))
        held = {name: self._told_of(who, rows, name) for name in told if name in self._telling}
        return Pairs(
            View(self.people, who),
            View(table, rows),
            metres,
            today=shelf.today,
            settings=shelf.settings,
            **held,
        )

    def _told_of(self, who: Ints, rows: Ints, name: str) -> Ints:
        found: Ints = np.full(len(who), _USUAL[name][0])
        for place in self._telling[name]:
            start, end = np.searchsorted(who, (place, place + 1)).tolist()
            values = self.told[place][name]
            found[start:end] = values[rows[start:end]] if len(values) > 1 else values[0]
        return found
