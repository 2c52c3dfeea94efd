"""Files of communes: read line by line, checked, and loaded without ever deleting a commune (R66, R67, R71).

The format is a CSV in UTF-8 whose header is ``insee,name,postal_codes,departement,epci_siren,epci_name,
population,lat,lon,point``; postal codes are separated by ``|``; ``point`` says ``mairie`` when the point is
the town hall, anything else makes it approximate (R70).
"""

import csv
import io
import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import delete, insert, select, tuple_, update
from sqlalchemy.orm import Session

from bénévolat.domain.departements import departement_of_insee
from bénévolat.domain.names import fold, without_article
from bénévolat.models.communes import Commune, Epci, PostalCode
from bénévolat.services.communes import search_key

COLUMNS = (
    "insee",
    "name",
    "postal_codes",
    "departement",
    "epci_siren",
    "epci_name",
    "population",
    "lat",
    "lon",
    "point",
)
_INSEE = re.compile(r"(?:\d{2}|2[AB])\d{3}", re.ASCII)
_DIGITS_5 = re.compile(r"\d{5}", re.ASCII)
_DIGITS_9 = re.compile(r"\d{9}", re.ASCII)


class BadCommuneFile(ValueError):
    """The file as a whole cannot be read; the message is a French sentence."""


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """One line that was left out, with its number in the file (the header is line 1)."""

    line: int
    reason: str


@dataclass(slots=True)
class CommuneReport:
    """What a load did: counts of communes, and the lines left out."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: list[RefusedLine] = field(default_factory=list)

    @property
    def read(self) -> int:
        """Return how many lines held something."""
        return self.created + self.updated + self.unchanged + len(self.refused)


@dataclass(frozen=True, slots=True)
class CommuneRow:
    """One checked line."""

    insee: str
    name: str
    postal_codes: frozenset[str]
    departement: str
    epci: tuple[str, str] | None
    population: int | None
    lat: float | None
    lon: float | None
    approximate: bool


def read_file(content: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield ``(line number, row)`` of a file. Raises BadCommuneFile when it is not one of ours."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadCommuneFile("Le fichier n'est pas écrit en UTF-8.") from error
    reader = csv.DictReader(io.StringIO(text, newline=""))
    lacking = [column for column in COLUMNS if column not in (reader.fieldnames or ())]
    if lacking:
        raise BadCommuneFile(f"Colonnes absentes de la première ligne : {', '.join(lacking)}.")
    try:
        for row in reader:
            yield reader.line_num, {name: row.get(name) or "" for name in COLUMNS}
    except csv.Error as error:
        raise BadCommuneFile(f"La ligne {reader.line_num + 1} n'est pas lisible : {error}.") from error


def import_rows(session: Session, rows: Iterable[tuple[int, dict[str, str]]]) -> CommuneReport:
    """Add or bring up to date communes, EPCI and postal codes; a second run changes nothing.

    A bad line is left out and reported. A known name keeps its leading article when the file has lost it.
    """
    report = CommuneReport()
    checked: dict[str, CommuneRow] = {}
    for line, raw in rows:
        try:
            row = _checked(raw)
            if row.insee in checked:
                raise ValueError(f"le code INSEE {row.insee} est déjà plus haut dans le fichier")
        except ValueError as error:
            report.refused.append(RefusedLine(line, str(error)))
        else:
            checked[row.insee] = row
    _save_epcis(session, checked.values())
    new, changed = _save_communes(session, checked)
    changed |= _save_postal_codes(session, checked) - new
    report.created, report.updated = len(new), len(changed)
    report.unchanged = len(checked) - report.created - report.updated
    session.expire_all()
    return report


def _checked(raw: dict[str, str]) -> CommuneRow:
    """Return the checked line. Raises ValueError with a French reason."""
    cells = {name: " ".join(value.split()) for name, value in raw.items()}
    insee, name = cells["insee"].upper(), cells["name"]
    if not _INSEE.fullmatch(insee):
        lost = " (un zéro perdu devant ?)" if insee.isdigit() and len(insee) == 4 else ""
        raise ValueError(f"code INSEE sur 5 signes attendu, « {insee[:20]} » lu{lost}")
    if not fold(name) or len(name) > 200:
        raise ValueError(f"{insee} : le nom est absent ou trop long")
    departement = departement_of_insee(insee)
    if cells["departement"].upper() != departement:
        read = cells["departement"][:20]
        raise ValueError(f"{insee} : département {departement} attendu, « {read} » lu (un zéro perdu ?)")
    codes = frozenset(filter(None, cells["postal_codes"].split("|")))
    if wrong := [code for code in codes if not _DIGITS_5.fullmatch(code)]:
        raise ValueError(f"{insee} : code postal sur 5 chiffres attendu, « {wrong[0][:20]} » lu")
    siren, group = cells["epci_siren"], cells["epci_name"]
    if siren and (not _DIGITS_9.fullmatch(siren) or not group or len(group) > 200):
        raise ValueError(f"{insee} : l'EPCI demande un SIREN de 9 chiffres et un nom")
    lat, lon = _point(insee, cells["lat"], cells["lon"])
    return CommuneRow(
        insee=insee,
        name=name,
        postal_codes=codes,
        departement=departement,
        epci=(siren, group) if siren else None,
        population=_population(insee, cells["population"]),
        lat=lat,
        lon=lon,
        approximate=lat is not None and cells["point"] != "mairie",
    )


def _population(insee: str, cell: str) -> int | None:
    if not cell:
        return None
    if not re.fullmatch(r"\d{1,8}", cell, re.ASCII):
        raise ValueError(f"{insee} : la population est un nombre entier, « {cell[:20]} » lu")
    return int(cell)


def _point(insee: str, lat: str, lon: str) -> tuple[float | None, float | None]:
    if not lat and not lon:
        return None, None
    try:
        point = float(lat), float(lon)
    except ValueError:
        point = math.nan, math.nan
    if not (abs(point[0]) <= 90 and abs(point[1]) <= 180):
        raise ValueError(f"{insee} : latitude et longitude en degrés décimaux attendues")
    return point


def _save_epcis(session: Session, rows: Iterable[CommuneRow]) -> None:
    read = dict(row.epci for row in rows if row.epci)
    known = {row.siren: row.name for row in session.execute(select(Epci.siren, Epci.name))}
    new = [{"siren": siren, "name": name} for siren, name in read.items() if siren not in known]
    renamed = [
        {"siren": siren, "name": name}
        for siren, name in read.items()
        if siren in known and known[siren] != name
    ]
    if new:
        session.execute(insert(Epci), new)
    if renamed:
        session.execute(update(Epci), renamed)


def _save_communes(session: Session, rows: dict[str, CommuneRow]) -> tuple[set[str], set[str]]:
    """Write the communes; return the codes of those that are new and of those that changed."""
    known = {row["insee"]: dict(row) for row in session.execute(select(*Commune.__table__.c)).mappings()}
    new, changed = [], []
    for row in rows.values():
        before = known.get(row.insee)
        name = _kept_name(before["name"] if before else None, row.name)
        values: dict[str, Any] = {
            "insee": row.insee,
            "name": name,
            "search_key": search_key(name),
            "departement": row.departement,
            "epci_siren": row.epci[0] if row.epci else None,
            "population": row.population,
            "lat": row.lat,
            "lon": row.lon,
            "approximate": row.approximate,
        }
        if before is None:
            new.append(values)
        elif before != values:
            changed.append(values)
    if new:
        session.execute(insert(Commune), new)
    if changed:
        session.execute(update(Commune), changed)
    return {values["insee"] for values in new}, {values["insee"] for values in changed}


def _kept_name(known: str | None, read: str) -> str:
    """Return the known name when the file only lost its article: «Le Mériot» stays over «Mériot»."""
    if known and fold(known) != fold(read) and without_article(fold(known)) == fold(read):
        return known
    return read


def _save_postal_codes(session: Session, rows: dict[str, CommuneRow]) -> set[str]:
    """Write the postal codes of the communes read and return the communes concerned."""
    pairs = session.execute(select(PostalCode.insee, PostalCode.code))
    known = {(row.insee, row.code) for row in pairs if row.insee in rows}
    read = {(row.insee, code) for row in rows.values() for code in row.postal_codes}
    gone, new = sorted(known - read), sorted(read - known)
    for start in range(0, len(gone), 400):
        chunk = gone[start : start + 400]
        session.execute(
            delete(PostalCode)
            .where(tuple_(PostalCode.insee, PostalCode.code).in_(chunk))
            .execution_options(synchronize_session=False)
        )
    if new:
        session.execute(insert(PostalCode), [{"insee": insee, "code": code} for insee, code in new])
    return {insee for insee, _ in [*gone, *new]}
