"""What an association may say differs of a session: facts of its own notes, never a word on the person (A3)."""

from bénévolat.domain.labels import LabelledEnum


class Difference(LabelledEnum):
    """What differs between a session as declared and the association's notes."""

    TIMES = "times", "Le jour, l'heure ou la durée"
    NOT_NOTED = "not_noted", "Nous n'avons pas cette séance dans nos notes"
