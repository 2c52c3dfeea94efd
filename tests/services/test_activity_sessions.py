"""Sessions: presence only, right length on the nights clocks change, no double, kind limits."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.orm import Session

from bénévolat.domain.actors import Actor
from bénévolat.domain.engagements import (
    BadSessionTimes,
    ChangedMeanwhile,
    NotActive,
    OverlappingSession,
    SessionStatus,
    WeeklyLimit,
)
from bénévolat.domain.errors import NotAllowed, WrongTransition
from bénévolat.models.activity_sessions import ActivitySession
from bénévolat.models.engagements import Engagement
from bénévolat.services import activity_sessions
from tests.clock import Clock
from tests.factories import Factory

PARIS = ZoneInfo("Europe/Paris")


def declare(
    session: Session, engagement: Engagement, clock: Clock, starts_at: datetime, **length: float
) -> ActivitySession:
    return activity_sessions.declare(
        session,
        engagement,
        starts_at=starts_at,
        ends_at=(starts_at.astimezone(UTC) + timedelta(**length)),
        by=Actor.person(engagement.profile_id),
        now=clock(),
    )


def test_a_session_on_the_night_of_the_clock_change_has_its_real_length(
    session: Session, make: Factory, clock: Clock
) -> None:
    """T1: from 1 h to 5 h on 25 October 2026 in Paris, five hours pass."""
    row = activity_sessions.declare(
        session,
        make.engagement(),
        starts_at=datetime(2026, 10, 25, 1, 0, tzinfo=PARIS),
        ends_at=datetime(2026, 10, 25, 5, 0, tzinfo=PARIS),
        by=make.travailleur_social().as_actor(),
        now=clock(),
    )
    assert row.minutes == 300


def test_a_session_across_midnight_has_its_real_length(session: Session, make: Factory, clock: Clock) -> None:
    row = declare(session, make.engagement(), clock, datetime(2026, 10, 20, 22, 0, tzinfo=PARIS), hours=3)
    assert row.minutes == 180


@pytest.mark.parametrize(
    ("start", "hours", "error"),
    [
        (datetime(2026, 10, 20, 9, tzinfo=UTC), 0, BadSessionTimes),
        (datetime(2026, 10, 20, 9, tzinfo=UTC), -1, BadSessionTimes),
        (datetime(2026, 10, 20, 9, tzinfo=UTC), 12.5, BadSessionTimes),
        (datetime(2026, 11, 3, 8, 30, tzinfo=UTC), 2, BadSessionTimes),
        (datetime(2026, 9, 1, 9, tzinfo=UTC), 2, NotActive),
    ],
)
def test_impossible_times_are_refused_with_a_sentence(
    session: Session, make: Factory, clock: Clock, start: datetime, hours: float, error: type[Exception]
) -> None:
    with pytest.raises(error):
        declare(session, make.engagement(), clock, start, hours=hours)


def test_the_same_person_is_not_in_two_places_at_once(session: Session, make: Factory, clock: Clock) -> None:
    profile = make.active_profile()
    first, second = make.engagement(profile), make.engagement(profile)
    declare(session, first, clock, datetime(2026, 10, 20, 9, tzinfo=UTC), hours=2)
    with pytest.raises(OverlappingSession):
        declare(session, second, clock, datetime(2026, 10, 20, 10, tzinfo=UTC), hours=2)
    declare(session, second, clock, datetime(2026, 10, 20, 11, tzinfo=UTC), hours=1)


def test_above_seven_hours_a_week_a_warning_above_thirty_five_a_refusal(
    session: Session, make: Factory, clock: Clock
) -> None:
    engagement = make.engagement()
    row = declare(session, engagement, clock, datetime(2026, 10, 19, 8, tzinfo=UTC), hours=7)
    assert activity_sessions.weekly_warning(session, row) is None
    for day in (20, 21):
        row = declare(session, engagement, clock, datetime(2026, 10, day, 8, tzinfo=UTC), hours=12)
    warning = activity_sessions.weekly_warning(session, row)
    assert warning is not None
    assert "31\u00a0h" in warning
    with pytest.raises(WeeklyLimit):
        declare(session, engagement, clock, datetime(2026, 10, 22, 8, tzinfo=UTC), hours=5)


def test_only_the_association_confirms(session: Session, make: Factory, clock: Clock) -> None:
    """Domain §1.4: declared and confirmed are two facts by two sides."""
    engagement = make.engagement()
    row = make.activity_session(engagement)
    with pytest.raises(NotAllowed):
        activity_sessions.confirm(session, row, by=engagement.profile.referent.as_actor(), now=clock())
    session.rollback()
    member = make.member_of(engagement.offer.association)
    activity_sessions.confirm(session, row, by=member.as_actor(), now=clock())
    assert (row.status, row.confirmed_by_id) == (SessionStatus.CONFIRMED, member.id)


def test_a_tap_too_quick_is_put_right_by_signalling_the_difference(
    session: Session, make: Factory, clock: Clock
) -> None:
    row = make.activity_session(make.engagement())
    member = make.member_of(row.engagement.offer.association).as_actor()
    activity_sessions.confirm(session, row, by=member, now=clock())
    activity_sessions.contest(session, row, note="Une heure de moins.", by=member, now=clock())
    assert row.status is SessionStatus.CONTESTED
    with pytest.raises(WrongTransition):
        activity_sessions.contest(session, row, note=None, by=member, now=clock())


def test_a_correction_is_a_new_line_and_the_old_one_keeps_its_values(
    session: Session, make: Factory, clock: Clock
) -> None:
    engagement = make.engagement()
    old = make.activity_session(engagement, minutes=120, status=SessionStatus.CONFIRMED)
    starts_at = old.starts_at
    new = activity_sessions.correct(
        session,
        old,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=90),
        by=engagement.profile.referent.as_actor(),
        now=clock(),
    )
    session.commit()
    assert (old.minutes, old.replaced_at, new.replaces_id) == (120, clock(), old.id)
    assert (new.minutes, new.status) == (90, SessionStatus.DECLARED)
    assert session.scalars(activity_sessions.current_of(engagement.id)).all() == [new]
    with pytest.raises(ChangedMeanwhile):
        activity_sessions.confirm(
            session, old, by=make.member_of(engagement.offer.association).as_actor(), now=clock()
        )


def test_the_association_sees_only_its_sessions_to_confirm(session: Session, make: Factory) -> None:
    mine = make.activity_session(make.engagement())
    make.activity_session(make.engagement())
    waiting = session.scalars(activity_sessions.to_confirm(mine.engagement.offer.association_id)).all()
    assert waiting == [mine]
