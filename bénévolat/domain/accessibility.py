"""What the law says of an accessible site: three states, told by an audit only (article 47 of law 2005-102, R57)."""

from dataclasses import dataclass
from datetime import date

from bénévolat.domain.labels import LabelledEnum


class Conformity(LabelledEnum):
    """State of the site against the RGAA, in the words of the legal declaration."""

    FULL = "full", "totalement conforme"
    PARTIAL = "partial", "partiellement conforme"
    NONE = "none", "non conforme"


@dataclass(frozen=True, slots=True)
class Declaration:
    """The facts of the declaration of accessibility; without an audit there is only one thing to say.

    ``rate``: share of the criteria that are held, in per cent. ``faults``: what is not accessible, a sentence each.
    """

    audited_on: date | None = None
    auditor: str = ""
    rate: int | None = None
    faults: tuple[str, ...] = ()
    plan_url: str = ""

    @property
    def conformity(self) -> Conformity:
        """Return the state: none without an audit and below half of the criteria, full at 100 %."""
        if self.audited_on is None or self.rate is None or self.rate < 50:
            return Conformity.NONE
        return Conformity.FULL if self.rate == 100 else Conformity.PARTIAL


def declaration(audited_on: str, auditor: str, rate: str, faults: str, plan_url: str) -> Declaration:
    """Return the declaration that these settings describe.

    ``audited_on``: AAAA-MM-JJ. ``rate``: 0–100. ``faults``: sentences separated by semicolons.
    Raises ValueError (French sentence) when a date, a rate or an address is none, or when an audit lacks its rate.
    """
    try:
        day = date.fromisoformat(audited_on) if audited_on else None
    except ValueError as error:
        raise ValueError(
            "BENEVOLAT_ACCESSIBILITY_AUDIT_DATE : écrivez le jour ainsi : 2027-03-15."
        ) from error
    if rate and (not rate.isascii() or not rate.isdigit() or int(rate) > 100):
        raise ValueError("BENEVOLAT_ACCESSIBILITY_RATE : un nombre entier de 0 à 100.")
    if (day is None) != (not rate):
        raise ValueError(
            "BENEVOLAT_ACCESSIBILITY_AUDIT_DATE et BENEVOLAT_ACCESSIBILITY_RATE vont ensemble : le jour de "
            "l'audit et son taux."
        )
    if plan_url and not plan_url.startswith("https://"):
        raise ValueError("BENEVOLAT_ACCESSIBILITY_PLAN_URL : une adresse qui commence par https://.")
    told = tuple(sentence.strip() for sentence in faults.split(";") if sentence.strip())
    return Declaration(day, auditor.strip(), int(rate) if rate else None, told, plan_url)
