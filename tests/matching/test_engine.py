"""The engine as a whole: same answer alone or in a batch, in any order; files; plan; protocol (R26)."""

import io
import json
import random
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import bénévolat.matching.__main__ as protocol
from bénévolat.domain import enums
from bénévolat.matching import VERSION, Engine, FormatError, Offer, Profile, ProfileMatches, match
from bénévolat.matching.demands import DEMANDS
from bénévolat.matching.files import match_files, read_offers, read_profiles
from bénévolat.matching.formats import TRANSIT
from bénévolat.matching.plan import Candidate, share
from bénévolat.matching.sentences import COMFORT, SLOTS
from bénévolat.matching.settings import MEANS
from tests.matching.builders import TODAY, TROYES, mission, person

WISHES = (
    "jardinage",
    "cuisine",
    "petits travaux",
    "animaux",
    "ancien maçon",
    "couture",
    "accueil",
    "cuizine",
    "sport",
)
TITLES = (
    "Jardin partagé", "Préparer des repas", "Repair café", "Refuge animalier", "Chantier du lavoir", "Atelier couture",
    "Accueil du public", "Buvette du club de foot", "Aide aux devoirs", "Tri de vêtements",
)  # fmt: skip


def crowd(people: int, offers: int) -> tuple[list[Profile], list[Offer]]:
    """A reproducible small département."""
    dice = random.Random(7)
    profiles = [
        person(
            id=f"p{number:03}",
            wishes=dice.sample(WISHES, 2),
            lat=TROYES["lat"] + dice.uniform(-0.1, 0.1),
            travel={"walk": 30, "bus": dice.choice([None, 60])},
            slots=dice.sample(SLOTS, dice.choice([0, 4])),
            constraints=dice.sample(["no_noise", "no_stairs"], 1),
            priority=dice.random() < 0.2,
        )
        for number in range(people)
    ]
    missions = [
        mission(
            id=f"o{number:03}",
            title=dice.choice(TITLES),
            tasks=[],
            transit=dice.choice(TRANSIT),
            slots=dice.sample(SLOTS, dice.choice([0, 6])),
            demands=dice.choice([None, [], ["noise"]]),
            places_free=dice.choice([None, 0, 1, 3]),
            supervision_level=dice.choice([None, 1, 2]),
        )
        for number in range(offers)
    ]
    return profiles, missions


def _alone(answer: ProfileMatches) -> str:
    return json.dumps(replace(answer, plan=()).to_json(), ensure_ascii=False)


def test_the_order_of_people_and_offers_changes_nothing() -> None:
    profiles, offers = crowd(40, 60)
    usual = {one.profile: one for one in match(profiles, offers, today=TODAY)}
    assert sum(len(one.matches) for one in usual.values()) > 50
    for seed in range(3):
        dice = random.Random(seed)
        dice.shuffle(profiles)
        dice.shuffle(offers)
        again = list(match(profiles, offers, today=TODAY))
        assert [one.profile for one in again] == [one.id for one in profiles]
        assert {one.profile: one for one in again} == usual


def test_a_person_alone_gets_the_bytes_of_the_batch() -> None:
    profiles, offers = crowd(30, 60)
    batch = [_alone(one) for one in match(profiles, offers, today=TODAY)]
    engine = Engine(offers, today=TODAY)
    assert [_alone(engine.one(profile)) for profile in profiles] == batch
    assert [_alone(engine.one(profile)) for profile in reversed(profiles)] == batch[::-1]


def test_every_answer_carries_the_version_and_at_most_top_proposals() -> None:
    profiles, offers = crowd(10, 60)
    for one in match(profiles, offers, today=TODAY, top=3):
        assert one.version.startswith(f"{VERSION}/")
        assert len(one.matches) <= 3
        assert all(found.reasons for found in one.matches)
        scores = [found.score for found in one.matches]
        assert scores == sorted(scores, reverse=True)


def test_no_offer_and_no_profile_are_answers_too() -> None:
    assert list(match([], [mission()], today=TODAY)) == []
    assert next(match([person()], [], today=TODAY)).matches == ()


def test_two_rows_of_one_identifier_are_refused() -> None:
    with pytest.raises(ValueError, match="même identifiant"):
        Engine([mission(), mission()])
    with pytest.raises(ValueError, match="même identifiant"):
        list(match([person(), person()], [mission()]))


# --- the plan


def test_the_plan_never_passes_the_places_and_serves_everyone_once_before_anyone_twice() -> None:
    people = [Candidate(f"p{number}", number == 3, ("a", "b", "c")) for number in range(4)]
    taken = share(people, {"a": 1, "b": 2, "c": 1}, 3)
    assert [sum(offer in offers for offers in taken.values()) for offer in "abc"] == [1, 2, 1]
    assert all(len(offers) == 1 for offers in taken.values())
    assert share(people[::-1], {"a": 1, "b": 2, "c": 1}, 3) == taken


def test_a_plan_holds_only_proposals_and_no_offer_over_its_limit() -> None:
    profiles, offers = crowd(60, 40)
    engine = Engine(offers, today=TODAY)
    limits, used = engine.limits(), dict.fromkeys(engine.limits(), 0)
    for one in match(profiles, offers, engine=engine, top=30):
        assert set(one.plan) <= {found.offer for found in one.matches}
        assert len(one.plan) == len(set(one.plan)) <= 3
        for offer in one.plan:
            used[offer] += 1
    assert all(used[offer] <= limits[offer] for offer in used)
    assert engine.counters.over_limit == 0


# --- files


def _lines(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def test_files_in_matches_out(tmp_path: Path) -> None:
    profiles, offers = crowd(12, 30)
    people = _lines(tmp_path / "p.jsonl", [one.to_json() for one in profiles])
    missions = _lines(tmp_path / "o.jsonl", [one.to_json() for one in offers])
    assert read_profiles(people) == profiles
    assert read_offers(missions) == offers
    out = tmp_path / "m.jsonl"
    stats = match_files(people, missions, out, today=TODAY, stats=True)
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    expected = list(match(profiles, offers, today=TODAY))
    assert [ProfileMatches.from_json(row) for row in rows] == expected
    assert (stats["profiles"], stats["offers"], stats["pairs"]) == (12, 30, 360)
    assert {
        "filter_tests",
        "eligible",
        "word_pairs",
        "cpu_seconds",
        "peak_mb",
        "over_limit",
        "without_proposal",
    } <= set(stats)
    before = out.read_bytes()
    match_files(people, missions, out, today=TODAY)
    assert out.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["m.jsonl", "o.jsonl", "p.jsonl"]


def test_a_failure_leaves_the_former_file_and_no_rubbish(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = _lines(tmp_path / "p.jsonl", [person().to_json(), person(id="p2").to_json()])
    missions = _lines(tmp_path / "o.jsonl", [mission().to_json()])
    out = tmp_path / "m.jsonl"
    out.write_text("ancien", encoding="utf-8")

    def breaks(*_: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(Engine, "lines", breaks)
    with pytest.raises(RuntimeError):
        match_files(people, missions, out, today=TODAY)
    assert out.read_text(encoding="utf-8") == "ancien"
    assert len(list(tmp_path.iterdir())) == 3


def test_a_byte_order_mark_and_blank_lines_are_forgiven(tmp_path: Path) -> None:
    path = tmp_path / "p.jsonl"
    path.write_bytes(b"\xef\xbb\xbf\r\n" + json.dumps(person().to_json()).encode() + b"\r\n\n")
    assert [one.id for one in read_profiles(path)] == ["p1"]


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        (b'{"id":"a"}\n{"id":"a"}', 2, "est déjà à la ligne 1"),
        (b'{"id":"a"}\n{id:3}', 2, "ce n'est pas du JSON"),
        (b"[1]", 1, "doit être un objet JSON"),
        (b'{"id":"caf\xe9"}', 1, "enregistrer le fichier en UTF-8"),
        (b"[" * 200_000, 1, "ce n'est pas du JSON"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, content: bytes, line: int, words: str) -> None:
    path = tmp_path / "p.jsonl"
    path.write_bytes(content)
    with pytest.raises(FormatError, match=words) as error:
        read_profiles(path)
    assert error.value.line == line
    assert str(error.value).startswith(f"Ligne {line}")


def test_a_file_that_cannot_be_read_or_written_is_said_in_french(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="ne peut pas être lu"):
        read_offers(tmp_path / "absent.jsonl")
    people = _lines(tmp_path / "p.jsonl", [person().to_json()])
    missions = _lines(tmp_path / "o.jsonl", [mission().to_json()])
    with pytest.raises(FormatError, match="ne peut pas être écrit"):
        match_files(people, missions, tmp_path / "nulle" / "part.jsonl", today=TODAY)
    with pytest.raises(FormatError, match="au moins 1"):
        match_files(people, missions, tmp_path / "m.jsonl", top=0)


# --- the protocol of the evaluation


def test_the_protocol_scores_each_document_and_zero_means_not_proposed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    docs = [
        {"id": "1", "title": "Jardin partagé"},
        {"id": "2", "title": "Un potager avec des enfants", "description": None},
    ]
    asked = [{"op": "index", "docs": docs}] + [
        {"op": "score", "query": query} for query in ("jardinage", "jardiner, pas d'enfants", "plongée", None)
    ]
    lines = [json.dumps(one) for one in asked] + ["", "{", "3", '{"op":"dance"}']
    monkeypatch.setattr(sys, "stdin", io.StringIO("\n".join(lines)))
    protocol.main()
    answers = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert answers[0] == {"ok": True}
    assert all(score > 0 for score in answers[1]["scores"])
    assert [score > 0 for score in answers[2]["scores"]] == [True, False]
    assert answers[3] == answers[4] == {"scores": [0, 0]}
    assert all("error" in one for one in answers[5:])
    assert len(answers) == 8


# --- the codes are those of the closed lists


def test_the_codes_are_those_of_the_closed_lists() -> None:
    """The engine depends on no list: it must still speak their codes."""
    assert set(DEMANDS) == {member.value for member in enums.Demand}
    assert {f"no_{code}" for code in DEMANDS} == {member.value for member in enums.Constraint}
    assert set(COMFORT) == {member.value for member in enums.Comfort}
    assert list(SLOTS) == [member.value for member in enums.HalfDay]
    assert {means.code for means in MEANS} == {member.value for member in enums.TravelMeans}
    assert set(TRANSIT) == {member.value for member in enums.Transit}
