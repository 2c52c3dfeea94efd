"""Life of an association and RNA rule (R20)."""

import re

from bénévolat.domain.actors import ActorKind
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
