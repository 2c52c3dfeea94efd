"""«Rien de vraiment proche»: what would open missions is said, counted, the most useful first (R32)."""

from typing import Any

import pytest

from tests.matching.builders import answer, mission, person, plain
from tests.matching.test_travel import north

KINDS: list[tuple[str, dict[str, Any], dict[str, Any], str]] = [
    (
        "travel",
        {},
        north(9_000),
        "Un trajet un peu plus long, un covoiturage ou un transport à la demande ouvrirait",
    ),
    ("slots", {"slots": ["sat_am"]}, {"slots": ["mon_am"]}, "Être libre aussi le lundi matin ouvrirait"),
    (
        "places",
        {},
        {"places_free": 0},
        "Une place accompagnée qui se libère, ou le retour d'un tuteur, ouvrirait",
    ),
    ("places", {}, {"supervision_present": False}, "le retour d'un tuteur, ouvrirait"),
    (
        "supervision",
        {"supervision_need": 2},
        {},
        "Un accompagnement plus proche, vu avec l'association, ouvrirait",
    ),
    (
        "constraints",
        {"constraints": ["no_noise"]},
        {"demands": ["noise"]},
        "Confier à quelqu'un d'autre ce que la personne veut éviter ouvrirait",
    ),
    (
        "avoid",
        {"avoid": ["la foule"]},
        {"title": "Cuisiner pour le festival"},
        "Vérifier avec l'association ce que la personne veut éviter ouvrirait",
    ),
    ("french", {"french_level": 0}, {}, "Un binôme francophone sur place ouvrirait"),
    (
        "dates",
        {"from": "2026-12-01"},
        {"ends": "2026-11-30"},
        "Une mission reconduite, ou commencer plus tôt, ouvrirait",
    ),
]


@pytest.mark.parametrize(("code", "who", "what", "sentence"), KINDS)
def test_each_filter_says_what_lifting_it_would_open(
    code: str, who: dict[str, Any], what: dict[str, Any], sentence: str
) -> None:
    found = answer(person(**who), mission(**what))
    assert [miss.blocked_by for miss in found.near_misses] == [(code,)]
    assert len(found.widen) == 1
    assert plain(found.widen[0]).startswith(sentence) or sentence in plain(found.widen[0])
    assert plain(found.widen[0]).endswith("ouvrirait 1 mission proche de ses envies.")


def test_nothing_is_said_when_there_is_a_proposal() -> None:
    assert answer(person(), mission(), mission(id="o2", places_free=0)).widen == ()


def test_missions_are_counted_and_the_change_that_opens_most_comes_first() -> None:
    full = [mission(id=f"f{number}", title=f"Cuisine {number}", places_free=0) for number in range(2)]
    far = [mission(id=f"l{number}", title=f"Cuisine {number}", **north(9_000)) for number in range(10, 15)]
    found = [plain(sentence) for sentence in answer(person(), *full, *far).widen]
    assert len(found) == 2
    assert found[0].startswith("Un trajet un peu plus long")
    assert found[0].endswith("ouvrirait 5 missions proches de ses envies.")
    assert found[1].startswith("Une place accompagnée")
    assert found[1].endswith("ouvrirait 2 missions proches de ses envies.")


def test_what_needs_two_changes_is_not_promised_by_one() -> None:
    assert answer(person(), mission(places_free=0, **north(9_000))).widen == ()


def test_the_half_day_that_opens_most_is_the_one_that_is_said() -> None:
    offers = [
        mission(id=f"o{number}", title=f"Cuisine {number}", slots=slots)
        for number, slots in enumerate((["tue_am", "fri_pm"], ["fri_pm"], ["sat_am"]))
    ]
    [sentence] = answer(person(), *offers).widen
    assert (
        plain(sentence)
        == "Être libre aussi le vendredi après-midi ouvrirait 2 missions proches de ses envies."
    )


def test_a_mission_that_needs_two_half_days_more_is_not_promised_by_one() -> None:
    two = mission(slots=["tue_am", "fri_pm"], slots_needed=2)
    assert answer(person(), two).widen == ()
    [sentence] = answer(person(slots=["tue_am"]), two).widen
    assert "le vendredi après-midi" in sentence


def test_a_mission_that_is_over_or_set_aside_for_good_is_never_promised() -> None:
    assert answer(person(), mission(ends="2026-11-01")).widen == ()
    assert answer(person(former_employers=["a1"]), mission()).widen == ()
    assert answer(person(excluded_associations=["a1"]), mission()).widen == ()
    assert answer(person(), mission(**north(90_000))).widen == ()


def test_what_is_near_is_said_when_the_words_meet_nothing() -> None:
    near = [mission(id="a", title="Jardin partagé", tasks=[]), mission(id="b", title="Jardinage", tasks=[])]
    out_of_reach = mission(id="c", title="Refuge animalier", tasks=[], **north(9_000))
    [sentence] = answer(person(wishes=["généalogie"]), *near, out_of_reach).widen
    assert plain(sentence).startswith("Les missions possibles près d'ici parlent surtout de : « jardinage »")
    assert "anim" not in sentence


def test_a_person_of_whom_nothing_is_noted_is_asked_for_a_wish() -> None:
    found = answer(person(wishes=[]), mission())
    assert [plain(sentence) for sentence in found.widen] == [
        "Ajouter une envie ou un savoir-faire : rien n'est encore noté."
    ]


def test_at_most_three_sentences() -> None:
    offers = [
        mission(id="a", title="Cuisine 1", places_free=0),
        mission(id="b", title="Cuisine 2", **north(9_000)),
        mission(id="c", title="Cuisine 3", supervision_level=0),
        mission(id="d", title="Cuisine 4", french_level=3),
        mission(id="e", title="Jardin partagé", tasks=[]),
    ]
    found = answer(person(), *offers).widen
    assert len(found) == 3
    assert "parlent surtout de" in found[-1]
