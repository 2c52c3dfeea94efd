"""After a month is closed: signed lines on the next open month, counted once, whoever comes and however often."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bénévolat.domain.cer import CerRecordStatus, WrongRetainedHours
from bénévolat.models.activity_sessions import ActivitySession
from bénévolat.models.cer import CerAdjustment
from bénévolat.models.jobs import JobRun
from bénévolat.services import activity_sessions, cer, cer_retained
from tests.clock import Clock
from tests.factories import Factory
from tests.services.closed_months import (
    AUGUST,
    NOVEMBER,
    OCTOBER,
    SEPTEMBER,
    close,
    close_due,
    declare,
    engagement_with,
    lines,
    of,
)


def test_a_late_session_of_a_closed_month_goes_to_the_next_open_one(
    session: Session, make: Factory, clock: Clock
) -> None:
    engagement = engagement_with(make)
    make.cer_record(engagement, OCTOBER, minutes_declared=600, minutes_confirmed=450)
    declare(session, engagement, date(2026, 8, 11), clock())
    session.commit()
    assert lines(session) == [(OCTOBER, AUGUST, 90, 0, 1)]
    assert of(session, engagement, AUGUST).minutes_declared == 120
    october = of(session, engagement, OCTOBER)
    assert (october.minutes_declared, october.total_declared, october.total_sessions) == (600, 690, 5)


def test_the_running_month_is_opened_to_carry_when_no_month_is_open(
    session: Session, make: Factory, clock: Clock
) -> None:
    engagement = engagement_with(make)
    make.activity_session(engagement, date(2026, 11, 2), minutes=45)
    declare(session, engagement, date(2026, 8, 11), clock())
    session.commit()
    november = of(session, engagement, NOVEMBER)
    assert (november.minutes_declared, november.total_declared, november.total_sessions) == (45, 135, 2)


def test_an_older_month_left_open_never_carries_a_later_one(
    session: Session, make: Factory, clock: Clock
) -> None:
    engagement = make.engagement(started_on=date(2026, 7, 1))
    make.cer_record(engagement, date(2026, 7, 1))
    close(make, engagement, AUGUST, 0, sessions=0)
    declare(session, engagement, date(2026, 8, 11), clock())
    assert lines(session) == [(NOVEMBER, AUGUST, 90, 0, 1)]


def test_confirming_contesting_and_correcting_are_carried_with_their_sign(
    session: Session, make: Factory, clock: Clock
) -> None:
    engagement = engagement_with(make)
    member = make.member_of(engagement.offer.association).as_actor()
    referent = engagement.profile.referent.as_actor()
    row = session.scalars(select(ActivitySession)).one()
    activity_sessions.confirm(session, row, by=member, now=clock())
    session.commit()
    assert lines(session) == [(NOVEMBER, AUGUST, 0, 120, 0)]
    activity_sessions.correct(
        session,
        row,
        starts_at=row.starts_at,
        ends_at=row.starts_at + timedelta(minutes=60),
        by=referent,
        now=clock.advance(days=1),
    )
    session.commit()
    assert lines(session) == [(NOVEMBER, AUGUST, 0, 120, 0), (NOVEMBER, AUGUST, -60, -120, 0)]
    november = of(session, engagement, NOVEMBER)
    assert (november.total_declared, november.total_confirmed, november.total_sessions) == (-60, 0, 0)


def test_moving_a_session_between_two_closed_months_is_two_lines(
    session: Session, make: Factory, clock: Clock
) -> None:
    engagement = engagement_with(make)
    close(make, engagement, SEPTEMBER, 0, sessions=0)
    row = session.scalars(select(ActivitySession)).one()
    activity_sessions.correct(
        session,
        row,
        starts_at=datetime(2026, 9, 1, 9, tzinfo=UTC),
        ends_at=datetime(2026, 9, 1, 11, tzinfo=UTC),
        by=engagement.profile.referent.as_actor(),
        now=clock(),
    )
    session.commit()
    assert lines(session) == [(NOVEMBER, AUGUST, -120, 0, -1), (NOVEMBER, SEPTEMBER, 120, 0, 1)]
    assert of(session, engagement, NOVEMBER).total_declared == 0


def test_a_correction_that_changes_no_figure_leaves_no_line(
    session: Session, make: Factory, clock: Clock
) -> None:
    engagement = engagement_with(make)
    row = session.scalars(select(ActivitySession)).one()
    activity_sessions.correct(
        session,
        row,
        starts_at=row.starts_at + timedelta(hours=1),
        ends_at=row.ends_at + timedelta(hours=1),
        by=engagement.profile.referent.as_actor(),
        now=clock(),
    )
    session.commit()
    assert lines(session) == []


def test_the_same_fact_asked_again_is_never_counted_twice(
    session: Session, make: Factory, clock: Clock
) -> None:
    engagement = engagement_with(make)
    row = declare(session, engagement, date(2026, 8, 11), clock())
    for day in range(3):
        cer.refresh_past_month(session, engagement.id, row.starts_at, now=clock() + timedelta(days=day))
        cer.record(session, engagement.id, AUGUST, now=clock())
        cer.record(session, engagement.id, NOVEMBER, now=clock())
    session.commit()
    assert lines(session) == [(NOVEMBER, AUGUST, 90, 0, 1)]


def test_a_carrier_that_closes_hands_over_to_the_month_after_it(
    session: Session, make: Factory, clock: Clock
) -> None:
    engagement = engagement_with(make)
    september = make.cer_record(engagement, SEPTEMBER, minutes_declared=0, minutes_confirmed=0, nb_sessions=0)
    row = declare(session, engagement, date(2026, 8, 11), clock())
    session.commit()
    assert close_due(session, september, clock()) == 1
    session.commit()
    member = make.member_of(engagement.offer.association).as_actor()
    activity_sessions.confirm(session, row, by=member, now=clock.advance(days=1))
    session.commit()
    assert lines(session) == [(SEPTEMBER, AUGUST, 90, 0, 1), (NOVEMBER, AUGUST, 0, 90, 0)]


def test_a_month_closed_by_the_job_before_any_record_is_carried_too(
    session: Session, make: Factory, clock: Clock
) -> None:
    """A fact about a month past its closing, of which nothing was known."""
    engagement = make.engagement(started_on=date(2026, 8, 1))
    session.add(JobRun(job="close-month", period="2026-08", unit="-", done_at=clock(), detail={}))
    session.commit()
    row = declare(session, engagement, date(2026, 8, 11), clock())
    cer.refresh_past_month(session, engagement.id, row.starts_at, now=clock())
    cer.record(session, engagement.id, AUGUST, now=clock())
    session.commit()
    assert lines(session) == [(NOVEMBER, AUGUST, 90, 0, 1)]
    august = of(session, engagement, AUGUST)
    assert (august.status, august.minutes_declared) == (CerRecordStatus.CLOSED, 0)


def test_a_rehearsal_in_the_future_closes_the_running_month_and_the_next_one_carries(
    session: Session, make: Factory, clock: Clock
) -> None:
    engagement = make.engagement(started_on=date(2026, 11, 1))
    session.add(JobRun(job="close-month", period="2026-11", unit="-", done_at=clock(), detail={}))
    session.commit()
    declare(session, engagement, date(2026, 11, 2), clock())
    session.commit()
    assert lines(session) == [(date(2026, 12, 1), NOVEMBER, 90, 0, 1)]


def test_hours_retained_above_a_late_correction_are_looked_at_again(
    session: Session, make: Factory, clock: Clock
) -> None:
    engagement = engagement_with(make, closed_minutes=180)
    agent = make.administrator()
    make.cer_record(
        engagement,
        OCTOBER,
        minutes_declared=100,
        minutes_confirmed=100,
        minutes_retained=90,
        retained_by_id=agent.id,
        retained_at=clock(),
    )
    row = session.scalars(select(ActivitySession)).one()
    activity_sessions.correct(
        session,
        row,
        starts_at=row.starts_at,
        ends_at=row.starts_at + timedelta(minutes=60),
        by=engagement.profile.referent.as_actor(),
        now=clock(),
    )
    session.commit()
    october = of(session, engagement, OCTOBER)
    assert (october.total_declared, october.minutes_retained, october.retained_by_id) == (-20, None, None)


def test_hours_of_a_closed_month_are_retained_on_an_open_one_with_author_and_date(
    session: Session, make: Factory, clock: Clock
) -> None:
    """R7 after the closing: the closed record keeps what it said."""
    engagement = engagement_with(make)
    august, agent = of(session, engagement, AUGUST), make.administrator()
    for minutes in (60, 120, 30):
        cer_retained.retain_afterwards(session, august, minutes=minutes, by=agent.as_actor(), now=clock())
        session.commit()
        assert cer_retained.retained_for(session, august) == minutes
    with pytest.raises(WrongRetainedHours, match="déjà"):
        cer_retained.retain_afterwards(session, august, minutes=30, by=agent.as_actor(), now=clock())
    session.rollback()
    with pytest.raises(WrongRetainedHours, match="heures déclarées"):
        cer_retained.retain_afterwards(session, august, minutes=121, by=agent.as_actor(), now=clock())
    session.rollback()
    kept = session.scalars(select(CerAdjustment).order_by(CerAdjustment.minutes_retained)).all()
    assert [line.minutes_retained for line in kept] == [-90, 60, 60]
    assert {(line.retained_by_id, line.at, line.about_month) for line in kept} == {
        (agent.id, clock(), AUGUST)
    }
    november = of(session, engagement, NOVEMBER)
    assert (november.minutes_retained, november.total_retained) == (None, 30)
    assert of(session, engagement, AUGUST).minutes_retained is None
