"""Phrases tried before and after an edit: read otherwise, lost, won (item 2 of the matching engine)."""

import pytest

from bénévolat.domain.thesaurus import EditKind
from bénévolat.matching.lexicon import Lexicon, default_lexicon
from bénévolat.matching.reading import read
from bénévolat.matching.thesaurus import default_thesaurus
from bénévolat.matching.thesaurus_edits import Edit, apply
from bénévolat.matching.thesaurus_trial import Phrase, change_of, compare, is_right, labels_of, seed_phrases


@pytest.fixture(scope="module")
def before() -> Lexicon:
    return default_lexicon()


def edited(*edits: Edit) -> Lexicon:
    thesaurus = default_thesaurus()
    for edit in edits:
        thesaurus = apply(thesaurus, edit)
    return Lexicon(thesaurus)


def test_a_phrase_lost_one_won_and_one_read_otherwise_are_counted_apart(before: Lexicon) -> None:
    after = edited(
        Edit(EditKind.EXCLUDE, "gardening", "potager"),
        Edit(EditKind.ADD_ALIAS, "cooking", "grelix"),
        Edit(EditKind.ADD_ALIAS, "sewing", "djembé"),
    )
    phrases = [
        Phrase("Un potager", ("gardening",)),
        Phrase("Le grelix", ("cooking",)),
        Phrase("Le djembé", ("instruments",)),
        Phrase("Tricoter", ("knitting",)),
    ]
    comparison = compare(before, after, phrases)
    assert [change.text for change in comparison.changes] == ["Un potager", "Le grelix", "Le djembé"]
    assert (comparison.lost, comparison.won, comparison.total, comparison.right) == (1, 1, 4, 3)
    assert comparison.changes[0].before == ("jardinage",)
    assert comparison.changes[0].after == ()


def test_a_phrase_that_expects_nothing_is_lost_when_something_is_read(before: Lexicon) -> None:
    after = edited(Edit(EditKind.ADD_ALIAS, "cooking", "grelix"))
    comparison = compare(before, after, [Phrase("Le grelix")])
    assert comparison.lost == 1


def test_a_merged_concept_is_expected_under_the_one_that_took_it(before: Lexicon) -> None:
    after = edited(Edit(EditKind.MERGE, "compost", into="gardening"))
    change = change_of(Phrase("Faire du compost", ("compost",)), before, after)
    assert change.was_right
    assert change.is_right
    assert change.differs
    assert change.expected == ("jardinage",)
    assert labels_of(["compost", "gardening", "gone"], after) == ["jardinage", "gone"]


def test_the_same_words_change_nothing(before: Lexicon) -> None:
    comparison = compare(before, before, seed_phrases())
    assert comparison.changes == ()


def test_the_phrases_of_the_seed_are_many_known_and_nearly_all_right(before: Lexicon) -> None:
    phrases = seed_phrases()
    assert len(phrases) >= 60
    assert len({phrase.text for phrase in phrases}) == len(phrases)
    assert {code for phrase in phrases for code in phrase.expected} <= before.labels.keys()
    right = sum(is_right(read(one.text, before), one.expected, before) for one in phrases)
    print(f"phrases of the seed read as expected: {right} of {len(phrases)}")
    assert right >= len(phrases) * 0.9
