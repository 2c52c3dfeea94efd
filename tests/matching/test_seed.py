"""The thesaurus of the seed: large, whole, and about activities, never about the person (R30)."""

import re
from collections import Counter

import pytest

from bénévolat.matching.lexicon import default_lexicon
from bénévolat.matching.text import content, fold
from bénévolat.matching.thesaurus import Concept, default_thesaurus, seed_folder

THESAURUS = default_thesaurus()
CONCEPTS = THESAURUS.concepts
SETTINGS = {code for code, concept in CONCEPTS.items() if concept.strength < 1000}

SHARED_ON_PURPOSE = {
    "danses folkloriques": {"dancing", "folklore"},
    "rompre la solitude": {"contact", "visits"},
    "loto": {"games", "events"},
    "marché de noël": {"events", "market"},
    "réduction des risques": {"health_prevention", "addictions"},
    "servir les repas": {"meal_service", "bar_service"},
    "café associatif": {"bar_service", "neighbourhood"},
    "recherche de partenaires": {"coordination", "fundraising"},
}


def _words(concept: Concept) -> tuple[str, ...]:
    return (*concept.aliases, *concept.weak)


def _read(text: str, *, mission: bool) -> set[str]:
    units = default_lexicon().units(content(text), mission=mission)
    return {code for unit in units for code, _ in unit.concepts}


def test_it_covers_what_associations_ask() -> None:
    assert len(CONCEPTS) >= 150
    assert len({alias for concept in CONCEPTS.values() for alias in _words(concept)}) >= 1500
    assert THESAURUS.version
    assert all(re.fullmatch(r"[a-z][a-z_]+", code) for code in CONCEPTS)
    assert all(0 < concept.strength <= 1000 for concept in CONCEPTS.values())


def test_labels_are_short_and_different() -> None:
    labels = [concept.label for concept in CONCEPTS.values()]
    assert len(set(labels)) == len(labels)
    assert max(map(len, labels)) <= 42


@pytest.mark.parametrize("mission", [False, True])
def test_every_alias_leads_to_its_concept(mission: bool) -> None:
    lost = [
        (code, alias)
        for code, concept in CONCEPTS.items()
        for alias in _words(concept)
        if code not in _read(alias, mission=mission)
    ]
    assert lost == []


def test_every_phrase_is_understood_without_accents() -> None:
    """R33."""
    lost = [
        (code, alias)
        for code, concept in CONCEPTS.items()
        for alias in _words(concept)
        if len(content(alias)) > 1 and code not in _read(fold(alias), mission=True)
    ]
    assert lost == []


def test_no_alias_is_in_two_concepts_unless_meant() -> None:
    owners: dict[str, set[str]] = {}
    for code, concept in CONCEPTS.items():
        assert [alias for alias, times in Counter(_words(concept)).items() if times > 1] == []
        for alias in _words(concept):
            owners.setdefault(alias, set()).add(code)
    assert {alias: codes for alias, codes in owners.items() if len(codes) > 1} == SHARED_ON_PURPOSE


def test_excluded_phrases_hold_a_word_of_their_concept_and_silence_it() -> None:
    lexicon = default_lexicon()
    for code, concept in CONCEPTS.items():
        own = {tuple(word.stem for word in content(alias)) for alias in _words(concept)}
        own |= {tuple(word.stem for word in content(fold(alias))) for alias in _words(concept)}
        for phrase in concept.excluded:
            stems = tuple(word.stem for word in content(phrase))
            spans = {stems[i:j] for i in range(len(stems)) for j in range(i + 1, len(stems) + 1)}
            assert spans & own, f"{code}: «{phrase}» holds no alias"
            assert stems not in own, f"{code}: «{phrase}» is an alias too"
            assert code not in {c for unit in lexicon.units(content(phrase)) for c, _ in unit.concepts}, (
                phrase
            )


def test_concepts_near_one_another_know_each_other() -> None:
    """A relation of one half or more goes both ways, but for publics and settings."""
    for code, concept in CONCEPTS.items():
        assert code not in concept.related
        for other, weight in concept.related.items():
            assert 0 < weight < 1000
            if weight >= 500 and not {code, other} & SETTINGS:
                assert code in CONCEPTS[other].related, f"{other} does not know {code}"


def test_no_concept_stands_alone() -> None:
    assert [code for code, concept in CONCEPTS.items() if not concept.related] == []


def test_a_public_or_a_setting_never_outranks_what_one_does() -> None:
    assert {"elderly", "children", "youth", "disability", "outdoors", "calm", "contact", "manual"} <= SETTINGS


ABOUT_THE_PERSON = """
religion religieux catholique musulman juif chrétien nationalité tunisien algérien malien syrien roumaine
séropositif obèse dépressif enceinte schizophrène sexe ethnie syndicat politique homosexuel célibataire
veuf divorcé
"""


def test_no_word_about_the_person_is_a_concept() -> None:
    """R30: health, religion, nationality, family, opinions."""
    assert {word: found for word in ABOUT_THE_PERSON.split() if (found := _read(word, mission=False))} == {}


def test_the_files_are_small_and_their_lists_quick_to_read() -> None:
    for path in seed_folder().glob("*.toml"):
        text = path.read_text(encoding="utf-8")
        assert len(text.splitlines()) <= 600, path.name
        assert '"""' not in text, f"{path.name}: ''' is read at once, \"\"\" one letter at a time"
