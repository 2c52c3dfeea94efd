"""Life of an offer (product.md «Lives»)."""

from bénévolat.domain.actors import ActorKind
from bénévolat.domain.errors import DomainError
from bénévolat.domain.labels import LabelledEnum


class OfferStatus(LabelledEnum):
    """Status of an offer."""

    DRAFT = "draft", "Brouillon"
    SUBMITTED = "submitted", "En attente de validation"
    PUBLISHED = "published", "Publiée"
    PAUSED = "paused", "En pause"
    REFUSED = "refused", "À corriger"
    CLOSED = "closed", "Fermée"


class OfferAction(LabelledEnum):
    """What may be done to an offer."""

    SUBMIT = "submit", "Demander la publication"
    PUBLISH = "publish", "Publier"
    REFUSE = "refuse", "Renvoyer à l'association"
    REWORK = "rework", "Reprendre en brouillon"
    PAUSE = "pause", "Mettre en pause"
    RESUME = "resume", "Reprendre"
    CLOSE = "close", "Fermer"


_S, _A = OfferStatus, OfferAction

TRANSITIONS: dict[tuple[OfferAction, OfferStatus], OfferStatus] = {
    (_A.SUBMIT, _S.DRAFT): _S.SUBMITTED,
    (_A.REWORK, _S.SUBMITTED): _S.DRAFT,
    (_A.PUBLISH, _S.SUBMITTED): _S.PUBLISHED,
    (_A.REFUSE, _S.SUBMITTED): _S.REFUSED,
    (_A.REWORK, _S.REFUSED): _S.DRAFT,
    (_A.PAUSE, _S.PUBLISHED): _S.PAUSED,
    (_A.RESUME, _S.PAUSED): _S.PUBLISHED,
    (_A.REWORK, _S.PAUSED): _S.DRAFT,
    (_A.CLOSE, _S.PUBLISHED): _S.CLOSED,
    (_A.CLOSE, _S.PAUSED): _S.CLOSED,
    (_A.CLOSE, _S.DRAFT): _S.CLOSED,
    (_A.CLOSE, _S.REFUSED): _S.CLOSED,
}

_HOSTS = frozenset({ActorKind.ASSOCIATION})
_VALIDATORS = frozenset({ActorKind.DEPARTEMENT})

ALLOWED: dict[OfferAction, frozenset[ActorKind]] = {
    _A.SUBMIT: _HOSTS,
    _A.PUBLISH: _VALIDATORS,
    _A.REFUSE: _VALIDATORS,
    _A.REWORK: _HOSTS,
    _A.PAUSE: _HOSTS | _VALIDATORS | {ActorKind.SYSTEM},
    _A.RESUME: _HOSTS,
    _A.CLOSE: _HOSTS | _VALIDATORS | {ActorKind.SYSTEM},
}

EDITABLE = frozenset({_S.DRAFT, _S.REFUSED})
"""Statuses in which every field may be rewritten; a published offer goes through pause and rework."""

MAX_WEEKLY_MINUTES = 35 * 60
WARNING_WEEKLY_MINUTES = 7 * 60


class TooManyHours(DomainError):
    """R18: no offer above 35 hours a week."""

    sentence = "Une mission ne peut pas dépasser 35 heures par semaine. Réduisez la durée ou le nombre de séances."
    field = "session_minutes"


class NotReady(DomainError):
    """An offer is submitted only when what R15 and R16 ask is there."""


class CapacityBelowTaken(DomainError):
    """The capacity cannot go under the places already held."""

    field = "supervision_capacity"

    def __init__(self, taken: int) -> None:
        noun = "personne est déjà accompagnée" if taken == 1 else "personnes sont déjà accompagnées"
        super().__init__(f"{taken} {noun} ou attendue{'s' if taken > 1 else ''} : indiquez au moins {taken}.")
