"""The name of an association that hides is not read in what a person says (domain §1.8)."""

import pytest

from bénévolat.domain.masked_names import aliases, masked

HIDDEN = "[nom protégé]"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Association Vie Libre", ["association vie libre", "vie libre"]),
        ("Alcool Assistance Croix d'Or", ["alcool assistance croix d or", "aaco"]),
        (
            "Les Alcooliques anonymes (AA)",
            ["les alcooliques anonymes aa", "alcooliques anonymes aa", "aaa", "aa"],
        ),
    ],
)
def test_a_name_is_known_whole_short_and_by_its_initials(name: str, said: list[str]) -> None:
    assert aliases(name) == said


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("J'aime Vie Libre.", f"J'aime {HIDDEN}."),
        ("VIE-LIBRE, c'est bien ; vie libre aussi", f"{HIDDEN}, c'est bien ; {HIDDEN} aussi"),
        ("Chez l'association vie libre on rit.", f"Chez l'{HIDDEN} on rit."),
        ("Une vie plus libre", "Une vie plus libre"),
        ("Le vielibre", "Le vielibre"),
        ("", ""),
    ],
)
def test_only_the_name_is_taken_out(text: str, read: str) -> None:
    assert masked(text, ["Association Vie Libre"], by=HIDDEN) == read


@pytest.mark.parametrize("text", ["aux A.A. le lundi", "aux a a le lundi", "aux AA le lundi"])
def test_initials_are_known_with_or_without_points(text: str) -> None:
    assert HIDDEN in masked(text, ["Alcooliques anonymes (AA)"], by=HIDDEN)
