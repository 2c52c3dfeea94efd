"""Words on health, religion, union, origin or justice are pointed at, never kept silently (R35)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bénévolat.domain.sensitive_words import find_sensitive_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Elle a le diabète", ["diabète"]),
        ("RQTH en cours, AAH demandée", ["RQTH", "AAH"]),
        ("Mal de dos depuis mars", ["Mal de dos"]),
        ("en burn-out", ["burn out"]),
        ("suivi PSYCHIATRIQUE", ["PSYCHIATRIQUE"]),
        ("a été hospitalisée", ["hospitalisée"]),
        ("enceinte de six mois", ["enceinte"]),
        ("pratique le ramadan", ["ramadan"]),
        ("déléguée CGT", ["CGT"]),
        ("nationalité à préciser", ["nationalité"]),
        ("sort de prison", ["prison"]),
        ("problème d'alcool, d'ALCOOL", ["alcool"]),
        ("suivi me\u0301dical", ["suivi médical"]),
        ("deux cancers", ["cancers"]),
        ("touche le RSA, allocataires", ["RSA", "allocataires"]),
    ],
)
def test_a_listed_word_is_given_back_as_it_was_typed(text: str, words: list[str]) -> None:
    import unicodedata

    assert find_sensitive_words(unicodedata.normalize("NFC", text)) == words


@pytest.mark.parametrize(
    "text",
    [
        "Activité assise, au calme, en petit groupe",
        "Aide aux devoirs et lecture à voix haute",
        "L'association opère à Troyes",
        "Traitement de texte et classement",
        "Jardin, cuisine, tri des vêtements",
        "Balade avec les chiens de race du refuge",
        "Préfère le matin, sans port de charges",
        "Aldi, avenue du Syndicalet",
        "",
    ],
)
def test_wishes_and_missions_raise_nothing(text: str) -> None:
    assert find_sensitive_words(text) == []


@given(st.text())
def test_no_text_makes_the_search_fail(text: str) -> None:
    assert all(isinstance(word, str) for word in find_sensitive_words(text))
