"""A nation by département: the same bytes however many workers, no offer lost, none over its limit."""

import json
import os
import signal
from collections import Counter
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bénévolat.matching import Engine, FormatError, Offer, Profile
from bénévolat.matching.files import match_files
from bénévolat.matching.nation import match_nation
from bénévolat.matching.partition_runners import cluster, processes
from bénévolat.matching.partition_shares import Claim, divide
from bénévolat.matching.partition_tasks import Done, Task
from bénévolat.matching.partitions import NOWHERE, Split, departement, split
from bénévolat.matching.settings import DEFAULT
from bénévolat.matching.table import unit_vector
from bénévolat.matching.travel import metres_between
from tests.matching.builders import TODAY, mission, person

WISHES = ("jardinage", "cuisine", "couture", "animaux", "accueil")
TITLES = ("Jardin partagé", "Préparer des repas", "Atelier couture", "Refuge animalier", "Accueil du public")
# Three départements in a row, 25 km apart: the middle one is a neighbour of both.
TOWNS = {"10": ("10387", 48.30, 4.07), "51": ("51108", 48.30, 4.41), "89": ("89024", 48.30, 4.75)}


def country(seed: int = 1, people: int = 30, offers: int = 24) -> tuple[list[Profile], list[Offer]]:
    dice = Random(seed)

    def somewhere() -> dict[str, Any]:
        insee, lat, lon = dice.choice(list(TOWNS.values()))
        return {
            "commune": insee,
            "lat": lat + dice.uniform(-0.05, 0.05),
            "lon": lon + dice.uniform(-0.2, 0.2),
        }

    profiles = [
        person(
            id=f"p{number:03}",
            wishes=dice.sample(WISHES, 2),
            travel={"car": 60},
            priority=dice.random() < 0.2,
            **somewhere(),
        )
        for number in range(people)
    ]
    missions = [
        mission(id=f"o{number:03}", title=dice.choice(TITLES), tasks=[], places_free=1, **somewhere())
        for number in range(offers)
    ]
    return profiles, missions


def write(folder: Path, profiles: list[Profile], offers: list[Offer]) -> tuple[Path, Path]:
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in (("profiles.jsonl", profiles), ("offers.jsonl", offers)):
        text = "".join(json.dumps(row.to_json(), ensure_ascii=False) + "\n" for row in rows)
        (folder / name).write_text(text, encoding="utf-8")
    return folder / "profiles.jsonl", folder / "offers.jsonl"


def run(folder: Path, profiles: list[Profile], offers: list[Offer], **options: Any) -> dict[str, Any]:
    """Match a nation; the answers are in ``m.jsonl``."""
    return match_nation(*write(folder, profiles, offers), folder / "m.jsonl", 5, TODAY, **options)


def answers(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "m.jsonl").read_text(encoding="utf-8").splitlines()]


def cut(folder: Path, profiles: list[Profile], offers: list[Offer], halo_km: int) -> tuple[Split, Any]:
    """Split a nation; return also the identifiers of the offers of each partition."""
    paths = write(folder, profiles, offers)
    (folder / "parts").mkdir()
    found = split(*paths, folder / "parts", halo_km * 1000)
    return found, {one.code: [offer.id for _, offer in one.offers()] for one in found.partitions}


# --- cutting


def test_people_go_to_the_departement_of_their_commune_in_the_order_of_the_file(tmp_path: Path) -> None:
    profiles, offers = country()
    profiles += [person(id="overseas", commune="97411"), person(id="corse", commune="2A004")]
    found, _ = cut(tmp_path, profiles, offers, 30)
    assert [one.code for one in found.partitions] == ["10", "2A", "51", "89", "974"]
    for one in found.partitions:
        assert list(one.profiles()) == [who for who in profiles if departement(who.commune) == one.code]
    assert (found.profiles, found.offers) == (32, 24)


def test_a_partition_holds_its_offers_and_those_within_the_halo_of_one_of_its_people(tmp_path: Path) -> None:
    profiles, offers = country()

    def metres(one: Profile, other: Offer) -> int:
        points = [np.array(unit_vector(place.lat or 0, place.lon or 0)) for place in (one, other)]
        return int(metres_between(*points))

    for halo_km in (0, 5, 30, 500):
        found, held = cut(tmp_path / str(halo_km), profiles, offers, halo_km)
        for code, mine in held.items():
            people = [who for who in profiles if departement(who.commune) == code]
            assert mine == [
                offer.id
                for offer in offers
                if departement(offer.commune) == code
                or any(metres(who, offer) <= halo_km * 1000 for who in people)
            ]
        assert {offer for mine in held.values() for offer in mine} == {offer.id for offer in offers}
        times = Counter(offer for mine in held.values() for offer in mine)
        assert len(set(found.shared[::2])) == sum(count > 1 for count in times.values())


def test_an_offer_without_a_place_is_before_everybody_and_a_remote_one_is_where_it_is_accompanied(
    tmp_path: Path,
) -> None:
    profiles, _ = country()
    offers = [
        mission(id="nowhere", commune=None, lat=None, lon=None),
        mission(id="remote", commune="10387", lat=48.3, lon=4.07, remote=True),
        mission(id="far", commune="06088", lat=43.7, lon=7.26),
    ]
    found, held = cut(tmp_path, profiles, offers, 5)
    assert held == {"10": ["nowhere", "remote"], "51": ["nowhere"], "89": ["nowhere"]}
    assert found.out_of_reach == 1


def test_people_without_a_commune_are_matched_near_their_point(tmp_path: Path) -> None:
    profiles, offers = country()
    profiles += [
        person(id="a", commune=None, lat=48.3, lon=4.07, wishes=["jardinage"], travel={"car": 60}),
        person(id="b", commune="../etc", lat=None, lon=None),
    ]
    counts = run(tmp_path, profiles, offers)
    assert counts["without_departement"] == 2
    assert [row["profile"] for row in answers(tmp_path)][-2:] == ["a", "b"]
    assert answers(tmp_path)[-2]["matches"]
    assert departement(None) == departement("..") == NOWHERE


# --- sharing places


@given(
    st.integers(0, 40),
    st.lists(st.integers(0, 30), min_size=1, max_size=6),
    st.one_of(st.none(), st.integers(0, 5)),
)
def test_the_parts_of_an_offer_make_its_limit_and_its_departement_is_served_first(
    limit: int, wanted: list[int], own: int | None
) -> None:
    claims = [Claim(count, place == own) for place, count in enumerate(wanted)]
    parts = divide(limit, claims)
    assert sum(parts) == limit
    assert min(parts) >= 0
    if own is not None and own < len(wanted):
        assert parts[own] >= min(limit, wanted[own])
    if sum(wanted) <= limit:
        assert all(part >= count for part, count in zip(parts, wanted, strict=True))


def test_no_offer_of_a_border_is_proposed_over_its_limit(tmp_path: Path) -> None:
    for seed in range(3):
        profiles, offers = country(seed, people=60, offers=20)
        counts = run(tmp_path / str(seed), profiles, offers, halo_km=60)
        assert counts["shared_offers"] > 10
        assert counts["over_limit"] == 0
        limits = Engine(offers, today=TODAY).limits()
        used = Counter(offer for row in answers(tmp_path / str(seed)) for offer in row["plan"])
        assert used
        assert all(count <= limits[offer] for offer, count in used.items())
        assert all(len(set(row["plan"])) == len(row["plan"]) <= 3 for row in answers(tmp_path / str(seed)))


def test_a_first_proposal_goes_before_a_second_one_across_a_border_too(tmp_path: Path) -> None:
    here, there = (
        {"commune": "10387", "lat": 48.3, "lon": 4.07},
        {"commune": "51108", "lat": 48.3, "lon": 4.1},
    )
    facts: dict[str, Any] = {"wishes": ["jardinage"], "travel": {"car": 60}}
    offers = [
        mission(id=f"o{number}", title="Jardin partagé", tasks=[], places_free=1, **there)
        for number in range(4)
    ]
    profiles = [person(id=f"p{number:02}", **facts, **here) for number in range(12)]
    profiles.append(person(id="z", **facts, **there))
    counts = run(tmp_path, profiles, offers, halo_km=30)
    plans = {row["profile"]: row["plan"] for row in answers(tmp_path)}
    assert sum(map(len, plans.values())) == counts["proposals"] == 12
    assert counts["without_proposal"] == sum(not plan for plan in plans.values()) == 1
    assert counts["served_last"] > 0
    assert counts["over_limit"] == 0


def test_one_departement_alone_gives_the_answers_of_the_whole_engine(tmp_path: Path) -> None:
    profiles, offers = country()
    profiles = [one for one in profiles if departement(one.commune) == "10"]
    offers = [one for one in offers if departement(one.commune) == "10"]
    run(tmp_path, profiles, offers)
    paths = write(tmp_path, profiles, offers)
    match_files(*paths, tmp_path / "whole.jsonl", 5, TODAY)
    assert (tmp_path / "m.jsonl").read_bytes() == (tmp_path / "whole.jsonl").read_bytes()


# --- the same bytes


def test_the_number_of_workers_and_the_order_of_offers_change_no_byte(tmp_path: Path) -> None:
    profiles, offers = country()
    alone = run(tmp_path / "1", profiles, offers)
    two = run(tmp_path / "2", profiles, offers[::-1], runner=partial(processes, 2))
    bytes_of = [(tmp_path / name / "m.jsonl").read_bytes() for name in ("1", "2")]
    assert bytes_of[0] == bytes_of[1]
    timed = {"cpu_seconds", "seconds", "peak_mb"}
    assert {name: alone[name] for name in alone.keys() - timed} == {
        name: two[name] for name in two.keys() - timed
    }
    assert list((tmp_path / "2").iterdir()) == list((tmp_path / "2").glob("*.jsonl"))


def test_people_in_another_order_have_the_same_answers(tmp_path: Path) -> None:
    profiles, offers = country(people=60)
    run(tmp_path / "1", profiles, offers, halo_km=60)
    run(tmp_path / "2", profiles[::-1], offers, halo_km=60)
    one, other = ({row["profile"]: row for row in answers(tmp_path / name)} for name in "12")
    assert one == other


def test_the_optional_solver_gives_a_plan_of_the_same_worth(tmp_path: Path) -> None:
    pytest.importorskip("highspy")
    profiles, offers = country()
    ours, theirs = run(tmp_path / "1", profiles, offers), run(tmp_path / "2", profiles, offers, exact=True)
    assert ours["gap"] == theirs["gap"] == 0
    assert ours["proposals"] == theirs["proposals"]


def dying(task: Task) -> Done:
    """Be killed the first time, or always where «always» is written; then do nothing."""
    mark = Path(task.folder) / "killed"
    if not mark.exists() or mark.read_text() == "always":
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return Done(task.code, {}, None, 0, 0)


def test_a_process_that_is_killed_is_replaced_and_in_the_end_it_is_said(tmp_path: Path) -> None:
    task = Task("10", str(tmp_path), 5, TODAY, DEFAULT)
    with processes(1) as runner:
        assert [done.code for done in runner(dying, [task])] == ["10"]
        (tmp_path / "killed").write_text("always")
        with pytest.raises(FormatError, match="réduire --workers"):
            list(runner(dying, [task]))


# --- what is refused


@pytest.mark.parametrize("workers", [None, 2])
def test_a_mistake_is_told_with_the_line_of_the_nations_file(tmp_path: Path, workers: int | None) -> None:
    profiles, offers = country()
    paths = write(tmp_path, profiles, offers)
    lines = paths[0].read_text(encoding="utf-8").splitlines()
    lines[7] = json.dumps({**json.loads(lines[7]), "french_level": 9})
    paths[0].write_text("\n".join(lines), encoding="utf-8")
    (tmp_path / "m.jsonl").write_text("before")
    options: dict[str, Any] = {"runner": partial(processes, workers)} if workers else {}
    with pytest.raises(FormatError, match=r"Ligne 8, champ «.french_level.»"):
        match_nation(*paths, tmp_path / "m.jsonl", 5, TODAY, **options)
    assert (tmp_path / "m.jsonl").read_text() == "before"
    assert len(list(tmp_path.iterdir())) == 3


@pytest.mark.parametrize(("file", "noun"), [(0, "p003"), (1, "o003")])
def test_an_identifier_twice_is_told_even_across_departements(tmp_path: Path, file: int, noun: str) -> None:
    paths = write(tmp_path, *country())
    lines = paths[file].read_text(encoding="utf-8").splitlines()
    lines.append(json.dumps({**json.loads(lines[3]), "commune": "75056"}))
    paths[file].write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(
        FormatError, match=rf"Ligne {len(lines)}, champ «.id.».: «.{noun}.» est déjà à la ligne 4"
    ):
        match_nation(*paths, tmp_path / "m.jsonl", 5, TODAY)
    with pytest.raises(FormatError, match="au moins 1"):
        match_nation(*paths, tmp_path / "m.jsonl", 0, TODAY)


def test_empty_files_are_a_nation_too(tmp_path: Path) -> None:
    counts = run(tmp_path, [], [])
    assert (counts["profiles"], counts["partitions"], counts["peak_mb"]) == (0, 0, 0)
    assert answers(tmp_path) == []
    counts = run(tmp_path, [], country()[1])
    assert counts["out_of_reach"] == 24


def test_a_cluster_that_does_not_answer_or_is_not_installed_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "distributed", None)
    with pytest.raises(FormatError, match=r"pip install 'benevolat\[dask\]'"):
        run(tmp_path, *country(), runner=partial(cluster, "tcp://127.0.0.1:1"))
    assert DEFAULT.halo_km == 30
