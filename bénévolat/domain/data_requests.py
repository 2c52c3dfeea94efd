"""What a person asks about their own data, and the month there is to answer (R43, RGPD 12, 16, 17, 21)."""

from datetime import date

from bénévolat.domain.contracts import add_months
from bénévolat.domain.enums import Channel
from bénévolat.domain.errors import DomainError
from bénévolat.domain.french import plural
from bénévolat.domain.labels import LabelledEnum

MOST_SIGNS = 1000
SOON_DAYS = 7
"""A request that must be answered within these days is told again to the référent."""


class RequestKind(LabelledEnum):
    """What is asked."""

    RECTIFY = "rectify", "Corriger mes informations"
    OBJECT = "object", "Ne plus recevoir de missions proposées"
    ERASE = "erase", "Effacer mes informations"
    OTHER = "other", "Une autre demande"


class RequestStatus(LabelledEnum):
    """Where a request stands."""

    OPEN = "open", "En attente de réponse"
    ANSWERED = "answered", "Réponse donnée"
    WITHDRAWN = "withdrawn", "Annulée par la personne"


class Outcome(LabelledEnum):
    """What was answered."""

    DONE = "done", "C'est fait"
    PARTLY = "partly", "C'est fait en partie"
    REFUSED = "refused", "Ce n'est pas possible"


LIMITS: dict[RequestKind, str] = {
    RequestKind.RECTIFY: "Un mois clos ne change plus : la correction est ajoutée au mois suivant.",
    RequestKind.OBJECT: (
        "Aucune mission n'est plus cherchée ni proposée, dès maintenant. Un engagement déjà commencé continue, "
        "jusqu'à ce que vous l'arrêtiez. Votre suivi par le Département continue."
    ),
    RequestKind.ERASE: (
        "Le Département garde ce que la loi lui demande de garder. Les heures sont gardées sans votre nom."
    ),
    RequestKind.OTHER: "",
}
"""What a request cannot do, said before it is made."""

ANSWERABLE = (Channel.SCREEN, Channel.ORAL, Channel.PHONE, Channel.PAPER)
"""How the person gets the answer: always in their space, and told or handed over when they cannot read it there."""


def due_on(asked_on: date) -> date:
    """Return the last day to answer: one month after the day it was asked (RGPD 12.3)."""
    return add_months(asked_on, 1)


def left_words(last_day: date, today: date) -> str:
    """Return what is left of the month: «il reste 12 jours», «à répondre aujourd'hui», «en retard de 3 jours»."""
    left = (last_day - today).days
    if left < 0:
        return f"en retard de {plural(-left, 'jour')}"
    return f"il reste {plural(left, 'jour')}" if left else "à répondre aujourd'hui"


class AskedInFuture(DomainError):
    """Nobody asks tomorrow."""

    sentence = "La demande ne peut pas être faite dans le futur. Vérifiez la date."
    field = "asked_on"


class WordsNeeded(DomainError):
    """What is to be corrected has to be said."""

    sentence = "Écrivez ce qui est à changer."
    field = "text"


class AnswerNeeded(DomainError):
    """An answer says something: above all a refusal."""

    sentence = "Écrivez la réponse, avec des mots simples. Si vous refusez, dites pourquoi."
    field = "answer"


class AlreadyOpen(DomainError):
    """The same thing waits already."""

    sentence = "Cette demande est déjà faite. Elle attend une réponse."


class AlreadyAnswered(DomainError):
    """Somebody answered or withdrew it at the same instant."""

    sentence = "Cette demande n'attend plus de réponse. Relisez la page."


class Objected(DomainError):
    """The person said no to being proposed missions: only they may change their mind."""

    sentence = (
        "La personne ne veut plus qu'on lui propose des missions. Si elle change d'avis, notez-le d'abord "
        "dans « Ses données »."
    )
