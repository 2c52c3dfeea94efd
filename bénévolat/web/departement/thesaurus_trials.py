"""A phrase read, an edit tried on the evaluation phrases, then published or dropped.

A draft lives in its page only: what is not published leaves no trace.
"""

from dataclasses import dataclass
from hashlib import blake2s
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bénévolat.domain.enums import Audience, Constraint, Right
from bénévolat.domain.errors import DomainError
from bénévolat.domain.thesaurus import EditKind, MisreadingStatus
from bénévolat.extensions import Intent, begin_as, db, release, transaction
from bénévolat.matching.reading import Reading, read
from bénévolat.matching.thesaurus_edits import Edit, leading
from bénévolat.matching.thesaurus_trial import Comparison, compare
from bénévolat.models.thesaurus import Misreading, ThesaurusEdit
from bénévolat.services import misreadings, thesaurus, thesaurus_phrases
from bénévolat.services.thesaurus import Trial
from bénévolat.web.access import AudienceBlueprint, actor, now
from bénévolat.web.departement.thesaurus import published_words
from bénévolat.web.departement.thesaurus_forms import EditForm, ReadForm
from bénévolat.web.departement.thesaurus_words import counts_words, edit_words

bp = AudienceBlueprint(
    "departement_thesaurus_trials",
    __name__,
    audience=Audience.DEPARTEMENT,
    right=Right.ADMINISTER,
    url_prefix="/departement/thesaurus",
)

KINDS = {
    "ajouter": EditKind.ADD_ALIAS,
    "exclure": EditKind.EXCLUDE,
    "deplacer": EditKind.MOVE,
    "fusionner": EditKind.MERGE,
    "creer": EditKind.ADD_CONCEPT,
}
"""How the kinds of edits are written in addresses."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A trial as its page shows it: the edit in words, what to look at, both readings, the phrases."""

    words: str
    cautions: list[str]
    readings: list[tuple[str, Reading, Reading]]
    comparison: Comparison
    counts: str


@bp.route("/phrase", methods=["GET", "POST"])
def read_phrase() -> ResponseReturnValue:
    """Read a phrase with the thesaurus in force."""
    _only_read()
    form = ReadForm()
    reading = None
    if form.validate_on_submit():
        reading = read(str(form.phrase.data), thesaurus.lexicon(db.session()))
    page = render_template(
        "departement/thesaurus/read.html", form=form, reading=reading, constraints=_constraints(reading)
    )
    return page, 422 if form.errors else 200


def _constraints(reading: Reading | None) -> list[str]:
    known = {member.value: member.label for member in Constraint}
    return [known[code] for code in (reading.constraints if reading else ()) if code in known]


@bp.route("/corriger/<any(ajouter,exclure,deplacer,fusionner,creer):what>", methods=["GET", "POST"])
def edit(what: str) -> ResponseReturnValue:
    """Try an edit and show what it changes; publish the very edit that was tried."""
    _only_read()
    kind, session = KINDS[what], db.session()
    lexicon = thesaurus.lexicon(session)
    form = EditForm()
    form.prepare(kind, {code: concept.label for code, concept in lexicon.thesaurus.concepts.items()})
    shown = None
    if form.validate_on_submit():
        draft = form.edit(kind)
        try:
            if "publish" in request.form and form.tried.data == _mark(draft):
                return _publish(draft, form)
            trial = thesaurus.try_edit(session, draft)
        except DomainError as refusal:
            form.add_refusal(refusal)
        else:
            form.tried.data = _mark(draft)
            shown = _show(trial, str(form.phrase.data))
    page = render_template("departement/thesaurus/edit.html", form=form, kind=kind, what=what, shown=shown)
    return page, 422 if form.errors else 200


def _only_read() -> None:
    """Hold no lock while words are read: most posts of these pages write nothing (D1)."""
    release()
    begin_as(Intent.READ)


def _mark(draft: Edit) -> str:
    """Return a short text that stands for an edit: what is published is what was tried."""
    return blake2s(repr(draft).encode(), digest_size=12).hexdigest()


def _show(trial: Trial, phrase: str) -> Shown:
    phrases = [words for words in (trial.edit.words, phrase) if words]
    comparison = compare(trial.before, trial.after, thesaurus_phrases.every(db.session()))
    return Shown(
        edit_words(trial.edit, thesaurus.labels(db.session())),
        _cautions(trial),
        [(words, read(words, trial.before), read(words, trial.after)) for words in phrases],
        comparison,
        counts_words(comparison),
    )


def _cautions(trial: Trial) -> list[str]:
    """Return what deserves a look before publishing."""
    draft, before = trial.edit, trial.before
    said = []
    if draft.kind in {EditKind.ADD_ALIAS, EditKind.ADD_CONCEPT}:
        others = [
            before.labels[code] for code in leading(before.thesaurus, draft.words) if code != draft.concept
        ]
        if others:
            listed = ", ".join(f"«\u00a0{label}\u00a0»" for label in others)
            said.append(
                f"Ce mot mène déjà à {listed}\u00a0: il mènera aux deux. "
                "S'il ne doit mener qu'ici, déplacez-le plutôt."
            )
    if draft.words and read(draft.words, before) == read(draft.words, trial.after):
        said.append("Ces mots sont lus comme avant\u00a0: la correction n'a peut-être pas d'effet.")
    return said


def _publish(draft: Edit, form: EditForm) -> ResponseReturnValue:
    with transaction() as session:
        row = thesaurus.publish(session, draft, by=actor(), now=now())
        misreading = _misreading(form)
        if misreading is not None:
            misreadings.treat(session, misreading, row.number, by=actor(), now=now())
    flash(published_words(thesaurus.version(db.session())), "success")
    return redirect(_after(row, misreading), 303)


def _misreading(form: EditForm) -> Misreading | None:
    try:
        found = db.session.get(Misreading, UUID(str(form.misreading.data)))
    except ValueError:
        return None
    return found if found is not None and found.status is MisreadingStatus.OPEN else None


def _after(row: ThesaurusEdit, misreading: Misreading | None) -> str:
    if misreading is not None:
        return url_for("departement_misreadings.index")
    return url_for("departement_thesaurus.show", code=row.into or row.concept)
