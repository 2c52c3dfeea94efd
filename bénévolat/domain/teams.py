"""Teams and sectors (R68): the refusals."""

from bénévolat.domain.errors import DomainError


class NameTaken(DomainError):
    """Another team, or another sector, has this name."""

    sentence = "Ce nom est déjà pris. Choisissez-en un autre."
    field = "name"


class UnknownCommunes(DomainError):
    """Lines of a list of communes that could not be read; ``sentences`` holds one per line."""

    field = "communes"

    def __init__(self, sentences: list[str]) -> None:
        self.sentences = sentences
        super().__init__(" ".join(sentences))
