"""Contract-review export: columns of domain.md §4, facts only (R72, R73).

No barrier, no reason of refusal or end, no name of a sensitive association.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal

from bénévolat.exports.french_csv import CsvProfile, to_csv

VERSION = "1"
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


HEADER: tuple[str, ...] = tuple(field.name for field in fields(ReviewLine))


def review_csv(lines: Sequence[ReviewLine], profile: CsvProfile) -> tuple[bytes, int]:
    """Return the CSV of the lines and the count of transliterated characters."""
    rows = ([getattr(line, name) for name in HEADER] for line in lines)
    return to_csv(HEADER, rows, profile)
