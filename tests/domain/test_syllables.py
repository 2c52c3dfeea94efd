"""Syllables of French words, against counts made by hand from a dictionary of pronunciation."""

import pytest

from bénévolat.domain.syllables import MUTE, PRONOUNCED, syllables

BY_HAND = {
    1: "le de que h 14 quelque langue manquent guide vous pluie trois croire fruit yeux parlent aiment oui lieu "
    "mieux août libre simple groupe trouve cœur eau faites êtes rien science proue roue tuer nuage huit pied voient",
    2: "aidez équipe musique jardin légumes théâtre poète maïs naïf Noël chaos client plier cruel confiance pays "
    "moyen pitié moitié marié journée idées moment moments argent souvent arrivent agents famille billet accueil "
    "fauteuil l'école peut-être personnes semaine quartier réel cahier trouer patience social emploient essaient "
    "fatigue aiguille gratuit dernier grouiller brouillard grenouille annuaire payer prière chapeau",
    3: "bénévole création réunion aérer poésie ouvrier février influence essayer oublié travailler accueillir "
    "aujourd'hui rendez-vous qualité lycéen idéal éblouir expérience étudiant situation sanglier tablier paysage",
    4: "bénévolat association coopérer après-midi européen structuration bibliothèque",
    6: "organisationnelle",
}


@pytest.mark.parametrize(
    ("word", "number"), [(word, number) for number, words in BY_HAND.items() for word in words.split()]
)
def test_a_word_has_the_syllables_it_is_said_with(word: str, number: int) -> None:
    assert syllables(word) == number


def test_the_lists_of_endings_hold_what_they_say() -> None:
    assert all(word.endswith("ent") and not word.endswith("ment") for word in PRONOUNCED - {"aliment"})
    assert all(word.endswith("ment") for word in MUTE)


def test_whatever_is_asked_has_a_syllable() -> None:
    assert [syllables(word) for word in ("", "-", "'", "xyz", "brrr", "e", "œ")] == [1] * 7
