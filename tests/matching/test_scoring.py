"""The score: additive, absolute, dominated by nothing arbitrary, with reasons that can be read aloud (R26, R27)."""

from collections.abc import Callable
from dataclasses import fields
from typing import Any

import pytest

from bénévolat.matching import DEFAULT, Engine, Profile, Settings, match
from bénévolat.matching.scoring import FEATURES
from tests.matching.builders import TODAY, answer, mission, person, plain, proposal


def test_points_add_up_to_the_score_and_never_pass_their_maximum() -> None:
    found = proposal(person(), mission())
    assert [part.max for part in found.parts.values()] == [45, 20, 20, 10, 5]
    assert found.score == sum(part.points for part in found.parts.values())
    assert all(0 <= part.points <= part.max for part in found.parts.values())


BETTER: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("more places", {"places_free": 1}, {"places_free": 3}),
    ("closer", {"lat": 48.31}, {"lat": 48.299}),
    ("more half-days to choose from", {"slots": ["mon_am"]}, {"slots": ["mon_am", "wed_pm"]}),
    ("closer supervision", {"supervision_level": 1}, {"supervision_level": 2}),
    (
        "said in the title, not in passing",
        {"title": "Rejoindre l'équipe", "tasks": [], "description": "Cuisine."},
        {},
    ),
]


@pytest.mark.parametrize(("why", "less", "more"), BETTER)
def test_a_mission_better_on_one_point_and_equal_elsewhere_never_scores_less(
    why: str, less: dict[str, Any], more: dict[str, Any]
) -> None:
    low, high = proposal(person(), mission(**less)), proposal(person(), mission(**more))
    assert high.score >= low.score, why
    both = answer(person(), mission(**{**more, "id": "z"}), mission(**{**less, "id": "a"}))
    if high.score > low.score:
        assert [found.offer for found in both.matches] == ["z", "a"]


def test_a_longer_journey_never_scores_more() -> None:
    someone = person(travel={"walk": 20, "bike": 40, "car": 60})
    scores = [proposal(someone, mission(lat=48.2973 + step / 200)).score for step in range(40)]
    assert scores == sorted(scores, reverse=True)


def test_equal_scores_are_ordered_by_identifier() -> None:
    offers = [mission(id=code) for code in ("c", "a", "b")]
    assert [found.offer for found in answer(person(), *offers).matches] == ["a", "b", "c"]


def test_no_printable_reason_no_proposal() -> None:
    """matching.md §1: a perfect mission nobody asked for is neither proposed nor a near miss."""
    other = mission(title="Tenir la buvette du club de rugby", tasks=[])
    assert answer(person(wishes=["généalogie"]), other).matches == ()
    silent = answer(person(wishes=[]), mission())
    assert (silent.matches, silent.near_misses) == ((), ())


def test_a_score_is_absolute_and_a_weak_one_is_not_proposed() -> None:
    alone = proposal(person(), mission()).score
    crowd = answer(person(), mission(), *[mission(id=f"x{n}", places_free=1) for n in range(20)])
    assert next(found.score for found in crowd.matches if found.offer == "o1") == alone
    severe = Engine([mission()], Settings(min_score=100), today=TODAY).one(person())
    assert severe.matches == ()


def test_reasons_quote_both_sides() -> None:
    found = proposal(person(skills=["ancienne serveuse"]), mission(comfort=["seated"]))
    reasons = [plain(reason) for reason in found.reasons]
    assert (
        reasons[0]
        == "Envie « aime cuisiner » : la mission propose « Préparer le repas partagé du lundi » (cuisine)."
    )
    assert reasons[1].startswith("Savoir-faire « ancienne serveuse » : utile pour « ")
    assert "Dans la même commune ; la personne accepte 30 minutes à pied." in reasons
    assert "1 demi-journée commune (lundi matin) ; la mission en demande 1." in reasons
    assert "« »" not in " ".join(reasons)


def test_a_theme_of_the_description_is_quoted_with_its_words() -> None:
    found = proposal(
        person(wishes=["jardinage"]),
        mission(title="Faire vivre la maison", tasks=[], description="Le potager et les fleurs du jardin."),
    )
    assert "la mission parle de « potager » (jardinage)" in plain(found.reasons[0])


def test_comfort_asked_and_offered_is_a_reason() -> None:
    found = proposal(person(comfort=["seated"]), mission(comfort=["seated"]))
    assert "Confort souhaité et proposé : « possible assis »." in [plain(reason) for reason in found.reasons]


def test_a_misspelt_wish_is_read_and_the_reading_is_said() -> None:
    found = proposal(person(wishes=["cuizine"]), mission())
    assert "« cuizine » (compris comme « cuisine »)" in plain(found.reasons[0])


def test_typography_keeps_its_no_break_spaces() -> None:
    found = proposal(person(), mission())
    text = " ".join([*found.reasons, *[part.why for part in found.parts.values()]])
    for mark in ("« ", " »", " :", " ;"):
        assert mark not in text


def test_a_mission_already_proposed_gives_way_to_a_new_one() -> None:
    found = answer(person(seen_offers=["a"]), mission(id="a"), mission(id="b"))
    assert [one.offer for one in found.matches] == ["b", "a"]


def test_weights_are_public_and_make_a_hundred() -> None:
    """R28."""
    rules = DEFAULT.as_public_rules()
    assert sum(weight for _, weight, _ in rules) == 100
    assert all(label and sentence.endswith(".") for label, _, sentence in rules)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Settings(wishes=50),
        lambda: Settings(wishes=70, travel=-5),
        lambda: Settings(min_score=101),
        lambda: Settings(detour=900),
    ],
)
def test_settings_that_make_no_sense_are_refused(wrong: Callable[[], Settings]) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        wrong()


# --- R30: what the score may read

ALLOWED = {
    "id", "wishes", "skills", "avoid", "constraints", "comfort", "languages", "french_level", "supervision_need",
    "commune", "lat", "lon", "travel", "slots", "available_from", "excluded_associations", "former_employers",
    "priority", "seen_offers", "understood",
}  # fmt: skip
FORBIDDEN = (
    "health", "sante", "handicap", "rqth", "sex", "gender", "genre", "age", "birth", "naissance", "nation", "family",
    "famille", "child", "enfant", "senior", "sanction", "rsa", "religion", "origin", "married", "name", "nir",
)  # fmt: skip


def test_the_score_reads_no_health_sex_age_nationality_family_seniority_or_sanction() -> None:
    """R30: the list of what is read is closed; a new field must be added here on purpose."""
    read = {field.name for field in fields(Profile)}
    assert read == ALLOWED
    assert {name for names in FEATURES.values() for name in names} <= read - {"id", "commune", "languages"}
    words = {part for name in read for part in name.split("_")}
    assert not [word for word in words for banned in FORBIDDEN if word.startswith(banned)]


def test_unknown_facts_about_a_person_change_nothing() -> None:
    known = answer(person(), mission())
    told = answer(
        person(age=58, sexe="F", nationalite="x", enfants=3, rsa_depuis="2019", rqth=True), mission()
    )
    assert told == known


def test_priority_changes_the_plan_never_the_score() -> None:
    people = [person(id="a"), person(id="z", priority=True)]
    found = {
        one.profile: one for one in match(people, [mission(places_free=1)], Settings(plan_factor=1), TODAY)
    }
    assert found["a"].matches == found["z"].matches
    assert (found["a"].plan, found["z"].plan) == ((), ("o1",))
