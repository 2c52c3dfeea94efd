"""Attestation de bénévolat: the person's own paper, and the copy of the référent (R13).

The person's paper says nothing of a benefit, of a contract or of a follow-up, and names no public service. Durations
are minutes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bénévolat.domain.french import duration, long_date, plural
from bénévolat.exports import typesetting


@dataclass(frozen=True, slots=True)
class Tally:
    """Some sessions: how long, how many."""

    minutes: int = 0
    nb_sessions: int = 0

    @property
    def words(self) -> str:
        """Return «12 h 30, en 5 séances»."""
        return f"{duration(self.minutes)}, en {plural(self.nb_sessions, 'séance')}"


@dataclass(frozen=True, slots=True)
class ReferentCopy:
    """What the copy of the référent adds: who follows the person, which contract."""

    departement_ref: str
    referent: str
    contract_label: str
    contract: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """What is certified of one engagement.

    ``association`` None: the person chose a paper without its name; ``mission`` is then None too. ``waiting``: noted,
    not confirmed by the association. ``skills``: only if the person has read the bilan.
    """

    person: str
    association: str | None
    mission: str | None
    place: str | None
    started_on: date
    ended_on: date | None
    confirmed: Tally
    waiting: Tally
    skills: tuple[str, ...]
    made_at: datetime
    referent: ReferentCopy | None = None

    @property
    def title(self) -> str:
        """Return the title of the document."""
        return "Attestation de bénévolat" + (", copie du référent" if self.referent else "")


def _day(day: date) -> str:
    return long_date(day).split(" ", 1)[1]


def dates_words(started_on: date, ended_on: date | None) -> str:
    """Return «depuis le 3 mars 2026», «le 3 mars 2026» or «du 3 mars 2026 au 4 mai 2026»."""
    if ended_on is None:
        return f"depuis le {_day(started_on)}"
    if ended_on == started_on:
        return f"le {_day(started_on)}"
    return f"du {_day(started_on)} au {_day(ended_on)}"


def _hours(certificate: Certificate) -> list[tuple[str, str]]:
    lines = []
    if certificate.confirmed.nb_sessions:
        lines.append(("Temps confirmé par l'association", certificate.confirmed.words))
    if certificate.waiting.nb_sessions:
        term = "Temps noté, que l'association n'a pas encore confirmé"
        lines.append((term, certificate.waiting.words))
    return lines or [("Temps donné", "aucune séance notée à ce jour")]


def _facts(certificate: Certificate) -> dict[str, Any]:
    dates = dates_words(certificate.started_on, certificate.ended_on)
    given = "donne" if certificate.ended_on is None else "a donné"
    pairs = [("Association", certificate.association), ("Mission", certificate.mission)]
    pairs += [("Lieu", certificate.place)]
    if certificate.referent is not None:
        pairs += [
            ("Référence du Département", certificate.referent.departement_ref),
            ("Référent ou référente", certificate.referent.referent),
            (certificate.referent.contract_label, certificate.referent.contract),
        ]
    return {
        "title": certificate.title,
        "person": certificate.person,
        "sentence": f"{given} du temps comme bénévole, {dates}.",
        "pairs": [pair for pair in pairs if pair[1]],
        "hours": _hours(certificate),
        "skills": list(certificate.skills),
        "free": "Le bénévolat est libre et gratuit\u00a0: il se fait sans salaire et s'arrête quand on le souhaite.",
        "signed": certificate.association is not None and certificate.referent is None,
        "foot": f"Établie le {long_date(certificate.made_at)}, d'après les séances notées jusqu'à ce jour.",
    }


def certificate_pdf(certificate: Certificate) -> bytes:
    """Return one A4 page, tagged (PDF/UA-1)."""
    return typesetting.pdf("certificate", _facts(certificate), made_at=certificate.made_at)


def certificate_pictures(certificate: Certificate) -> Sequence[bytes]:
    """Return the page as it is seen, as PNG."""
    return typesetting.pictures("certificate", _facts(certificate), made_at=certificate.made_at)
