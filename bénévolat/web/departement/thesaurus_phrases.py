"""Evaluation phrases of the thesaurus: listed with what is read of them today, added, changed, removed."""

from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bénévolat.domain.enums import Audience, Right
from bénévolat.domain.errors import DomainError
from bénévolat.extensions import db, transaction
from bénévolat.matching.thesaurus_trial import Phrase, change_of, compare
from bénévolat.models.thesaurus import ThesaurusPhrase
from bénévolat.services import thesaurus, thesaurus_phrases
from bénévolat.web.access import AudienceBlueprint, now
from bénévolat.web.departement.thesaurus_forms import PhraseForm
from bénévolat.web.lists import paginated

bp = AudienceBlueprint(
    "departement_thesaurus_phrases",
    __name__,
    audience=Audience.DEPARTEMENT,
    right=Right.ADMINISTER,
    url_prefix="/departement/thesaurus/phrases",
)


@bp.get("")
def index() -> ResponseReturnValue:
    """List the phrases, with the concepts expected and those read."""
    session = db.session()
    lexicon = thesaurus.lexicon(session)
    page = paginated(thesaurus_phrases.in_order())
    every = thesaurus_phrases.every(session)
    return render_template(
        "departement/thesaurus/phrases.html",
        page=page,
        rows=[
            (row, change_of(Phrase(row.text, tuple(row.expected)), lexicon, lexicon)) for row in page.items
        ],
        right=compare(lexicon, lexicon, every).right,
        total=len(every),
    )


@bp.post("/charger")
def load() -> ResponseReturnValue:
    """Put the phrases of the seed into an empty list."""
    with transaction() as session:
        added = thesaurus_phrases.load_seed(session, now=now())
    flash(
        f"{added}\u00a0phrases ajoutées." if added else "La liste n'est pas vide\u00a0: rien n'a changé.",
        "success",
    )
    return redirect(url_for(".index"), 303)


@bp.route("/nouvelle", methods=["GET", "POST"])
def create() -> ResponseReturnValue:
    """Add a phrase."""
    form = _form()
    if form.validate_on_submit():
        try:
            with transaction() as session:
                thesaurus_phrases.add(session, text=str(form.text.data), expected=form.expected(), now=now())
        except DomainError as refusal:
            form.add_refusal(refusal)
        else:
            return _done("La phrase est ajoutée.", form)
    return _page(form, None)


@bp.route("/<uuid:phrase_id>", methods=["GET", "POST"])
def edit(phrase_id: UUID) -> ResponseReturnValue:
    """Change a phrase."""
    phrase = _phrase(phrase_id)
    form = _form(phrase)
    if form.validate_on_submit():
        try:
            with transaction() as session:
                thesaurus_phrases.change(
                    session, phrase, text=str(form.text.data), expected=form.expected(), now=now()
                )
        except DomainError as refusal:
            form.add_refusal(refusal)
        else:
            return _done("La phrase est enregistrée.", form)
    return _page(form, phrase)


@bp.post("/<uuid:phrase_id>/supprimer")
def remove(phrase_id: UUID) -> ResponseReturnValue:
    """Take a phrase off the list."""
    phrase = _phrase(phrase_id)
    with transaction() as session:
        thesaurus_phrases.remove(session, phrase)
    flash("La phrase est supprimée de la liste.", "success")
    return redirect(url_for(".index"), 303)


def _phrase(phrase_id: UUID) -> ThesaurusPhrase:
    return db.session.get(ThesaurusPhrase, phrase_id) or abort(404)


def _form(phrase: ThesaurusPhrase | None = None) -> PhraseForm:
    lexicon = thesaurus.lexicon(db.session())
    form = PhraseForm(data={"text": phrase.text} if phrase else {})
    form.prepare(lexicon.labels)
    if phrase is not None and request.method != "POST":
        form.expect(code for code in map(lexicon.follow, phrase.expected) if code)
    return form


def _page(form: PhraseForm, phrase: ThesaurusPhrase | None) -> ResponseReturnValue:
    page = render_template("departement/thesaurus/phrase.html", form=form, phrase=phrase)
    return page, 422 if form.errors else 200


def _done(sentence: str, form: PhraseForm) -> ResponseReturnValue:
    for warning in form.warnings():
        flash(warning, "warning")
    flash(sentence, "success")
    return redirect(url_for(".index"), 303)
