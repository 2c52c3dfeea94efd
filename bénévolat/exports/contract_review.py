"""Contract-review export: columns of domain.md §4, facts only (R72, R73).

No barrier, no reason of refusal or end, no name of a sensitive association.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from importlib.resources import files
from pathlib import Path

from bénévolat.domain.labels import LabelledEnum
from bénévolat.exports.french_csv import CsvProfile, CsvWriter, SupportsWrite
from bénévolat.exports.json_file import JsonWriter
from bénévolat.exports.spreadsheet import SheetWriter

VERSION = "1"
NUMBER = "numero_allocataire"
"""Optional column, off: a household's number, beside its role (domain §1.7, R73)."""
SEPARATOR = " | "
"""Between two savoir-être of one cell."""
HIDDEN_NAME = "Association (nom protégé)"
HIDDEN_MISSION = "Mission (intitulé protégé)"


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """One engagement in one contract period, in the order of the columns.

    Hours are decimal hours; dates are days. The fields' names are the header of the file.
    """

    version_export: str
    genere_le: datetime
    identifiant_departement: str
    role: str
    nom: str
    prenom: str
    reference_contrat: str
    type_contrat: str
    debut_contrat: date | None
    fin_contrat: date | None
    date_revue: date | None
    prevu_au_contrat: bool
    referent: str
    structure_referente: str
    secteur: str
    association: str
    rna: str
    mission: str
    domaine: str
    commune_mission_insee: str
    debut_engagement: date
    fin_engagement: date | None
    statut: str
    rythme_prevu: str
    heures_declarees: Decimal
    heures_confirmees: Decimal
    heures_retenues: Decimal | None
    retenues_par: str
    retenues_le: date | None
    nb_seances: int
    savoir_etre: str
    bilan_association: str
    parole_de_la_personne: str
    accord_personne_le: date | None
    numero_allocataire: str = ""


HEADER: tuple[str, ...] = tuple(field.name for field in fields(ReviewLine) if field.name != NUMBER)


class ReviewFormat(LabelledEnum):
    """What kind of file."""

    CSV = "csv", "CSV"
    XLSX = "xlsx", "Classeur (XLSX)"
    JSON = "json", "JSON, pour un logiciel"

    @property
    def media_type(self) -> str:
        """Return the media type of such a file."""
        return {
            "csv": "text/csv",
            "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "json": "application/json",
        }[str(self.value)]


@dataclass(frozen=True, slots=True)
class ReviewHead:
    """What the whole file is about: days of the period, instant of its making, number of the allocataire or not."""

    period_from: date
    period_to: date
    made_at: datetime
    with_number: bool = False

    @property
    def header(self) -> tuple[str, ...]:
        """Return the names of the columns."""
        if not self.with_number:
            return HEADER
        place = HEADER.index("role")
        return (*HEADER[:place], NUMBER, *HEADER[place:])


@dataclass(frozen=True, slots=True)
class Written:
    """Counts of a file: lines, and characters that had to be replaced by a near one."""

    lines: int
    replaced: int


def write_review(
    path: Path,
    head: ReviewHead,
    lines: Iterable[ReviewLine],
    file_format: ReviewFormat,
    profile: CsvProfile = CsvProfile.UTF8,
) -> Written:
    """Write the file, a line at a time. ``profile`` is the encoding of a CSV; the others are in UTF-8."""
    if file_format is ReviewFormat.XLSX:
        return _write_sheet(path, head, lines)
    with path.open("wb") as target:
        if file_format is ReviewFormat.JSON:
            return _write_json(target, head, lines)
        writer = CsvWriter(target, head.header, profile)
        for line in lines:
            writer.row([getattr(line, name) for name in head.header])
        return Written(writer.count, writer.replaced)


def _write_sheet(path: Path, head: ReviewHead, lines: Iterable[ReviewLine]) -> Written:
    writer = SheetWriter(path, head.header, title="Revue des contrats", made_at=head.made_at)
    for line in lines:
        writer.row([getattr(line, name) for name in head.header])
    writer.close()
    return Written(writer.count, 0)


def _write_json(target: SupportsWrite, head: ReviewHead, lines: Iterable[ReviewLine]) -> Written:
    writer = JsonWriter(
        target,
        {
            "version_export": VERSION,
            "genere_le": head.made_at,
            "periode_du": head.period_from,
            "periode_au": head.period_to,
        },
    )
    for line in lines:
        record = {name: getattr(line, name) for name in head.header}
        record["savoir_etre"] = line.savoir_etre.split(SEPARATOR) if line.savoir_etre else []
        writer.record(record)
    writer.close()
    return Written(writer.count, 0)


def schema() -> bytes:
    """Return the JSON Schema of the JSON file, as published."""
    return files("bénévolat.exports").joinpath("contract_review.schema.json").read_bytes()
