"""Inactive files: counted, listed, told, erased after the visa; figures stay, nothing else does (R41)."""

from datetime import date, datetime, timedelta
from threading import Event, Thread

import pytest
from flask import Flask
from sqlalchemy import Engine, inspect, text
from sqlalchemy.orm import Session

from bénévolat.domain.cer import CerRecordStatus
from bénévolat.domain.enums import ContractKind, EndKind, JournalEvent
from bénévolat.domain.propositions import PropositionStatus
from bénévolat.extensions import transaction
from bénévolat.jobs import retention as job
from bénévolat.jobs.runner import run
from bénévolat.models.bilans import Bilan
from bénévolat.models.cer import CerAdjustment
from bénévolat.models.contracts import Contract
from bénévolat.models.journal import JournalEntry
from bénévolat.models.outbox import OutboxMessage
from bénévolat.models.profiles import Profile
from bénévolat.models.retention import RetainedFigure, RetentionListing
from bénévolat.services import invariants, journal, retention
from bénévolat.services.retention import NotListed
from tests.clock import Clock
from tests.factories import Factory


@pytest.fixture(autouse=True)
def _enabled(app: Flask) -> None:
    app.config["RETENTION_ENABLED"] = True


def morning(app: Flask, session: Session, at: datetime) -> dict[str, object]:
    session.commit()
    with app.app_context():
        outcome = run(job.JOB, at=at)
        assert outcome.failed == 0
        assert run(job.JOB, at=at).done == 0
    session.expire_all()
    return outcome.detail


def lived_file(make: Factory, session: Session) -> Profile:
    """Make a person with one of everything, all long ago: closed months, corrections, bilan, card, contract."""
    now = make.now
    person = make.active_profile()
    contract = make.contract(person, ends_on=now.date() + timedelta(days=100))
    engagement = make.contract_engagement(
        person,
        contract=contract,
        started_on=date(2026, 8, 1),
    )
    first = make.activity_session(engagement, date(2026, 8, 4), minutes=60, replaced_at=now)
    make.activity_session(engagement, date(2026, 8, 4), minutes=90, replaces_id=first.id)
    august = make.cer_record(
        engagement, date(2026, 8, 1), minutes_declared=60, minutes_confirmed=0, nb_sessions=1
    )
    september = make.cer_record(
        engagement,
        date(2026, 9, 1),
        minutes_declared=0,
        minutes_confirmed=0,
        nb_sessions=0,
        minutes_declared_adjusted=30,
    )
    session.add(
        CerAdjustment(
            record=september,
            about_month=date(2026, 8, 1),
            minutes_declared=30,
            minutes_confirmed=0,
            minutes_retained=0,
            nb_sessions=0,
            at=now,
        )
    )
    session.flush()
    for record in (august, september):
        record.status, record.closed_at = CerRecordStatus.CLOSED, now
    session.add(Bilan(engagement=engagement, skills=[], written_at=now, written_by_id=person.referent_id))
    make.proposition(person, make.published_offer(), PropositionStatus.DECLINED)
    make.match(person, make.published_offer())
    make.exclusion(person, make.submitted_association())
    make.card(person)
    session.commit()
    with session.no_autoflush:
        engagement.status = type(engagement.status).ENDED
        engagement.ended_on, engagement.end_kind = now.date(), EndKind.COMPLETED
        engagement.offer.places_taken -= 1
    session.commit()
    return person


def two_years_later(clock: Clock) -> datetime:
    return clock() + timedelta(days=760)


def test_nothing_is_listed_nor_told_until_it_is_enabled(
    app: Flask, session: Session, make: Factory, clock: Clock
) -> None:
    app.config["RETENTION_ENABLED"] = False
    lived_file(make, session)
    detail = morning(app, session, two_years_later(clock))
    assert detail["would_be_listed"] == 1
    assert session.query(RetentionListing).count() == 0
    assert session.query(OutboxMessage).count() == 0


def test_an_inactive_file_is_listed_told_then_erased_only_with_the_visa(
    app: Flask, session: Session, make: Factory, clock: Clock
) -> None:
    person = lived_file(make, session)
    referent, key = person.referent, person.id
    morning(app, session, clock() + timedelta(days=600))
    assert session.query(RetentionListing).count() == 0
    at = two_years_later(clock)
    morning(app, session, at)
    [listing] = session.query(RetentionListing)
    assert listing.erase_on == at.date() + timedelta(days=30)
    [mail] = session.query(OutboxMessage)
    assert (mail.template, mail.recipient) == ("retention_listed", referent.email)
    morning(app, session, at + timedelta(days=40))
    assert session.get(Profile, key) is not None, "no visa, no erasure"
    agent = make.administrator().as_actor()
    retention.give_visa(session, key, by=agent, now=at + timedelta(days=40))
    detail = morning(app, session, at + timedelta(days=41))
    assert detail["erased"] == 1
    assert session.query(OutboxMessage).count() == 1, "told once"
    assert _left(session, key.hex) == []
    figures = session.query(RetainedFigure).order_by(RetainedFigure.month).all()
    assert [(row.month, row.minutes_declared, row.nb_sessions) for row in figures] == [
        (date(2026, 8, 1), 60, 1),
        (date(2026, 9, 1), 30, 0),
    ]
    events = [row.event for row in session.query(JournalEntry).order_by(JournalEntry.at)]
    assert events == [JournalEvent.RETENTION_VISA, JournalEvent.PROFILE_ERASED]
    assert invariants.broken(session) == []


def _left(session: Session, key: str) -> list[str]:
    """Return the columns that still name a person, the journal and the lists of events done apart."""
    found = []
    inspector = inspect(session.connection())
    for table in inspector.get_table_names():
        for column in inspector.get_columns(table):
            if table != "journal" and (column["name"] == "profile_id" or table == "profiles"):
                name = column["name"]
                if name in {"profile_id", "id"}:
                    value = f"replace(CAST({name} AS text), '-', '')"
                    count = session.scalar(text(f"SELECT count(*) FROM {table} WHERE {value} = '{key}'"))
                    found += [f"{table}.{name}"] if count else []
    return found


def test_a_contact_again_takes_the_file_off_the_list_even_with_the_visa(
    app: Flask, session: Session, make: Factory, clock: Clock
) -> None:
    person = lived_file(make, session)
    at = two_years_later(clock)
    morning(app, session, at)
    retention.give_visa(session, person.id, by=make.administrator().as_actor(), now=at)
    person.last_contact_at = at
    morning(app, session, at + timedelta(days=31))
    assert session.query(RetentionListing).count() == 0
    assert session.get(Profile, person.id) is not None


@pytest.mark.postgresql
def test_whoever_comes_back_at_the_very_instant_is_not_erased(
    app: Flask, session: Session, engine: Engine, make: Factory, clock: Clock
) -> None:
    """A référent writes a contract while the job waits for the file: the job reads again before it erases."""
    person = lived_file(make, session)
    at = two_years_later(clock)
    agent = make.administrator()
    listing = RetentionListing(profile_id=person.id, listed_at=at, erase_on=at.date())
    listing.visa_at, listing.visa_by_id = at, agent.id
    session.add(listing)
    session.commit()
    erased: list[dict[str, int]] = []

    def erase() -> None:
        with app.app_context(), transaction() as own:
            erased.append(retention.erase(own, person.id, now=at, months=24))

    with Session(engine) as other:
        other.add(
            Contract(
                profile_id=person.id,
                kind=ContractKind.CER,
                starts_on=at.date(),
                ends_on=at.date() + timedelta(days=180),
                created_at=at,
            )
        )
        other.flush()
        job_thread = Thread(target=erase)
        job_thread.start()
        _wait_for_a_lock(session)
        other.commit()
        job_thread.join(20)
    assert erased == [{}]
    session.expire_all()
    assert session.get(Profile, person.id) is not None


def _wait_for_a_lock(session: Session) -> None:
    """Return once somebody waits for a row that another holds."""
    waiting = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
    for _ in range(500):
        if session.scalar(waiting):
            return
        session.rollback()
        Event().wait(0.02)
    pytest.fail("nobody waits for the file")


def test_whoever_has_something_alive_is_not_inactive(
    app: Flask, session: Session, make: Factory, clock: Clock
) -> None:
    at = two_years_later(clock)
    make.engagement()
    make.contract(make.active_profile(), ends_on=at.date())
    make.submitted_proposition()
    make.card(make.active_profile(), last_used_at=at - timedelta(days=30))
    make.active_profile(last_contact_at=at - timedelta(days=700))
    make.profile()
    detail = morning(app, session, at)
    assert detail["listed"] == 1


def test_a_visa_is_given_to_those_the_page_showed_and_may_be_taken_back(
    session: Session, make: Factory, clock: Clock
) -> None:
    by = make.administrator().as_actor()
    first = make.listed_profile()
    later = make.listed_profile(listed_at=clock() + timedelta(hours=1))
    assert retention.give_visas(session, listed_until=clock(), by=by, now=clock()) == 1
    session.expire_all()
    assert first.visa_by_id == by.account_id
    assert later.visa_at is None
    retention.take_visa_back(session, first.profile_id, by=by, now=clock())
    session.expire_all()
    assert first.visa_at is None
    with pytest.raises(NotListed):
        retention.take_visa_back(session, first.profile_id, by=by, now=clock())


def test_the_access_log_is_kept_twelve_months_whether_enabled_or_not(
    app: Flask, session: Session, make: Factory, clock: Clock
) -> None:
    app.config["RETENTION_ENABLED"] = False
    for days in (0, 30):
        at = clock() + timedelta(days=days)
        journal.write(session, JournalEvent.SIGN_IN, by=make.administrator().as_actor(), now=at)
    morning(app, session, clock() + timedelta(days=370))
    assert session.query(JournalEntry).count() == 1
