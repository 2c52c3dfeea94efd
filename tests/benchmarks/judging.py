"""Are the lists good? nDCG on the made-up truth, and on notes judged by hand when they are there."""

import importlib.util
import json
import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
MAIN, SECOND = 3, 2  # grade of a mission whose main (or second) activity is one of the person's
NOTES = Path("data") / "match_dev"


def dcg(grades: Sequence[int]) -> float:
    """Return the discounted gain of a list."""
    return sum((2**grade - 1) / math.log2(place + 2) for place, grade in enumerate(grades))


class Truth:
    """What everybody and every mission is really about."""

    def __init__(self, path: Path) -> None:
        people: dict[str, list[str]] = {}
        missions: list[list[str]] = []
        with path.open(encoding="utf-8") as stream:
            for line in map(json.loads, stream):
                if "profile" in line:
                    people[line["profile"]] = line["activities"]
                else:
                    missions.append(line["activities"])
        self._people = people
        names = {
            name: number for number, name in enumerate(sorted({one for both in missions for one in both}))
        }
        self._numbers = names
        self._main = np.array([names[about[0]] if about else -1 for about in missions])
        self._second = np.array([names[about[1]] if len(about) > 1 else -1 for about in missions])

    def grades(self, profile_id: str) -> NDArray[np.int64]:
        """Return the grade of every mission for one person."""
        wanted = [self._numbers[one] for one in self._people[profile_id] if one in self._numbers]
        second = np.where(np.isin(self._second, wanted), SECOND, 0)
        return np.where(np.isin(self._main, wanted), MAIN, second)

    def ndcg(self, profile_id: str, best: Sequence[int], allowed: Mask, most: int = 10) -> float | None:
        """Return nDCG of the positions proposed to one person; None when nothing possible is any good."""
        grades = self.grades(profile_id)
        ideal = sorted(grades[allowed].tolist(), reverse=True)[:most]
        return dcg([int(grades[place]) for place in best[:most]]) / dcg(ideal) if sum(ideal) else None


def ndcg_on_notes(shared: Path, score_all: Callable[[list[Any], list[Any]], dict[str, list[float]]]) -> float:
    """Return nDCG@5 on the ``dev`` half. ``score_all(docs, queries)`` gives a number a document for each query."""
    spec = importlib.util.spec_from_file_location("judged_notes", shared / NOTES / "eval.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return float(module.evaluate("dev", score_all)["summary"]["ndcg5"])
