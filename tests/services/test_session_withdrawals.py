"""A session noted by mistake is taken back by a new line: it counts nowhere, nothing is erased (domain §1.3, R7)."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bénévolat.domain.actors import Actor, ActorKind
from bénévolat.domain.engagements import (
    ChangedMeanwhile,
    HoursAlreadyRetained,
    SessionStatus,
)
from bénévolat.domain.errors import NotAllowed, WrongTransition
from bénévolat.models.activity_sessions import ActivitySession
from bénévolat.services import (
    activity_sessions,
    calendars,
    cer,
    cer_retained,
    certificates,
    invariants,
    presences,
    registers,
    session_drafts,
    session_withdrawals,
)
from bénévolat.services.session_withdrawals import withdraw
from tests.clock import Clock
from tests.factories import Factory
from tests.services.closed_months import AUGUST, NOVEMBER, OCTOBER, engagement_with, lines, of

SS = SessionStatus


def count(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(ActivitySession)) or 0


@pytest.mark.parametrize("status", [SS.DECLARED, SS.CONFIRMED, SS.CONTESTED])
def test_a_session_taken_back_keeps_its_values_and_a_new_line_says_who(
    session: Session, make: Factory, clock: Clock, status: SessionStatus
) -> None:
    row = make.activity_session(make.engagement(), status=status)
    referent = row.engagement.profile.referent
    line = withdraw(session, row, by=referent.as_actor(), now=clock())
    session.commit()
    assert (line.status, line.replaces_id, line.minutes) == (SS.WITHDRAWN, row.id, row.minutes)
    assert (line.declared_by_kind, line.declared_by_id) == (ActorKind.TRAVAILLEUR_SOCIAL, referent.id)
    assert (row.status, row.replaced_at) == (status, clock())
    assert session.scalars(activity_sessions.noted_of(row.engagement_id)).all() == []
    assert session.scalars(session_withdrawals.of_engagement(row.engagement_id)).all() == [line]
    assert invariants.broken(session) == []


def test_the_person_takes_back_their_own_and_twice_is_once(
    session: Session, make: Factory, clock: Clock
) -> None:
    row = make.activity_session(make.engagement())
    person = Actor.person(row.profile_id)
    line = withdraw(session, row, by=person, now=clock())
    assert withdraw(session, row, by=person, now=clock()) is line
    assert (count(session), line.declared_by_kind) == (2, ActorKind.ALLOCATAIRE)


def test_an_association_takes_nothing_back_and_a_session_foreseen_is_removed_without_a_line(
    session: Session, make: Factory, clock: Clock
) -> None:
    row = make.activity_session(make.engagement())
    with pytest.raises(NotAllowed):
        withdraw(session, row, by=make.member_of(row.engagement.offer.association).as_actor(), now=clock())
    draft = make.activity_session(row.engagement, hour=15, status=SS.DRAFTED)
    with pytest.raises(WrongTransition):
        withdraw(session, draft, by=Actor.person(row.profile_id), now=clock())


def test_what_was_corrected_in_between_is_not_taken_back(
    session: Session, make: Factory, clock: Clock
) -> None:
    row = make.activity_session(make.engagement())
    by = row.engagement.profile.referent.as_actor()
    new = activity_sessions.correct(
        session, row, starts_at=row.starts_at, ends_at=row.ends_at - timedelta(minutes=30), by=by, now=clock()
    )
    with pytest.raises(ChangedMeanwhile):
        withdraw(session, row, by=by, now=clock())
    withdraw(session, new, by=by, now=clock())
    assert invariants.broken(session) == []


def test_a_session_taken_back_is_nowhere_and_its_moment_is_free_again(
    session: Session, make: Factory, clock: Clock
) -> None:
    """Records, register, certificate, calendar, months to confirm: left out everywhere."""
    engagement = make.engagement(started_on=date(2026, 10, 1))
    kept = make.activity_session(engagement, date(2026, 10, 13), minutes=60)
    row = make.activity_session(engagement, date(2026, 10, 6), minutes=150, status=SS.CONFIRMED)
    here = make.activity_session(engagement, clock().date(), hour=6, minutes=60)
    by, association = engagement.profile.referent.as_actor(), engagement.offer.association
    for one in (row, here):
        withdraw(session, one, by=by, now=clock())
    record = cer.record(session, engagement.id, OCTOBER, now=clock())
    assert record is not None
    assert (record.minutes_declared, record.minutes_confirmed, record.nb_sessions) == (60, 0, 1)
    register = registers.of_association(
        session,
        association,
        period_from=date(2026, 10, 1),
        period_to=date(2026, 11, 30),
        now=clock(),
    )
    assert [(line.nb_sessions, line.minutes_declared) for line in register.lines] == [(1, 60)]
    paper = certificates.for_person(session, engagement, now=clock())
    assert (paper.confirmed.minutes, paper.waiting.minutes) == (0, 60)
    assert calendars.of_person(session, engagement.profile_id, now=clock()) == []
    assert calendars.of_association(session, association.id, now=clock()) == []
    people = presences.of_month(session, association.id, OCTOBER, now=clock())
    assert [one.id for person in people for one in person.presences] == [kept.id]
    again = activity_sessions.declare(
        session, engagement, starts_at=row.starts_at, ends_at=row.ends_at, by=by, now=clock()
    )
    assert again.replaces_id is None
    withdraw(session, again, by=by, now=clock())
    assert invariants.broken(session) == []


def test_a_day_taken_back_is_not_asked_again(session: Session, make: Factory, clock: Clock) -> None:
    engagement = make.engagement(
        started_on=date(2026, 10, 1),
        agreed_slots=[{"weekday": 1, "at": "09:00"}],
        created_at=clock() - timedelta(days=40),
    )
    day = date(2026, 10, 27)
    session_drafts.draft(session, [engagement.id], day, day, now=clock())
    row = session.scalars(session_drafts.foreseen_of(engagement.id)).one()
    by = Actor.person(engagement.profile_id)
    activity_sessions.declare_draft(session, row, by=by, now=clock())
    withdraw(session, row, by=by, now=clock())
    assert session_drafts.draft(session, [engagement.id], day, day, now=clock()) == 0


def test_in_a_closed_month_the_difference_is_carried_by_the_next_open_one(
    session: Session, make: Factory, clock: Clock
) -> None:
    engagement = engagement_with(make, closed_minutes=120)
    row = session.scalars(activity_sessions.noted_of(engagement.id)).one()
    withdraw(session, row, by=Actor.person(engagement.profile_id), now=clock())
    assert lines(session) == [(NOVEMBER, AUGUST, -120, 0, -1)]
    assert of(session, engagement, AUGUST).minutes_declared == 120
    assert invariants.broken(session) == []


def test_under_hours_retained_by_a_closed_month_nothing_is_taken_back_until_they_are_looked_at(
    session: Session, make: Factory, clock: Clock
) -> None:
    """R7: an agent retains zero first; then the session goes, and the rest is retained again."""
    engagement, agent = engagement_with(make, closed_minutes=120), make.administrator()
    row = session.scalars(activity_sessions.noted_of(engagement.id)).one()
    record = of(session, engagement, AUGUST)
    cer_retained.retain_afterwards(session, record, minutes=120, by=agent.as_actor(), now=clock())
    by = engagement.profile.referent.as_actor()
    with pytest.raises(HoursAlreadyRetained):
        withdraw(session, row, by=by, now=clock())
    cer_retained.retain_afterwards(session, record, minutes=0, by=agent.as_actor(), now=clock())
    withdraw(session, row, by=by, now=clock())
    assert [line[2] for line in lines(session) if line[2]] == [-120]


def test_under_hours_retained_by_the_closed_month_that_carried_it_nothing_is_taken_back(
    session: Session, make: Factory, clock: Clock
) -> None:
    engagement = engagement_with(make, closed_minutes=60)
    by = engagement.profile.referent.as_actor()
    day = make.activity_session(engagement, date(2026, 8, 11), minutes=90)
    cer.refresh_past_month(session, engagement.id, day.starts_at, now=clock())
    carrier = of(session, engagement, NOVEMBER)
    cer_retained.retain(session, carrier, minutes=90, by=make.administrator().as_actor(), now=clock())
    withdraw(session, day, by=by, now=clock())
    assert of(session, engagement, NOVEMBER).minutes_retained is None
    clock.advance(minutes=1)
    again = make.activity_session(engagement, date(2026, 8, 12), minutes=90)
    cer.refresh_past_month(session, engagement.id, again.starts_at, now=clock())
    carrier = of(session, engagement, NOVEMBER)
    cer_retained.retain(session, carrier, minutes=90, by=make.administrator().as_actor(), now=clock())
    clock.advance(days=40)
    cer.close(session, carrier, by=make.administrator().as_actor(), now=clock())
    with pytest.raises(HoursAlreadyRetained):
        withdraw(session, again, by=by, now=clock())


def test_hours_retained_of_an_open_month_are_looked_at_again(
    session: Session, make: Factory, clock: Clock
) -> None:
    engagement = make.engagement(started_on=date(2026, 10, 1))
    rows = [
        make.activity_session(engagement, date(2026, 10, day), minutes=60, status=SS.CONFIRMED)
        for day in (6, 13)
    ]
    record = cer.record(session, engagement.id, OCTOBER, now=clock())
    assert record is not None
    cer_retained.retain(session, record, minutes=60, by=make.administrator().as_actor(), now=clock())
    withdraw(session, rows[0], by=engagement.profile.referent.as_actor(), now=clock())
    session.refresh(record)
    assert (record.minutes_retained, record.minutes_confirmed) == (None, 60)
    assert (record.retained_by_id, record.retained_at) == (None, None)


def test_the_database_knows_no_line_taken_back_alone(session: Session, make: Factory) -> None:
    with pytest.raises(IntegrityError, match="withdrawn"):
        make.activity_session(make.engagement(), status=SS.WITHDRAWN)
