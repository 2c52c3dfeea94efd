"""No text of the site may hold a social security number (R34, domain §1.7)."""

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bénévolat.domain.nir import contains_nir


def with_key(thirteen: str) -> str:
    """Return an invented NIR with its right key; 2A counts as 19 and 2B as 18."""
    number = int(thirteen.replace("2A", "19").replace("2B", "18"))
    return thirteen + f"{97 - number % 97:02d}"


MAINLAND = with_key("1850510387084")
CORSICA_SOUTH = with_key("284052A004112")
CORSICA_NORTH = with_key("284052B033007")


@st.composite
def nirs(draw: st.DrawFn) -> str:
    """Make a NIR of any sex, month, place and order, with its key."""
    sex = draw(st.sampled_from("123478"))
    month = draw(st.one_of(st.integers(1, 12), st.integers(20, 42), st.integers(50, 99)))
    place = draw(st.one_of(st.sampled_from(["2A", "2B"]), st.integers(1, 99).map("{:02d}".format)))
    commune, order = draw(st.integers(1, 990)), draw(st.integers(1, 999))
    return with_key(f"{sex}{draw(st.integers(0, 99)):02d}{month:02d}{place}{commune:03d}{order:03d}")


@pytest.mark.parametrize(
    "text",
    [
        MAINLAND,
        "1 85 05 10 387 084 " + MAINLAND[-2:],
        "1.85.05.10.387.084." + MAINLAND[-2:],
        "1-85-05-10-387-084/" + MAINLAND[-2:],
        "1\u00a085\u202f05\u00a010\u202f387\u00a0084\u00a0" + MAINLAND[-2:],
        f"Son numéro est {MAINLAND}, à rappeler au 06 12 34 56 78.",
        f"NIR{MAINLAND}",
        f"06 12 34 56 78 {MAINLAND}",
        CORSICA_SOUTH,
        CORSICA_NORTH.lower(),
        "2 84 05 2A 004 112 " + CORSICA_SOUTH[-2:],
        "".join(chr(0xFF10 + int(digit)) for digit in MAINLAND),
        "\u200b".join(MAINLAND),
        "1\n85\n05\n10\n387\n084\n" + MAINLAND[-2:],
    ],
)
def test_fifteen_signs_with_the_right_key_are_found_however_they_are_written(text: str) -> None:
    assert contains_nir(text)


@pytest.mark.parametrize(
    "text",
    [
        "1850510387084",
        "1 85 05 10 387 084",
        "né sous le 1-85-05-10-387-084, dit-il",
        "2842A99123456".replace("2A99", "0599"),
        "284052A004112",
        "3 85 30 99 126 111",
        "1850 5103 8708 4",
    ],
)
def test_thirteen_signs_that_read_like_a_nir_are_found_without_their_key(text: str) -> None:
    assert contains_nir(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Aide à la cuisine, le mardi de 14 h 30 à 16 h 30",
        "06 12 34 56 78 / 07 12 34 56 78",
        "+33 6 12 34 56 78, +33 7 12 34 56 78",
        "+33 7 12 34 56 78 06 98 11 22 33",
        "0033612345678",
        "732 829 320 00074",
        "35600000000048",
        "W103001234",
        "du 12/05/2026 au 14/11/2026",
        "2026-11-03 14:30:00",
        "10000 Troyes, 10387",
        "1850510387084".replace("05", "13", 1),
        "1850500387084",
        "5850510387084",
        "0850510387084",
        "1850510000084",
    ],
)
def test_dates_phones_and_other_numbers_are_innocent(text: str) -> None:
    assert not contains_nir(text)


def test_fifteen_signs_with_a_wrong_key_are_not_a_nir() -> None:
    wrong = f"{(int(MAINLAND[-2:]) % 97) + 1:02d}"
    assert not contains_nir(MAINLAND[:13] + wrong)
    assert not contains_nir("1 85 05 10 387 084 " + wrong)


@given(nirs(), st.sampled_from(["", " ", ".", "-", "\u00a0"]), st.sampled_from(["", "code : ", "n°"]))
def test_any_nir_is_found_with_or_without_its_key(nir: str, gap: str, before: str) -> None:
    groups = [nir[0], nir[1:3], nir[3:5], nir[5:7], nir[7:10], nir[10:13], nir[13:]]
    assert contains_nir(before + gap.join(groups))
    assert contains_nir(before + gap.join(groups[:-1]))


@given(st.text())
def test_no_text_makes_the_rule_fail(text: str) -> None:
    assert contains_nir(text) in {True, False}


@given(st.uuids(version=4))
def test_identifiers_of_the_site_are_never_taken_for_a_nir(identifier: uuid.UUID) -> None:
    assert not contains_nir(f"/offres/{identifier}")


@pytest.mark.parametrize(
    "identifier", ["edac5d8a-9cd6-40e3-b2d2-049639529327", "1C27F28B-7249-4951-89D1-6632282002B6"]
)
def test_an_identifier_that_holds_thirteen_plausible_digits_is_innocent(identifier: str) -> None:
    assert not contains_nir(identifier)
