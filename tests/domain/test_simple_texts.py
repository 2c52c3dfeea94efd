"""The text proposed to an association is short and easy, whatever its fields say (R62)."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bénévolat.domain.enums import Comfort, HalfDay
from bénévolat.domain.readability import MAX_SENTENCES, MAX_WORDS, read
from bénévolat.domain.simple_texts import simple_draft

SEED = Path(__file__).parents[2] / "seed/demonstration/offers.toml"
OFFERS: list[dict[str, Any]] = next(iter(tomllib.loads(SEED.read_text(encoding="utf-8")).values()))


def test_a_text_says_what_where_when_with_whom_and_what_is_offered_r62() -> None:
    text = simple_draft(
        title="Distribution",
        tasks=["Trier les légumes", "remplir les sacs", "ranger"],
        commune="Les Riceys",
        half_days=[HalfDay.THU_PM, HalfDay.TUE_AM],
        supervisor="Marie",
        comfort=[Comfort.MEAL, Comfort.SEATED],
    )
    assert text == (
        "Vous allez trier les légumes et remplir les sacs. La mission est aux Riceys. "
        "C'est le mardi matin ou le jeudi après-midi. Marie est avec vous. On peut rester assis."
    )


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"title": ""}, ""),
        ({"title": "Tri de vêtements"}, "La mission\u00a0: Tri de vêtements."),
        ({"title": "Accueillir les familles."}, "Vous allez accueillir les familles."),
        ({"title": "x", "tasks": ["Vente"]}, "La mission\u00a0: x."),
        ({"title": "x", "tasks": ["se promener"]}, "Vous allez vous promener."),
        ({"title": "x", "tasks": ["s'occuper des chats"]}, "Vous allez vous occuper des chats."),
        ({"title": "x", "tasks": ["semer et planter", "biner"]}, "Vous allez semer et planter, puis biner."),
        (
            {"title": "", "commune": "Le Chêne", "supervisor": "Zoé"},
            "La mission est au Chêne. Zoé est avec vous.",
        ),
        ({"title": "", "commune": "Troyes", "from_home": True}, "Vous restez chez vous."),
        ({"title": "", "half_days": list(HalfDay)}, "Vous choisissez vos jours."),
        (
            {"title": "", "half_days": [HalfDay.MON_AM, HalfDay.FRI_AM], "slots_needed": 2},
            "C'est le lundi matin et le vendredi matin.",
        ),
    ],
)
def test_what_is_not_known_is_left_out_r62(fields: dict[str, Any], text: str) -> None:
    assert simple_draft(**fields) == text


def test_a_task_too_long_gives_its_place_to_the_next_r62() -> None:
    long = "préparer " + "les grands paniers " * 6
    assert simple_draft(title="x", tasks=[long, "ranger"]) == "Vous allez ranger."
    assert simple_draft(title="mot " * 20, tasks=[long]) == ""


@pytest.mark.parametrize("offer", OFFERS, ids=lambda offer: offer["title"])
def test_the_text_proposed_for_the_demonstration_is_easy_r62(offer: dict[str, Any]) -> None:
    reading = read(
        simple_draft(
            title=offer["title"],
            tasks=offer.get("tasks", []),
            commune="Troyes",
            half_days=[HalfDay(code) for code in offer.get("half_days", [])],
            supervisor="Marie",
            comfort=[Comfort(code) for code in offer.get("comfort", [])],
        )
    )
    assert reading.remarks == []


@given(
    st.text(max_size=80),
    st.lists(st.text(max_size=120), max_size=4),
    st.lists(st.sampled_from(HalfDay), max_size=21),
    st.lists(st.sampled_from(Comfort), max_size=10),
    st.sampled_from([None, "Anne-Marie", "Jean Paul"]),
)
def test_never_more_than_five_sentences_of_twelve_words_r62(
    title: str, tasks: list[str], days: list[HalfDay], comfort: list[Comfort], supervisor: str | None
) -> None:
    text = simple_draft(title=title, tasks=tasks, half_days=days, comfort=comfort, supervisor=supervisor)
    reading = read(text)
    assert reading.sentences <= MAX_SENTENCES
    assert reading.longest <= MAX_WORDS
