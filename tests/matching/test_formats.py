"""The exchange formats: what is read, what is ignored, and a French sentence for each mistake (matching.md §3)."""

from pathlib import Path
from typing import Any

import pytest

from bénévolat.matching import FormatError, Offer, Profile, ProfileMatches
from bénévolat.matching.files import read_profiles
from tests.matching.builders import answer, mission, person, plain

SPECIMEN_PROFILE: dict[str, Any] = {
    "id": "p", "wishes": ["aime cuisiner"], "skills": ["ancien maçon"], "avoid": ["foule"],
    "constraints": ["no_heavy_load"], "comfort": ["seated"], "languages": ["fr", "ar"], "french_level": 2,
    "supervision_need": 1, "commune": "10387", "lat": 48.3, "lon": 4.1,
    "travel": {"walk": 20, "bike": 30, "bus": 45, "car": None}, "slots": ["mon_am", "wed_pm"], "from": "2026-12-01",
    "excluded_associations": [], "former_employers": [], "priority": False,
}  # fmt: skip
SPECIMEN_OFFER: dict[str, Any] = {
    "id": "o", "association": "a", "title": "t", "description": "d", "tasks": [], "skills": [], "domain": "food_aid",
    "commune": "10387", "lat": 48.3, "lon": 4.1, "remote": False, "transit": "on_demand", "slots": [],
    "slots_needed": 1, "demands": ["heavy_load"],
    "french_level": 0, "supervision_level": 2, "places_free": 2, "starts": "2026-01-01",
    "ends": "2026-12-31", "closed_dates": ["2026-05-01"], "supervision_present": True,
}  # fmt: skip


def test_the_published_specimens_are_read() -> None:
    profile, offer = Profile.from_json(SPECIMEN_PROFILE), Offer.from_json(SPECIMEN_OFFER)
    assert profile.travel == {"walk": 20, "bike": 30, "bus": 45}
    assert offer.demands == ("heavy_load",)


def test_unknown_keys_are_ignored() -> None:
    assert Profile.from_json({**SPECIMEN_PROFILE, "x": {"y": 1}}) == Profile.from_json(SPECIMEN_PROFILE)
    assert Offer.from_json({**SPECIMEN_OFFER, "simple": "…"}) == Offer.from_json(SPECIMEN_OFFER)
    assert Profile.from_json({"id": "a", "travel": {"train": 20, "walk": 5}}).travel == {"walk": 5}


def test_what_is_written_is_read_back() -> None:
    profile, offer = Profile.from_json(SPECIMEN_PROFILE), Offer.from_json(SPECIMEN_OFFER)
    assert Profile.from_json(profile.to_json()) == profile
    assert Offer.from_json(offer.to_json()) == offer
    found = answer(person(), mission(), mission(id="o2", places_free=0))
    assert found.matches
    assert found.near_misses
    assert ProfileMatches.from_json(found.to_json()) == found


def test_demands_not_declared_are_not_the_same_as_no_demand() -> None:
    assert Offer.from_json({"id": "a", "title": "t"}).demands is None
    assert Offer.from_json({"id": "a", "title": "t", "demands": []}).demands == ()


MISTAKES: list[tuple[str, Any, str]] = [
    ("id", None, "ce champ est obligatoire"),
    ("id", 12, "écrire un texte entre guillemets"),
    ("id", "  ", "ce champ est obligatoire"),
    ("lat", 91, "91 est hors limites : entre -90 et 90"),
    ("lat", "48", "écrire un nombre, sans guillemets"),
    ("lon", float("nan"), "écrire un nombre"),
    ("lon", float("inf"), "écrire un nombre"),
    ("lon", 10**400, "ce nombre est hors limites"),
    ("french_level", 4, "entre 0 et 3"),
    ("french_level", 1.5, "écrire un nombre entier"),
    ("french_level", True, "écrire un nombre"),
    ("slots", ["lundi"], "« lundi » n'est pas dans la liste : mon_am"),
    ("slots", "mon_am", "écrire une liste de textes"),
    ("skills", [1], "écrire une liste de textes"),
]


@pytest.mark.parametrize(("field", "value", "words"), MISTAKES)
@pytest.mark.parametrize("kind", [Profile, Offer])
def test_a_mistake_names_its_field_and_says_what_to_do(
    kind: type[Profile] | type[Offer], field: str, value: Any, words: str
) -> None:
    good = SPECIMEN_PROFILE if kind is Profile else SPECIMEN_OFFER
    with pytest.raises(FormatError) as error:
        kind.from_json({**good, field: value})
    assert error.value.field == field
    assert f"Champ « {field} » : " in plain(str(error.value))
    assert words in plain(str(error.value))
    assert plain(str(error.value.at(7))).startswith(f"Ligne 7, champ « {field} » : ")


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("from", "01/12/2026", "écrire AAAA-MM-JJ"),
        ("travel", [20], "écrire un objet de minutes"),
        ("travel", {"walk": -1}, "hors limites"),
        ("priority", "oui", "écrire true ou false"),
        ("supervision_need", 3, "entre 0 et 2"),
    ],
)
def test_mistakes_of_profiles(field: str, value: Any, words: str) -> None:
    with pytest.raises(FormatError, match=words):
        Profile.from_json({**SPECIMEN_PROFILE, field: value})


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("title", "", "ce champ est obligatoire"),
        ("transit", "train", "liste.: unknown, none, declared, on_demand"),
        ("ends", "2025-12-31", "la fin est avant le début"),
        ("closed_dates", ["1er mai"], "écrire AAAA-MM-JJ"),
        ("slots_needed", 0, "hors limites"),
        ("places_free", -1, "hors limites"),
        ("remote", 1, "écrire true ou false"),
        ("description", "x" * 100_001, "le raccourcir"),
    ],
)
def test_mistakes_of_offers(field: str, value: Any, words: str) -> None:
    with pytest.raises(FormatError, match=words):
        Offer.from_json({**SPECIMEN_OFFER, field: value})


@pytest.mark.parametrize("value", [None, 3, "x", []])
def test_a_row_must_be_an_object(value: Any) -> None:
    with pytest.raises(FormatError, match="objet JSON"):
        Profile.from_json(value)


def test_matches_not_written_by_the_engine_are_refused() -> None:
    with pytest.raises(FormatError, match="le recalculer"):
        ProfileMatches.from_json({"profile": "a"})


def test_half_a_sign_is_refused_with_its_line_since_it_could_not_be_written(tmp_path: Path) -> None:
    path = tmp_path / "profiles.jsonl"
    path.write_text(
        '{"id": "a", "wishes": ["jardin \\ud83c\\udf31"]}\n{"id": "b", "wishes": ["jardin \\uD83C"]}\n'
    )
    with pytest.raises(FormatError, match=r"Ligne 2.*coupé en deux"):
        read_profiles(path)
