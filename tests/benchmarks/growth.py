"""How the engine grows with a département, and what one change costs.

    python -m tests.benchmarks.growth [--sizes 1000x1000,3000x3000,10214x10000,30000x30000] [--changes 300]

First table: two files in, matches with reasons and a plan out, each size in a process of its own: CPU seconds of each
stage (files included), most memory, and the counts that do not depend on the machine. Second table: milliseconds of
CPU of one change in a process that holds everybody, by rank (p50: half of them took less).
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from bénévolat.matching.batch import rank_all
from bénévolat.matching.engine import Engine
from bénévolat.matching.files import match_files
from bénévolat.matching.formats import Offer, Profile
from bénévolat.matching.people import People
from tests.benchmarks.synthetic import aube, write
from tests.benchmarks.synthetic_records import TODAY

SIZES = "1000x1000,3000x3000,10214x10000,18000x5000,30000x30000"
COUNTS = (
    "pairs",
    "filter_tests",
    "eligible",
    "word_pairs",
    "matches",
    "without_match",
    "without_proposal",
    "over_limit",
)
TOP = 10
Result = dict[str, Any]


def one_size(folder: Path) -> Result:
    """Match the files of a folder, and return what it took."""
    names = ("profiles.jsonl", "offers.jsonl", "matches.jsonl")
    profiles, offers, out = (folder / name for name in names)
    found: Result = match_files(profiles, offers, out, TOP, TODAY, stats=True)
    return found


def sizes(asked: str) -> None:
    """Print the table of sizes."""
    print("| people × missions | CPU s | peak MB | stages, CPU s | " + " | ".join(COUNTS) + " |")
    print("|---" * (4 + len(COUNTS)) + "|")
    for size in asked.split(","):
        with tempfile.TemporaryDirectory() as folder:
            write(aube(), Path(folder), *_pair(size))
            command = [sys.executable, "-m", "tests.benchmarks.growth", "--one", folder]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
        found = json.loads(done.stdout)
        stages = found["cpu_seconds"]
        total = stages.pop("total")
        said = ", ".join(f"{stage} {spent:.2f}" for stage, spent in stages.items())
        counts = " | ".join(f"{found.get(count):,}" for count in COUNTS)
        print(
            f"| {size.replace('x', ' × ')} | {total:.2f} | {found['peak_mb']:.0f} | {said} | {counts} |",
            flush=True,
        )


# --- one change


class Changes:
    """A process that holds everybody and their lists, and times what it is asked to do."""

    def __init__(self, profiles: int, offers: int) -> None:
        made = aube()
        people, missions = made.profiles(), made.offers()
        self.profiles = [Profile.from_json(record) for record, _ in islice(people, profiles)]
        self.engine = Engine([Offer.from_json(record) for record, _ in islice(missions, offers)], today=TODAY)
        self.newcomers = (Profile.from_json(record) for record, _ in people)
        self.new_offers = (Offer.from_json(record) for record, _ in missions)
        self.people = People(self.engine, self.profiles)
        self.holders: dict[str, list[Profile]] = {}
        self.tenth: dict[str, int] = {}
        for person, ranking in zip(self.profiles, rank_all(self.engine, self.profiles, TOP), strict=True):
            for row in ranking.rows.tolist():
                self.holders.setdefault(self.engine.offers[row].id, []).append(person)
            full = len(ranking.rows) == TOP
            self.tenth[person.id] = int(ranking.wide_scores[TOP - 1]) if full else 0
        for new in islice(self.new_offers, 2):  # the first reverse search reads everybody's words
            self.offer(new)

    def profile(self, person: Profile) -> None:
        """Answer a person for the first time, reasons included."""
        self.engine.one(person, TOP)

    def offer(self, mission: Offer) -> list[str]:
        """Add a mission and find the people whose list it enters."""
        self.engine.put(mission)
        return [
            one.profile for one in self.people.for_offer(mission.id) if one.score > self.tenth[one.profile]
        ]

    def withdrawn(self, offer_id: str) -> None:
        """Take a mission away and answer again the people who had it."""
        self.engine.drop(offer_id)
        for person in self.holders.get(offer_id, ()):
            self.engine.one(person, TOP)


def timed(act: Callable[[Any], object], subjects: Iterable[Any]) -> list[float]:
    """Return milliseconds of CPU of an act on each subject."""
    spent = []
    for subject in subjects:
        start = time.process_time()
        act(subject)
        spent.append(1000 * (time.process_time() - start))
    return spent


def changes(profiles: int, offers: int, count: int) -> None:
    """Print the table of changes."""
    held = Changes(profiles, offers)
    newcomers = list(islice(held.newcomers, 2 * count))
    entered: list[int] = []
    lines = {
        "new or changed profile": timed(held.profile, newcomers[:count]),
        "new or changed mission, with the people whose list it enters": timed(
            lambda mission: entered.append(len(held.offer(mission))), islice(held.new_offers, count)
        ),
    }

    def after_a_change(pair: tuple[Profile, Offer]) -> float:
        held.engine.put(pair[1])
        return timed(held.profile, [pair[0]])[0]

    pairs = zip(newcomers[count:], islice(held.new_offers, count), strict=True)
    lines["profile asked right after a mission changed"] = [after_a_change(pair) for pair in pairs]
    had = sorted(held.holders)
    spread = [had[place] for place in np.linspace(0, len(had) - 1, min(count, len(had)), dtype=int)]
    lines["mission withdrawn, the people who had it answered again"] = timed(held.withdrawn, spread)
    print(f"\n{profiles} people × {offers} missions, CPU ms of one change\n")
    print("| change | n | p50 | p95 | p99 | max |")
    print("|---|---|---|---|---|---|")
    for name, spent in lines.items():
        half, most, nearly = np.percentile(spent, (50, 95, 99))
        print(f"| {name} | {len(spent)} | {half:.2f} | {most:.2f} | {nearly:.2f} | {max(spent):.2f} |")
    print(f"\nA new mission enters {np.mean(entered):.1f} lists (at most {max(entered)}).")


def _pair(size: str) -> tuple[int, int]:
    profiles, _, offers = size.partition("x")
    return int(profiles), int(offers or profiles)


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", default=SIZES, help='people x missions, commas between; none: ""')
    parser.add_argument("--changes", type=int, default=300, help="how many changes of each kind; 0: none")
    parser.add_argument("--at", default="10214x10000", help="size where changes are measured")
    parser.add_argument("--one", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        print(json.dumps(one_size(asked.one)))
        return
    if asked.sizes:
        sizes(asked.sizes)
    if asked.changes:
        changes(*_pair(asked.at), asked.changes)


if __name__ == "__main__":
    main()
