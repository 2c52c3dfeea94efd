import json
from datetime import date
from itertools import islice
from pathlib import Path

import numpy as np

from bénévolat.matching.engine import Engine
from bénévolat.matching.formats import Offer, Profile
from tests.benchmarks.synthetic import FILES, aube, nation, write
from tests.benchmarks.synthetic_places import AUBE
from tests.benchmarks.synthetic_records import TODAY, Synthetic


def records(folder: Path, name: str) -> list[bytes]:
    return (folder / name).read_bytes().splitlines()


def test_the_same_seed_writes_the_same_bytes_and_a_smaller_run_is_its_beginning(tmp_path: Path) -> None:
    write(aube(), tmp_path / "one", 60, 60)
    write(aube(), tmp_path / "again", 60, 60)
    write(aube(), tmp_path / "small", 20, 20)
    for name in FILES:
        assert records(tmp_path / "one", name) == records(tmp_path / "again", name)
    for name in FILES[:2]:
        assert records(tmp_path / "one", name)[:20] == records(tmp_path / "small", name)


def test_another_seed_is_another_departement(tmp_path: Path) -> None:
    first, second = (next(aube(seed).profiles())[0] for seed in (1, 2))
    assert first != second


def test_records_are_read_by_the_engine_and_about_one_pair_in_seven_is_possible() -> None:
    people = [Profile.from_json(record) for record, _ in islice(aube().profiles(), 60)]
    engine = Engine([Offer.from_json(record) for record, _ in islice(aube().offers(), 800)], today=TODAY)
    possible = sum(int(np.count_nonzero(engine.filters(one, ()).count == 0)) for one in people)
    assert 0.08 < possible / (len(people) * len(engine.offers)) < 0.22


def test_the_truth_names_an_activity_for_everything(tmp_path: Path) -> None:
    write(aube(), tmp_path, 10, 10)
    truth = [json.loads(line) for line in records(tmp_path, "truth.jsonl")]
    assert [next(iter(one)) for one in truth] == ["profile"] * 10 + ["offer"] * 10
    assert all(one["activities"] for one in truth)


def test_a_nation_has_departements_of_its_own_side_by_side() -> None:
    parts = nation(AUBE, 12)
    codes = {commune.insee for part in parts for commune in part.communes}
    assert len(parts) == 12
    assert len(codes) == 12 * 431
    record, _ = next(Synthetic(parts[3], 1, prefix="03-").profiles())
    assert record["id"] == "03-p00001"
    assert record["commune"].startswith("03")


def test_dates_are_counted_from_a_fixed_day() -> None:
    starts = [record["starts"] for record, _ in islice(aube().offers(), 200) if record["starts"]]
    assert min(starts) >= TODAY.isoformat() == date(2026, 12, 1).isoformat()
