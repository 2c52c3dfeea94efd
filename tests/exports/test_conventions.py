"""The convention: what it contains, the clauses it never contains (R22)."""

import re
from dataclasses import replace

import pytest

from bénévolat.domain.enums import ExpensesPolicy
from bénévolat.exports.conventions import Convention, convention_docx, convention_pdf
from tests.exports.documents import reader, words
from tests.exports.samples import CONVENTION

FORBIDDEN_CLAUSES = re.compile(
    r"s['’]engage(nt)? à (venir|respecter|effectuer|être|assurer|prévenir)|\b(doit|devra|est tenue?|est obligée?)\b"
    r"|préavis|pénalit|indemnit|dédommage|sous l['’]autorité|hiérarchi|période d['’]essai|rendement|productivit"
    r"|objectifs?\b|exclusivit|non[- ]concurrence|résili|rupture|exclusion|avertissement|faute|justifi(er|catif d)"
    r"|horaires? obligatoires?|heures? obligatoires?|nombre d['’]heures|présence obligatoire|retenue sur|caution"
    r"|droit à l['’]image|reçu fiscal|réduction d['’]impôt|compte d['’]engagement citoyen",
    re.IGNORECASE,
)
"""What turns volunteering into a job, or promises what nobody can (R22, R23, domain §1.3, §1.13)."""


@pytest.mark.parametrize("render", [convention_pdf, convention_docx])
@pytest.mark.parametrize("expenses", ExpensesPolicy)
def test_no_clause_is_forbidden(render: object, expenses: ExpensesPolicy) -> None:
    said = words(render(replace(CONVENTION, expenses=expenses)))  # type: ignore[operator]
    assert [found[0] for found in FORBIDDEN_CLAUSES.finditer(said)] == []


@pytest.mark.parametrize("render", [convention_pdf, convention_docx])
def test_it_says_mission_people_insurance_expenses_and_freedom(render: object) -> None:
    said = words(render(CONVENTION))  # type: ignore[operator]
    for fact in (
        "Aide à la distribution alimentaire",
        "Ranger les produits",
        "Troyes, 12 rue des Jardins",
        "Paul MARTIN, responsable de l'accueil",
        "Léa BLANC",
        "déclare être assurée pour l'activité de ses bénévoles (MAIF), jusqu'au 01/01/2027",
        "Couverture en cas d'accident : non renseigné",
        "L'association rembourse les trajets.",
        "arrêter à tout moment, sans donner de raison et sans délai",
        "Aucune heure n'est imposée. Ne pas venir n'a pas de conséquence, et n'a pas à être expliqué.",
        "ni salaire, ni lien de subordination",
        "Attestation d'honorabilité",
    ):
        assert fact in said


def test_an_ordinary_convention_is_signed_on_its_only_page() -> None:
    assert len(reader(convention_pdf(CONVENTION)).pages) == 1


def test_what_is_not_known_is_left_to_be_written() -> None:
    bare: Convention = replace(
        CONVENTION,
        association_lines=(),
        tasks=(),
        place=None,
        supervisor=None,
        backup=None,
        insurer=None,
        insured_until=None,
        background_check=None,
        expenses=ExpensesPolicy.UNKNOWN,
    )
    said = words(convention_pdf(bare))
    assert "Accompagne la mission : ……" in said
    assert "à convenir avant la première séance : ……" in said
    assert "None" not in said
    assert "()" not in said
