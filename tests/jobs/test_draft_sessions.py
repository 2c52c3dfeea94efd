"""``draft-sessions``: each week drafted once, late or twice, and what was taken away stays away (J1, R12)."""

from datetime import UTC, date, datetime

from flask import Flask
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bénévolat.domain.actors import Actor
from bénévolat.domain.engagements import SessionStatus
from bénévolat.domain.errors import DomainError
from bénévolat.extensions import db, transaction
from bénévolat.jobs import draft_sessions
from bénévolat.jobs.runner import run
from bénévolat.models.activity_sessions import ActivitySession
from bénévolat.models.engagements import Engagement
from bénévolat.models.jobs import JobRun
from bénévolat.services import activity_sessions
from tests.clock import Clock
from tests.factories import Factory
from tests.house.race import all_at_once

MONDAY = datetime(2026, 11, 2, 3, 0, tzinfo=UTC)
"""04:00 in Paris."""
MONDAYS = [{"weekday": 0, "at": "09:00"}]


def drafted(session: Session, engagement: Engagement) -> list[date]:
    session.rollback()
    return [
        moment.date()
        for moment in session.scalars(
            select(ActivitySession.starts_at)
            .where(ActivitySession.engagement_id == engagement.id)
            .order_by(ActivitySession.starts_at)
        )
    ]


def started(make: Factory, day: date = date(2026, 11, 2)) -> Engagement:
    return make.engagement(started_on=day, agreed_slots=MONDAYS)


def november(*days: int) -> list[date]:
    return [date(2026, 11, day) for day in days]


def test_five_weeks_are_drafted_once_however_often_it_runs(
    app: Flask, session: Session, make: Factory
) -> None:
    engagement = started(make)
    with app.app_context():
        assert run(draft_sessions.JOB, at=MONDAY).failed == 0
        assert drafted(session, engagement) == november(2, 9, 16, 23, 30)
        assert run(draft_sessions.JOB, at=MONDAY).done == 0
    assert drafted(session, engagement) == november(2, 9, 16, 23, 30)


def test_a_session_taken_away_does_not_come_back(app: Flask, session: Session, make: Factory) -> None:
    """«Pas cette fois» stays said: a week is drafted once."""
    engagement = started(make)
    with app.app_context():
        run(draft_sessions.JOB, at=MONDAY)
        session.execute(
            delete(ActivitySession).where(ActivitySession.starts_at > datetime(2026, 11, 20, tzinfo=UTC))
        )
        session.commit()
        run(draft_sessions.JOB, at=datetime(2026, 11, 3, 3, 0, tzinfo=UTC))
        assert drafted(session, engagement) == november(2, 9, 16)
        run(draft_sessions.JOB, at=datetime(2026, 11, 9, 3, 0, tzinfo=UTC))
    assert drafted(session, engagement) == [*november(2, 9, 16), date(2026, 12, 7)]


def test_five_weeks_down_and_the_weeks_gone_by_are_there_to_note(
    app: Flask, session: Session, make: Factory
) -> None:
    engagement = started(make, date(2026, 10, 5))
    with app.app_context():
        run(draft_sessions.JOB, at=datetime(2026, 11, 9, 3, 0, tzinfo=UTC))
    found = drafted(session, engagement)
    assert found[:3] == [date(2026, 10, 5), date(2026, 10, 12), date(2026, 10, 19)]
    assert len(found) == 10


def test_before_four_o_clock_the_new_week_is_not_in_sight(
    app: Flask, session: Session, make: Factory
) -> None:
    engagement = started(make)
    with app.app_context():
        run(draft_sessions.JOB, at=datetime(2026, 11, 2, 2, 59, tzinfo=UTC))
    assert drafted(session, engagement) == november(2, 9, 16, 23)


def test_without_an_agreed_moment_nothing_is_foreseen(app: Flask, session: Session, make: Factory) -> None:
    engagement, ended = make.engagement(), make.ended_engagement(agreed_slots=MONDAYS)
    with app.app_context():
        assert run(draft_sessions.JOB, at=MONDAY).done == 0
    assert drafted(session, engagement) == drafted(session, ended) == []


def test_a_dry_run_writes_nothing(app: Flask, session: Session, make: Factory) -> None:
    engagement = started(make)
    with app.app_context():
        assert run(draft_sessions.JOB, at=MONDAY, dry_run=True).done > 0
    assert drafted(session, engagement) == []
    assert session.scalars(select(JobRun)).all() == []


def test_an_agreed_moment_that_cannot_be_read_stops_nobody(
    app: Flask, session: Session, make: Factory
) -> None:
    engagement = started(make)
    make.engagement(started_on=date(2026, 11, 2), agreed_slots=[{"weekday": "mardi"}])
    with app.app_context():
        assert run(draft_sessions.JOB, at=MONDAY).failed == 0
    assert len(drafted(session, engagement)) == 5


def test_two_schedulers_at_once_draft_each_session_once(app: Flask, session: Session, make: Factory) -> None:
    people = [started(make) for _ in range(3)]

    def scheduler() -> str:
        with app.app_context():
            outcome = run(draft_sessions.JOB, at=MONDAY)
            db.session.remove()
            return f"{outcome.failed} failed"

    assert all_at_once([scheduler] * 2) == {"0 failed": 2}
    assert [drafted(session, one) for one in people] == [november(2, 9, 16, 23, 30)] * 3


def test_a_session_foreseen_that_three_people_answer_at_once_is_noted_once(
    app: Flask, session: Session, make: Factory, clock: Clock
) -> None:
    """The person, the travailleur social, and a session typed by hand at the same hours."""
    row = make.activity_session(make.engagement(), status=SessionStatus.DRAFTED)
    person, engagement_id = Actor.person(row.profile_id), row.engagement_id
    referent = row.engagement.profile.referent.as_actor()
    now = clock()

    def act(by: Actor, *, by_hand: bool) -> str:
        with app.app_context():
            try:
                with transaction() as own:
                    mine = own.get(ActivitySession, row.id)
                    engagement = own.get_one(Engagement, engagement_id)
                    if by_hand or mine is None:
                        activity_sessions.declare(
                            own, engagement, starts_at=row.starts_at, ends_at=row.ends_at, by=by, now=now
                        )
                    else:
                        activity_sessions.declare_draft(own, mine, by=by, now=now)
            except DomainError as refusal:
                return type(refusal).__name__
            finally:
                db.session.remove()
            return "noted"

    said = all_at_once(
        [
            lambda: act(person, by_hand=False),
            lambda: act(referent, by_hand=False),
            lambda: act(referent, by_hand=True),
        ]
    )
    assert said["noted"] == 1
    assert set(said) <= {"noted", "NoLongerPlanned", "OverlappingSession"}
    session.expire_all()
    kept = session.scalars(
        select(ActivitySession).where(ActivitySession.engagement_id == engagement_id)
    ).all()
    assert [one.status for one in kept] == [SessionStatus.DECLARED]
