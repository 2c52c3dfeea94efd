"""A closed month: what the database refuses, and what is true whoever comes and in whatever order."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from bénévolat.domain.cer import CerRecordStatus, RecordClosed
from bénévolat.domain.engagements import OverlappingSession, SessionStatus
from bénévolat.extensions import transaction
from bénévolat.models.activity_sessions import ActivitySession
from bénévolat.models.cer import CerAdjustment, CerRecord
from bénévolat.models.engagements import Engagement
from bénévolat.services import activity_sessions, cer_recording, cer_retained, invariants
from tests.clock import Clock
from tests.factories import Factory
from tests.house.race import all_at_once
from tests.services.closed_months import AUGUST, NOVEMBER, OCTOBER, close, close_due, declare, lines, of

REFUSED = {
    "hours": update(CerRecord).values(minutes_declared=1),
    "retained": update(CerRecord).values(minutes_retained=0),
    "reopened": update(CerRecord).values(status=CerRecordStatus.OPEN, closed_at=None),
    "deleted": delete(CerRecord),
    "line changed": update(CerAdjustment).values(minutes_declared=1),
    "line deleted": delete(CerAdjustment),
}


@pytest.mark.parametrize("act", REFUSED)
def test_the_database_refuses_any_change_of_a_closed_month(
    session: Session, make: Factory, clock: Clock, act: str
) -> None:
    closed_with_a_line(session, make, clock)
    with pytest.raises(DBAPIError, match="this month is closed"):
        session.execute(REFUSED[act])
    session.rollback()


def closed_with_a_line(session: Session, make: Factory, clock: Clock) -> CerRecord:
    """Return a closed October that carries one line about August."""
    engagement = make.engagement(started_on=date(2026, 8, 1))
    row = make.cer_record(engagement, OCTOBER, nb_sessions_adjusted=1, minutes_declared_adjusted=90)
    session.add(CerAdjustment(record=row, about_month=AUGUST, minutes_declared=90, nb_sessions=1, at=clock()))
    session.commit()
    assert close_due(session, row, clock()) == 1
    session.commit()
    return row


def test_the_database_refuses_a_line_added_or_moved_to_a_closed_month(
    session: Session, make: Factory, clock: Clock
) -> None:
    row = closed_with_a_line(session, make, clock)
    line = {"about_month": AUGUST, "minutes_declared": 5, "at": clock()}
    with pytest.raises(DBAPIError, match="this month is closed"):
        session.execute(insert(CerAdjustment).values(record_id=row.id, **line))
    session.rollback()
    november = make.cer_record(row.engagement, NOVEMBER)
    session.execute(insert(CerAdjustment).values(record_id=november.id, **line))
    session.commit()
    with pytest.raises(DBAPIError, match="this month is closed"):
        session.execute(
            update(CerAdjustment).where(CerAdjustment.record_id == november.id).values(record_id=row.id)
        )
    session.rollback()


def test_erasing_the_person_erases_their_closed_months(session: Session, make: Factory, clock: Clock) -> None:
    """Retention: closed months go with the person, and only with them."""
    row = closed_with_a_line(session, make, clock)
    engagement = row.engagement
    session.expunge_all()
    session.execute(delete(Engagement).where(Engagement.id == engagement.id))
    session.commit()
    assert session.scalars(select(CerRecord.id)).all() == []
    assert session.scalars(select(CerAdjustment.id)).all() == []


def test_the_service_refuses_before_the_database_does(session: Session, make: Factory, clock: Clock) -> None:
    row, agent = closed_with_a_line(session, make, clock), make.administrator().as_actor()
    with pytest.raises(RecordClosed):
        cer_retained.retain(session, row, minutes=0, by=agent, now=clock())
    session.rollback()
    assert close_due(session, row, clock()) == 0


@pytest.mark.parametrize("closed", [True, False])
def test_facts_at_the_same_instant_are_counted_once_each(
    app: Flask, session: Session, make: Factory, clock: Clock, closed: bool
) -> None:
    """Eight sessions confirmed together, of a closed month or of one that has no record yet: one sum."""
    engagement = make.engagement(started_on=date(2026, 8, 1))
    rows = [make.activity_session(engagement, date(2026, 8, 3 + day), minutes=60) for day in range(8)]
    if closed:
        close(make, engagement, AUGUST, 480, sessions=8)
    member = make.member_of(engagement.offer.association).as_actor()
    keys = [row.id for row in rows]
    session.commit()

    def confirm(key: UUID) -> str:
        with app.app_context(), transaction() as own:
            activity_sessions.confirm(own, own.get_one(ActivitySession, key), by=member, now=clock())
        return "done"

    assert all_at_once([lambda key=key: confirm(key) for key in keys]) == {"done": 8}
    session.rollback()
    if closed:
        november = of(session, engagement, NOVEMBER)
        assert (november.total_declared, november.total_confirmed, november.total_sessions) == (0, 480, 0)
        assert sum(line[3] for line in lines(session)) == 480
    else:
        august = of(session, engagement, AUGUST)
        assert (august.minutes_declared, august.minutes_confirmed, august.nb_sessions) == (480, 480, 8)


def test_a_month_closed_while_it_is_confirmed_retained_and_corrected_loses_nothing(
    app: Flask, session: Session, make: Factory, clock: Clock
) -> None:
    """The job, an agent, the association and the référent at the same instant: the sessions and the records agree."""
    engagement = make.engagement(started_on=date(2026, 8, 1))
    rows = [make.activity_session(engagement, date(2026, 8, 3 + day), minutes=60) for day in range(3)]
    record = make.cer_record(
        engagement, AUGUST, minutes_declared=180, minutes_confirmed=0, nb_sessions=3, minutes_retained=None
    )
    member = make.member_of(engagement.offer.association).as_actor()
    agent, referent = make.administrator().as_actor(), engagement.profile.referent.as_actor()
    key, keys, share = record.id, [row.id for row in rows], engagement.id.hex[0]
    session.commit()

    def close_it(own: Session) -> None:
        cer_recording.close_share(own, share, AUGUST, now=clock())

    def retain(own: Session) -> None:
        cer_retained.retain_afterwards(own, own.get_one(CerRecord, key), minutes=60, by=agent, now=clock())

    def confirm(own: Session) -> None:
        activity_sessions.confirm(own, own.get_one(ActivitySession, keys[0]), by=member, now=clock())

    def correct(own: Session) -> None:
        row = own.get_one(ActivitySession, keys[1])
        start = row.starts_at
        activity_sessions.correct(
            own, row, starts_at=start, ends_at=start + timedelta(minutes=90), by=referent, now=clock()
        )

    def run(act: Callable[[Session], None]) -> str:
        with app.app_context(), transaction() as own:
            act(own)
        return "done"

    acts = (close_it, retain, confirm, correct)
    assert all_at_once([lambda act=act: run(act) for act in acts]) == {"done": 4}
    session.rollback()
    session.expire_all()
    found = session.scalars(select(CerRecord).where(CerRecord.engagement_id == engagement.id)).all()
    assert sum(row.total_declared for row in found) == 210
    assert sum(row.total_confirmed for row in found) == 60
    assert sum(row.total_sessions for row in found) == 3
    assert sum(row.total_retained or 0 for row in found) == 60
    assert invariants.broken(session) == []


def test_the_same_session_noted_from_two_browsers_is_noted_once(
    app: Flask, session: Session, make: Factory, clock: Clock
) -> None:
    engagement = make.engagement(started_on=date(2026, 8, 1))
    referent = engagement.profile.referent.as_actor()
    key, start = engagement.id, datetime(2026, 10, 6, 9, tzinfo=UTC)
    session.commit()

    def note() -> str:
        try:
            with app.app_context(), transaction() as own:
                activity_sessions.declare(
                    own,
                    own.get_one(Engagement, key),
                    starts_at=start,
                    ends_at=start + timedelta(hours=2),
                    by=referent,
                    now=clock(),
                )
        except OverlappingSession:
            return "told"
        return "noted"

    assert all_at_once([note] * 4) == {"noted": 1, "told": 3}


ACTS = st.lists(
    st.tuples(st.sampled_from(["declare", "confirm", "contest", "correct", "close"]), st.integers(0, 400)),
    min_size=5,
    max_size=25,
)


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
@given(acts=ACTS)
def test_whatever_happens_in_whatever_order_the_records_add_up_to_the_sessions(
    session: Session, make: Factory, clock: Clock, acts: list[tuple[str, int]]
) -> None:
    """Own figures and lines of every month together are what the sessions say today: nothing lost, nothing twice."""
    engagement = make.engagement(started_on=date(2026, 1, 1))
    actor = engagement.profile.referent.as_actor()
    member = make.member_of(engagement.offer.association).as_actor()
    for number, (act, seed) in enumerate(acts):
        now = clock() + timedelta(minutes=number)
        rows = session.scalars(
            select(ActivitySession)
            .where(ActivitySession.engagement_id == engagement.id, ActivitySession.replaced_at.is_(None))
            .order_by(ActivitySession.starts_at)
        ).all()
        day = date(2026, 6, 1) + timedelta(days=seed % 150)
        row = rows[seed % len(rows)] if rows else None
        if act == "declare" and all(abs((one.starts_at.date() - day).days) >= 1 for one in rows):
            declare(session, engagement, day, now, minutes=30 + seed % 60)
        elif act == "confirm" and row is not None and row.status is SessionStatus.DECLARED:
            activity_sessions.confirm(session, row, by=member, now=now)
        elif act == "contest" and row is not None and row.status is SessionStatus.DECLARED:
            activity_sessions.contest(session, row, note=None, by=member, now=now)
        elif act == "correct" and row is not None:
            ends_at = row.starts_at + timedelta(minutes=20 + seed % 40)
            activity_sessions.correct(
                session, row, starts_at=row.starts_at, ends_at=ends_at, by=actor, now=now
            )
        elif act == "close":
            month = date(2026, 6 + seed % 5, 1)
            cer_recording.close_share(session, engagement.id.hex[0], month, now=now)
            session.expire_all()
        session.commit()
    assert_adds_up(session, engagement)
    records = {"open-records", "closed-records", "adjustments"}
    assert [found for found in invariants.broken(session) if found.invariant.code in records] == []


def assert_adds_up(session: Session, engagement: Engagement) -> None:
    session.expire_all()
    records = session.scalars(select(CerRecord).where(CerRecord.engagement_id == engagement.id)).all()
    counted = session.execute(
        text(
            "SELECT coalesce(sum(minutes), 0), "
            "coalesce(sum(CASE WHEN status = 'confirmed' THEN minutes ELSE 0 END), 0), count(*) "
            "FROM activity_sessions WHERE engagement_id = :key AND replaced_at IS NULL "
            "AND starts_at < :until"
        ).bindparams(
            key=engagement.id.hex if session.get_bind().dialect.name == "sqlite" else engagement.id,
            until="2026-10-31 23:00:00"
            if session.get_bind().dialect.name == "sqlite"
            else datetime(2026, 10, 31, 23, tzinfo=UTC),
        )
    ).one()
    told = (
        sum(row.total_declared for row in records),
        sum(row.total_confirmed for row in records),
        sum(row.total_sessions for row in records),
    )
    assert told == tuple(counted)
    for row in records:
        assert row.minutes_declared_adjusted == sum(line.minutes_declared for line in row.adjustments)
        assert row.minutes_confirmed_adjusted == sum(line.minutes_confirmed for line in row.adjustments)
        assert row.nb_sessions_adjusted == sum(line.nb_sessions for line in row.adjustments)
