"""Published edits of the thesaurus, evaluation phrases, «mal compris»."""

from typing import Any

from sqlalchemy import func, select

from bénévolat.domain.thesaurus import EditKind, MisreadingStatus
from bénévolat.models.thesaurus import Misreading, ThesaurusEdit, ThesaurusPhrase
from tests.factories.accounts import AccountMaker


class ThesaurusMaker(AccountMaker):
    """Makes what the Département keeps about the thesaurus."""

    def thesaurus_edit(self, **values: Any) -> ThesaurusEdit:
        """Return the next published edit: a word added to gardening, unless it is said otherwise."""
        last = self.session.scalar(select(func.max(ThesaurusEdit.number))) or 0
        given: dict[str, Any] = {
            "number": last + 1,
            "kind": EditKind.ADD_ALIAS,
            "concept": "gardening",
            "words": f"binette{last + 1}",
            "published_at": self.now,
        }
        if "author" not in values:
            given["author"] = self.administrator()
        return self._keep(ThesaurusEdit(**{**given, **values}))

    def thesaurus_phrase(
        self, text: str | None = None, expected: tuple[str, ...] = (), **values: Any
    ) -> ThesaurusPhrase:
        """Return an evaluation phrase."""
        given: dict[str, Any] = {
            "text": text or f"Une phrase à essayer, numéro {next(self._numbers)}",
            "expected": list(expected),
            "created_at": self.now,
            "updated_at": self.now,
        }
        return self._keep(ThesaurusPhrase(**{**given, **values}))

    def misreading(self, **values: Any) -> Misreading:
        """Return an open report: «potager» was read as gardening in a mission."""
        given: dict[str, Any] = {
            "said": "potager",
            "offer_title": "Dessiner un jardin",
            "found": "jardin",
            "concept": "gardening",
            "status": MisreadingStatus.OPEN,
            "reported_at": self.now,
        }
        if "reporter" not in values:
            given["reporter"] = self.travailleur_social()
        return self._keep(Misreading(**{**given, **values}))
