"""The judged notes, when they are beside the project: the figures of matching.md §4, column «land»."""

from pathlib import Path

import pytest

from tests.benchmarks.quality import LAND, NOTES, evaluate

SHARED = Path(__file__).parents[3] / "shared"


@pytest.mark.skipif(not (SHARED / NOTES).is_dir(), reason="no judged notes beside the project")
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_the_proposals_are_as_right_as_asked() -> None:
    summary = evaluate(SHARED)["summary"]
    assert summary["ndcg5"] >= LAND["ndcg5"]
    assert summary["p1"] >= LAND["p1"]
    assert summary["ffq"] <= LAND["ffq"]
    assert summary["viol5"] <= LAND["viol5"]
    assert summary["abstain_auc"] >= LAND["abstain_auc"]
