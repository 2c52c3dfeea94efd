"""Counted tries are not kept longer than they count (G1)."""

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bénévolat.jobs import forget_attempts
from bénévolat.jobs.runner import run
from bénévolat.models.attempts import Attempt
from bénévolat.services import attempts
from bénévolat.services.attempts import AttemptKind
from tests.clock import Clock


def test_tries_of_more_than_a_day_are_deleted_once_a_night(
    app: Flask, session: Session, clock: Clock
) -> None:
    for hours in (0, 20):
        clock.advance(hours=hours)
        attempts.count_try(session, AttemptKind.ADDRESS, "192.0.2.1", key=b"key", now=clock())
    session.commit()
    clock.advance(hours=5)
    with app.app_context():
        for _ in range(2):
            run(forget_attempts.JOB, at=clock())
    assert session.scalar(select(func.count()).select_from(Attempt)) == 1
