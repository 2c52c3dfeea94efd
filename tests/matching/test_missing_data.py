"""What is not known lowers what can be said; it never excludes, and it is said (R31, R70)."""

from typing import Any

import pytest

from bénévolat.matching import Offer, Profile
from tests.matching.builders import answer, mission, person, plain, proposal


@pytest.mark.parametrize(
    "field", ["french_level", "supervision_need", "lat", "lon", "travel", "slots", "seen_offers", "commune"]
)
def test_a_person_about_whom_something_is_unknown_is_still_proposed_the_mission(field: str) -> None:
    proposal(person(**{field: None}), mission())


@pytest.mark.parametrize(
    "field",
    [
        "lat",
        "lon",
        "transit",
        "slots",
        "slots_needed",
        "demands",
        "french_level",
        "supervision_level",
        "places_free",
    ],
)
def test_a_mission_of_which_something_is_unknown_is_still_proposed(field: str) -> None:
    proposal(person(constraints=["no_stairs"]), mission(**{field: None}))


def test_two_names_and_a_wish_are_enough() -> None:
    found = answer(Profile(id="p", wishes=("cuisine",)), Offer(id="o", title="Cuisine"))
    assert [match.offer for match in found.matches] == ["o"]
    parts = found.matches[0].parts
    assert {name for name, part in parts.items() if part.max} == {"wishes"}
    assert all("non renseigné" in part.why for name, part in parts.items() if name != "wishes")


CHECKS: list[tuple[dict[str, Any], dict[str, Any], str]] = [
    ({"lat": None}, {}, "Lieu exact non renseigné, même commune : trajet à vérifier."),
    ({"lat": None, "commune": None}, {}, "Lieu non renseigné : trajet à vérifier."),
    ({"travel": {}}, {}, "Moyens de transport de la personne non renseignés : trajet à vérifier."),
    ({"travel": {"car": None}}, {}, "Moyens de transport de la personne non renseignés : trajet à vérifier."),
    ({"slots": []}, {}, "Demi-journées de la personne : à vérifier."),
    ({}, {"slots": []}, "Demi-journées de la mission : à vérifier."),
    ({}, {"supervision_level": None}, "Accompagnement proposé par l'association : à vérifier."),
    ({}, {"places_free": None}, "Nombre de places accompagnées libres : à vérifier."),
    ({"french_level": None}, {}, "Niveau de français de la personne : à vérifier avec elle."),
    (
        {"constraints": ["no_noise"]},
        {"demands": ["gloves"]},
        "La mission demande « gloves » : vérifier que cela convient.",
    ),
    ({"constraints": ["early_only"]}, {}, "Souhait « early_only » inconnu du moteur : à vérifier."),
    (
        {"constraints": ["no_minors"]},
        {"description": "Le goûter réunit aussi des enfants."},
        "Souhait « entre adultes » : le texte parle de « enfants ».",
    ),
    (
        {"avoid": ["le téléphone"]},
        {"description": "Parfois répondre au téléphone."},
        "La personne préfère éviter « le téléphone » : le texte parle de « téléphone ».",
    ),
    ({"comfort": ["seated"]}, {}, "Confort souhaité : « possible assis », à vérifier sur place."),
    ({}, {"remote": True}, "Mission à distance : vérifier le matériel et l'aise avec les outils."),
    ({}, {"starts": "2026-12-01"}, "La mission commence le 1er décembre 2026."),
]


@pytest.mark.parametrize(("who", "what", "sentence"), CHECKS)
def test_what_is_missing_is_said_to_be_checked(
    who: dict[str, Any], what: dict[str, Any], sentence: str
) -> None:
    assert sentence in [plain(check) for check in proposal(person(**who), mission(**what)).to_check]


def test_nothing_to_check_when_everything_is_known() -> None:
    assert proposal(person(constraints=["no_noise"]), mission()).to_check == ()


def test_a_part_that_is_unknown_leaves_the_denominator() -> None:
    whole = proposal(person(), mission())
    without = proposal(person(travel=None), mission())
    assert without.parts["travel"].points == without.parts["travel"].max == 0
    points = sum(part.points for part in without.parts.values())
    most = sum(part.max for part in without.parts.values())
    assert most == 80
    assert without.score == (200 * points + most) // (2 * most)
    assert whole.score == sum(part.points for part in whole.parts.values())
