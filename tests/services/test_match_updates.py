"""An act on an offer or on a profile: the matches it concerns are computed again at once, as the night would."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, event, select
from sqlalchemy.orm import Session

from bénévolat.domain.actors import Actor
from bénévolat.extensions import db, transaction
from bénévolat.jobs import update_matches
from bénévolat.jobs.runner import run
from bénévolat.models.matches import Match, MatchChange
from bénévolat.models.offers import Offer
from bénévolat.services import (
    match_updates,
    offers,
    suggestions,
)
from tests.clock import Clock
from tests.factories import Factory
from tests.services.matching_acts import ACTS, DEPARTEMENT, GARDEN, HOST, Act, Scene


@pytest.fixture
def scene(
    app: Flask, make: Factory, session: Session, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> Scene:
    monkeypatch.setattr(suggestions, "TOP", 3)
    found = Scene(make)
    suggestions.refresh_all(session, now=clock())
    session.commit()
    return found


def kept(session: Session) -> list[tuple[Any, ...]]:
    """Return every stored row, all columns but the instant of the computation."""
    session.rollback()
    columns = [column for column in Match.__table__.columns if column.name != "computed_at"]
    return [
        tuple(row)
        for row in session.execute(select(*columns).order_by(Match.profile_id, Match.near_miss, Match.rank))
    ]


def done(app: Flask, act: Act, scene: Scene, clock: Clock) -> None:
    """Do an act as a web worker does: in a transaction, whose commit is followed."""
    with app.app_context(), transaction() as session:
        act(session, scene, {"by": Actor(DEPARTEMENT), "now": clock.advance(minutes=1)})


DAY = (
    "an offer is published",
    "more places are opened",
    "a mission is proposed",
    "a place is taken",
    "wishes change",
    "half-days change",
    "a proposition is refused",
    "an engagement ends",
    "a former employer is noted",
    "an offer is paused",
    "a person is paused",
    "an association is looked at again",
)
"""Acts that may follow one another."""


def test_after_each_act_of_a_day_the_rows_are_those_of_the_night(
    app: Flask, scene: Scene, session: Session, clock: Clock
) -> None:
    for name in DAY:
        done(app, ACTS[name], scene, clock)
        at_once = kept(session)
        suggestions.refresh_all(session, now=clock())
        session.commit()
        assert at_once == kept(session), name


@pytest.mark.sqlite
@pytest.mark.parametrize("name", ACTS)
def test_after_any_act_the_rows_are_those_of_the_night(
    app: Flask, scene: Scene, session: Session, clock: Clock, name: str
) -> None:
    before = kept(session)
    done(app, ACTS[name], scene, clock)
    at_once = kept(session)
    assert session.scalars(select(MatchChange)).all() == []
    suggestions.refresh_all(session, now=clock())
    session.commit()
    assert at_once == kept(session)
    if name not in SILENT:
        assert at_once != before


SILENT = {
    "an offer is sent back",
    "an association is suspended, then validated",
    "an offer is published again",
    "a supervisor leaves",
}
"""Acts after which the same missions are suggested."""


def test_an_act_costs_a_few_statements_whatever_the_caseload(
    app: Flask, scene: Scene, make: Factory, session: Session, clock: Clock
) -> None:
    """Q3: one answer more is no statement more."""
    with app.app_context():
        engine = db.engine
    done(app, ACTS["more places are opened"], scene, clock)
    few = _statements(engine, lambda: done(app, ACTS["an offer is paused"], scene, clock))
    for _ in range(15):
        make.active_profile(wishes=["jardin"], skills=[])
        make.published_offer(**GARDEN)
    suggestions.refresh_all(session, now=clock())
    session.commit()
    scene.offers[0] = session.scalars(select(Match.offer_id).where(Match.rank == 1)).first()
    session.rollback()
    many = _statements(engine, lambda: done(app, ACTS["an offer is paused"], scene, clock))
    assert many <= few + 4  # The engine reads the new offers, then the new people.


def _statements(engine: Engine, act: Callable[[], None]) -> int:
    count = 0

    def note(*_given: Any) -> None:
        nonlocal count
        count += 1

    event.listen(engine, "before_cursor_execute", note)
    try:
        act()
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return count


def test_what_another_worker_has_answered_is_not_answered_again(
    app: Flask, scene: Scene, session: Session, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An older answer never covers a newer one: both notes are gone, the rows are those of the end."""
    slow: list[match_updates.Update] = []
    real = match_updates.apply

    def late(inner: Session, update: match_updates.Update, *given: Any, **options: Any) -> bool:
        if not slow:
            slow.append(update)
            monkeypatch.setattr(match_updates, "apply", real)
            with Session(session.get_bind(), expire_on_commit=False) as other:
                inner.rollback()  # The slow worker has read, and has not yet begun to write.
                offers.pause(
                    other,
                    other.get_one(Offer, scene.offers[1]),
                    by=Actor(HOST),
                    now=clock.advance(minutes=1),
                )
                other.commit()
                newer = match_updates.prepare(other)
                assert newer is not None
                assert newer.notes > update.notes
                assert real(other, newer, match_updates.compute(other, newer, newer.people))
                other.commit()
            assert not real(inner, update, match_updates.compute(inner, update, update.people))
            inner.rollback()
            return False
        return real(inner, update, *given, **options)

    monkeypatch.setattr(match_updates, "apply", late)
    done(app, ACTS["an offer is paused"], scene, clock)
    at_once = kept(session)
    assert slow
    assert session.scalars(select(MatchChange)).all() == []
    suggestions.refresh_all(session, now=clock())
    session.commit()
    assert at_once == kept(session)


def test_a_failure_breaks_no_act_and_the_clock_repairs_it(
    app: Flask,
    scene: Scene,
    session: Session,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken(*_given: Any, **_options: Any) -> None:
        raise RuntimeError

    with monkeypatch.context() as broke:
        broke.setattr(match_updates, "compute", broken)
        done(app, ACTS["an offer is published"], scene, clock)
    assert "could not be brought up to date" in caplog.text
    assert len(session.scalars(select(MatchChange)).all()) == 1
    session.rollback()
    with app.app_context():
        outcome = run(update_matches.JOB, at=clock.advance(minutes=1))
        again = run(update_matches.JOB, at=clock())
    assert outcome.detail["notes"] == 1
    assert outcome.detail["profiles"] > 0
    assert again.detail == {"notes": 0, "profiles": 0}
    at_once = kept(session)
    suggestions.refresh_all(session, now=clock())
    session.commit()
    assert at_once == kept(session)


def test_when_too_many_people_are_concerned_the_clock_does_it_some_at_a_time(
    app: Flask, scene: Scene, session: Session, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(update_matches, "AT_ONCE", 1)
    before = kept(session)
    done(app, ACTS["an association is looked at again"], scene, clock)
    assert kept(session) == before
    with app.app_context():
        said = run(update_matches.JOB, at=clock(), dry_run=True)
        assert said.detail["profiles"] > 1
        run(update_matches.JOB, at=clock())
    at_once = kept(session)
    assert at_once != before
    assert session.scalars(select(MatchChange)).all() == []
    suggestions.refresh_all(session, now=clock())
    session.commit()
    assert at_once == kept(session)


def test_an_act_undone_leaves_no_note(app: Flask, scene: Scene, session: Session, clock: Clock) -> None:
    def undone(inner: Session, _scene: Scene, who: dict[str, Any]) -> None:
        offers.pause(inner, inner.get_one(Offer, scene.offers[0]), by=Actor(HOST), now=who["now"])
        raise ZeroDivisionError

    before = kept(session)
    with pytest.raises(ZeroDivisionError):
        done(app, undone, scene, clock)
    assert kept(session) == before
    assert session.scalars(select(MatchChange)).all() == []
