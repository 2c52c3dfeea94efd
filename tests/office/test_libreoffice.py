"""LibreOffice opens the exports and finds no formula in them (E1)."""

import os
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from bénévolat.exports.contract_review import HEADER, ReviewFormat, write_review
from tests.exports.test_contract_review import HEAD, LINE

HOSTILE = (
    "=1+1",
    '=HYPERLINK("http://exemple.invalid";"clic")',
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "＝1+1",
    "=cmd|' /C calc'!A0",
    '"=1+1"',
    "  =1+1",
    "0012",
    "1,5",
    "03/04/2026",
    "+33325424242",
)


@pytest.fixture(scope="session")
def office() -> str:
    """Return LibreOffice; skip without it, fail when REQUIRE_OFFICE=1."""
    found = shutil.which("soffice")
    if found is None:
        if os.environ.get("REQUIRE_OFFICE") == "1":
            pytest.fail("LibreOffice est exigé")
        pytest.skip("pas de LibreOffice")
    return found


def opened(office: str, path: Path, *options: str) -> list[list[str]]:
    """Return the sheet that LibreOffice read, written by it as XLSX: formulas stay formulas there."""
    out = path.parent / "lu"
    command = [office, "--headless", f"-env:UserInstallation=file://{path.parent / 'profil'}", *options]
    command += ["--convert-to", "xlsx", "--outdir", str(out), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    (made,) = out.glob("*.xlsx")
    shutil.unpack_archive(made, out / "plat", "zip")
    sheet = (out / "plat" / "xl" / "worksheets" / "sheet1.xml").read_text()
    assert "<f" not in sheet.replace("<filter", ""), "a formula"
    return CalamineWorkbook.from_path(made).get_sheet_by_index(0).to_python()


@pytest.mark.parametrize("kind", [ReviewFormat.CSV, ReviewFormat.XLSX])
def test_no_cell_becomes_a_formula_and_codes_stay_text(
    office: str, kind: ReviewFormat, tmp_path: Path
) -> None:
    path = tmp_path / f"revue.{kind.value}"
    lines = [replace(LINE, parole_de_la_personne=text, mission=text) for text in HOSTILE]
    write_review(path, HEAD, lines, kind)
    # Semicolon, quotes, UTF-8; quoted fields are text.
    options = ["--infilter=CSV:59,34,76,1,,1036,true"] if kind is ReviewFormat.CSV else []
    header, *rows = opened(office, path, *options)
    assert tuple(header) == HEADER
    assert len(rows) == len(HOSTILE)
    place = {name: number for number, name in enumerate(HEADER)}
    for row in rows:
        assert row[place["identifiant_departement"]] == "00012"
        assert row[place["commune_mission_insee"]] == "01001"
    said = [row[place["parole_de_la_personne"]] for row in rows]
    assert said[0] == "'=1+1"
    assert said[11:] == ["0012", "1,5", "03/04/2026", "+33325424242"]


def test_nor_when_every_field_is_guessed(office: str, tmp_path: Path) -> None:
    """As a hurried hand opens it: «détecter les nombres», quotes or not."""
    path = tmp_path / "revue.csv"
    lines = [replace(LINE, parole_de_la_personne=text, mission=text) for text in HOSTILE]
    write_review(path, HEAD, lines, ReviewFormat.CSV)
    assert len(opened(office, path, "--infilter=CSV:59,34,76,1,,1036,false,true,false,false,false,-1")) >= 2
