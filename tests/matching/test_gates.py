"""Hard filters: each blocks what it should, says why, and says what would unlock it (R31, R32)."""

from typing import Any

import pytest

from bénévolat.matching import Engine, public_filters
from tests.matching.builders import TODAY, answer, mission, near_miss, person, plain, proposal

TEN_KM_NORTH = {"lat": 48.3872, "lon": 4.0744}


def test_a_mission_that_suits_is_proposed() -> None:
    assert proposal(person(), mission()).score >= 80


BLOCKED: list[tuple[str, dict[str, Any], dict[str, Any], str]] = [
    ("travel", {}, TEN_KM_NORTH, "la personne accepte 30 minutes à pied"),
    ("slots", {"slots": ["sat_am"]}, {}, "la mission a lieu le lundi matin et le mardi matin"),
    ("slots", {}, {"slots_needed": 2}, "La mission demande 2 demi-journées"),
    ("places", {}, {"places_free": 0}, "Toutes les places accompagnées sont prises"),
    ("places", {}, {"supervision_present": False}, "La personne qui encadre est absente"),
    ("supervision", {"supervision_need": 2}, {}, "Accompagnement souhaité : toujours avec quelqu'un"),
    ("constraints", {"constraints": ["no_heavy_load"]}, {"demands": ["heavy_load"]}, "sans port de charges"),
    ("constraints", {"constraints": ["no_paint"]}, {"demands": ["paint"]}, "demande « paint »"),
    ("avoid", {"avoid": ["la foule"]}, {"title": "Cuisiner pour le festival"}, "éviter « la foule »"),
    (
        "avoid",
        {"wishes": ["aime cuisiner mais pas avec des enfants"]},
        {"title": "Goûter des enfants"},
        "enfants",
    ),
    ("french", {"french_level": 0}, {}, "niveau de la personne : « aucun besoin »"),
    ("dates", {"from": "2026-12-01"}, {"ends": "2026-11-30"}, "disponible à partir du 1er décembre 2026"),
    ("abroad", {}, {"title": "Je cuisine avec les habitants au Togo"}, "la mission a lieu à l'étranger"),
]


@pytest.mark.parametrize(("code", "who", "what", "words"), BLOCKED)
def test_each_filter_blocks_and_says_why_and_what_would_unlock(
    code: str, who: dict[str, Any], what: dict[str, Any], words: str
) -> None:
    miss = near_miss(person(**who), mission(**what))
    assert miss.blocked_by == (code,)
    assert words in plain(miss.why[0])
    assert miss.unlock.endswith(".")


@pytest.mark.parametrize(
    ("who", "what"),
    [
        ({"travel": {"walk": 30, "car": 30}}, TEN_KM_NORTH),
        ({"travel": {"bus": 60}}, {**TEN_KM_NORTH, "transit": "declared"}),
        ({"travel": {"on_demand": 60}}, {**TEN_KM_NORTH, "transit": "on_demand"}),
        ({}, {**TEN_KM_NORTH, "remote": True}),
        ({"slots": ["sat_am", "tue_am"]}, {}),
        ({}, {"places_free": 1}),
        ({"supervision_need": 2}, {"supervision_level": 2}),
        ({"constraints": ["no_heavy_load"]}, {"demands": ["standing"]}),
        ({"french_level": 1}, {}),
        ({"from": "2026-11-30"}, {"ends": "2026-11-30"}),
        ({}, {"title": "Je cuisine au profit d'une école au Togo, repas pour tous"}),
    ],
)
def test_what_unlocks_is_enough(who: dict[str, Any], what: dict[str, Any]) -> None:
    proposal(person(**who), mission(**what))


def test_a_bus_nobody_declared_is_refused_only_when_said_to_be_absent() -> None:
    by_bus = person(travel={"bus": 60})
    miss = near_miss(by_bus, mission(**TEN_KM_NORTH, transit="none"))
    assert plain(miss.why[0]) == "À 10 km : la personne se déplace en bus, et aucune desserte n'est indiquée."
    assert "covoiturage" in miss.unlock
    unsaid = proposal(by_bus, mission(**TEN_KM_NORTH, transit=None))
    assert unsaid.parts["travel"].max == 0
    assert any("Desserte" in sentence for sentence in unsaid.to_check)


def test_minutes_are_said_when_they_speak() -> None:
    miss = near_miss(person(travel={"bike": 30}), mission(**TEN_KM_NORTH))
    assert plain(miss.why[0]) == "À 56 minutes à vélo : la personne accepte 30 minutes."
    assert miss.unlock == "Un covoiturage ou un transport à la demande le rendrait possible."
    close = near_miss(person(travel={"bike": 50}), mission(**TEN_KM_NORTH))
    assert close.unlock == "Accepter 6 minutes de plus à vélo le rendrait possible."


def test_a_former_employer_is_never_proposed_nor_nearly() -> None:
    """L5425-8, R19."""
    for names in (["a1"], ["Épicerie du Pont"], ["EPICERIE  DU PONT"]):
        found = answer(person(former_employers=names), mission(association_name="Épicerie du Pont"))
        assert found.matches == ()
        assert found.near_misses == ()


def test_an_association_the_person_set_aside_is_never_proposed_nor_nearly() -> None:
    found = answer(person(excluded_associations=["a1"]), mission())
    assert (found.matches, found.near_misses) == ((), ())


def test_a_full_supervisor_is_never_proposed_whatever_the_wish() -> None:
    """R17: hundreds of points elsewhere do not buy a place."""
    full = mission(places_free=0, supervision_level=2, slots=["mon_am", "wed_pm"])
    assert answer(person(), full).matches == ()


def test_a_mission_abroad_is_not_proposed_even_when_its_association_is_near() -> None:
    lisbon = mission(lat=38.72, lon=-9.14, commune=None)
    found = answer(person(travel={"car": 60}), lisbon)
    assert (found.matches, found.near_misses) == ((), ())
    near = mission(title="Mission de cuisine au Sénégal")
    assert near_miss(person(), near).blocked_by == ("abroad",)


def test_a_mission_already_over_is_not_even_a_near_miss() -> None:
    found = answer(person(), mission(ends="2026-11-15"))
    assert (found.matches, found.near_misses) == ((), ())


def test_an_association_closed_every_day_that_is_left_is_blocked() -> None:
    closed = mission(ends="2026-11-18", closed_dates=["2026-11-16", "2026-11-17", "2026-11-18"])
    assert near_miss(person(), closed).blocked_by == ("dates",)
    one_day = mission(ends="2026-11-18", closed_dates=["2026-11-16", "2026-11-17"])
    assert any("fermée" in sentence for sentence in proposal(person(), one_day).to_check)


def test_three_obstacles_are_not_a_near_miss() -> None:
    far = mission(**TEN_KM_NORTH, places_free=0, slots=["sun_am"])
    found = answer(person(), far)
    assert (found.matches, found.near_misses) == ((), ())


def test_at_most_five_near_misses_best_first() -> None:
    offers = [mission(id=f"o{number}", places_free=0, **TEN_KM_NORTH) for number in range(4)]
    offers += [mission(id=f"n{number}", places_free=0) for number in range(4)]
    found = Engine(offers, today=TODAY).one(person())
    assert [miss.offer for miss in found.near_misses] == ["n0", "n1", "n2", "n3", "o0"]
    scores = [miss.score for miss in found.near_misses]
    assert scores == sorted(scores, reverse=True)


def test_every_filter_has_a_public_rule() -> None:
    rules = public_filters()
    assert {code for code, _, _, _ in BLOCKED} <= {code for code, _ in rules}
    assert all(sentence.endswith(".") for _, sentence in rules)
