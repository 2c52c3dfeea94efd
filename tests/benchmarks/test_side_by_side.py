import json
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from tests.benchmarks.judging import Truth
from tests.benchmarks.measuring import PEERS, REFERENCE, Masks, measure_ours, measure_peer, prepare
from tests.benchmarks.peers import OTHERS, Text, best_of
from tests.benchmarks.peers_in_sql import POSTGRESQL
from tests.benchmarks.side_by_side import ratios, table
from tests.benchmarks.synthetic import aube, write

HERE = [name for name in PEERS if name not in POSTGRESQL and (name not in OTHERS or find_spec("bm25s"))]
MISSIONS = (
    "Promener les chiens du refuge",
    "Tenir la bibliothèque",
    "Promener des chiens",
    "Atelier de couture",
)


@pytest.mark.parametrize("name", HERE)
def test_a_peer_puts_the_mission_that_says_it_first_and_proposes_none_that_is_not_allowed(name: str) -> None:
    peer = PEERS[name][0]()
    peer.index([Text(title, f"{title} avec une équipe accueillante") for title in MISSIONS])
    allowed = np.array([True, True, False, True])
    (answer,) = peer.answers(["promener des chiens"], [allowed], 3)
    assert answer[0][0] == 0
    assert 2 not in [place for place, _ in answer]


def test_best_of_is_in_order_of_score_then_of_file() -> None:
    assert best_of(np.array([0.0, 2.0, 5.0, 2.0]), 10) == [(2, 5.0), (1, 2.0), (3, 2.0)]


def test_a_perfect_list_is_one_and_a_mission_that_is_not_allowed_is_not_missed(tmp_path: Path) -> None:
    missions = (["cats"], ["toys", "cats"], ["toys"], ["cats"])
    lines = [{"profile": "p1", "activities": ["cats"]}]
    lines += [{"offer": f"o{number}", "activities": about} for number, about in enumerate(missions)]
    (tmp_path / "truth.jsonl").write_text("\n".join(map(json.dumps, lines)))
    truth = Truth(tmp_path / "truth.jsonl")
    allowed = np.array([True, True, True, False])
    assert truth.grades("p1").tolist() == [3, 2, 0, 3]
    assert truth.ndcg("p1", [0, 1], allowed) == 1
    assert truth.ndcg("p1", [2], allowed) == 0
    assert truth.ndcg("p1", [2], np.array([False, False, True, False])) is None


def test_every_line_is_measured_on_the_same_people_and_missions(tmp_path: Path) -> None:
    write(aube(), tmp_path, 40, 120)
    counts = prepare(tmp_path)
    masks = Masks(tmp_path, range(40), 120)
    assert sum(int(mask.sum()) for mask in masks) == counts["eligible"]
    extract = "process.extract token_set_ratio, short"
    found = {
        extract: measure_peer(extract, tmp_path, None, 1.0),
        REFERENCE: measure_ours(REFERENCE, tmp_path, None),
    }
    assert found[extract]["n"] == found[REFERENCE]["n"] == 40
    assert found[REFERENCE]["ndcg"] > found[extract]["ndcg"]
    assert "failed: out of memory" in table({**found, "another": {"failed": "out of memory"}}, 40)
    assert "dearer than" in ratios(found)
