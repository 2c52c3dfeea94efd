"""Every night everyone's suggestions are computed again, a batch at a time (J1)."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bénévolat.domain.enums import ProfileStatus
from bénévolat.extensions import db
from bénévolat.jobs import refresh_matches
from bénévolat.jobs.runner import run
from bénévolat.models.jobs import JobRun
from bénévolat.models.matches import Match, MatchPlan
from bénévolat.models.profiles import Profile
from bénévolat.services import matching_engine, matching_epochs, suggestions
from tests.factories import Factory

NIGHT = datetime(2026, 11, 4, 4, tzinfo=UTC)


def test_nobody_is_left_out_between_two_batches(
    app: Flask, session: Session, make: Factory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refresh_matches, "BATCH", 2)
    offer = make.published_offer()
    people = [make.active_profile() for _ in range(5)]
    gone = make.active_profile()
    make.match(gone, offer)
    gone.status = ProfileStatus.PAUSED
    session.commit()
    with app.app_context():
        outcome = run(refresh_matches.JOB, at=NIGHT)
        again = run(refresh_matches.JOB, at=NIGHT)
    assert (outcome.done, outcome.failed, again.done) == (6, 0, 0)
    session.rollback()
    session.expire_all()
    assert session.scalar(select(func.count()).select_from(JobRun)) == 7
    fresh = session.scalars(select(Profile.id).where(Profile.matched_at == NIGHT)).all()
    assert set(fresh) == {person.id for person in people}
    assert session.scalars(select(Match).where(Match.profile_id == gone.id)).all() == []


def test_the_night_ends_with_the_plan_and_a_snapshot_that_a_new_worker_loads(
    app: Flask, session: Session, make: Factory
) -> None:
    make.published_offer()
    make.active_profile()
    session.commit()
    with app.app_context():
        run(refresh_matches.JOB, at=NIGHT)
        folder = matching_epochs.folder_of(db.session())
        begun = matching_epochs.newest(db.session())
        assert folder is not None
        assert begun == matching_engine.epoch()
        assert [path.stem for path in folder.glob("*.npz")] == [begun]
        told = current(db.session())
        matching_engine.forget()
        assert current(db.session()) == told
        assert matching_engine.epoch() == begun
    session.rollback()
    assert session.scalar(select(MatchPlan.proposals)) == 1


def current(session: Session) -> tuple[str, list[object]]:
    engine = matching_engine.current(session, NIGHT.date())
    return engine.version, [engine.offers[row].to_json() for _, row in sorted(engine.row_of.items())]


def test_a_dry_run_leaves_no_snapshot(app: Flask, session: Session, make: Factory) -> None:
    make.published_offer()
    make.active_profile()
    session.commit()
    with app.app_context():
        before = matching_epochs.newest(db.session())
        outcome = run(refresh_matches.JOB, at=NIGHT, dry_run=True)
        assert matching_epochs.newest(db.session()) == before
    assert (outcome.done, outcome.failed) == (4, 0)
    session.rollback()
    assert session.scalars(select(MatchPlan)).all() == []


def test_the_plan_waits_for_everybody(
    app: Flask, session: Session, make: Factory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A batch that fails is done again, and the plan after it: each exactly once."""
    monkeypatch.setattr(refresh_matches, "BATCH", 1)
    make.published_offer()
    unlucky = make.active_profile()
    make.active_profile()
    session.commit()
    real = suggestions.refresh_some

    def broken(inner: Session, ids: list[UUID], *, now: datetime) -> int:
        if unlucky.id in ids:
            raise RuntimeError
        return real(inner, ids, now=now)

    with app.app_context():
        with monkeypatch.context() as broke:
            broke.setattr(suggestions, "refresh_some", broken)
            first = run(refresh_matches.JOB, at=NIGHT)
        second = run(refresh_matches.JOB, at=NIGHT + timedelta(minutes=10))
        third = run(refresh_matches.JOB, at=NIGHT + timedelta(minutes=20))
    assert (first.done, first.failed) == (3, 2)
    assert (second.done, second.failed) == (2, 0)
    assert third.done == 0
    session.rollback()
    assert len(session.scalars(select(MatchPlan)).all()) == 1


def test_an_act_noted_before_the_night_and_answered_after_it_does_not_hold_the_plan(
    app: Flask, session: Session, make: Factory
) -> None:
    make.published_offer()
    person = make.active_profile()
    session.commit()
    with app.app_context():
        run(refresh_matches.JOB, at=NIGHT)
    suggestions.store(session, person.id, None, now=NIGHT - timedelta(seconds=1))
    session.commit()
    session.expire_all()
    assert person.matched_at == NIGHT
