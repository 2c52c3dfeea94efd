"""Monthly records: three kinds of hours, an author for the third, nothing after closing."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bénévolat.domain.cer import CerRecordStatus, RecordClosed, WrongRetainedHours
from bénévolat.domain.engagements import SessionStatus
from bénévolat.models.cer import CerRecord
from bénévolat.models.journal import JournalEntry
from bénévolat.services import activity_sessions, cer, cer_retained
from tests.clock import Clock
from tests.factories import Factory

OCTOBER = date(2026, 10, 1)


def test_a_record_adds_declared_and_confirmed_apart(session: Session, make: Factory, clock: Clock) -> None:
    """Domain §1.4; a corrected line, a draft and another month do not count."""
    engagement = make.engagement(started_on=date(2026, 9, 1))
    make.activity_session(engagement, date(2026, 10, 6), minutes=120, status=SessionStatus.CONFIRMED)
    make.activity_session(engagement, date(2026, 10, 13), minutes=60)
    make.activity_session(engagement, date(2026, 10, 20), minutes=45, status=SessionStatus.DRAFTED)
    make.activity_session(engagement, date(2026, 10, 21), minutes=200, replaced_at=clock())
    make.activity_session(engagement, date(2026, 9, 30), minutes=30)
    row = cer.record(session, engagement.id, OCTOBER, now=clock())
    assert row is not None
    assert (row.minutes_declared, row.minutes_confirmed, row.nb_sessions) == (180, 120, 2)
    assert row.minutes_retained is None


def test_a_month_without_a_session_leaves_no_record(session: Session, make: Factory, clock: Clock) -> None:
    """Silence is never an absence (domain §1.3): there is nothing to write."""
    assert cer.record(session, make.engagement().id, OCTOBER, now=clock()) is None
    assert session.scalars(select(CerRecord)).all() == []


def test_the_month_is_the_month_of_paris(session: Session, make: Factory, clock: Clock) -> None:
    """A session that starts on 1 November at 0 h 30 in Paris is still October in UTC."""
    engagement = make.engagement(started_on=date(2026, 9, 1))
    starts_at = datetime(2026, 10, 31, 23, 30, tzinfo=UTC)
    make.activity_session(
        engagement, starts_at=starts_at, ends_at=datetime(2026, 11, 1, 1, 30, tzinfo=UTC), minutes=120
    )
    assert cer.record(session, engagement.id, OCTOBER, now=clock()) is None


def test_a_late_confirmation_updates_the_open_record_in_the_same_act(
    session: Session, make: Factory, clock: Clock
) -> None:
    engagement = make.engagement(started_on=date(2026, 9, 1))
    row = make.activity_session(engagement, date(2026, 10, 6), minutes=120)
    record = cer.record(session, engagement.id, OCTOBER, now=clock())
    session.commit()
    member = make.member_of(engagement.offer.association)
    activity_sessions.confirm(session, row, by=member.as_actor(), now=clock())
    session.commit()
    assert record is not None
    assert record.minutes_confirmed == 120


def test_hours_are_retained_by_an_agent_with_author_and_date(
    session: Session, make: Factory, clock: Clock
) -> None:
    """R7, and one journal line without any value (G1)."""
    row = make.cer_record(make.engagement())
    agent = make.administrator()
    cer_retained.retain(session, row, minutes=300, by=agent.as_actor(), now=clock())
    session.commit()
    assert (row.minutes_retained, row.retained_by_id, row.retained_at) == (300, agent.id, clock())
    assert session.scalars(select(JournalEntry)).one().profile_id == row.engagement.profile_id


@pytest.mark.parametrize("minutes", [-1, 601])
def test_retained_hours_stay_within_the_declared_ones(
    session: Session, make: Factory, clock: Clock, minutes: int
) -> None:
    row = make.cer_record(make.engagement(), minutes_declared=600)
    with pytest.raises(WrongRetainedHours):
        cer_retained.retain(session, row, minutes=minutes, by=make.administrator().as_actor(), now=clock())


def test_hours_retained_above_a_correction_are_looked_at_again(
    session: Session, make: Factory, clock: Clock
) -> None:
    engagement = make.engagement(started_on=date(2026, 9, 1))
    make.activity_session(engagement, date(2026, 10, 6), minutes=120)
    agent = make.administrator()
    row = make.cer_record(
        engagement,
        OCTOBER,
        minutes_declared=240,
        minutes_confirmed=0,
        minutes_retained=240,
        retained_by_id=agent.id,
        retained_at=clock(),
    )
    cer.record(session, engagement.id, OCTOBER, now=clock())
    session.commit()
    assert (row.minutes_declared, row.minutes_retained, row.retained_by_id) == (120, None, None)


def test_a_closed_record_never_moves(session: Session, make: Factory, clock: Clock) -> None:
    row = make.cer_record(make.engagement())
    agent = make.administrator()
    with pytest.raises(WrongRetainedHours):
        cer.close(session, row, by=agent.as_actor(), now=clock())
    session.rollback()
    cer_retained.retain(session, row, minutes=600, by=agent.as_actor(), now=clock())
    cer.close(session, row, by=agent.as_actor(), now=clock())
    session.commit()
    assert row.status is CerRecordStatus.CLOSED
    with pytest.raises(RecordClosed):
        cer_retained.retain(session, row, minutes=0, by=agent.as_actor(), now=clock())
    session.rollback()
    kept = cer.record(session, row.engagement_id, row.month, now=clock())
    assert kept is row
    assert kept.minutes_declared == 600


def test_a_running_month_is_not_closed(session: Session, make: Factory, clock: Clock) -> None:
    row, agent = make.cer_record(make.engagement(), date(2026, 11, 1)), make.administrator()
    cer_retained.retain(session, row, minutes=0, by=agent.as_actor(), now=clock())
    with pytest.raises(WrongRetainedHours):
        cer.close(session, row, by=agent.as_actor(), now=clock())


def test_a_month_recorded_ahead_of_time_follows_the_facts(
    session: Session, make: Factory, clock: Clock
) -> None:
    """A clock running ahead, or ``jobs run --at`` tomorrow, never freezes a month."""
    engagement = make.engagement(started_on=date(2026, 10, 1))
    make.cer_record(engagement, date(2026, 11, 1), minutes_declared=0, minutes_confirmed=0, nb_sessions=0)
    starts_at = datetime(2026, 11, 2, 9, tzinfo=UTC)
    activity_sessions.declare(
        session,
        engagement,
        starts_at=starts_at,
        ends_at=datetime(2026, 11, 2, 11, tzinfo=UTC),
        by=engagement.profile.referent.as_actor(),
        now=clock(),
    )
    session.commit()
    assert session.scalars(select(CerRecord)).one().minutes_declared == 120
