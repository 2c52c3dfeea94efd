"""Every night everyone's suggestions are computed again, a batch at a time (J1)."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bénévolat.domain.enums import ProfileStatus
from bénévolat.jobs import refresh_matches
from bénévolat.jobs.runner import run
from bénévolat.models.jobs import JobRun
from bénévolat.models.matches import Match
from bénévolat.models.profiles import Profile
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
