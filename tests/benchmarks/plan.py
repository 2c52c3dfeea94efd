"""The plan and what one could do instead, in two situations: places for everybody, and few places.

    python -m tests.benchmarks.plan [--profiles 10214] [--seed 1] [--no-exact]

The people and missions are the synthetic ones of the Aube; candidates are the 30 best of each person by the engine's
own scores, an offer may be proposed three times its free places. Prints, for each way: CPU seconds, people with
something to be proposed who get nothing, people with one, two and three proposals, offers over their limit, most
people before one offer, sum of the scores, and what is proved to be missing.
"""

import argparse
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np

from bénévolat.matching.batch import rank_all
from bénévolat.matching.engine import Engine
from bénévolat.matching.formats import Offer, Profile
from bénévolat.matching.plan import Certificate, plan_rows
from bénévolat.matching.plan_problem import Ints, Mask
from bénévolat.matching.settings import DEFAULT
from tests.benchmarks.synthetic import aube
from tests.benchmarks.synthetic_records import TODAY

SITUATIONS = {"places for everybody": (10_000, None), "few places": (2_000, (1, 2, 3))}
PRIORITY = 10  # one person in ten
COLUMNS = "{:<24}{:>7}{:>9}{:>7}{:>7}{:>7}{:>7}{:>7}{:>11}{:>12}"
Answer = tuple[Mask, Certificate | None]


@dataclass(frozen=True)
class Rows:
    """Candidates of everybody, one row each, best first within a person."""

    person: Ints
    offer: Ints
    score: Ints
    priority: Mask
    limits: Ints

    @property
    def place(self) -> Ints:
        """Return the place of each row among the candidates of its person."""
        counts = np.bincount(self.person, minlength=len(self.priority))
        return np.arange(len(self.person)) - np.repeat(np.cumsum(counts) - counts, counts)


def rows(profiles: int, offers: int, places: tuple[int, ...] | None, seed: int) -> Rows:
    """Rank everybody with the engine."""
    drawn = aube(seed)
    people = [Profile.from_json(record) for record, _ in islice(drawn.profiles(), profiles)]
    missions = [Offer.from_json(record) for record, _ in islice(drawn.offers(), offers)]
    if places:
        missions = [
            replace(one, places_free=places[number % len(places)]) for number, one in enumerate(missions)
        ]
    engine = Engine(missions, today=TODAY)
    found = list(rank_all(engine, people, DEFAULT.plan_size))
    limits = engine.limits()
    return Rows(
        np.repeat(np.arange(len(people)), [len(one.wide) for one in found]),
        np.concatenate([one.wide for one in found]).astype(np.int64),
        np.concatenate([one.wide_scores for one in found]).astype(np.int64),
        np.arange(len(people)) % PRIORITY == 0,
        np.array([limits[one.id] for one in engine.offers], dtype=np.int64),
    )


def best_three(drawn: Rows) -> Answer:
    """Propose to each the three best, whatever the places."""
    return drawn.place < DEFAULT.plan_size, None


def by_score(drawn: Rows) -> Answer:
    """Give the best pair of all its place, then the next one."""
    return _in_turn(drawn, np.lexsort((drawn.offer, drawn.person, -drawn.score))), None


def by_person(drawn: Rows) -> Answer:
    """Serve one person after the other, priority first, with the three best that are left."""
    return _in_turn(drawn, np.lexsort((drawn.place, drawn.person, ~drawn.priority[drawn.person]))), None


def _in_turn(drawn: Rows, order: Ints) -> Mask:
    left, needs = drawn.limits.tolist(), [DEFAULT.plan_size] * len(drawn.priority)
    chosen = np.zeros(len(drawn.person), dtype=bool)
    people, offers = drawn.person.tolist(), drawn.offer.tolist()
    for row in order.tolist():
        if needs[people[row]] and left[offers[row]]:
            needs[people[row]] -= 1
            left[offers[row]] -= 1
            chosen[row] = True
    return chosen


def ours(drawn: Rows, *, exact: bool = False) -> Answer:
    """Plan with prices and improving paths, or with the optional solver."""
    return plan_rows(
        drawn.person,
        drawn.offer,
        drawn.score,
        drawn.priority,
        drawn.limits,
        DEFAULT.plan_size,
        exact=exact,
    )


def line(name: str, drawn: Rows, way: Callable[[Rows], Answer]) -> str:
    """Run one way and return its line of the table."""
    started = time.process_time()
    chosen, certificate = way(drawn)
    spent = time.process_time() - started
    degree = np.bincount(drawn.person[chosen], minlength=len(drawn.priority))
    reachable = np.zeros(len(drawn.priority), dtype=bool)
    reachable[drawn.person] = True
    used = np.bincount(drawn.offer[chosen], minlength=len(drawn.limits))
    served = [int(np.count_nonzero(degree >= rank)) for rank in (1, 2, 3)]
    return COLUMNS.format(
        name,
        f"{spent:.2f}",
        int(np.count_nonzero(reachable & (degree == 0))),
        *served,
        int(np.count_nonzero(used > drawn.limits)),
        int(used.max()),
        int(drawn.score[chosen].sum()),
        "-" if certificate is None else f"{certificate.gap:.3f} ‰",
    )


def main() -> None:
    """Print the table of each situation."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--profiles", type=int, default=10_214)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--no-exact", action="store_true", help="leave the optional solver out")
    asked = parser.parse_args()
    for name, (offers, places) in SITUATIONS.items():
        drawn = rows(asked.profiles, offers * asked.profiles // 10_214, places, asked.seed)
        print(
            f"\n{name}: {asked.profiles} people, {len(drawn.limits)} offers, {int(drawn.limits.sum())} proposals "
            f"allowed, {len(drawn.person)} candidates\n"
        )
        print(COLUMNS.format("", "CPU s", "nothing", "1+", "2+", "3", "over", "most", "score", "missing"))
        ways: dict[str, Callable[[Rows], Answer]] = {
            "three best, no limit": best_three,
            "greedy by score": by_score,
            "greedy by person": by_person,
            "ours": ours,
        }
        if not asked.no_exact:
            ways["optional solver (HiGHS)"] = lambda drawn: ours(drawn, exact=True)
        for label, way in ways.items():
            print(line(label, drawn, way), flush=True)


if __name__ == "__main__":
    main()
