"""Life of a proposition (product.md «Lives», R9, R10, R29)."""

from bénévolat.domain.actors import ActorKind
from bénévolat.domain.errors import DomainError
from bénévolat.domain.labels import LabelledEnum


class PropositionStatus(LabelledEnum):
    """Status of a proposition."""

    PROPOSED = "proposed", "Proposée à la personne"
    AGREED = "agreed", "La personne est d'accord"
    TALK_FIRST = "talk_first", "La personne veut en parler"
    DECLINED = "declined", "La personne préfère autre chose"
    SUBMITTED = "submitted", "Envoyée à l'association"
    MEETING = "meeting", "Rencontre demandée"
    ACCEPTED = "accepted", "Acceptée"
    REFUSED = "refused", "L'association ne peut pas accueillir"
    WITHDRAWN = "withdrawn", "Retirée"
    EXPIRED = "expired", "Sans réponse"


class PropositionAction(LabelledEnum):
    """What may be done to a proposition."""

    AGREE = "agree", "Oui, cela m'intéresse"
    TALK = "talk", "Je veux en parler"
    DECLINE = "decline", "Non, pas cette mission"
    SUBMIT = "submit", "Envoyer à l'association"
    MEET = "meet", "Demander une rencontre"
    ACCEPT = "accept", "Accueillir la personne"
    REFUSE = "refuse", "Ne pas pouvoir accueillir"
    WITHDRAW = "withdraw", "Retirer"
    EXPIRE = "expire", "Clore sans réponse"


_S, _A = PropositionStatus, PropositionAction
_OPEN_TO_PERSON = (_S.PROPOSED, _S.AGREED, _S.TALK_FIRST, _S.DECLINED)

TRANSITIONS: dict[tuple[PropositionAction, PropositionStatus], PropositionStatus] = {
    # The person may change their mind until the association has received the proposition.
    **{(_A.AGREE, s): _S.AGREED for s in _OPEN_TO_PERSON if s is not _S.AGREED},
    **{(_A.TALK, s): _S.TALK_FIRST for s in _OPEN_TO_PERSON if s is not _S.TALK_FIRST},
    **{(_A.DECLINE, s): _S.DECLINED for s in _OPEN_TO_PERSON if s is not _S.DECLINED},
    (_A.SUBMIT, _S.AGREED): _S.SUBMITTED,
    (_A.MEET, _S.SUBMITTED): _S.MEETING,
    (_A.ACCEPT, _S.SUBMITTED): _S.ACCEPTED,
    (_A.ACCEPT, _S.MEETING): _S.ACCEPTED,
    (_A.REFUSE, _S.SUBMITTED): _S.REFUSED,
    (_A.REFUSE, _S.MEETING): _S.REFUSED,
    **{
        (_A.WITHDRAW, s): _S.WITHDRAWN
        for s in (_S.PROPOSED, _S.AGREED, _S.TALK_FIRST, _S.SUBMITTED, _S.MEETING)
    },
    **{(_A.EXPIRE, s): _S.EXPIRED for s in (_S.PROPOSED, _S.AGREED, _S.TALK_FIRST, _S.SUBMITTED, _S.MEETING)},
}

_PERSON_OR_REFERENT = frozenset({ActorKind.ALLOCATAIRE, ActorKind.TRAVAILLEUR_SOCIAL})
_REFERENT = frozenset({ActorKind.TRAVAILLEUR_SOCIAL})
_HOSTS = frozenset({ActorKind.ASSOCIATION})

ALLOWED: dict[PropositionAction, frozenset[ActorKind]] = {
    _A.AGREE: _PERSON_OR_REFERENT,
    _A.TALK: _PERSON_OR_REFERENT,
    _A.DECLINE: _PERSON_OR_REFERENT,
    _A.SUBMIT: _REFERENT,
    _A.MEET: _HOSTS,
    _A.ACCEPT: _HOSTS,
    _A.REFUSE: _HOSTS,
    _A.WITHDRAW: _PERSON_OR_REFERENT,
    _A.EXPIRE: frozenset({ActorKind.SYSTEM}),
}

HOLDING = frozenset({_S.SUBMITTED, _S.MEETING})
"""Statuses that hold a supervised place before any engagement exists."""

LIVE = frozenset({_S.PROPOSED, _S.AGREED, _S.TALK_FIRST, _S.SUBMITTED, _S.MEETING})
"""At most one live proposition per person and offer; three per person before submission."""

WITH_PERSON = frozenset({_S.PROPOSED, _S.AGREED, _S.TALK_FIRST})
"""Live propositions that the association has not received."""

SEEN_BY_ASSOCIATION = frozenset({_S.SUBMITTED, _S.MEETING, _S.ACCEPTED, _S.REFUSED})
"""The association sees a proposition only after the person's agreement (domain §1.8)."""

MAX_WITH_PERSON = 3
"""Propositions put before a person at the same time (product.md)."""


class TooManyPropositions(DomainError):
    """Three missions at most are put before a person at once."""

    sentence = (
        "Trois missions sont déjà proposées à cette personne. "
        "Retirez-en une ou attendez sa réponse avant d'en proposer une autre."
    )


class AlreadyProposed(DomainError):
    """One live proposition per person and offer."""

    sentence = "Cette mission est déjà proposée à cette personne."


class FormerEmployer(DomainError):
    """R19, L5425-8: never with a former employer."""

    sentence = (
        "Cette personne a été salariée de cette association : la loi ne permet pas d'y faire du bénévolat "
        "à la place d'un emploi. Choisissez une autre association."
    )
    field = "former_employee"


class NoAgreement(DomainError):
    """Nothing is sent to an association without the person's recorded agreement (R10)."""

    sentence = (
        "L'accord de la personne n'est pas enregistré. Notez sa réponse avant d'envoyer la proposition."
    )


class ProfileNotActive(DomainError):
    """Missions are put only before a person whose profile is active: they agreed to volunteer (R10)."""

    sentence = (
        "Ce profil n'est pas actif. Recueillez l'accord de la personne pour faire du bénévolat, puis "
        "ouvrez ou reprenez son profil."
    )


class OfferNotOpen(DomainError):
    """Only a published offer of a validated association can be proposed."""

    sentence = "Cette offre n'est plus publiée. Choisissez une autre mission."


class HostNotValidated(DomainError):
    """Nobody is welcomed while the Département looks at the association again."""

    sentence = (
        "Le Département relit la fiche de votre association. Vous pourrez accueillir cette personne quand elle "
        "sera de nouveau validée\u00a0: la place reste gardée."
    )


class MonthlyCapReached(DomainError):
    """The association asked not to receive more propositions this month."""

    sentence = (
        "L'association a atteint le nombre de propositions qu'elle peut recevoir ce mois-ci. "
        "Envoyez celle-ci le mois prochain ou choisissez une autre mission."
    )
