"""Files of the contract review: same facts in CSV, XLSX and JSON (R72 to R74, E1)."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from python_calamine import CalamineWorkbook

from bénévolat.exports.contract_review import (
    HEADER,
    NUMBER,
    ReviewFormat,
    ReviewHead,
    ReviewLine,
    schema,
    write_review,
)
from bénévolat.exports.french_csv import CsvProfile

NOW = datetime(2026, 11, 3, 9, 0, tzinfo=UTC)
HEAD = ReviewHead(date(2026, 1, 1), date(2026, 6, 30), NOW)
LINE = ReviewLine(
    version_export="1",
    genere_le=NOW,
    identifiant_departement="00012",
    role="DEM",
    nom="DUPONT",
    prenom="Éloïse",
    reference_contrat="0007",
    type_contrat="CER",
    debut_contrat=date(2026, 1, 1),
    fin_contrat=date(2026, 12, 31),
    date_revue=date(2026, 7, 1),
    prevu_au_contrat=True,
    referent="Jeanne MARTIN",
    structure_referente="CMS de Troyes",
    secteur="Troyes",
    association="=HYPERLINK(1)",
    rna="W103001234",
    mission="Jardin; «partagé»",
    domaine="Environnement et jardins",
    commune_mission_insee="01001",
    debut_engagement=date(2026, 2, 1),
    fin_engagement=None,
    statut="En cours",
    rythme_prevu="chaque semaine, 1 × 2 h 30",
    heures_declarees=Decimal("12.50"),
    heures_confirmees=Decimal("10.00"),
    heures_retenues=None,
    retenues_par="",
    retenues_le=None,
    nb_seances=5,
    savoir_etre="Autonomie | Rigueur",
    bilan_association='Dit "bravo"\net merci',
    parole_de_la_personne="+ de confiance",
    accord_personne_le=date(2026, 1, 20),
    numero_allocataire="0123456",
)


def written(folder: Path, kind: ReviewFormat, head: ReviewHead = HEAD, *lines: ReviewLine) -> bytes:
    path = folder / f"revue.{kind.value}"
    counts = write_review(path, head, lines or (LINE,), kind)
    assert counts.lines == len(lines or (LINE,))
    return path.read_bytes()


def test_the_bytes_of_the_csv(tmp_path: Path) -> None:
    """R72, R74: BOM, CRLF, every field quoted, decimal comma, leading zeros, no formula."""
    content = written(tmp_path, ReviewFormat.CSV)
    header, line, end = content.split(b"\r\n")
    assert content.startswith(b'\xef\xbb\xbf"version_export";"genere_le";"identifiant_departement";"role";')
    assert header.decode("utf-8-sig") == ";".join(f'"{name}"' for name in HEADER)
    assert end == b""
    text = line.decode()
    for cell in ('"00012"', '"0007"', '"01001"', '"12,50"', '"01/02/2026"', '"\'=HYPERLINK(1)"', '"oui"'):
        assert f";{cell};" in text, cell
    assert '"Dit ""bravo"" et merci"' in text
    assert '"\'+ de confiance"' in text
    assert "\n" not in text


def test_the_number_of_the_allocataire_is_there_only_when_asked(tmp_path: Path) -> None:
    """R73: beside the role, off by default."""
    assert NUMBER not in HEADER
    asked = replace(HEAD, with_number=True)
    assert b"0123456" not in written(tmp_path, ReviewFormat.CSV)
    first = written(tmp_path, ReviewFormat.CSV, asked).splitlines()[0].decode("utf-8-sig")
    assert '"identifiant_departement";"numero_allocataire";"role"' in first
    assert b'"numero_allocataire": "0123456"' in written(tmp_path, ReviewFormat.JSON, asked)


def test_the_workbook_keeps_codes_as_text_and_hours_as_numbers(tmp_path: Path) -> None:
    written(tmp_path, ReviewFormat.XLSX)
    header, line = CalamineWorkbook.from_path(tmp_path / "revue.xlsx").get_sheet_by_index(0).to_python()
    found = dict(zip(header, line, strict=True))
    assert tuple(header) == HEADER
    assert found["identifiant_departement"] == "00012"
    assert found["commune_mission_insee"] == "01001"
    assert found["heures_declarees"] == 12.5
    assert found["debut_engagement"] == date(2026, 2, 1)
    assert found["association"] == "'=HYPERLINK(1)"
    assert found["fin_engagement"] == ""


@pytest.mark.parametrize("head", [HEAD, replace(HEAD, with_number=True)])
def test_the_json_follows_the_published_schema(tmp_path: Path, head: ReviewHead) -> None:
    asked = json.loads(schema())
    Draft202012Validator.check_schema(asked)
    validator = Draft202012Validator(asked, format_checker=FormatChecker())
    empty = replace(LINE, savoir_etre="", role="", commune_mission_insee="", heures_retenues=Decimal("1.00"))
    found = json.loads(written(tmp_path, ReviewFormat.JSON, head, LINE, empty))
    assert list(validator.iter_errors(found)) == []
    assert found["lignes"][0]["savoir_etre"] == ["Autonomie", "Rigueur"]
    assert (found["lignes"][0]["heures_declarees"], found["lignes"][1]["savoir_etre"]) == (12.5, [])
    del found["lignes"][0]["statut"]
    assert len(list(validator.iter_errors(found))) == 1


def test_the_schema_names_every_column() -> None:
    columns = json.loads(schema())["properties"]["lignes"]["items"]["properties"]
    assert tuple(name for name in columns if name != NUMBER) == HEADER
    assert NUMBER in columns


@pytest.mark.parametrize("kind", list(ReviewFormat))
def test_a_file_without_any_line_is_still_a_file(tmp_path: Path, kind: ReviewFormat) -> None:
    path = tmp_path / "vide"
    assert write_review(path, HEAD, (), kind).lines == 0
    assert path.stat().st_size > 0
    if kind is ReviewFormat.JSON:
        assert json.loads(path.read_bytes())["lignes"] == []


def test_old_encodings_count_what_they_replaced(tmp_path: Path) -> None:
    line = replace(LINE, prenom="Łukasz")
    counts = write_review(tmp_path / "revue.csv", HEAD, (line,), ReviewFormat.CSV, CsvProfile.LATIN9)
    assert counts.replaced == 1
    assert b"Lukasz" in (tmp_path / "revue.csv").read_bytes()
