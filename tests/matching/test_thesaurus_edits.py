"""Edits of the thesaurus, pure: what each kind does, what is refused, and what undoing leaves (R26)."""

from itertools import pairwise, permutations

import pytest

from bénévolat.domain.thesaurus import (
    AlreadySo,
    EditKind,
    EmptyWords,
    LabelTaken,
    NotInForce,
    SameConcept,
    StillNeeded,
    TooManyWords,
    UnknownConcept,
)
from bénévolat.matching.lexicon import Lexicon
from bénévolat.matching.text import content
from bénévolat.matching.thesaurus import Thesaurus, parse
from bénévolat.matching.thesaurus_edits import (
    Edit,
    apply,
    apply_all,
    apply_edits,
    check_undo,
    code_for,
    in_force,
    leading,
)

SEED = """
version = "2026.11"
languages = "anglais"

[concept.gardening]
label = "jardinage"
aliases = "jardin, potager, tailler"
excluded = "jardin d'enfants"
related = { nature = 600, children = 100 }

[concept.nature]
label = "nature"
aliases = "nature, forêt"
weak = "sentier"
related = { gardening = 500 }

[concept.children]
label = "enfants"
aliases = "enfant, école"

[concept.sewing]
label = "couture"
aliases = "couture, tailler un vêtement"
related = { gardening = 50 }

[[trade]]
rome = "A1203"
label = "espaces verts"
aliases = "jardinier, paysagiste"
concepts = { gardening = 1000, nature = 500 }
"""


@pytest.fixture(scope="module")
def seed() -> Thesaurus:
    return parse(SEED)


def add(concept: str, words: str, number: int = 0) -> Edit:
    return Edit(EditKind.ADD_ALIAS, concept, words, number=number)


def exclude(concept: str, words: str, number: int = 0) -> Edit:
    return Edit(EditKind.EXCLUDE, concept, words, number=number)


def merge(concept: str, into: str, number: int = 0) -> Edit:
    return Edit(EditKind.MERGE, concept, into=into, number=number)


def undo(number: int, of: int) -> Edit:
    return Edit(EditKind.UNDO, number=number, undoes=of)


def read(thesaurus: Thesaurus, text: str) -> set[str]:
    units = Lexicon(thesaurus).units(content(text))
    return {code for unit in units for code, _ in unit.concepts}


def test_a_word_added_leads_to_its_concept(seed: Thesaurus) -> None:
    assert read(seed, "rempoter des fleurs") == set()
    assert read(apply(seed, add("gardening", "  rempoter ")), "rempoter des fleurs") == {"gardening"}


def test_the_seed_is_never_changed(seed: Thesaurus) -> None:
    before = parse(SEED)
    for edit in (add("nature", "bois"), exclude("gardening", "jardin"), merge("nature", "gardening")):
        apply(seed, edit)
    assert seed == before


@pytest.mark.parametrize("words", ["potager", "POTAGERS", "le potager", "  potager "])
def test_a_word_that_is_there_already_is_refused(seed: Thesaurus, words: str) -> None:
    with pytest.raises(AlreadySo):
        apply(seed, add("gardening", words))


def test_a_word_may_lead_to_two_concepts_and_both_are_told(seed: Thesaurus) -> None:
    edited = apply(seed, add("nature", "jardins"))
    assert leading(seed, "le Jardin") == ["gardening"]
    assert set(leading(edited, "jardin")) == {"gardening", "nature"}
    assert read(edited, "jardin") == {"gardening", "nature"}


def test_a_trade_that_has_the_word_is_told(seed: Thesaurus) -> None:
    assert leading(seed, "jardinière") == ["gardening", "nature"]


def test_a_word_excluded_leads_there_no_more_whatever_its_form(seed: Thesaurus) -> None:
    edited = apply(seed, exclude("gardening", "jardins"))
    assert read(edited, "un grand jardin") == set()
    assert read(edited, "le potager") == {"gardening"}


def test_a_phrase_excluded_leaves_its_words_elsewhere(seed: Thesaurus) -> None:
    edited = apply(seed, exclude("children", "école du chat"))
    assert read(edited, "l'école du chat") == set()
    assert read(edited, "une école") == {"children"}


def test_the_name_of_a_trade_excluded_keeps_its_other_concepts(seed: Thesaurus) -> None:
    edited = apply(seed, exclude("gardening", "jardinière"))
    assert read(edited, "ancien jardinier") == {"nature"}
    assert read(edited, "ancienne paysagiste") == {"gardening", "nature"}


def test_excluding_twice_is_refused_and_adding_again_takes_the_exclusion_away(seed: Thesaurus) -> None:
    edited = apply(seed, exclude("gardening", "potager"))
    with pytest.raises(AlreadySo):
        apply(edited, exclude("gardening", "potagers"))
    again = apply(edited, add("gardening", "potager"))
    assert read(again, "potager") == {"gardening"}
    assert "potager" not in again.concepts["gardening"].excluded


def test_a_weak_word_is_strengthened_excluded_or_merged_like_another(seed: Thesaurus) -> None:
    assert leading(seed, "sentiers") == ["nature"]
    stronger = apply(seed, add("nature", "sentier")).concepts["nature"]
    assert (stronger.aliases[-1], stronger.weak) == ("sentier", ())
    assert read(apply(seed, exclude("nature", "sentiers")), "un sentier") == set()
    assert apply(seed, merge("nature", "gardening")).concepts["gardening"].weak == ("sentier",)
    taken = apply_edits(seed, [add("gardening", "sentier", 1), merge("nature", "gardening", 2)])
    assert taken.concepts["gardening"].weak == ()


def test_a_word_moved_leaves_one_concept_for_the_other(seed: Thesaurus) -> None:
    move = Edit(EditKind.MOVE, "sewing", "tailler un vêtement", "gardening")
    assert read(seed, "tailler un vêtement") == {"sewing"}
    assert read(apply(seed, move), "tailler un vêtement") == {"gardening"}
    with pytest.raises(SameConcept):
        apply(seed, Edit(EditKind.MOVE, "sewing", "couture", "sewing"))


def test_a_concept_merged_gives_its_words_relations_and_trades(seed: Thesaurus) -> None:
    edited = apply(seed, merge("nature", "gardening"))
    assert edited.merged == {"nature": "gardening"}
    assert read(edited, "la forêt") == {"gardening"}
    assert edited.concepts["gardening"].related == {"children": 100}
    assert edited.trades[0].concepts == {"gardening": 1000}
    assert all("nature" not in one.related for one in edited.concepts.values())
    lexicon = Lexicon(edited)
    assert lexicon.follow("nature") == "gardening"
    assert lexicon.follow("gardening") == "gardening"
    assert lexicon.follow("nothing") is None


def test_what_one_concept_excludes_a_merge_does_not_bring_back(seed: Thesaurus) -> None:
    edited = apply_edits(seed, [exclude("nature", "potager", 1), merge("gardening", "nature", 2)])
    assert read(edited, "un potager") == set()


def test_merges_follow_one_another_and_never_in_a_circle(seed: Thesaurus) -> None:
    edited = apply_edits(seed, [merge("nature", "gardening", 1), merge("gardening", "sewing", 2)])
    assert edited.merged == {"nature": "sewing", "gardening": "sewing"}
    assert read(edited, "forêt, potager") == {"sewing"}
    for circle in (merge("sewing", "nature"), merge("sewing", "gardening"), merge("sewing", "sewing")):
        with pytest.raises(SameConcept):
            apply(edited, circle)
    with pytest.raises(UnknownConcept):
        apply(edited, merge("nature", "children"))


@pytest.mark.parametrize("order", list(permutations(["gardening", "nature", "sewing", "children"])))
def test_no_order_of_merges_leaves_a_code_without_its_concept(
    seed: Thesaurus, order: tuple[str, ...]
) -> None:
    edits = [merge(old, into, number) for number, (old, into) in enumerate(pairwise(order), 1)]
    applied = apply_all(seed, edits)
    assert applied.idle == ()
    assert set(applied.thesaurus.concepts) == {order[-1]}
    assert {Lexicon(applied.thesaurus).follow(code) for code in order} == {order[-1]}


def test_an_edit_that_names_a_merged_concept_goes_to_the_one_that_took_it(seed: Thesaurus) -> None:
    edited = apply_edits(seed, [merge("nature", "gardening", 1), add("nature", "ruisseau", 2)])
    assert read(edited, "ruisseau") == {"gardening"}


def test_a_concept_made_on_screen_has_its_own_code(seed: Thesaurus) -> None:
    edit = Edit(EditKind.ADD_CONCEPT, code_for("Éco-pâturage"), "Éco-pâturage")
    assert edit.concept == "local_eco_paturage"
    edited = apply(seed, edit)
    assert read(edited, "éco-pâturage") == {"local_eco_paturage"}
    for taken in (edit, Edit(EditKind.ADD_CONCEPT, "local_jardinage", "Jardinage")):
        with pytest.raises(LabelTaken):
            apply(edited, taken)


@pytest.mark.parametrize("words", ["", "   ", "de la", "bénévole", "!!!", "2026", "🧑🏽‍🌾"])
def test_words_that_say_nothing_are_refused(seed: Thesaurus, words: str) -> None:
    with pytest.raises(EmptyWords):
        apply(seed, add("gardening", words))


@pytest.mark.parametrize(
    "words",
    ["pelle, râteau", "pelle;râteau", "tondre puis ramasser herbe coupée jardin public voisin", "é" * 10_000],
)
def test_one_expression_at_a_time(seed: Thesaurus, words: str) -> None:
    with pytest.raises((TooManyWords, EmptyWords)):
        apply(seed, add("gardening", words))


@pytest.mark.parametrize("kind", [EditKind.ADD_ALIAS, EditKind.EXCLUDE, EditKind.MOVE, EditKind.MERGE])
def test_an_unknown_concept_is_refused(seed: Thesaurus, kind: EditKind) -> None:
    with pytest.raises(UnknownConcept):
        apply(seed, Edit(kind, "nothing", "pelle", "gardening"))
    if kind in {EditKind.MOVE, EditKind.MERGE}:
        with pytest.raises(UnknownConcept) as refusal:
            apply(seed, Edit(kind, "gardening", "pelle", "nothing"))
        assert refusal.value.field == "into"


# Versions and undoing --------------------------------------------------------------------------------------


def test_the_version_says_how_many_edits_were_published(seed: Thesaurus) -> None:
    edits = [add("nature", "bois", 1), add("nature", "prairie", 2)]
    assert apply_edits(seed, []).version == "2026.11"
    assert apply_edits(seed, edits).version == "2026.11+2"
    assert apply_edits(seed, [*edits, undo(3, 1)]).version == "2026.11+3"


def test_an_edit_undone_is_as_if_it_had_never_been(seed: Thesaurus) -> None:
    edits = [add("nature", "bois", 1), add("nature", "prairie", 2), undo(3, 1)]
    assert [edit.number for edit in in_force(edits)] == [2]
    assert apply_edits(seed, edits).concepts == apply_edits(seed, [add("nature", "prairie", 1)]).concepts


def test_an_undo_undone_brings_the_edit_back(seed: Thesaurus) -> None:
    edits = [add("nature", "bois", 1), undo(2, 1), undo(3, 2)]
    assert [edit.number for edit in in_force(edits)] == [1]
    edits += [undo(4, 3)]
    assert in_force(edits) == []


def test_what_does_not_hold_cannot_be_undone(seed: Thesaurus) -> None:
    edits = [add("nature", "bois", 1), undo(2, 1)]
    for number in (1, 2, 9):
        with pytest.raises(NotInForce):
            check_undo(seed, edits, number)
    with pytest.raises(NotInForce):
        check_undo(seed, [], 1)


def test_an_edit_that_others_stand_on_is_undone_after_them(seed: Thesaurus) -> None:
    edits = [
        Edit(EditKind.ADD_CONCEPT, "local_ruche", "ruche", number=1),
        add("local_ruche", "apiculture", 2),
        merge("nature", "local_ruche", 3),
    ]
    with pytest.raises(StillNeeded) as refusal:
        check_undo(seed, edits, 1)
    assert refusal.value.numbers == [2, 3]
    check_undo(seed, edits, 3)
    check_undo(seed, [*edits, undo(4, 2), undo(5, 3)], 1)


def test_an_edit_whose_concept_a_later_seed_took_away_is_left_out_and_told(seed: Thesaurus) -> None:
    applied = apply_all(seed, [add("gone", "mot", 1), add("nature", "bois", 2)])
    assert applied.idle == (1,)
    assert read(applied.thesaurus, "bois") == {"nature"}
    assert applied.thesaurus.version == "2026.11+2"
