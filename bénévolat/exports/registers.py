"""Register of the people an association welcomes in a period (R14): an allow-list, printable.

It holds first names, missions, dates, sessions and hours, and who confirmed the cover against accidents. Nothing else
of a person (A3): the name is written by hand by the association, if the person gives it. Durations are minutes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bénévolat.domain.french import duration, long_date, plural, short_date
from bénévolat.exports import typesetting

NOT_SAID = "non renseigné"


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """One person on one mission, within the period for sessions and hours."""

    first_name: str
    mission: str
    started_on: date
    ended_on: date | None
    nb_sessions: int
    minutes_declared: int
    minutes_confirmed: int
    cover_confirmed_by: str | None
    cover_confirmed_on: date | None

    @property
    def cover(self) -> str:
        """Return «confirmée par … le …», or «non renseigné» (R14)."""
        if self.cover_confirmed_on is None:
            return NOT_SAID
        return f"confirmée par {self.cover_confirmed_by} le {short_date(self.cover_confirmed_on)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """The register of one association between two days, both included."""

    association: str
    period_from: date
    period_to: date
    lines: tuple[RegisterLine, ...]
    made_at: datetime

    @property
    def title(self) -> str:
        """Return the title of the document."""
        return "Registre des bénévoles accueillis"

    @property
    def period(self) -> str:
        """Return «du 01/01/2026 au 31/12/2026»."""
        return f"du {short_date(self.period_from)} au {short_date(self.period_to)}"


HEADERS = (
    "N°",
    "Prénom",
    "Nom (à la main)",
    "Mission",
    "Premier jour",
    "Dernier jour",
    "Séances",
    "Temps noté",
    "Confirmé",
    "Couverture accident",
)
NAMES = (
    "Le nom s'écrit à la main, si la personne le donne. Séances et temps sont ceux de la période. La couverture "
    "accident dit qui l'a confirmée\u00a0; «\u00a0non renseigné\u00a0»\u00a0: personne ne l'a encore écrit."
)


def _facts(register: Register) -> dict[str, Any]:
    return {
        "title": register.title,
        "association": register.association,
        "subtitle": f"{register.association}, {register.period}",
        "count": plural(len(register.lines), "ligne"),
        "headers": HEADERS,
        "lines": [
            [
                str(number),
                line.first_name,
                "",
                line.mission,
                short_date(line.started_on),
                short_date(line.ended_on),
                str(line.nb_sessions),
                duration(line.minutes_declared),
                duration(line.minutes_confirmed),
                line.cover,
            ]
            for number, line in enumerate(register.lines, 1)
        ],
        "none": "Personne n'a été accueilli pendant cette période.",
        "names": NAMES,
        "foot": f"Établi le {long_date(register.made_at)}.",
    }


def register_pdf(register: Register) -> bytes:
    """Return A4 pages in landscape, tagged (PDF/UA-1); the header row comes back on each."""
    return typesetting.pdf("register", _facts(register), made_at=register.made_at)


def register_pictures(register: Register) -> Sequence[bytes]:
    """Return the pages as they are seen, as PNG."""
    return typesetting.pictures("register", _facts(register), made_at=register.made_at)
