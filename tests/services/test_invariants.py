"""Each invariant holds on a living world, and each one can fail (B1, K1)."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from bénévolat.domain.cer import CerRecordStatus
from bénévolat.domain.engagements import SessionStatus
from bénévolat.models.cer import CerAdjustment
from bénévolat.models.jobs import JobFailure
from bénévolat.models.outbox import OutboxMessage
from bénévolat.services import cer, invariants
from bénévolat.services.invariant_statements import STATEMENTS
from tests.clock import Clock
from tests.factories import Factory

OCTOBER = date(2026, 10, 1)


def codes(session: Session) -> list[str]:
    session.flush()
    return [finding.invariant.code for finding in invariants.broken(session)]


def world(make: Factory, session: Session, clock: Clock) -> dict[str, object]:
    """Make one of everything, through what keeps it true."""
    person = make.active_profile()
    offer = make.published_offer()
    sent = make.submitted_proposition(person, offer)
    engagement = make.engagement(person, make.published_offer(), started_on=date(2026, 3, 1))
    first = make.activity_session(engagement, date(2026, 10, 6), status=SessionStatus.CONFIRMED)
    make.activity_session(engagement, date(2026, 10, 6), hour=14)
    record = cer.record(session, engagement.id, OCTOBER, now=clock())
    session.commit()
    return {"offer": offer, "sent": sent, "engagement": engagement, "first": first, "record": record}


def test_all_holds_on_what_the_use_cases_make(session: Session, make: Factory, clock: Clock) -> None:
    world(make, session, clock)
    assert codes(session) == []
    assert {one.code for one in STATEMENTS if one.only is None} <= {
        finding.invariant.code for finding in invariants.check(session)
    }


def test_the_end_of_a_month_and_of_a_week_are_those_of_paris_on_both_nights_when_clocks_change(
    session: Session, make: Factory, clock: Clock
) -> None:
    """A session of Saturday night 23:30 in Paris, summer or winter, belongs to its own month and week."""
    engagement = make.engagement(started_on=date(2026, 3, 1))
    for moment in (
        datetime(2026, 3, 28, 22, 30, tzinfo=UTC),
        datetime(2026, 3, 31, 21, 30, tzinfo=UTC),
        datetime(2026, 5, 31, 22, 30, tzinfo=UTC),
        datetime(2026, 10, 24, 23, 30, tzinfo=UTC),
        datetime(2026, 10, 31, 22, 30, tzinfo=UTC),
        datetime(2026, 10, 31, 23, 30, tzinfo=UTC),
    ):
        make.activity_session(
            engagement, minutes=30, starts_at=moment, ends_at=moment + timedelta(minutes=30)
        )
    for month in (3, 5, 6, 10, 11):
        cer.record(session, engagement.id, date(2026, month, 1), now=clock())
    assert "open-records" not in codes(session)
    assert "week" not in codes(session)


BREAKS = {
    "places": "UPDATE offers SET places_taken = places_taken - 1 WHERE places_taken > 0",
    "agreement-sent": "UPDATE agreements SET withdrawn_at = recorded_at WHERE kind = 'transmission'",
    "accepted-engaged": "UPDATE propositions SET status = 'withdrawn' WHERE status = 'accepted'",
    "session-length": "UPDATE activity_sessions SET minutes = minutes + 1 WHERE status = 'confirmed'",
    "open-records": "UPDATE cer_records SET minutes_declared = minutes_declared + 1",
    "adjustments": "UPDATE cer_records SET nb_sessions_adjusted = 1",
    "published": "UPDATE offers SET supervisor_id = (SELECT max(id) FROM supervisors WHERE association_id <> "
    "offers.association_id) WHERE status = 'published'",
}
"""A statement that makes an invariant false, behind the back of the use cases."""


@pytest.mark.parametrize("code", BREAKS)
def test_an_invariant_broken_behind_the_back_of_the_use_cases_is_found(
    session: Session, make: Factory, clock: Clock, code: str
) -> None:
    world(make, session, clock)
    statement = BREAKS[code]
    if session.get_bind().dialect.name == "postgresql":
        statement = statement.replace("max(id)", "CAST(max(CAST(id AS text)) AS uuid)")
    session.execute(text(statement))
    assert code in codes(session)


Breaker = Callable[[Factory, Session, dict[str, object]], None]


def overlapping(make: Factory, session: Session, made: dict[str, object]) -> None:
    make.activity_session(made["engagement"], date(2026, 10, 6), hour=10)  # type: ignore[arg-type]


def too_long_a_week(make: Factory, session: Session, made: dict[str, object]) -> None:
    for day in (12, 13, 14, 15):
        make.activity_session(made["engagement"], date(2026, 10, day), hour=6, minutes=600)  # type: ignore[arg-type]


def corrected_by_half(make: Factory, session: Session, made: dict[str, object]) -> None:
    make.activity_session(made["engagement"], date(2026, 10, 7), replaces_id=made["first"].id)  # type: ignore[arg-type, attr-defined]


@pytest.mark.parametrize(
    ("code", "breaker"),
    [("overlap", overlapping), ("week", too_long_a_week), ("session-states", corrected_by_half)],
)
def test_sessions_that_cannot_be_are_found(
    session: Session, make: Factory, clock: Clock, code: str, breaker: Breaker
) -> None:
    made = world(make, session, clock)
    assert code not in codes(session)
    breaker(make, session, made)
    assert code in codes(session)


def test_a_closed_month_and_what_came_after_still_add_up(
    session: Session, make: Factory, clock: Clock
) -> None:
    engagement = make.engagement(started_on=date(2026, 3, 1))
    make.activity_session(engagement, date(2026, 9, 8), minutes=60)
    september = cer.record(session, engagement.id, date(2026, 9, 1), now=clock())
    assert september is not None
    september.status, september.closed_at = CerRecordStatus.CLOSED, clock()
    session.commit()
    assert codes(session) == []
    make.activity_session(engagement, date(2026, 9, 15), minutes=30)
    assert codes(session) == ["closed-records"]
    october = make.cer_record(
        engagement,
        OCTOBER,
        minutes_declared=0,
        minutes_confirmed=0,
        nb_sessions=0,
        minutes_declared_adjusted=30,
        nb_sessions_adjusted=1,
    )
    session.add(
        CerAdjustment(
            record=october,
            about_month=date(2026, 9, 1),
            minutes_declared=30,
            minutes_confirmed=0,
            minutes_retained=0,
            nb_sessions=1,
            at=clock(),
        )
    )
    assert codes(session) == []


def test_what_is_broken_is_listed_without_a_value_and_mailed_once_to_each_administrator(
    session: Session, make: Factory, clock: Clock
) -> None:
    from bénévolat.domain.enums import Right

    world(make, session, clock)
    administrator = make.departement_agent(Right.ADMINISTER)
    make.departement_agent(Right.EXPORT)
    make.departement_agent(Right.ADMINISTER, disabled_at=clock())
    session.execute(text(BREAKS["places"]))
    session.execute(text(BREAKS["open-records"]))
    invariants.report(session, period="2026-11-03", now=clock())
    session.commit()
    failures = session.query(JobFailure).order_by(JobFailure.unit).all()
    assert [row.unit for row in failures] == ["open-records", "places"]
    assert failures[1].error.startswith("2\u00a0lignes fautives\u00a0: les places prises")
    mails = session.query(OutboxMessage).all()
    assert [(mail.template, mail.recipient) for mail in mails] == [("invariants_broken", administrator.email)]
    session.execute(text("UPDATE cer_records SET minutes_declared = minutes_declared - 1"))
    invariants.report(session, period="2026-11-04", now=clock())
    assert {row.unit for row in session.query(JobFailure)} == {"places"}, "what holds again leaves the list"
