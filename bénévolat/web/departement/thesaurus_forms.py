"""Forms of the thesaurus: an edit to try, a phrase to read, an evaluation phrase."""

from collections.abc import Iterable, Mapping

from flask import request

from bénévolat.domain.names import fold
from bénévolat.domain.thesaurus import EditKind
from bénévolat.matching.thesaurus_edits import LONGEST_WORDS, Edit
from bénévolat.web.fields import ChoiceSelect, Form, HiddenField, Required, ShortText, StrippedString

MOST_EXPECTED = 3

_WORDS = {
    EditKind.ADD_ALIAS: "Le mot ou l'expression à ajouter",
    EditKind.EXCLUDE: "Le mot ou l'expression qui ne mène pas ici",
    EditKind.MOVE: "Le mot ou l'expression à déplacer",
    EditKind.ADD_CONCEPT: "Le nom du concept",
}
_CONCEPT = {
    EditKind.ADD_ALIAS: "Concept",
    EditKind.EXCLUDE: "Concept",
    EditKind.MOVE: "Concept de départ",
    EditKind.MERGE: "Concept qui disparaît",
}
_INTO = {
    EditKind.MOVE: "Concept d'arrivée",
    EditKind.MERGE: "Concept qui le reçoit",
}
HIDDEN_LENGTH = 80


class _Hidden(HiddenField):  # type: ignore[misc]
    """A value that comes back with the form; one that is too long is an empty one."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take the value."""
        typed = valuelist[0] if valuelist else ""
        self.data = typed if len(typed) <= HIDDEN_LENGTH else ""


class EditForm(Form):
    """An edit to try, with only the fields that its kind needs, and a phrase of one's own to try it on."""

    concept = ChoiceSelect("Concept", [Required("Choisissez un concept.")])
    words = StrippedString(
        "Mot",
        [Required("Écrivez un mot ou une expression.")],
        description="Un seul à la fois. Les accents, le pluriel et le féminin sont compris.",
        max_length=LONGEST_WORDS,
        render_kw={"autocomplete": "off"},
    )
    into = ChoiceSelect("Concept", [Required("Choisissez un concept.")])
    phrase = StrippedString(
        "Une phrase à essayer",
        description="Elle n'est pas gardée.",
        max_length=300,
        render_kw={"autocomplete": "off"},
    )
    tried = _Hidden()
    misreading = _Hidden()

    def prepare(self, kind: EditKind, labels: Mapping[str, str]) -> None:
        """Keep the fields of this kind of edit; offer the concepts; take what the address proposes."""
        for name, texts in (("concept", _CONCEPT), ("words", _WORDS), ("into", _INTO)):
            if kind in texts:
                self[name].label.text = texts[kind]
            else:
                del self[name]
        rows = by_label(labels)
        for name in ("concept", "into"):
            if name in self:
                self[name].choices = rows
        if request.method != "POST":
            self._take_from_address({code for code, _ in rows})

    def _take_from_address(self, codes: set[str]) -> None:
        for name, key in (("concept", "concept"), ("into", "vers")):
            if name in self and request.args.get(key, "") in codes:
                self[name].data = request.args[key]
        if "words" in self:
            self["words"].data = self["words"].clean(request.args.get("mots", "")[:LONGEST_WORDS])
        self.misreading.data = request.args.get("mal_compris", "")[:HIDDEN_LENGTH]

    def edit(self, kind: EditKind) -> Edit:
        """Return what was typed."""
        concept, words, into = (
            str(self[name].data or "") if name in self else "" for name in ("concept", "words", "into")
        )
        return Edit(kind, concept, words, into)


def by_label(labels: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return (code, label) pairs in the order of the labels."""
    return sorted(labels.items(), key=lambda pair: (fold(pair[1]), pair[0]))


class ReadForm(Form):
    """A phrase to read."""

    phrase = ShortText(
        "Phrase",
        [Required("Écrivez une phrase.")],
        description="Comme une personne la dirait\u00a0: «\u00a0j'aime bricoler, pas de foule\u00a0». "
        "Elle n'est pas gardée.",
        max_length=300,
    )


class PhraseForm(Form):
    """An evaluation phrase and the concepts it must lead to."""

    text = ShortText(
        "Phrase",
        [Required("Écrivez une phrase.")],
        description="Inventée\u00a0: rien qui vienne du dossier d'une personne.",
        max_length=300,
    )
    first = ChoiceSelect("Concept attendu", blank="Aucun\u00a0: la phrase ne doit mener nulle part")
    second = ChoiceSelect("Deuxième concept attendu", blank="Aucun")
    third = ChoiceSelect("Troisième concept attendu", blank="Aucun")

    def prepare(self, labels: Mapping[str, str]) -> None:
        """Offer the concepts."""
        for field in (self.first, self.second, self.third):
            field.choices = by_label(labels)

    def expect(self, codes: Iterable[str]) -> None:
        """Show the concepts expected so far."""
        for field, code in zip((self.first, self.second, self.third), codes, strict=False):
            field.data = code

    def expected(self) -> list[str]:
        """Return the codes chosen, each once."""
        chosen = [field.data for field in (self.first, self.second, self.third) if field.data]
        return list(dict.fromkeys(chosen))
