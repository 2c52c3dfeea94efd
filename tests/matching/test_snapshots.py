"""A snapshot gives back the engine that was saved: the same bytes, before and after changes (R26)."""

import json
from pathlib import Path

import numpy as np
import pytest

from bénévolat.matching import Engine, Profile, Settings
from bénévolat.matching.people import People
from tests.matching.builders import TODAY, mission, person
from tests.matching.test_people import varied


def told(engine: Engine, profiles: list[Profile]) -> list[str]:
    """Everything the engine says to everybody."""
    return [json.dumps(engine.one(one).to_json(), ensure_ascii=False) for one in profiles]


def test_an_engine_loaded_says_what_the_one_saved_said(tmp_path: Path) -> None:
    profiles, offers = varied(40, 60)
    saved = Engine(offers, today=TODAY)
    saved.save(tmp_path / "epoch.npz")
    loaded = Engine.load(tmp_path / "epoch.npz", today=TODAY)
    assert loaded.offers == saved.offers
    assert told(loaded, profiles) == told(saved, profiles)
    for engine in (saved, loaded):
        engine.put(mission(id="zz", title="Jouer du xylophone", tasks=[]))
        engine.drop("o003")
    profiles.append(person(id="zz", wishes=["xylophone"]))
    assert told(loaded, profiles) == told(saved, profiles)
    assert People(loaded, profiles).for_offer("zz") == People(saved, profiles).for_offer("zz")
    assert [path.name for path in tmp_path.iterdir()] == ["epoch.npz"]


def test_what_changed_since_the_night_is_saved_without_the_offers_gone(tmp_path: Path) -> None:
    profiles, offers = varied(20, 40)
    engine = Engine(offers, today=TODAY)
    engine.drop("o001")
    engine.put(mission(id="o002", title="Cuisiner au festival"))
    engine.save(tmp_path / "epoch.npz")
    loaded = Engine.load(tmp_path / "epoch.npz", today=TODAY)
    assert len(loaded.offers) == len(offers) - 1
    assert told(loaded, profiles) == told(engine, profiles)


def test_an_offer_come_since_the_night_keeps_its_place_in_the_order(tmp_path: Path) -> None:
    engine = Engine([mission(id="b"), mission(id="c")], today=TODAY)
    engine.put(mission(id="a"))
    engine.save(tmp_path / "epoch.npz")
    loaded = Engine.load(tmp_path / "epoch.npz", today=TODAY)
    assert [found.offer for found in loaded.one(person()).matches] == ["a", "b", "c"]


def test_a_snapshot_of_other_rules_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "epoch.npz"
    Engine([mission()], today=TODAY).save(path)
    with pytest.raises(ValueError, match="autre version"):
        Engine.load(path, Settings(min_score=10), today=TODAY)


def test_an_engine_without_offers_is_saved_too(tmp_path: Path) -> None:
    Engine([], today=TODAY).save(tmp_path / "epoch.npz")
    loaded = Engine.load(tmp_path / "epoch.npz", today=TODAY)
    loaded.put(mission())
    assert [found.offer for found in loaded.one(person()).matches] == ["o1"]


def test_a_file_that_is_no_snapshot_is_told_from_one_that_is_not_there(tmp_path: Path) -> None:
    np.savez(tmp_path / "other.npz", words=np.zeros(3, dtype=np.uint8))
    (tmp_path / "text.npz").write_text("bonjour")
    with pytest.raises(OSError, match="absent"):
        Engine.load(tmp_path / "absent.npz", today=TODAY)
    for name in ("other.npz", "text.npz"):
        with pytest.raises(ValueError):  # noqa: PT011 - numpy has its own words
            Engine.load(tmp_path / name, today=TODAY)


def test_a_snapshot_cut_or_damaged_is_refused_like_any_other_file(tmp_path: Path) -> None:
    """A disk that was full, a machine that lost its power: the offers are read again, no page fails."""
    path = tmp_path / "epoch.npz"
    Engine([mission()], today=TODAY).save(path)
    whole = path.read_bytes()
    middle = len(whole) // 2
    flipped = whole[:middle] + bytes([whole[middle] ^ 255]) + whole[middle + 1 :]
    for damaged in (whole[:middle], whole[:-30], whole[:4], b"", bytes(len(whole)), flipped):
        path.write_bytes(damaged)
        with pytest.raises(ValueError):  # noqa: PT011 - numpy has its own words
            Engine.load(path, today=TODAY)
