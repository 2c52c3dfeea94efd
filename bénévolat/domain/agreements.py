"""Agreements of the person: given some day, by some channel; withdrawn at any time (R10)."""

from bénévolat.domain.enums import Channel
from bénévolat.domain.errors import DomainError

THROUGH_AGENT = (Channel.ORAL, Channel.PHONE, Channel.PAPER)
"""Channels an agent may write down; «screen» is kept for the person's own hand."""


class AgreementInFuture(DomainError):
    """Nobody agrees tomorrow."""

    sentence = "L'accord ne peut pas être donné dans le futur. Vérifiez la date."
    field = "given_on"


class NotThroughAgent(DomainError):
    """Only the person answers on their own screen."""

    sentence = "Indiquez comment la personne vous a répondu\u00a0: de vive voix, par téléphone ou sur papier."
    field = "channel"
