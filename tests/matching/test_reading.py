"""What is shown after a text is typed: concepts, words, what to avoid, constraints to suggest."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bénévolat.domain.enums import Constraint
from bénévolat.matching.demands import DEMANDS
from bénévolat.matching.lexicon import default_lexicon
from bénévolat.matching.reading import Reading, read
from bénévolat.matching.text import content


def _codes(text: str) -> set[str]:
    return {concept.code for concept in read(text).concepts}


def test_what_is_typed_becomes_concepts_with_the_words_that_said_them() -> None:
    reading = read("aime cuisiner, ancien maçon")
    said = {concept.code: concept.said for concept in reading.concepts}
    assert said["cooking"] == "cuisiner"
    assert said["building"] == "maçon"
    assert {concept.label for concept in reading.concepts} <= set(default_lexicon().labels.values())


def test_words_between_those_of_a_phrase_are_shown_too() -> None:
    said = [concept.said for concept in read("ancienne aide-soignante en EHPAD").concepts]
    assert said[0] == "aide-soignante en EHPAD"


def test_an_unknown_word_stays_a_word_and_a_misspelt_one_is_understood() -> None:
    assert read("fait du xylbrougne").words == ("xylbrougne",)
    assert {"gardening", "cooking"} <= _codes("jardinnage et cuizine")


@pytest.mark.parametrize(
    ("text", "constraints"),
    [
        ("pas de port de charges", "no_heavy_load"),
        ("ne peut pas porter", "no_heavy_load"),
        ("pas d'effort physique", "no_heavy_load"),
        ("ne peut pas rester debout longtemps", "no_standing"),
        ("plutôt assis", "no_standing"),
        ("plutôt assise, pas d'escaliers", "no_standing no_stairs"),
        ("ne veut pas travailler dehors", "no_outdoor"),
        ("craint le froid", "no_outdoor"),
        ("ne supporte pas le bruit", "no_noise"),
        ("aime être au calme", "no_noise"),
        ("mal à l'aise avec la foule", "no_crowd"),
        ("pas à l'aise quand il y a trop de monde", "no_crowd"),
        ("préfère un petit groupe", "no_crowd"),
        ("ne lit pas bien", "no_reading"),
        ("ne sait ni lire ni écrire", "no_reading no_writing"),
        ("pas à l'aise avec l'écrit", "no_reading no_writing"),
        ("du mal à rédiger", "no_writing"),
        ("sans ordinateur", "no_digital"),
        ("n'a pas internet", "no_digital"),
        ("ne veut pas répondre au téléphone", "no_phone"),
        ("n'a pas le permis", "no_driving"),
        ("ne conduit plus", "no_driving"),
        ("pas véhiculée", "no_driving"),
        ("évite les enfants", "no_minors"),
        ("pas d'ados", "no_minors"),
        ("peur des chiens", "no_animals"),
        ("allergique aux chats", "no_animals"),
        ("n'aime pas être seule", "no_alone"),
        ("veut être en binôme", "no_alone"),
        ("n'a pas peur des chiens", ""),
        ("ne craint pas le bruit", ""),
        ("aider des gens qui ne savent pas lire", ""),
        ("pas de problème pour porter", ""),
        ("aime rencontrer du monde", ""),
        ("aime les enfants", ""),
        ("conduit volontiers", ""),
        ("ne peut pas prendre d'animal chez elle", ""),
    ],
)
def test_a_refusal_suggests_constraints(text: str, constraints: str) -> None:
    assert " ".join(read(text).constraints) == constraints


def test_what_is_to_avoid_is_shown_without_its_article() -> None:
    assert read("n'aime pas la foule, pas de téléphone").avoided == ("foule", "téléphone")
    assert read("ne peut pas prendre d'animal chez elle").avoided == ("accueil chez soi",)
    assert read("n'aime pas la foule").concepts == ()


@pytest.mark.parametrize(
    "text",
    [
        "n'aime pas la foule car dépressive",
        "a mal au dos, pas de port de charges",
        "souffre d'asthme",
        "est handicapée, aime lire",
        "d'origine tunisienne",
        "de nationalité ukrainienne, aime lire",
        "Ukrainienne, aime lire",
        "n'a pas d'enfants",
        "ne mange pas de porc",
    ],
)
def test_a_cause_an_origin_or_a_health_is_never_kept(text: str) -> None:
    reading = read(text)
    kept = " ".join(
        [*reading.words, *reading.avoided, *(concept.said for concept in reading.concepts)]
    ).casefold()
    forbidden = ("dépress", "dos", "asthme", "handicap", "tunis", "nationalité", "enfant", "porc")
    assert not any(word in kept for word in forbidden)
    assert not {"lang_ukraini", "migrants", "disability"} & {concept.code for concept in reading.concepts}


def test_every_constraint_suggested_exists() -> None:
    codes = {constraint.value for constraint in Constraint}
    assert {f"no_{demand}" for demand in DEMANDS} == codes
    thesaurus = default_lexicon().thesaurus
    assert set(thesaurus.hints) <= {*DEMANDS, "nothing"}
    assert set(thesaurus.wishes) <= {*DEMANDS, "nothing"}
    assert set(thesaurus.refusals) <= {*DEMANDS, *thesaurus.concepts}


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=300))
def test_any_text_can_be_read(text: str) -> None:
    reading = read(text)
    assert isinstance(reading, Reading)
    assert reading == read(text)


TANGLE = (
    "n' ne pas sans ni jamais aime déteste évite peur de la le les foule bruit enfants chiens porter lire mais , : "
    "? elle qui gens car et ou ça lui fait plus que non sauf chez permis a est"
)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.sampled_from(TANGLE.split()),
        max_size=14,
    )
)
def test_any_tangle_of_negations_can_be_read(words: list[str]) -> None:
    text = " ".join(words)
    reading = read(text)
    assert all(code.startswith("no_") for code in reading.constraints)
    assert all(piece.strip() for piece in (*reading.avoided, *reading.words))


# --- what a mission hints at


@pytest.mark.parametrize(
    ("title", "demands"),
    [
        ("Prise en charge des nouveaux", ""),
        ("Chargée de communication", ""),
        ("Rejoindre les jeunes retraités", ""),
        ("Réviser le code de la route", ""),
        ("Salon de coiffure solidaire", ""),
        ("Montage vidéo", "digital"),
        ("Débroussaillage du sentier", "heavy_load outdoor"),
        ("Au volant de la camionnette", "driving"),
        ("Accueil téléphonique", "phone"),
        ("Tenir la buvette du festival", "noise crowd"),
        ("Aide aux devoirs", "reading writing minors"),
        ("Nourrir les chats des rues", "animals"),
    ],
)
def test_a_mission_hints_at_demands_word_by_word(title: str, demands: str) -> None:
    found = default_lexicon().hinted(content(title))
    assert [demand for demand in DEMANDS if demand in found] == demands.split()


# --- languages


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("parle russe et ukrainien", "ukrainien"),
        ("parle couramment arabe", "arabe"),
        ("d'origine marocaine, parle darija", "arabe"),
        ("bilingue portugais", "portugais"),
        ("comprend le farsi", "persan"),
        ("arabophone", "arabe"),
        ("créole haïtien", "créole"),
    ],
)
def test_a_language_is_a_concept_of_its_own(text: str, language: str) -> None:
    labels = {concept.label for concept in read(text).concepts}
    assert f"langue : {language}" in labels


def test_a_language_leads_to_translation_and_to_the_teaching_of_french() -> None:
    lexicon = default_lexicon()
    spoken = [code for code in lexicon.labels if code.startswith("lang_")]
    assert len(spoken) >= 80
    assert all({"translation", "literacy"} <= set(dict(lexicon.related[code])) for code in spoken)
    assert "deaf" in _codes("connaît la langue des signes")


@pytest.mark.parametrize(
    "text", ["tunisienne", "cuisine italienne", "d'origine turque", "Mme est russe d'origine"]
)
def test_a_nationality_is_no_language(text: str) -> None:
    lexicon = default_lexicon()
    found = {concept.code for concept in read(text).concepts}
    assert not {
        code for code in found if code.startswith("lang_") and lexicon.labels[code] != "langue : russe"
    }
