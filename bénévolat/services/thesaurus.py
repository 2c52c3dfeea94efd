"""The thesaurus in force: the seed and the edits published on screen, in order (R26).

Every edit is a new version. What was published is never changed: to undo is one more edit. The lexicon of a version
is built once a process; one small query tells whether it is still the newest.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from uuid import UUID

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, joinedload

from bénévolat.domain.actors import Actor
from bénévolat.domain.enums import JournalEvent
from bénévolat.domain.thesaurus import EditKind
from bénévolat.matching.lexicon import Lexicon, default_lexicon
from bénévolat.matching.thesaurus import default_thesaurus
from bénévolat.matching.thesaurus_edits import (
    Edit,
    apply,
    apply_all,
    apply_edits,
    check_undo,
    clean,
    code_for,
    in_force,
)
from bénévolat.models.thesaurus import ThesaurusEdit
from bénévolat.services import journal

ONE_PUBLISHER = 4_210_100_005
"""Advisory lock of PostgreSQL: one publication at a time; SQLite begins a write by taking its only lock (D1)."""

_KEPT = 2  # a request begun before a publication may still ask for the version before

_lock = Lock()
_lexicons: dict[UUID, Lexicon] = {}


def lexicon(session: Session) -> Lexicon:
    """Return the words in force, the same object until the next publication."""
    last = session.scalar(select(ThesaurusEdit.id).order_by(ThesaurusEdit.number.desc()).limit(1))
    if last is None:
        return default_lexicon()
    with _lock:
        found = _lexicons.pop(last, None)
        if found is None:
            found = Lexicon(apply_edits(default_thesaurus(), published(session)))
        _lexicons[last] = found  # the newest asked for stands last
        while len(_lexicons) > _KEPT:
            del _lexicons[next(iter(_lexicons))]
        return found


def version(session: Session) -> str:
    """Return the version in force: 2026.11+4 after the fourth edit."""
    return lexicon(session).thesaurus.version


def published(session: Session) -> list[Edit]:
    """Return every published edit, in order."""
    rows = session.execute(
        select(
            ThesaurusEdit.kind,
            ThesaurusEdit.concept,
            ThesaurusEdit.words,
            ThesaurusEdit.into,
            ThesaurusEdit.number,
            ThesaurusEdit.undoes,
        ).order_by(ThesaurusEdit.number)
    )
    return [
        Edit(kind, concept, words, into, number, undoes or 0)
        for kind, concept, words, into, number, undoes in rows
    ]


# Drafts ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Trial:
    """The words in force, and what they would be with an edit that is not published."""

    edit: Edit
    before: Lexicon
    after: Lexicon


def try_edit(session: Session, edit: Edit) -> Trial:
    """Return what an edit would change, without writing. Raises an EditRefused."""
    edit = prepared(edit)
    before = lexicon(session)
    return Trial(edit, before, Lexicon(apply(before.thesaurus, edit)))


def try_undo(session: Session, number: int) -> Trial:
    """Return what undoing a published edit would change. Raises NotInForce, StillNeeded."""
    edits = published(session)
    check_undo(default_thesaurus(), edits, number)
    undo = Edit(EditKind.UNDO, number=edits[-1].number + 1, undoes=number)
    return Trial(undo, lexicon(session), Lexicon(apply_edits(default_thesaurus(), [*edits, undo])))


def prepared(edit: Edit) -> Edit:
    """Return an edit as it is kept: words cleaned, a code given to a new concept."""
    words = clean(edit.words)
    concept = code_for(words) if edit.kind is EditKind.ADD_CONCEPT else edit.concept
    return Edit(edit.kind, concept, words, edit.into)


# Publications ----------------------------------------------------------------------------------------------


def publish(session: Session, edit: Edit, *, by: Actor, now: datetime) -> ThesaurusEdit:
    """Publish an edit as a new version, checked against the thesaurus of this very instant.

    Raises an EditRefused when another publication made it impossible meanwhile; it is never silently lost.
    """
    _one_publisher(session)
    edit = prepared(edit)
    edits = published(session)
    apply(apply_edits(default_thesaurus(), edits), edit)
    return _add(session, edit, edits, by=by, now=now)


def undo(session: Session, number: int, *, by: Actor, now: datetime) -> ThesaurusEdit:
    """Publish the undoing of an edit. Raises NotInForce, StillNeeded."""
    _one_publisher(session)
    edits = published(session)
    check_undo(default_thesaurus(), edits, number)
    return _add(session, Edit(EditKind.UNDO, undoes=number), edits, by=by, now=now)


def _add(session: Session, edit: Edit, edits: Sequence[Edit], *, by: Actor, now: datetime) -> ThesaurusEdit:
    row = ThesaurusEdit(
        number=edits[-1].number + 1 if edits else 1,
        kind=edit.kind,
        concept=edit.concept,
        words=edit.words,
        into=edit.into,
        undoes=edit.undoes or None,
        published_at=now,
        author_id=by.account_id,
    )
    session.add(row)
    session.flush()
    journal.write(session, JournalEvent.THESAURUS_EDITED, by=by, now=now, subject_id=row.id)
    return row


def _one_publisher(session: Session) -> None:
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(ONE_PUBLISHER)))


# History ---------------------------------------------------------------------------------------------------


def history(concept: str | None = None) -> Select[ThesaurusEdit]:
    """Select the published edits, the last first, with their authors; those that name a concept when one is given."""
    statement = select(ThesaurusEdit).options(joinedload(ThesaurusEdit.author))
    if concept is not None:
        statement = statement.where(or_(ThesaurusEdit.concept == concept, ThesaurusEdit.into == concept))
    return statement.order_by(ThesaurusEdit.number.desc())


def edit_numbered(session: Session, number: int) -> ThesaurusEdit | None:
    """Return one published edit."""
    return session.scalar(history().where(ThesaurusEdit.number == number))


def labels(session: Session) -> dict[str, str]:
    """Return the label of every concept that is or was: of the seed, made on screen, merged."""
    made = {edit.concept: edit.words for edit in published(session) if edit.kind is EditKind.ADD_CONCEPT}
    seeded = {code: concept.label for code, concept in default_thesaurus().concepts.items()}
    return {**made, **seeded, **lexicon(session).labels}


@dataclass(frozen=True, slots=True)
class Standing:
    """Which published edits hold, and which of those change nothing any more."""

    holding: frozenset[int]
    idle: frozenset[int]


def standing(session: Session) -> Standing:
    """Return the standing of every published edit."""
    edits = published(session)
    holding = frozenset(edit.number for edit in in_force(edits))
    return Standing(holding, frozenset(apply_all(default_thesaurus(), edits).idle))
