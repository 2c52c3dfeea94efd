"""Letters to people followed: why one is sent, to whom, in which form."""

from bénévolat.domain.errors import DomainError
from bénévolat.domain.labels import LabelledEnum

MOST = 500
"""Letters of one order."""


class LetterKind(LabelledEnum):
    """What a letter says. It names no mission, no association and no place: somebody else may open it (R52)."""

    WAITING = "waiting", "Une proposition attend leur réponse"
    CARD = "card", "Elles n'ont pas de carte"
    CALL = "call", "Reprendre contact"


class LetterForm(LabelledEnum):
    """How the letters are handed over."""

    PDF = "pdf", "Un seul PDF, à imprimer d'un coup"
    ZIP = "zip", "Un ZIP, un PDF par personne"


class NobodyToWrite(DomainError):
    """A batch holds at least one letter."""

    sentence = "Choisissez au moins une personne."


class TooManyLetters(DomainError):
    """A batch is made at once."""

    sentence = f"Pas plus de {MOST}\u00a0courriers à la fois\u00a0: faites-en plusieurs."
