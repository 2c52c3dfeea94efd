"""What people confirmed takes the place of what the engine would read: chips of a person, concepts of a mission."""

import pytest

from bénévolat.domain.thesaurus import EditKind
from bénévolat.matching import Engine
from bénévolat.matching.lexicon import Lexicon, default_lexicon
from bénévolat.matching.thesaurus_edits import Edit, apply_edits
from tests.matching.builders import TODAY, answer, mission, near_miss, person, plain, proposal

GARDEN = mission(id="g", title="Jardin partagé", tasks=[])
KITCHEN = mission(id="k", title="Préparer le repas partagé", tasks=[])


def _offers(*_: object, **facts: object) -> list[str]:
    return [found.offer for found in answer(person(**facts), GARDEN, KITCHEN).matches]


# --- a person


def test_confirmed_concepts_replace_what_the_words_would_say() -> None:
    assert _offers(wishes=["cuisine"]) == ["k"]
    assert _offers(wishes=["cuisine"], understood={"cuisine": ["gardening"]}) == ["g"]
    assert set(_offers(wishes=["cuisine"], understood={"cuisine": ["gardening", "cooking"]})) == {"g", "k"}


def test_words_that_nobody_understood_may_be_given_a_meaning() -> None:
    assert _offers(wishes=["comme chez mamie"]) == []
    assert _offers(wishes=["comme chez mamie"], understood={"comme chez mamie": ["cooking"]}) == ["k"]


def test_a_text_that_is_not_confirmed_is_still_read() -> None:
    facts = {"wishes": ["cuisine", "jardinage"], "understood": {"cuisine": ["cooking"]}}
    assert set(_offers(**facts)) == {"g", "k"}


def test_a_skill_is_confirmed_like_a_wish() -> None:
    assert _offers(wishes=[], skills=["ancien serveur"], understood={"ancien serveur": ["gardening"]}) == [
        "g"
    ]


def test_a_text_emptied_of_its_concepts_keeps_its_words() -> None:
    """An empty list: nothing was understood, the words still meet the very same words."""
    plain_words = {"wishes": ["jardinage"], "understood": {"jardinage": []}}
    assert "k" not in _offers(**plain_words)
    related = mission(id="n", title="Entretien des espaces verts", tasks=[])
    assert answer(person(wishes=["jardinage"]), related).matches
    assert not answer(person(**plain_words), related).matches
    word = mission(id="x", title="Xylophone pour tous", tasks=[])
    assert answer(person(wishes=["xylophone"], understood={"xylophone": []}), word).matches


def test_words_beside_what_is_understood_still_meet_the_very_same_words() -> None:
    word = mission(id="x", title="Xylophone pour tous", tasks=[])
    said = {"wishes": ["cuisine et xylophone"], "understood": {"cuisine et xylophone": ["cooking"]}}
    assert answer(person(**said), word).matches


@pytest.mark.parametrize("confirmed", [[], ["gardening"]])
def test_what_a_confirmed_text_refuses_is_still_refused(confirmed: list[str]) -> None:
    text = "jardinage mais pas la cuisine"
    cook = mission(id="k", title="Jardinage et cuisine", tasks=["Préparer le repas"])
    read = answer(person(wishes=[text]), cook)
    said = answer(person(wishes=[text], understood={text: confirmed}), cook)
    assert [found.offer for found in said.matches] == [found.offer for found in read.matches] == []


def test_a_text_that_only_refuses_wants_nothing_once_confirmed() -> None:
    text = "n'aime pas le xylophone"
    word = mission(id="x", title="Xylophone pour tous", tasks=[])
    assert not answer(person(wishes=["jardinage", text], understood={text: []}), word).matches


def test_a_concept_that_no_longer_exists_leaves_the_words() -> None:
    assert _offers(wishes=["xylophone"], understood={"xylophone": ["no_such_concept"]}) == []


def test_the_reason_quotes_what_was_typed() -> None:
    someone = person(wishes=["comme chez mamie"], understood={"comme chez mamie": ["cooking"]})
    reason = plain(proposal(someone, KITCHEN).reasons[0])
    assert reason.startswith("Envie « comme chez mamie » : la mission propose « Préparer le repas partagé »")


def test_what_is_confirmed_for_a_text_nobody_typed_changes_nothing() -> None:
    assert answer(person(understood={"autre chose": ["gardening"]}), GARDEN, KITCHEN) == answer(
        person(), GARDEN, KITCHEN
    )


# --- a mission


def test_concepts_confirmed_by_the_association_replace_those_of_its_words() -> None:
    said = mission(concepts=["gardening"])
    assert answer(person(wishes=["jardinage"]), said).matches
    assert not answer(person(wishes=["préparer des plats"]), said).matches


def test_a_mission_that_nothing_was_confirmed_about_keeps_its_words() -> None:
    silent = mission(title="Xylophone et cuisine", tasks=[], concepts=[])
    assert answer(person(wishes=["xylophone"]), silent).matches
    assert not answer(person(wishes=["préparer des plats"]), silent).matches


def test_a_mission_left_to_the_engine_is_read() -> None:
    assert proposal(person(), mission(concepts=None)) == proposal(person(), mission())


def test_a_confirmed_concept_counts_whole_though_it_was_said_in_passing() -> None:
    passing = {"title": "Rejoindre l'équipe", "tasks": [], "description": "On y jardine un peu."}
    wish = person(wishes=["jardinage"])
    said, confirmed = (
        answer(wish, mission(**passing)),
        answer(wish, mission(**passing, concepts=["gardening"])),
    )
    assert confirmed.matches[0].parts["wishes"].points > said.matches[0].parts["wishes"].points
    assert "la mission parle de « jardine »" in plain(confirmed.matches[0].reasons[0])


def test_a_confirmed_concept_is_the_subject_of_the_mission_for_who_wants_to_avoid_it() -> None:
    passing = {"description": "Un chien vient parfois au goûter."}
    someone = person(avoid=["les chiens"])
    assert any("chien" in check for check in proposal(someone, mission(**passing)).to_check)
    miss = near_miss(someone, mission(**passing, concepts=["cooking", "dogs"]))
    assert miss.blocked_by == ("avoid",)


@pytest.mark.parametrize("title", ["Jardin partagé", ""])
def test_a_confirmed_concept_that_no_word_says_is_quoted_by_its_label(title: str) -> None:
    found = proposal(person(), mission(title=title or "Rejoindre l'équipe", tasks=[], concepts=["cooking"]))
    assert "cuisine" in plain(found.reasons[0])


# --- concepts merged since


def test_a_concept_merged_since_it_was_confirmed_is_followed() -> None:
    thesaurus = apply_edits(default_lexicon().thesaurus, [Edit(EditKind.MERGE, "gardening", into="nature")])
    lexicon = Lexicon(thesaurus)
    wish = person(wishes=["comme chez papi"], understood={"comme chez papi": ["gardening"]})
    offers = [mission(id="w", title="Dehors", tasks=[], concepts=["gardening"]), mission(id="k")]
    found = Engine(offers, today=TODAY, lexicon=lexicon).one(wish)
    assert [one.offer for one in found.matches] == ["w"]
