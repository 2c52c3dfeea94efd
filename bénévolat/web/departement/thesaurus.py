"""The thesaurus read on screen: concepts, one concept, the history of its edits, an edit undone (R26)."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bénévolat.domain.enums import Audience, Right
from bénévolat.domain.names import fold
from bénévolat.domain.thesaurus import EditRefused
from bénévolat.extensions import db, transaction
from bénévolat.matching.completion import complete
from bénévolat.matching.lexicon import Lexicon
from bénévolat.matching.thesaurus import Concept, Trade
from bénévolat.matching.thesaurus_trial import compare
from bénévolat.services import misreadings, thesaurus, thesaurus_phrases, thesaurus_reach
from bénévolat.web.access import AudienceBlueprint, actor, now
from bénévolat.web.departement.thesaurus_words import counts_words, edit_words
from bénévolat.web.lists import paginated, paginated_rows

bp = AudienceBlueprint(
    "departement_thesaurus",
    __name__,
    audience=Audience.DEPARTEMENT,
    right=Right.ADMINISTER,
    url_prefix="/departement/thesaurus",
)

FOUND_AT_MOST = 50
LONGEST_SEARCH = 80
SHOWN_EDITS = 10


@dataclass(frozen=True, slots=True)
class Found:
    """A concept of the list; ``name``: the word by which it was found, empty when it is its label."""

    code: str
    concept: Concept
    name: str = ""


@bp.get("")
def index() -> ResponseReturnValue:
    """List the concepts, or those that a word leads to."""
    session = db.session()
    lexicon = thesaurus.lexicon(session)
    asked = request.args.get("q", "").strip()[:LONGEST_SEARCH]
    return render_template(
        "departement/thesaurus/index.html",
        asked=asked,
        page=paginated_rows(_found(asked, lexicon) if asked else _every(lexicon)),
        version=lexicon.thesaurus.version,
        concepts=len(lexicon.thesaurus.concepts),
        words=sum(len(concept.aliases) for concept in lexicon.thesaurus.concepts.values()),
        phrases=thesaurus_phrases.count(session),
        waiting=misreadings.count_open(session),
        behind=thesaurus_reach.people_behind(session),
    )


def _every(lexicon: Lexicon) -> list[Found]:
    rows = [Found(code, concept) for code, concept in lexicon.thesaurus.concepts.items()]
    return sorted(rows, key=lambda row: (fold(row.concept.label), row.code))


def _found(asked: str, lexicon: Lexicon) -> list[Found]:
    known = lexicon.thesaurus.concepts
    return [
        Found(one.code, known[one.code], one.alias if one.alias != one.label else "")
        for one in complete(asked, lexicon, FOUND_AT_MOST)
        if one.code in known
    ]


@bp.get("/concepts/<code>")
def show(code: str) -> ResponseReturnValue:
    """Show a concept: its words, its relations, the trades that lead to it, the offers that have it."""
    session = db.session()
    lexicon = thesaurus.lexicon(session)
    followed = lexicon.follow(code)
    concept = lexicon.thesaurus.concepts.get(followed or "")
    if concept is None or followed is None:
        abort(404)
    if followed != code:
        return redirect(url_for(".show", code=followed), 303)
    labels = thesaurus.labels(session)
    edits = session.scalars(thesaurus.history(code).limit(SHOWN_EDITS)).all()
    return render_template(
        "departement/thesaurus/show.html",
        code=code,
        concept=concept,
        related=_related(code, lexicon),
        trades=_trades(code, lexicon),
        merged=[labels.get(old, old) for old, into in lexicon.merged.items() if into == code],
        offers=thesaurus_reach.offers_with(session, code, now=now()),
        edits=[(edit, edit_words(edit, labels)) for edit in edits],
    )


def _related(code: str, lexicon: Lexicon) -> Sequence[tuple[str, str]]:
    """Return (code, label) of the concepts near this one, the nearest first."""
    near = sorted(lexicon.related.get(code, ()), key=lambda pair: (-pair[1], pair[0]))
    return [(other, lexicon.labels[other]) for other, _ in near if other in lexicon.thesaurus.concepts]


def _trades(code: str, lexicon: Lexicon) -> list[Trade]:
    """Return the trades that lead to a concept, those that say it most first."""
    found = [trade for trade in lexicon.thesaurus.trades if code in trade.concepts and trade.aliases]
    return sorted(found, key=lambda trade: (-trade.concepts[code], trade.rome, trade.label))


@bp.get("/historique")
def history() -> ResponseReturnValue:
    """List the published edits, the last first, each with who, when, and whether it still holds."""
    session = db.session()
    labels = thesaurus.labels(session)
    page = paginated(thesaurus.history())
    return render_template(
        "departement/thesaurus/history.html",
        page=page,
        rows=[(edit, edit_words(edit, labels)) for edit in page.items],
        standing=thesaurus.standing(session),
        version=thesaurus.version(session),
    )


@bp.get("/historique/<int(max=999999):number>/annuler")
def ask_undo(number: int) -> ResponseReturnValue:
    """Show what undoing an edit would change, before it is done."""
    session = db.session()
    edit = thesaurus.edit_numbered(session, number) or abort(404)
    try:
        trial = thesaurus.try_undo(session, number)
    except EditRefused as refusal:
        flash(refusal.sentence, "danger")
        return redirect(url_for(".history"), 303)
    comparison = compare(trial.before, trial.after, thesaurus_phrases.every(session))
    return render_template(
        "departement/thesaurus/undo.html",
        edit=edit,
        words=edit_words(edit, thesaurus.labels(session)),
        comparison=comparison,
        counts=counts_words(comparison),
    )


@bp.post("/historique/<int(max=999999):number>/annuler")
def undo(number: int) -> ResponseReturnValue:
    """Publish the undoing of an edit."""
    if thesaurus.edit_numbered(db.session(), number) is None:
        abort(404)
    try:
        with transaction() as session:
            thesaurus.undo(session, number, by=actor(), now=now())
    except EditRefused as refusal:
        flash(refusal.sentence, "danger")
    else:
        flash(published_words(thesaurus.version(db.session())), "success")
    return redirect(url_for(".history"), 303)


def published_words(version: str) -> str:
    """Return the sentence of a publication."""
    return (
        f"La correction est publiée\u00a0: version {version}. Les suggestions seront recalculées cette nuit."
    )
