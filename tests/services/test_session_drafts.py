"""Sessions foreseen: proposals that follow what is agreed, noted or taken away without a trace (R12)."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bénévolat.domain.actors import Actor
from bénévolat.domain.engagements import NoLongerPlanned, OverlappingSession, SessionStatus
from bénévolat.domain.enums import AgreementKind, EndKind, HalfDay, Rhythm
from bénévolat.domain.errors import NotAllowed, WrongTransition
from bénévolat.domain.session_drafts import AgreedRhythm, AgreedSlot, WrongRhythm
from bénévolat.models.activity_sessions import ActivitySession
from bénévolat.models.engagements import Engagement
from bénévolat.services import activity_sessions, engagements, offer_drafts, session_drafts
from tests.clock import Clock
from tests.factories import Factory

MONDAYS_AT_NINE = [{"weekday": 0, "at": "09:00"}]
FIRST, LAST = date(2026, 11, 2), date(2026, 12, 6)


def days(session: Session, engagement: Engagement) -> list[str]:
    rows = session.scalars(
        select(ActivitySession)
        .where(
            ActivitySession.engagement_id == engagement.id, ActivitySession.status == SessionStatus.DRAFTED
        )
        .order_by(ActivitySession.starts_at)
    )
    return [f"{row.starts_at.astimezone(session_drafts.PARIS):%m-%d %H:%M}" for row in rows]


def agreed(*slots: AgreedSlot, **values: object) -> AgreedRhythm:
    given = {"rhythm": Rhythm.WEEKLY, "sessions_per_period": max(1, len(slots)), "session_minutes": 120}
    return AgreedRhythm(**{**given, **values, "slots": slots})  # type: ignore[arg-type]


def test_drafting_twice_drafts_once(session: Session, make: Factory, clock: Clock) -> None:
    engagement = make.engagement(agreed_slots=MONDAYS_AT_NINE)
    counts = [session_drafts.draft(session, [engagement.id], FIRST, LAST, now=clock()) for _ in range(2)]
    assert counts == [5, 0]
    assert days(session, engagement) == [
        f"{day} 09:00" for day in ("11-02", "11-09", "11-16", "11-23", "11-30")
    ]
    row = session.scalars(select(ActivitySession)).first()
    assert row is not None
    assert (row.minutes, row.declared_at, row.declared_by_kind) == (engagement.session_minutes, None, None)


def test_a_public_holiday_is_nobody_s_session(session: Session, make: Factory, clock: Clock) -> None:
    engagement = make.engagement(agreed_slots=[{"weekday": 2, "at": "14:00"}])
    session_drafts.draft(session, [engagement.id], FIRST, date(2026, 11, 18), now=clock())
    assert days(session, engagement) == ["11-04 14:00", "11-18 14:00"]


def test_nothing_is_drafted_over_a_session_of_the_person(
    session: Session, make: Factory, clock: Clock
) -> None:
    """Wherever it is: in this engagement or another, noted or foreseen."""
    profile = make.active_profile()
    one, other = (
        make.engagement(profile, agreed_slots=MONDAYS_AT_NINE),
        make.engagement(profile, agreed_slots=[{"weekday": 0, "at": "10:00"}, {"weekday": 1, "at": "10:00"}]),
    )
    make.activity_session(one, date(2026, 11, 2), hour=9, minutes=30)
    session_drafts.draft(session, [one.id, other.id], FIRST, date(2026, 11, 10), now=clock())
    drafted = sorted([*days(session, one), *days(session, other)])
    assert len(drafted) == 3
    assert [day for day in drafted if day.startswith("11-02")] == []
    assert [day[:5] for day in drafted] == ["11-03", "11-09", "11-10"]


def test_nothing_is_drafted_before_the_engagement_was_recorded(
    session: Session, make: Factory, clock: Clock
) -> None:
    engagement = make.engagement(agreed_slots=MONDAYS_AT_NINE, created_at=clock())
    session_drafts.draft(session, [engagement.id], date(2026, 10, 1), date(2026, 11, 9), now=clock())
    assert days(session, engagement) == ["11-09 09:00"]


def test_a_pause_takes_what_was_foreseen_and_a_return_gives_it_again(
    session: Session, make: Factory, clock: Clock
) -> None:
    engagement = make.engagement(agreed_slots=MONDAYS_AT_NINE)
    by = engagement.profile.referent.as_actor()
    session_drafts.draft(session, [engagement.id], FIRST, LAST, now=clock())
    engagements.pause(session, engagement, by=by, now=clock())
    session.commit()
    assert days(session, engagement) == ["11-02 09:00"]
    assert session_drafts.draft(session, [engagement.id], FIRST, LAST, now=clock()) == 0
    clock.advance(days=14)
    engagements.resume(session, engagement, by=by, now=clock())
    session.commit()
    assert days(session, engagement)[:2] == ["11-02 09:00", "11-23 09:00"]
    # A job that comes late finds the pause again.
    assert session_drafts.draft(session, [engagement.id], FIRST, date(2026, 11, 22), now=clock()) == 0


def test_the_pause_and_the_end_of_a_mission_are_respected(
    session: Session, make: Factory, clock: Clock
) -> None:
    offer = make.published_offer(
        pause_from=date(2026, 11, 9), pause_to=date(2026, 11, 15), ends_on=date(2026, 11, 22)
    )
    engagement = make.engagement(offer=offer, agreed_slots=MONDAYS_AT_NINE)
    session_drafts.draft(session, [engagement.id], FIRST, LAST, now=clock())
    assert days(session, engagement) == ["11-02 09:00", "11-16 09:00"]


def test_a_mission_paused_afterwards_takes_back_what_was_foreseen(
    session: Session, make: Factory, clock: Clock
) -> None:
    engagement = make.engagement(agreed_slots=MONDAYS_AT_NINE)
    session_drafts.draft(session, [engagement.id], FIRST, LAST, now=clock())
    engagement.offer.pause_from, engagement.offer.pause_to = date(2026, 11, 1), date(2026, 11, 29)
    fields = offer_drafts.fields_of(engagement.offer)
    offer_drafts.adjust_welcome(session, engagement.offer, fields, now=clock())
    assert days(session, engagement) == ["11-02 09:00", "11-30 09:00"]


def test_an_end_takes_what_comes_after_it(session: Session, make: Factory, clock: Clock) -> None:
    engagement = make.engagement(agreed_slots=[*MONDAYS_AT_NINE, {"weekday": 4, "at": "09:00"}])
    session_drafts.draft(session, [engagement.id], date(2026, 10, 26), LAST, now=clock())
    engagements.end(
        session,
        engagement,
        end_kind=EndKind.COMPLETED,
        ended_on=date(2026, 10, 31),
        by=engagement.profile.referent.as_actor(),
        now=clock(),
    )
    session.commit()
    assert days(session, engagement) == ["10-26 09:00", "10-30 09:00"]


def test_what_is_agreed_anew_is_foreseen_anew_and_kept_in_the_log(
    session: Session, make: Factory, clock: Clock
) -> None:
    engagement = make.engagement(agreed_slots=MONDAYS_AT_NINE)
    session_drafts.draft(session, [engagement.id], FIRST, LAST, now=clock())
    member = make.member_of(engagement.offer.association).as_actor()
    engagements.agree_rhythm(
        session,
        engagement,
        agreed(AgreedSlot(4, time(14)), rhythm=Rhythm.FORTNIGHTLY),
        by=member,
        now=clock(),
    )
    session.commit()
    assert days(session, engagement) == ["11-02 09:00", "11-13 14:00", "11-27 14:00"]
    assert engagement.session_minutes == 120
    assert [(event.action, event.actor_account_id) for event in engagement.events] == [
        ("agree", member.account_id)
    ]
    engagements.agree_rhythm(session, engagement, agreed(), by=member, now=clock())
    session.commit()
    assert days(session, engagement) == ["11-02 09:00"]


def test_what_is_agreed_is_not_changed_by_the_person_alone_nor_after_the_end(
    session: Session, make: Factory, clock: Clock
) -> None:
    engagement, ended = make.engagement(), make.ended_engagement()
    with pytest.raises(NotAllowed):
        engagements.agree_rhythm(
            session, engagement, agreed(), by=Actor.person(engagement.profile_id), now=clock()
        )
    by = engagement.profile.referent.as_actor()
    with pytest.raises(WrongTransition):
        engagements.agree_rhythm(session, ended, agreed(), by=by, now=clock())
    with pytest.raises(WrongRhythm):
        engagements.agree_rhythm(session, engagement, agreed(session_minutes=5), by=by, now=clock())


def test_a_session_of_today_already_begun_is_not_foreseen(
    session: Session, make: Factory, clock: Clock
) -> None:
    """It is ten o'clock in Paris: nine is over, eleven is not."""
    engagement = make.engagement()
    by = engagement.profile.referent.as_actor()
    engagements.agree_rhythm(
        session,
        engagement,
        agreed(AgreedSlot(1, time(8)), AgreedSlot(1, time(11)), session_minutes=60),
        by=by,
        now=clock(),
    )
    assert days(session, engagement)[:2] == ["11-03 11:00", "11-10 08:00"]


def test_an_engagement_opens_with_the_half_days_both_said(
    session: Session, make: Factory, clock: Clock
) -> None:
    """Only when they are as many as the sessions: nothing is guessed."""
    assert HalfDay.TUE_AM in make.active_profile().half_days
    profile = make.active_profile(half_days=[HalfDay.TUE_AM, HalfDay.SUN_PM])
    offer = make.published_offer(half_days=[HalfDay.TUE_AM, HalfDay.WED_AM], sessions_per_period=1)
    proposition = make.submitted_proposition(profile, offer)
    agreement = make.agreement(profile, AgreementKind.TRANSMISSION, proposition_id=proposition.id)
    engagement = engagements.open_from(
        session, proposition, agreement, started_on=date(2026, 11, 10), now=clock()
    )
    assert engagement.agreed_slots == [{"weekday": 1, "at": "09:00"}]
    assert days(session, engagement) == [f"{day} 09:00" for day in ("11-10", "11-17", "11-24", "12-01")]


def past_draft(make: Factory, engagement: Engagement | None = None, **values: object) -> ActivitySession:
    return make.activity_session(engagement or make.engagement(), status=SessionStatus.DRAFTED, **values)  # type: ignore[arg-type]


def test_yes_keeps_the_agreed_hours_and_says_who_noted_it(
    session: Session, make: Factory, clock: Clock
) -> None:
    row = past_draft(make)
    by = Actor.person(row.profile_id)
    noted = activity_sessions.declare_draft(session, row, by=by, now=clock())
    session.commit()
    assert (noted.id, noted.status, noted.minutes) == (row.id, SessionStatus.DECLARED, 150)
    assert (noted.declared_at, noted.declared_by_kind) == (clock(), by.kind)
    with pytest.raises(NoLongerPlanned):
        activity_sessions.declare_draft(session, row, by=by, now=clock())


def test_yes_but_not_as_long(session: Session, make: Factory, clock: Clock) -> None:
    row = past_draft(make)
    by = row.engagement.profile.referent.as_actor()
    ends_at = row.starts_at + timedelta(minutes=45)
    activity_sessions.declare_draft(session, row, ends_at=ends_at, by=by, now=clock())
    assert (row.minutes, row.declared_by_id) == (45, by.account_id)


def test_a_draft_taken_away_leaves_no_trace(session: Session, make: Factory, clock: Clock) -> None:
    """Domain §1.3: an absence has no row."""
    row, noted = past_draft(make), make.activity_session(make.engagement())
    assert session_drafts.remove(session, row)
    session.commit()
    assert session.scalars(select(ActivitySession)).all() == [noted]
    assert not session_drafts.remove(session, noted)
    with pytest.raises(NoLongerPlanned):
        activity_sessions.declare_draft(
            session, row, by=row.engagement.profile.referent.as_actor(), now=clock()
        )


def test_several_drafts_at_once_and_one_refused_does_not_stop_the_others(
    session: Session, make: Factory, clock: Clock
) -> None:
    engagement = make.engagement()
    rows = [past_draft(make, engagement, hour=hour, minutes=60) for hour in (8, 10, 12)]
    make.activity_session(make.engagement(engagement.profile), hour=10, minutes=30)
    noted = activity_sessions.declare_drafts(
        session, rows, by=engagement.profile.referent.as_actor(), now=clock()
    )
    assert ([row.id for row in noted.done], [row.id for row, _ in noted.refused]) == (
        [rows[0].id, rows[2].id],
        [rows[1].id],
    )
    assert noted.refused[0][1] == OverlappingSession.sentence


def test_a_session_noted_by_hand_absorbs_the_draft_it_overlaps(
    session: Session, make: Factory, clock: Clock
) -> None:
    engagement = make.engagement()
    same, near = past_draft(make, engagement), past_draft(make, engagement, hour=14)
    by = engagement.profile.referent.as_actor()
    row = activity_sessions.declare(
        session,
        engagement,
        starts_at=same.starts_at,
        ends_at=same.starts_at + timedelta(hours=3),
        by=by,
        now=clock(),
    )
    session.commit()
    assert set(session.scalars(select(ActivitySession.id))) == {row.id, near.id}
    corrected = activity_sessions.correct(
        session, row, starts_at=near.starts_at, ends_at=near.ends_at, by=by, now=clock()
    )
    session.commit()
    assert set(session.scalars(select(ActivitySession.id))) == {row.id, corrected.id}
    assert {
        key: [one.id for one in old] for key, old in activity_sessions.corrected(session, [corrected]).items()
    } == {corrected.id: [row.id]}


def test_what_is_only_foreseen_is_not_corrected(session: Session, make: Factory, clock: Clock) -> None:
    row = past_draft(make)
    with pytest.raises(WrongTransition):
        activity_sessions.correct(
            session,
            row,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            by=row.engagement.profile.referent.as_actor(),
            now=clock(),
        )


def test_drafts_of_long_ago_are_forgotten_and_nothing_else(
    session: Session, make: Factory, clock: Clock
) -> None:
    engagement = make.engagement(started_on=date(2026, 1, 1))
    edge = clock() - timedelta(days=45)
    old = past_draft(make, engagement, day=(edge - timedelta(days=1)).date())
    young = past_draft(make, engagement, day=(edge + timedelta(days=1)).date())
    noted = make.activity_session(engagement, date(2026, 2, 3))
    assert session_drafts.forget_old(session, now=clock()) == 1
    session.commit()
    assert set(session.scalars(select(ActivitySession.id))) == {young.id, noted.id} != {old.id}


def test_each_side_reads_its_own_sessions_to_note(session: Session, make: Factory, clock: Clock) -> None:
    mine = past_draft(make)
    past_draft(make)
    coming = past_draft(make, mine.engagement, day=date(2026, 11, 10))
    make.activity_session(mine.engagement, hour=15)
    followed = session.scalars(
        session_drafts.over(session_drafts.foreseen_followed_by(mine.engagement.profile.referent), clock())
    ).all()
    assert followed == [mine]
    assert session.scalars(
        session_drafts.still_to_come(session_drafts.foreseen_of_person(mine.profile_id), clock())
    ).all() == [coming]


@pytest.mark.parametrize(
    ("night", "hours"),
    [(datetime(2026, 10, 24, 23, tzinfo=UTC), 5), (datetime(2026, 3, 29, 0, tzinfo=UTC), 3)],
)
def test_a_session_noted_on_the_night_clocks_change_counts_its_real_hours(
    session: Session, make: Factory, clock: Clock, night: datetime, hours: int
) -> None:
    """T1: 01:00 → 05:00 is five hours on 25 October 2026, three on 29 March."""
    engagement = make.engagement(started_on=date(2026, 1, 1))
    row = activity_sessions.declare(
        session,
        engagement,
        starts_at=night,
        ends_at=night + timedelta(hours=hours),
        by=engagement.profile.referent.as_actor(),
        now=clock(),
    )
    here = [moment.astimezone(session_drafts.PARIS).hour for moment in (row.starts_at, row.ends_at)]
    assert (here, row.minutes) == ([1, 5], hours * 60)
