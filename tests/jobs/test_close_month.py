"""``close-month`` and ``record-engagement`` together: once, late, weeks late, beside facts, killed in the middle."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from bénévolat.config import load_config
from bénévolat.domain.actors import ActorKind
from bénévolat.domain.cer import CerRecordStatus
from bénévolat.domain.engagements import SessionStatus
from bénévolat.domain.enums import JournalEvent
from bénévolat.jobs import close_month, record_engagement, runner
from bénévolat.jobs.runner import run, run_due
from bénévolat.models.cer import CerAdjustment, CerRecord
from bénévolat.models.engagements import Engagement
from bénévolat.models.jobs import JobFailure
from bénévolat.models.journal import JournalEntry
from bénévolat.services import activity_sessions, cer, invariants
from tests.factories import Factory

BOTH = (record_engagement.JOB, close_month.JOB)
BEFORE = datetime(2026, 11, 20, 3, 24, tzinfo=UTC)
CLOSES = datetime(2026, 11, 20, 3, 25, tzinfo=UTC)
"""04:25 in Paris, twenty days after 31 October."""
OCTOBER = date(2026, 10, 1)


def states(session: Session) -> list[tuple[date, CerRecordStatus, datetime | None]]:
    session.rollback()
    session.expire_all()
    rows = session.scalars(select(CerRecord).order_by(CerRecord.month))
    return [(row.month, row.status, row.closed_at) for row in rows]


def october_of(make: Factory) -> Engagement:
    engagement = make.engagement(started_on=date(2026, 10, 1))
    make.activity_session(engagement, date(2026, 10, 6), minutes=120)
    return engagement


def test_a_month_closes_twenty_days_after_its_end_whatever_was_retained(
    app: Flask, session: Session, make: Factory
) -> None:
    engagement = october_of(make)
    with app.app_context():
        run_due(BOTH, at=BEFORE)
        assert states(session) == [(OCTOBER, CerRecordStatus.OPEN, None)]
        outcomes = [run(close_month.JOB, at=at) for at in (CLOSES, CLOSES, CLOSES + timedelta(days=3))]
    assert [one.detail.get("closed", 0) for one in outcomes] == [1, 0, 0]
    assert states(session) == [(OCTOBER, CerRecordStatus.CLOSED, CLOSES)]
    entry = session.scalars(
        select(JournalEntry).where(JournalEntry.event == JournalEvent.RECORD_CLOSED)
    ).one()
    assert (entry.actor_kind, entry.profile_id) == (ActorKind.SYSTEM, engagement.profile_id)


def test_the_number_of_days_is_a_setting(app: Flask, session: Session, make: Factory) -> None:
    october_of(make)
    app.config["CLOSE_DAYS"] = 5
    with app.app_context():
        run_due(BOTH, at=datetime(2026, 11, 5, 3, 25, tzinfo=UTC))
    assert [status for _, status, _ in states(session)] == [CerRecordStatus.CLOSED]


def test_a_month_never_closes_before_its_end(tmp_path: object) -> None:
    with pytest.raises(ValueError, match="CLOSE_DAYS"):
        load_config({}, DATA_DIR=str(tmp_path), CLOSE_DAYS="0")


def test_after_five_weeks_down_every_month_is_recorded_then_closed_in_one_go(
    app: Flask, session: Session, make: Factory
) -> None:
    """Nothing that was declared in time becomes an adjustment because the clock was down."""
    engagement = make.engagement(started_on=date(2026, 8, 1))
    for day in (date(2026, 8, 4), date(2026, 9, 1), date(2026, 10, 6)):
        make.activity_session(engagement, day, minutes=60)
    back = datetime(2026, 11, 8, 10, tzinfo=UTC)
    late = make.activity_session(engagement, date(2026, 8, 11), minutes=45)
    with app.app_context():
        run_due(BOTH, at=back)
        run_due(BOTH, at=back)
    assert [(month.month, status.value) for month, status, _ in states(session)] == [
        (8, "closed"),
        (9, "closed"),
        (10, "open"),
    ]
    assert session.scalars(select(CerAdjustment)).all() == []
    assert session.scalars(select(CerRecord.minutes_declared).order_by(CerRecord.month)).all() == [
        105,
        60,
        60,
    ]
    member = make.member_of(engagement.offer.association).as_actor()
    activity_sessions.confirm(session, late, by=member, now=back)
    session.commit()
    line = session.scalars(select(CerAdjustment)).one()
    assert (line.about_month, line.minutes_confirmed, line.record.month) == (date(2026, 8, 1), 45, OCTOBER)


def test_a_fact_while_the_clock_is_down_opens_the_month_and_is_not_counted_twice(
    app: Flask, session: Session, make: Factory
) -> None:
    """Nobody has closed August yet: what comes is August's, and the catch-up closes it as it stands."""
    engagement = make.engagement(started_on=date(2026, 8, 1))
    make.activity_session(engagement, date(2026, 8, 4), minutes=60)
    starts_at, now = datetime(2026, 8, 11, 9, tzinfo=UTC), datetime(2026, 10, 25, 10, tzinfo=UTC)
    activity_sessions.declare(
        session,
        engagement,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=30),
        by=engagement.profile.referent.as_actor(),
        now=now,
    )
    session.commit()
    with app.app_context():
        run_due(BOTH, at=now)
    row = session.scalars(select(CerRecord)).one()
    session.refresh(row)
    assert (row.minutes_declared, row.status, row.adjustments) == (90, CerRecordStatus.CLOSED, [])


def test_a_fact_about_a_month_closed_without_a_record_is_carried_by_the_running_one(
    app: Flask, session: Session, make: Factory
) -> None:
    engagement = make.engagement(started_on=date(2026, 8, 1))
    now = datetime(2026, 11, 3, 10, tzinfo=UTC)
    with app.app_context():
        run_due(BOTH, at=now)
    starts_at = datetime(2026, 8, 11, 9, tzinfo=UTC)
    activity_sessions.declare(
        session,
        engagement,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=30),
        by=engagement.profile.referent.as_actor(),
        now=now,
    )
    session.commit()
    with app.app_context():
        run_due(BOTH, at=datetime(2026, 12, 1, 10, tzinfo=UTC))
    line = session.scalars(select(CerAdjustment)).one()
    assert (line.about_month, line.minutes_declared, line.record.month) == (
        date(2026, 8, 1),
        30,
        date(2026, 11, 1),
    )
    codes = {"open-records", "closed-records", "adjustments"}
    assert [one for one in invariants.broken(session) if one.invariant.code in codes] == []


def test_a_record_left_open_by_an_older_month_is_closed_with_the_next_one(
    app: Flask, session: Session, make: Factory
) -> None:
    engagement = october_of(make)
    with app.app_context():
        run_due(BOTH, at=datetime(2026, 10, 20, 3, 25, tzinfo=UTC))
    make.cer_record(engagement, date(2026, 9, 1), minutes_declared=0, minutes_confirmed=0, nb_sessions=0)
    with app.app_context():
        run_due(BOTH, at=CLOSES)
    assert {status for _, status, _ in states(session)} == {CerRecordStatus.CLOSED}


def test_a_dry_run_closes_nothing(app: Flask, session: Session, make: Factory) -> None:
    october_of(make)
    with app.app_context():
        run(record_engagement.JOB, at=CLOSES)
        assert run(close_month.JOB, at=CLOSES, dry_run=True).detail["closed"] == 1
    assert [status for _, status, _ in states(session)] == [CerRecordStatus.OPEN]


def test_a_share_that_breaks_leaves_nothing_and_is_recorded_on_the_next_try(
    app: Flask, session: Session, make: Factory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The records of a share and its ledger row live or die together."""
    for _ in range(12):
        october_of(make)
    taken = runner._take
    broken: list[str] = []

    def recorded_then_broken(inner: Session, job: object, period: str, unit: str, at: datetime) -> bool:
        had = taken(inner, job, period, unit, at)  # type: ignore[arg-type]
        if unit in {"3", "7", "b"} and not broken.count(unit):
            broken.append(unit)
            record_engagement.effect(inner, period, unit, at)
            raise RuntimeError("killed after the effect, before the commit")
        return had

    monkeypatch.setattr(runner, "_take", recorded_then_broken)
    at = datetime(2026, 11, 1, 3, 10, tzinfo=UTC)
    with app.app_context():
        assert run(record_engagement.JOB, at=at).failed == 3
        session.rollback()
        held = {key.hex[0] for key in session.scalars(select(CerRecord.engagement_id))}
        assert not held & {"3", "7", "b"}
        again = run(record_engagement.JOB, at=at)
    assert (again.done, again.failed) == (3, 0)
    session.rollback()
    assert [row.minutes_declared for row in session.scalars(select(CerRecord))] == [120] * 12
    assert len(session.scalars(select(JobFailure)).all()) == 3


def test_recording_again_takes_what_changed_and_what_was_retained_above_it(
    app: Flask, session: Session, make: Factory
) -> None:
    """The record of a month kept ahead of time (it carried something) becomes that of the whole month."""
    engagement, agent = october_of(make), make.administrator()
    make.cer_record(
        engagement,
        OCTOBER,
        minutes_declared=300,
        minutes_confirmed=0,
        nb_sessions=9,
        minutes_retained=200,
        retained_by_id=agent.id,
        retained_at=make.now,
    )
    with app.app_context():
        run(record_engagement.JOB, at=datetime(2026, 11, 1, 3, 10, tzinfo=UTC))
    row = session.scalars(select(CerRecord)).one()
    session.refresh(row)
    assert (row.minutes_declared, row.nb_sessions, row.minutes_retained) == (120, 1, None)


def test_sessions_across_midnight_and_the_clock_change_belong_to_the_month_they_start_in(
    app: Flask, session: Session, make: Factory
) -> None:
    engagement = make.engagement(started_on=date(2026, 10, 1))
    night = datetime(2026, 10, 31, 22, 30, tzinfo=UTC)  # 23:30 in Paris.
    make.activity_session(engagement, starts_at=night, ends_at=night + timedelta(hours=3), minutes=180)
    change = datetime(2026, 10, 24, 23, tzinfo=UTC)  # 01:00 to 05:00 on the 25th: five hours.
    make.activity_session(engagement, starts_at=change, ends_at=change + timedelta(hours=5), minutes=300)
    with app.app_context():
        run(record_engagement.JOB, at=datetime(2026, 12, 1, 3, 10, tzinfo=UTC))
    rows = session.scalars(select(CerRecord)).all()
    assert [(row.month, row.minutes_declared, row.nb_sessions) for row in rows] == [(OCTOBER, 480, 2)]


def test_the_shares_record_what_one_engagement_at_a_time_would(
    app: Flask, session: Session, make: Factory
) -> None:
    for number in range(9):
        engagement = make.engagement(started_on=date(2026, 10, 1))
        for day in range(number % 4):
            status = SessionStatus.CONFIRMED if day % 2 else SessionStatus.DECLARED
            make.activity_session(engagement, date(2026, 10, 6 + day), minutes=30 + number, status=status)
    with app.app_context():
        run(record_engagement.JOB, at=datetime(2026, 11, 1, 3, 10, tzinfo=UTC))
    session.rollback()
    before = _figures(session)
    for key in session.scalars(select(Engagement.id)).all():
        cer.record(session, key, OCTOBER, now=make.now)
    assert _figures(session) == before
    assert len(before) == 6


def _figures(session: Session) -> list[tuple[str, int, int, int]]:
    rows = session.scalars(select(CerRecord).order_by(CerRecord.engagement_id))
    return [
        (row.engagement_id.hex, row.minutes_declared, row.minutes_confirmed, row.nb_sessions) for row in rows
    ]
