"""A phone number by pairs, an address with its commune once."""

import pytest

from bénévolat.domain.contact_words import postal_words, spoken_phone


@pytest.mark.parametrize(
    ("address", "commune", "words"),
    [
        ("12 rue du Moulin", "Troyes", "12 rue du Moulin, Troyes"),
        ("12 rue du Moulin, 10000 Troyes", "Troyes", "12 rue du Moulin, 10000 Troyes"),
        (
            "3 place d'Armes, 10100 ROMILLY SUR SEINE",
            "Romilly-sur-Seine",
            "3 place d'Armes, 10100 ROMILLY SUR SEINE",
        ),
        ("2 rue de Troyes", "Troyes", "2 rue de Troyes"),
        ("5 rue de Troyes, près de l'église", "Bouilly", "5 rue de Troyes, près de l'église, Bouilly"),
        (None, "Troyes", "Troyes"),
        ("12 rue du Moulin", None, "12 rue du Moulin"),
        (None, None, None),
    ],
)
def test_the_commune_is_said_once(address: str | None, commune: str | None, words: str | None) -> None:
    assert postal_words(address, commune) == words


def test_a_french_number_is_read_by_pairs() -> None:
    assert spoken_phone("+33353010202") == "03 53 01 02 02"
    assert spoken_phone(None) == ""
