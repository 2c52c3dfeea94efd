"""The plan («répartition»): up to three offers each without overloading an association. First version.

Greedy by rounds, in an order that is stated and stable: in each round people with priority go first, then
those with the fewest candidates, then by identifier; each takes the best of their candidates that is still
under its limit (free places × a factor). Everyone's first proposal thus goes before anyone's second. It
suggests an order to travailleurs sociaux; it positions nobody. An exact solver may replace it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Candidate:
    """One person of the plan: identifier, priority, and offers from best to least."""

    id: str
    priority: bool
    offers: tuple[str, ...]


def share(people: Sequence[Candidate], limits: Mapping[str, int], size: int) -> dict[str, tuple[str, ...]]:
    """Return up to ``size`` offers for each person; no offer is taken more than its limit.

    ``limits``: most proposals of each offer. The order of ``people`` changes nothing.
    """
    left = dict(limits)
    taken: dict[str, list[str]] = {person.id: [] for person in people}
    order = sorted(people, key=lambda person: (not person.priority, len(person.offers), person.id))
    for _ in range(size):
        for person in order:
            mine = taken[person.id]
            choice = next(
                (offer for offer in person.offers if left.get(offer, 0) > 0 and offer not in mine), None
            )
            if choice is not None:
                mine.append(choice)
                left[choice] -= 1
    rank = {person.id: {offer: place for place, offer in enumerate(person.offers)} for person in people}
    return {who: tuple(sorted(offers, key=lambda offer: rank[who][offer])) for who, offers in taken.items()}
