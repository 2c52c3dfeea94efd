"""The thesaurus corrected on screen: kinds of edits, states of a «mal compris», and the refusals."""

from bénévolat.domain.errors import DomainError
from bénévolat.domain.labels import LabelledEnum


class EditKind(LabelledEnum):
    """What an edit does. Edits are only ever added: to undo is an edit too."""

    ADD_ALIAS = "add_alias", "Ajouter un mot à un concept"
    EXCLUDE = "exclude", "Exclure un mot d'un concept"
    MOVE = "move", "Déplacer un mot vers un autre concept"
    MERGE = "merge", "Fusionner un concept dans un autre"
    ADD_CONCEPT = "add_concept", "Créer un concept"
    UNDO = "undo", "Annuler une correction"


class MisreadingStatus(LabelledEnum):
    """Life of a «mal compris» reported by a travailleur social."""

    OPEN = "open", "À traiter"
    TREATED = "treated", "Traité"
    DISMISSED = "dismissed", "Écarté"


class EditRefused(DomainError):
    """An edit cannot be made on the thesaurus as it is."""


class UnknownConcept(EditRefused):
    """The concept does not exist, or exists no longer."""

    sentence = "Ce concept n'existe pas, ou n'existe plus. Choisissez-en un dans la liste."
    field = "concept"


class EmptyWords(EditRefused):
    """The words hold nothing that the engine compares."""

    sentence = (
        "Ces mots ne disent rien à eux seuls\u00a0: le moteur les laisse de côté. "
        "Écrivez un mot plus précis, ou une expression."
    )
    field = "words"


class TooManyWords(EditRefused):
    """More than one word or expression, or a sentence."""

    sentence = "Écrivez un seul mot ou une seule expression, sans virgule, de six mots au plus."
    field = "words"


class AlreadySo(EditRefused):
    """The thesaurus already says so."""

    sentence = "C'est déjà le cas\u00a0: cette correction ne changerait rien."
    field = "words"


class SameConcept(EditRefused):
    """A concept cannot go into itself, directly or through concepts merged before."""

    sentence = (
        "Ces deux concepts n'en font qu'un\u00a0: l'un est déjà fusionné dans l'autre. "
        "Choisissez un autre concept, ou annulez d'abord la fusion."
    )
    field = "into"


class LabelTaken(EditRefused):
    """A concept of this name exists."""

    sentence = "Un concept porte déjà ce nom. Choisissez-en un autre."
    field = "words"


class NotInForce(EditRefused):
    """The edit to undo is not in force: undone meanwhile, or unknown."""

    sentence = "Cette correction n'est plus en vigueur\u00a0: elle a déjà été annulée."
    field = None


class StillNeeded(EditRefused):
    """A later edit stands on the one to undo."""

    def __init__(self, numbers: list[int]) -> None:
        self.numbers = numbers
        listed = ", ".join(f"n°\u00a0{number}" for number in numbers)
        super().__init__(f"D'autres corrections s'appuient sur celle-ci\u00a0: annulez d'abord {listed}.")


class PhraseTaken(DomainError):
    """The same evaluation phrase is already in the list."""

    sentence = "Cette phrase est déjà dans la liste."
    field = "text"


class TooManyPhrases(DomainError):
    """The list of evaluation phrases is full."""

    sentence = "La liste est pleine\u00a0: supprimez une phrase avant d'en ajouter une."
    field = "text"
