"""Are the proposals right, category by category: the notes judged by hand, when they are beside the project.

    .venv/bin/python -m tests.benchmarks.quality [--shared ../shared] [--half dev] [--notes]

Prints nDCG@5, the first proposal right, notes with a false friend in the first five, constraints broken, and how well
the best score tells a note that nothing answers (AUC); then the table by category. ``--notes`` adds one line a note.
"""

import argparse
import importlib.util
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType
from typing import Any

from bénévolat.matching.__main__ import index, scores

NOTES = Path("data") / "match_dev"
LAND = {"ndcg5": 0.78, "p1": 0.85, "ffq": 0.10, "viol5": 0.0, "abstain_auc": 0.90}


def judge(shared: Path) -> ModuleType:
    """Return the module that reads and judges the notes."""
    spec = importlib.util.spec_from_file_location("judged_notes", shared / NOTES / "eval.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def score_all(docs: Iterable[dict[str, Any]], queries: Iterable[dict[str, Any]]) -> dict[str, list[int]]:
    """Return the score of every mission for every note."""
    questions = index(docs)
    return {query["id"]: scores(questions, query["text"]) for query in queries}


def evaluate(shared: Path, half: str = "dev") -> dict[str, Any]:
    """Return the summary, the table by category and a row a note."""
    found: dict[str, Any] = judge(shared).evaluate(half, score_all)
    return found


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description="Qualité des propositions, par catégorie de notes.")
    parser.add_argument("--shared", type=Path, default=Path("..") / "shared")
    parser.add_argument("--half", default="dev")
    parser.add_argument("--notes", action="store_true")
    asked = parser.parse_args()
    if not (asked.shared / NOTES).is_dir():
        raise SystemExit(f"Aucune note jugée dans {asked.shared / NOTES}.")
    found = evaluate(asked.shared, asked.half)
    for name, value in found["summary"].items():
        asks = f"  (land {LAND[name]:.2f})" if name in LAND else ""
        print(f"{name:12s} {value:.3f}{asks}")
    print(f"\n{'category':12s} {'n':>3s} {'nDCG@5':>7s} {'R@10':>6s}")
    for category, row in found["by_category"].items():
        print(f"{category:12s} {row['n']:3d} {row['ndcg5']:7.3f} {row['recall10']:6.3f}")
    for row in found["per_query"] if asked.notes else ():
        print(f"{row.get('ndcg5', float('nan')):5.2f}  {row['category']:12s} {row['text']}")


if __name__ == "__main__":
    main()
