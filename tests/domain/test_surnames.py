"""The first letters of a surname prove that one knows it (R50): accents, hyphens, particles and short names allowed."""

import pytest

from bénévolat.domain.names import knows_name


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Benali", "BEN"),
        ("Benali", "benali"),
        ("Étienne", "eti"),
        ("Étienne", "ÉTI"),
        ("O'Brien", "obr"),
        ("O'Brien", "bri"),
        ("Petit-Dupont", "pet"),
        ("Petit-Dupont", "dup"),
        ("de La Tour", "tou"),
        ("de La Tour", "del"),
        ("de La Tour", "La Tour"),
        ("Ly", "ly"),
        ("Y", "Y"),
        ("Li Wei", "li"),
        ("Saint-Just", "sai"),
        ("St Just", "st j"),
        ("Cœur", "coe"),
        ("Ben Ali", "ali"),
    ],
)
def test_it_opens_however_it_is_written(name: str, typed: str) -> None:
    assert knows_name(typed, name)


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Benali", "be"),
        ("Benali", ""),
        ("Benali", "---"),
        ("Benali", "nal"),
        ("de La Tour", "de"),
        ("de La Tour", "la"),
        ("Ly", "lyo"),
    ],
)
def test_it_does_not_open_for_less_or_else(name: str, typed: str) -> None:
    assert not knows_name(typed, name)
