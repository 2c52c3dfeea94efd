"""Which scorer finds again a concept whose name is typed with slips: every name of the thesaurus, damaged.

    .venv/bin/python -m tests.benchmarks.completion

Prints, for one slip and for two, the share found first and among five, and the time of an answer; the last line is
what the site does (``matching.completion``).
"""

import sys
import time
from collections.abc import Callable, Sequence

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA, JaroWinkler

from bénévolat.matching.completion import complete
from bénévolat.matching.lexicon import default_lexicon
from tests.matching.noisy_names import names_of, samples

SCORERS = {
    "OSA": OSA.normalized_similarity,
    "ratio": fuzz.ratio,
    "Jaro-Winkler": JaroWinkler.normalized_similarity,
    "token_sort_ratio": fuzz.token_sort_ratio,
    "token_set_ratio": fuzz.token_set_ratio,
    "WRatio": fuzz.WRatio,
    "partial_ratio": fuzz.partial_ratio,
}


def measure(find: Callable[[str], Sequence[set[str]]], slips: int) -> str:
    """Return the figures of one way of finding names again."""
    first = five = count = 0
    started = time.process_time()
    for typed, right in samples(default_lexicon(), slips, every=5):
        hits = [bool(codes & right) for codes in find(typed)]
        count += 1
        first += bool(hits and hits[0])
        five += any(hits)
    each = (time.process_time() - started) / count * 1000
    return f"{first / count:7.3f} {five / count:7.3f} {each:7.2f} ms"


def main() -> None:
    """Print the table."""
    lexicon = default_lexicon()
    names = names_of(lexicon)
    known = list(names)

    def by(scorer: Callable[..., float]) -> Callable[[str], list[set[str]]]:
        return lambda typed: [
            names[name] for name, *_ in process.extract(typed, known, scorer=scorer, limit=5)
        ]

    ways: dict[str, Callable[[str], Sequence[set[str]]]] = {
        name: by(scorer) for name, scorer in SCORERS.items()
    }
    ways["complete()"] = lambda typed: [{found.code} for found in complete(typed, lexicon, 5)]
    for slips in (1, 2):
        sys.stdout.write(f"{slips} slip(s) in one of {len(known)} names: first, in five, time\n")
        for name, find in ways.items():
            sys.stdout.write(f"  {name:<18}{measure(find, slips)}\n")


if __name__ == "__main__":
    main()
