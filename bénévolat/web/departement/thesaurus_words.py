"""An edit of the thesaurus in words, and the counts of a trial."""

from collections.abc import Mapping

from bénévolat.domain.thesaurus import EditKind
from bénévolat.matching.thesaurus_edits import Edit
from bénévolat.matching.thesaurus_trial import Comparison
from bénévolat.models.thesaurus import ThesaurusEdit
from bénévolat.web.formats import plural

_SENTENCES = {
    EditKind.ADD_ALIAS: "{words} mène à {concept}.",
    EditKind.EXCLUDE: "{words} ne mène plus à {concept}.",
    EditKind.MOVE: "{words} passe de {concept} à {into}.",
    EditKind.MERGE: "{concept} est fusionné dans {into}.",
    EditKind.ADD_CONCEPT: "Nouveau concept\u00a0: {concept}.",
}


def edit_words(edit: Edit | ThesaurusEdit, labels: Mapping[str, str]) -> str:
    """Return what an edit does, with the names of its concepts."""
    if edit.kind is EditKind.UNDO:
        return f"La correction n°\u00a0{edit.undoes} est annulée."
    return _SENTENCES[edit.kind].format(
        words=_quoted(edit.words),
        concept=_quoted(labels.get(edit.concept) or edit.words or edit.concept),
        into=_quoted(labels.get(edit.into, edit.into)),
    )


def _quoted(words: str) -> str:
    return f"«\u00a0{words}\u00a0»"


def counts_words(comparison: Comparison) -> str:
    """Return «2 phrases lues autrement, 0 perdue, 1 gagnée»."""
    if not comparison.total:
        return "Aucune phrase d'essai n'est encore enregistrée."
    if not comparison.changes:
        return f"Aucune des {comparison.total} phrases d'essai n'est lue autrement."
    return (
        f"{plural(len(comparison.changes), 'phrase lue autrement', 'phrases lues autrement')}, "
        f"{plural(comparison.lost, 'perdue')}, {plural(comparison.won, 'gagnée')}, "
        f"sur {comparison.total}."
    )
