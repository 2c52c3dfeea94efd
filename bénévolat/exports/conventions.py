"""Convention d'engagement bénévole between an association and a person (R22): freedom first, no forbidden clause.

Its articles are ours and never come from an association; what comes from the offer are facts (mission, place, moments).
It holds the first name only (A3): the person writes their name when they sign.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bénévolat.domain.enums import ExpensesPolicy
from bénévolat.domain.french import long_date, short_date
from bénévolat.exports import typesetting, word_files


@dataclass(frozen=True, slots=True, kw_only=True)
class Convention:
    """The facts of one engagement that its convention writes; words are French, as they are printed."""

    association: str
    association_lines: tuple[str, ...]
    first_name: str
    mission: str
    tasks: tuple[str, ...]
    place: str | None
    moments: str
    started_on: date
    supervisor: str | None
    backup: str | None
    insurer: str | None
    insured_until: date | None
    cover: str
    expenses: ExpensesPolicy
    background_check: str | None
    made_at: datetime

    @property
    def title(self) -> str:
        """Return the title of the document."""
        return "Convention d'engagement bénévole"


HAND = "…………………………………………"
"""Where something is written by hand."""

EXPENSES = {
    ExpensesPolicy.UNKNOWN: f"Frais remboursés, à convenir avant la première séance\u00a0: {HAND}",
    ExpensesPolicy.NONE: "L'association ne rembourse pas de frais\u00a0; la personne le sait avant de commencer.",
    ExpensesPolicy.TRAVEL: "L'association rembourse les trajets.",
    ExpensesPolicy.TRAVEL_MEALS: "L'association rembourse les trajets et les repas.",
    ExpensesPolicy.ON_RECEIPT: "L'association rembourse les frais, sur justificatif.",
}

STOP = (
    "La personne et l'association peuvent faire une pause ou arrêter à tout moment, sans donner de raison et sans "
    "délai."
)
DISCRETION = (
    "L'association garde pour elle ce qu'elle apprend de la personne. La personne fait de même pour ceux qu'elle "
    "rencontre."
)

Article = tuple[str, tuple[str, ...]]


def articles(convention: Convention) -> list[Article]:
    """Return the articles: title, paragraphs."""
    insured = "L'association déclare être assurée pour l'activité de ses bénévoles"
    if convention.insurer:
        insured += f" ({convention.insurer})"
    if convention.insured_until:
        insured += f", jusqu'au {short_date(convention.insured_until)}"
    met = [f"Accompagne la mission\u00a0: {convention.supervisor or HAND}"]
    if convention.backup:
        met.append(f"En cas d'empêchement\u00a0: {convention.backup}")
    met.append(
        "Avant de commencer, l'association fait visiter les lieux, présente l'équipe et explique la sécurité."
    )
    found: list[Article] = [
        (
            "Une liberté",
            (
                "Le bénévolat est libre et gratuit. Il n'y a ni salaire, ni lien de subordination.",
                STOP,
                "Aucune heure n'est imposée. Ne pas venir n'a pas de conséquence, et n'a pas à être expliqué.",
            ),
        ),
        (
            "Les moments",
            (
                f"Convenu ensemble, à titre indicatif\u00a0: {convention.moments}.",
                f"Début prévu le {short_date(convention.started_on)}. Jours et heures changent d'un commun accord.",
            ),
        ),
        ("Une personne à qui s'adresser", tuple(met)),
        ("L'assurance", (f"{insured}.", f"Couverture en cas d'accident\u00a0: {convention.cover}.")),
        ("Les frais", (EXPENSES[convention.expenses], "La personne ne paie rien à l'association.")),
        (
            "La discrétion",
            (DISCRETION,),
        ),
    ]
    if convention.background_check:
        found.insert(5, ("Un contrôle propre à cette mission", (f"{convention.background_check}.",)))
    return found


def _facts(convention: Convention) -> dict[str, Any]:
    return {
        "title": convention.title,
        "association": convention.association,
        "association_lines": [*convention.association_lines, f"représentée par\u00a0: {HAND}"],
        "first_name": convention.first_name,
        "person_lines": [f"Nom\u00a0: {HAND}", "ci-dessous «\u00a0la personne\u00a0»"],
        "mission": convention.mission,
        "tasks": list(convention.tasks),
        "place": convention.place or "",
        "articles": [{"title": title, "paragraphs": list(said)} for title, said in articles(convention)],
        "copies": f"Fait en deux exemplaires, à {HAND}, le {HAND}",
        "foot": f"Préparée le {long_date(convention.made_at)}.",
    }


def convention_pdf(convention: Convention) -> bytes:
    """Return the convention, tagged (PDF/UA-1), ready to sign."""
    return typesetting.pdf("convention", _facts(convention), made_at=convention.made_at)


def convention_pictures(convention: Convention) -> Sequence[bytes]:
    """Return the pages as they are seen, as PNG."""
    return typesetting.pictures("convention", _facts(convention), made_at=convention.made_at)


def convention_docx(convention: Convention) -> bytes:
    """Return the same convention as a DOCX that both may complete."""
    facts = _facts(convention)
    paper = word_files.WordFile(convention.title, made_at=convention.made_at)
    paper.text(convention.association, start="Entre l'association\u00a0: ")
    for line in facts["association_lines"]:
        paper.text(line)
    paper.text(convention.first_name, start="Et\u00a0: ")
    for line in facts["person_lines"]:
        paper.text(line)
    paper.heading("La mission")
    paper.text(convention.mission)
    paper.items(convention.tasks)
    if convention.place:
        paper.text(convention.place, start="Lieu\u00a0: ")
    for article in facts["articles"]:
        paper.heading(article["title"])
        for paragraph in article["paragraphs"]:
            paper.text(paragraph)
    paper.text(facts["copies"])
    paper.text("", start="Signature pour l'association\u00a0: ")
    paper.text("", start="Signature de la personne\u00a0: ")
    return paper.content()
