"""Refusals that carry their own French sentence: shown as they are, beside the field when one is named."""

from collections.abc import Sequence
from dataclasses import dataclass


class DomainError(Exception):
    """A rule said no. ``sentence`` tells the user, in French, what to do; ``field`` names the form field."""

    sentence = "Cette action n'est pas possible."
    field: str | None = None

    def __init__(self, sentence: str | None = None, *, field: str | None = None) -> None:
        if sentence is not None:
            self.sentence = sentence
        if field is not None:
            self.field = field
        super().__init__(self.sentence)


class WrongTransition(DomainError):
    """The life of the object does not allow this action from its present status."""

    sentence = "Cette action n'est plus possible\u00a0: la situation a changé entre-temps. Relisez la page."


class NoPlaceLeft(DomainError):
    """Every supervised place is taken (R17, C1)."""

    sentence = (
        "Il n'y a plus de place accompagnée sur cette offre. "
        "Proposez une autre mission ou revenez quand une place se libère."
    )


class NotAllowed(DomainError):
    """The account lacks the right this act asks for."""

    sentence = "Votre compte n'a pas le droit de faire cette action. Adressez-vous à l'administration du Département."


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that a record still lacks: the form field that holds it, and what to do."""

    field: str
    sentence: str


class NotReady(DomainError):
    """A record is sent for validation only when everything asked is there; ``missing`` says what is not."""

    def __init__(self, missing: Sequence[Missing]) -> None:
        self.missing = tuple(missing)
        count = len(self.missing)
        super().__init__(
            "Il manque encore une information."
            if count == 1
            else f"Il manque encore {count}\u00a0informations."
        )
