"""Bytes of the CSV that French offices open (R72, R74, E1)."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bénévolat.exports.french_csv import CsvProfile, neutralise, to_csv


@pytest.mark.parametrize("profile", list(CsvProfile))
@pytest.mark.parametrize("sign", "–—‑•⁼⁺₊₌﹢﹣﹦﹫＝＋－＠")
def test_a_sign_replaced_by_a_near_one_never_starts_a_formula(profile: CsvProfile, sign: str) -> None:
    content, _ = to_csv(["mot"], [[f"{sign}2+3+cmd|' /C calc'!A0"]], profile)
    cell = content.split(b"\r\n")[1]
    assert cell[:2] not in {b'"=', b'"+', b'"-', b'"@'}


@pytest.mark.parametrize("hidden", ["\u2060", "\u200e", "\u00ad", "\u200b ", "\u00a0\ufeff ", "\ufe0f"])
def test_what_draws_nothing_hides_no_formula(hidden: str) -> None:
    assert neutralise(f"{hidden}=1+1").startswith("'")


def test_utf8_file_has_bom_semicolons_crlf_dates_and_decimal_comma() -> None:
    content, replaced = to_csv(
        ["insee", "jour", "heures", "oui"], [["01001", date(2026, 3, 1), Decimal("2.5"), True]]
    )
    assert content == (b'\xef\xbb\xbf"insee";"jour";"heures";"oui"\r\n"01001";"01/03/2026";"2,50";"oui"\r\n')
    assert replaced == 0


def test_quotes_are_doubled_and_line_ends_become_spaces() -> None:
    content, _ = to_csv(["a"], [['dit "oui"\r\npuis ; non']])
    assert content.endswith(b'"dit ""oui"" puis ; non"\r\n')


@pytest.mark.parametrize(
    "cell",
    ["=1+1", "+1", "-1", "@somme", "  =1", "\t=1", "\r=1", "＝1", "＋1", "－1", "＠x", "\u200b=1", "\xa0=1"],
)
def test_what_a_spreadsheet_would_run_is_neutralised(cell: str) -> None:
    """E1, full-width forms and hidden first characters included."""
    assert neutralise(cell).startswith("'")


@pytest.mark.parametrize("cell", ["+33325424242", "Jean-Pierre", "10387", "", "a=b"])
def test_innocent_cells_are_left_alone(cell: str) -> None:
    assert neutralise(cell) == cell


@pytest.mark.parametrize(
    ("profile", "codec"), [(CsvProfile.CP1252, "cp1252"), (CsvProfile.LATIN9, "iso-8859-15")]
)
def test_old_encodings_transliterate_and_count(profile: CsvProfile, codec: str) -> None:
    content, replaced = to_csv(["nom"], [["Łukasz à l’œuvre 中"]], profile)
    assert content.decode(codec).splitlines()[1].startswith('"')
    assert "œuvre" in content.decode(codec)
    assert replaced == (2 if profile is CsvProfile.CP1252 else 3)


@given(st.text(max_size=60))
def test_no_cell_ever_starts_a_formula_nor_breaks_the_row(cell: str) -> None:
    content, _ = to_csv(["a"], [[cell]])
    rows = content.decode("utf-8-sig").split("\r\n")
    assert len(rows) == 3
    shown = rows[1][1:-1].replace('""', '"').strip().lstrip("\u200b\ufeff\xa0")
    assert shown[:1] not in set("=-@＝＋－＠") or shown == ""
