"""The thesaurus in force: versions, publications at the same instant, undoing, what matches keep (R26)."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import event, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bénévolat.domain.actors import Actor
from bénévolat.domain.enums import JournalEvent
from bénévolat.domain.errors import DomainError
from bénévolat.domain.thesaurus import AlreadySo, EditKind, NotInForce, SameConcept, StillNeeded
from bénévolat.extensions import transaction
from bénévolat.matching.lexicon import default_lexicon
from bénévolat.matching.reading import read
from bénévolat.matching.thesaurus_edits import Edit
from bénévolat.models.journal import JournalEntry
from bénévolat.models.matches import Match
from bénévolat.models.thesaurus import ThesaurusEdit
from bénévolat.services import matching_epochs, suggestions, thesaurus, thesaurus_reach
from tests.clock import Clock
from tests.factories import Factory
from tests.house.race import all_at_once

GRELIX = Edit(EditKind.ADD_ALIAS, "gardening", "grelix")
SEED = default_lexicon().thesaurus.version


@pytest.fixture
def by(make: Factory) -> Actor:
    return make.administrator().as_actor()


def codes(session: Session, text: str) -> set[str]:
    return {one.code for one in read(text, thesaurus.lexicon(session)).concepts}


def test_without_an_edit_the_seed_is_in_force(session: Session) -> None:
    assert thesaurus.lexicon(session) is default_lexicon()
    assert thesaurus.version(session) == SEED


def test_each_publication_is_a_version_signed_dated_and_journaled(
    session: Session, by: Actor, clock: Clock
) -> None:
    first = thesaurus.publish(session, GRELIX, by=by, now=clock())
    thesaurus.publish(session, Edit(EditKind.EXCLUDE, "gardening", "potager"), by=by, now=clock())
    assert thesaurus.version(session) == f"{SEED}+2"
    assert (first.number, first.author_id, first.published_at) == (1, by.account_id, clock())
    lines = session.scalars(select(JournalEntry).order_by(JournalEntry.at)).all()
    assert [line.event for line in lines] == [JournalEvent.THESAURUS_EDITED] * 2
    assert first.id in {line.subject_id for line in lines}
    assert "gardening" in codes(session, "passer le grelix")
    assert "gardening" not in codes(session, "un potager")


def test_a_refused_edit_leaves_no_version(session: Session, by: Actor, clock: Clock) -> None:
    thesaurus.publish(session, GRELIX, by=by, now=clock())
    with pytest.raises(AlreadySo):
        thesaurus.publish(session, Edit(EditKind.ADD_ALIAS, "gardening", "Grélix"), by=by, now=clock())
    with pytest.raises(SameConcept):
        thesaurus.publish(session, Edit(EditKind.MERGE, "gardening", into="gardening"), by=by, now=clock())
    assert thesaurus.version(session) == f"{SEED}+1"


def test_a_trial_writes_nothing(session: Session, clock: Clock) -> None:
    trial = thesaurus.try_edit(session, GRELIX)
    assert {one.code for one in read("grelix", trial.after).concepts} == {"gardening"}
    assert read("grelix", trial.before).concepts == ()
    assert session.scalars(select(ThesaurusEdit)).all() == []


def test_undoing_is_one_more_version_and_may_be_undone(session: Session, by: Actor, clock: Clock) -> None:
    thesaurus.publish(session, GRELIX, by=by, now=clock())
    thesaurus.undo(session, 1, by=by, now=clock())
    assert thesaurus.version(session) == f"{SEED}+2"
    assert codes(session, "grelix") == set()
    with pytest.raises(NotInForce):
        thesaurus.undo(session, 1, by=by, now=clock())
    assert thesaurus.standing(session).holding == frozenset()


def test_an_edit_that_others_need_is_not_undone(session: Session, by: Actor, clock: Clock) -> None:
    made = thesaurus.publish(session, Edit(EditKind.ADD_CONCEPT, words="Éco-pâturage"), by=by, now=clock())
    thesaurus.publish(session, Edit(EditKind.ADD_ALIAS, made.concept, "zoubrette"), by=by, now=clock())
    with pytest.raises(StillNeeded):
        thesaurus.try_undo(session, 1)
    with pytest.raises(StillNeeded):
        thesaurus.undo(session, 1, by=by, now=clock())
    assert codes(session, "zoubrette") == {"local_eco_paturage"}


def test_merged_concepts_are_followed(session: Session, by: Actor, clock: Clock) -> None:
    """Chips confirmed before keep the old code: it stands for the new concept."""
    thesaurus.publish(session, Edit(EditKind.MERGE, "compost", into="gardening"), by=by, now=clock())
    lexicon = thesaurus.lexicon(session)
    assert lexicon.merged == {"compost": "gardening"}
    assert lexicon.follow("compost") == "gardening"
    assert thesaurus.labels(session)["compost"] == "compost"


def test_nothing_published_is_ever_changed(make: Factory, session: Session) -> None:
    make.thesaurus_edit()
    with pytest.raises(IntegrityError):
        make.thesaurus_edit(number=1)
    session.rollback()
    with pytest.raises(IntegrityError):
        make.thesaurus_edit(kind=EditKind.UNDO)
    session.rollback()
    with pytest.raises(IntegrityError):
        make.thesaurus_edit(kind=EditKind.UNDO, undoes=7)


# At the same instant ---------------------------------------------------------------------------------------


def publish_in(app: Flask, edit: Edit, by: Actor, clock: Clock) -> Callable[[], str]:
    def act() -> str:
        with app.app_context():
            try:
                with transaction() as session:
                    thesaurus.publish(session, edit, by=by, now=clock())
            except DomainError as refusal:
                return type(refusal).__name__
            return "published"

    return act


def test_administrators_who_publish_at_once_lose_nothing(
    app: Flask, session: Session, by: Actor, clock: Clock
) -> None:
    words = [f"grelix{letter}" for letter in "abcdefgh"]
    session.commit()
    said = all_at_once(
        [publish_in(app, Edit(EditKind.ADD_ALIAS, "gardening", word), by, clock) for word in words]
    )
    assert said == Counter(published=len(words))
    rows = session.scalars(select(ThesaurusEdit).order_by(ThesaurusEdit.number)).all()
    assert [row.number for row in rows] == list(range(1, len(words) + 1))
    assert {row.words for row in rows} == set(words)
    assert thesaurus.version(session) == f"{SEED}+{len(words)}"


def test_the_same_edit_published_at_once_is_kept_once(
    app: Flask, session: Session, by: Actor, clock: Clock
) -> None:
    session.commit()
    said = all_at_once([publish_in(app, GRELIX, by, clock)] * 4)
    assert said == Counter(published=1, AlreadySo=3)


def test_two_merges_at_once_never_make_a_circle(
    app: Flask, session: Session, by: Actor, clock: Clock
) -> None:
    session.commit()
    circle = [
        Edit(EditKind.MERGE, "compost", into="gardening"),
        Edit(EditKind.MERGE, "gardening", into="compost"),
    ]
    said = all_at_once([publish_in(app, edit, by, clock) for edit in circle])
    assert said == Counter(published=1, SameConcept=1)
    lexicon = thesaurus.lexicon(session)
    assert lexicon.follow("compost") == lexicon.follow("gardening") is not None


def test_threads_share_one_lexicon_and_ask_one_statement(app: Flask, make: Factory, session: Session) -> None:
    make.thesaurus_edit()

    def ask() -> int:
        with app.app_context(), transaction() as own:
            return id(thesaurus.lexicon(own))

    with ThreadPoolExecutor(4) as pool:
        found = {future.result() for future in [pool.submit(ask) for _ in range(8)]}
    assert len(found) == 1
    asked: list[str] = []
    event.listen(session.get_bind(), "before_cursor_execute", lambda *given: asked.append(given[2]))
    thesaurus.lexicon(session)
    assert [one for one in asked if one != "BEGIN"] == asked[-1:]


# What matches keep -----------------------------------------------------------------------------------------


def test_the_version_in_force_is_kept_with_each_match(
    make: Factory, session: Session, by: Actor, clock: Clock
) -> None:
    make.communes()
    make.published_offer(title="Passer le grelix au parc", tasks=[], description="", skills=[])
    profile = make.active_profile(wishes=["potager"])
    suggestions.refresh_all(session, now=clock())
    session.commit()
    assert session.scalars(select(Match)).all() == []
    thesaurus.publish(session, GRELIX, by=by, now=clock())
    suggestions.refresh_all(session, now=clock())
    session.commit()
    kept = session.scalars(select(Match).where(Match.profile_id == profile.id)).one()
    assert kept.version == matching_epochs.version(session)
    assert kept.version.endswith(f"/{SEED}+1")
    assert thesaurus_reach.offers_with(session, "gardening", now=clock()) == 1
    assert thesaurus_reach.people_behind(session) == 0
    thesaurus.undo(session, 1, by=by, now=clock())
    assert thesaurus_reach.people_behind(session) == 1
    assert thesaurus_reach.offers_with(session, "gardening", now=clock()) == 0


def test_a_history_may_be_asked_for_one_concept(make: Factory, session: Session) -> None:
    make.thesaurus_edit()
    make.thesaurus_edit(concept="cooking")
    make.thesaurus_edit(kind=EditKind.MERGE, concept="compost", words="", into="gardening")
    found = session.scalars(thesaurus.history("gardening")).all()
    assert [row.number for row in found] == [3, 1]
    assert thesaurus.edit_numbered(session, 2).concept == "cooking"
    assert isinstance(found[0].id, UUID)
