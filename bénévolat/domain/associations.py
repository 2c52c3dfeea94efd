"""Life of an association, what its record says, its members, and the RNA rule (R20)."""

import re
from dataclasses import dataclass
from datetime import date

from bénévolat.domain.actors import ActorKind
from bénévolat.domain.errors import DomainError, Missing
from bénévolat.domain.labels import LabelledEnum


class AssociationStatus(LabelledEnum):
    """Status of an association."""

    DRAFT = "draft", "Fiche à compléter"
    SUBMITTED = "submitted", "En attente de validation"
    VALIDATED = "validated", "Validée"
    REFUSED = "refused", "À corriger"


class AssociationAction(LabelledEnum):
    """What may be done to an association's record."""

    SUBMIT = "submit", "Demander la validation"
    VALIDATE = "validate", "Valider"
    REFUSE = "refuse", "Renvoyer à l'association"
    SUSPEND = "suspend", "Revoir la validation"


_S, _A = AssociationStatus, AssociationAction

TRANSITIONS: dict[tuple[AssociationAction, AssociationStatus], AssociationStatus] = {
    (_A.SUBMIT, _S.DRAFT): _S.SUBMITTED,
    (_A.SUBMIT, _S.REFUSED): _S.SUBMITTED,
    (_A.VALIDATE, _S.SUBMITTED): _S.VALIDATED,
    (_A.REFUSE, _S.SUBMITTED): _S.REFUSED,
    (_A.SUSPEND, _S.VALIDATED): _S.SUBMITTED,
}

ALLOWED: dict[AssociationAction, frozenset[ActorKind]] = {
    _A.SUBMIT: frozenset({ActorKind.ASSOCIATION}),
    _A.VALIDATE: frozenset({ActorKind.DEPARTEMENT}),
    _A.REFUSE: frozenset({ActorKind.DEPARTEMENT}),
    _A.SUSPEND: frozenset({ActorKind.DEPARTEMENT}),
}


class AssociationCheck(LabelledEnum):
    """What an agent of the Département ticks before validating an association (domain §1.12)."""

    IDENTITY = "identity", "L'association existe et son objet est clair"
    CONTACT = "contact", "Quelqu'un répond au téléphone ou au courriel indiqué"
    INSURANCE = "insurance", "L'assurance des bénévoles est déclarée"
    CHARTER = "charter", "La charte d'accueil est acceptée"


class LastAdministrator(DomainError):
    """An association always keeps one person who can manage it."""

    sentence = (
        "C'est la dernière personne qui administre votre association. "
        "Donnez d'abord ce rôle à quelqu'un d'autre."
    )


class AlreadyMember(DomainError):
    """One active membership per account."""

    sentence = "Cette personne fait déjà partie d'une association sur le site."
    field = "email"


class IdentityFixed(DomainError):
    """What the Département has validated changes with the Département."""

    sentence = (
        "Votre association est validée\u00a0: pour changer ce champ, écrivez au Département (page Contact)."
    )


class InsuranceNeeded(DomainError):
    """A validated association stays insured (R15)."""

    sentence = "Une association validée doit garder son assurance. Si elle change, notez la nouvelle."
    field = "insured"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationFields:
    """What an association writes about itself."""

    name: str
    rna: str | None = None
    local_law: bool = False
    siret: str | None = None
    purpose: str | None = None
    address: str | None = None
    commune_insee: str | None = None
    phone: str | None = None
    email: str | None = None
    website: str | None = None
    insured: bool = False
    insurer: str | None = None
    insured_until: date | None = None


IDENTITY = ("name", "rna", "local_law", "siret")
"""Fields that no longer change by themselves once the association is validated."""


def missing_points(fields: OrganisationFields, *, charter_accepted: bool, today: date) -> list[Missing]:
    """Return what is still asked before the Département validates an association."""
    asked = (
        ("name", len(fields.name.strip()) < 2, "Donnez le nom de l'association."),
        ("purpose", not fields.purpose, "Dites en quelques phrases ce que fait l'association."),
        ("commune", not fields.commune_insee, "Indiquez la commune de l'association."),
        ("phone", not (fields.phone or fields.email), "Donnez un téléphone ou un courriel."),
        ("insured", not fields.insured, "Confirmez que vos bénévoles sont assurés."),
        ("insurer", fields.insured and not fields.insurer, "Donnez le nom de l'assureur."),
        (
            "insured_until",
            bool(fields.insured_until and fields.insured_until < today),
            "La date de fin de l'assurance est passée.",
        ),
        ("charter", not charter_accepted, "Lisez et acceptez la charte d'accueil."),
    )
    return [Missing(field, sentence) for field, absent, sentence in asked if absent]


_RNA = re.compile(r"W[0-9A-Z]{9}")


def normalise_rna(typed: str) -> str:
    """Return the RNA number in capitals without spaces, dots or dashes."""
    return re.sub(r"[\s.\-]", "", typed).upper()


def is_rna(number: str) -> bool:
    """Tell whether a normalised number has the form of R20 (``W`` and nine signs)."""
    return _RNA.fullmatch(number) is not None


def is_usual_rna(number: str) -> bool:
    """Tell whether it is the usual form (``W`` and nine digits); other forms get a soft warning only."""
    return is_rna(number) and number[1:].isdigit()
