"""Who does an act: written in every log row, never guessed."""

from dataclasses import dataclass
from typing import Self
from uuid import UUID

from bénévolat.domain.labels import LabelledEnum


class ActorKind(LabelledEnum):
    """Kind of author of an act."""

    ASSOCIATION = "association", "Association"
    TRAVAILLEUR_SOCIAL = "travailleur_social", "Travailleur social"
    DEPARTEMENT = "departement", "Département"
    ALLOCATAIRE = "allocataire", "La personne"
    SYSTEM = "system", "Traitement automatique"


@dataclass(frozen=True, slots=True)
class Actor:
    """Author of an act.

    ``account_id`` for professionals, ``profile_id`` for the person, neither for a job or a command.
    """

    kind: ActorKind
    account_id: UUID | None = None
    profile_id: UUID | None = None

    @classmethod
    def system(cls) -> Self:
        """Return the author of scheduled jobs and commands."""
        return cls(ActorKind.SYSTEM)

    @classmethod
    def person(cls, profile_id: UUID) -> Self:
        """Return the person acting from their own space."""
        return cls(ActorKind.ALLOCATAIRE, profile_id=profile_id)
