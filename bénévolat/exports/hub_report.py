"""Line-by-line report of an import of missions: what became of each line, in French (R76)."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

from bénévolat.domain.labels import LabelledEnum
from bénévolat.domain.places import PlaceStatus
from bénévolat.exports.french_csv import CsvProfile, to_csv


class HubDecision(LabelledEnum):
    """What became of one line."""

    CREATED = "created", "créée"
    UPDATED = "updated", "mise à jour"
    UNCHANGED = "unchanged", "déjà importée, inchangée"
    KEPT = "kept", "déjà importée, gardée telle que modifiée ici"
    DUPLICATE = "duplicate", "doublon"
    REFUSED = "refused", "refusée"


@dataclass(frozen=True, slots=True)
class HubLine:
    """One line of the file. The fields' names are the header of the report."""

    ligne: int
    identifiant: str
    decision: HubDecision
    doublon_de_la_ligne: int | None
    lieu_lu: str
    lieu: PlaceStatus | None
    commune_insee: str
    commune: str
    raison: str
    remarques: str


HEADER: tuple[str, ...] = tuple(field.name for field in fields(HubLine))


def report_csv(lines: Sequence[HubLine], profile: CsvProfile = CsvProfile.UTF8) -> bytes:
    """Return the CSV of the report."""
    content, _ = to_csv(HEADER, ([getattr(line, name) for name in HEADER] for line in lines), profile)
    return content
