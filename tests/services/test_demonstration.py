"""The demonstration holds every situation, and nobody real (R31, R37, domain §1.8)."""

import random
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import create_engine, event, func, select
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool

from bénévolat import seeding
from bénévolat.commands.demo import CLOSE_DAYS
from bénévolat.domain.associations import AssociationStatus
from bénévolat.domain.cer import CerRecordStatus
from bénévolat.domain.engagements import EngagementStatus, SessionStatus
from bénévolat.domain.enums import Demand, SupervisionLevel
from bénévolat.domain.languages import Language
from bénévolat.domain.nir import contains_nir
from bénévolat.domain.offers import OfferStatus
from bénévolat.domain.propositions import PropositionStatus
from bénévolat.domain.sensitive_words import find_sensitive_words
from bénévolat.models import Base
from bénévolat.models.accounts import Account
from bénévolat.models.activity_sessions import ActivitySession
from bénévolat.models.associations import Association
from bénévolat.models.bilans import Bilan
from bénévolat.models.cer import CerAdjustment, CerRecord
from bénévolat.models.engagements import Engagement
from bénévolat.models.matches import Match
from bénévolat.models.offers import Offer
from bénévolat.models.outbox import OutboxMessage
from bénévolat.models.profiles import Profile
from bénévolat.models.propositions import Proposition
from bénévolat.services import cer_months, demonstration, invariants, suggestions
from bénévolat.services.demonstration_draws import drawn_hosts, drawn_person
from tests.clock import START


def built(now: datetime) -> Session:
    """Return a session on a database in memory that holds the demonstration as it stands at an instant."""
    engine = create_engine("sqlite://", poolclass=StaticPool)
    event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA foreign_keys = ON"))
    Base.metadata.create_all(engine)
    session = Session(engine, expire_on_commit=False)
    seeding.load_reference(session)
    demonstration.build(session, seeding.demonstration_script(), password_hash="invented", now=now)
    session.commit()
    session.expunge_all()
    return session


@pytest.fixture(scope="module")
def demo() -> Iterator[Session]:
    session = built(START)
    engine = session.get_bind()
    with session:
        yield session
    engine.dispose()


def statuses(session, column):
    return set(session.scalars(select(column).distinct()))


def test_every_situation_is_shown(demo):
    assert demo.scalar(select(func.count()).select_from(Profile)) == 40
    assert demo.scalar(select(func.count()).select_from(Offer)) == 30
    assert statuses(demo, Offer.status) == set(OfferStatus)
    assert statuses(demo, Association.status) >= {
        AssociationStatus.VALIDATED,
        AssociationStatus.SUBMITTED,
        AssociationStatus.DRAFT,
    }
    assert statuses(demo, Proposition.status) == set(PropositionStatus) - {PropositionStatus.EXPIRED}
    assert statuses(demo, Engagement.status) == set(EngagementStatus)
    assert statuses(demo, ActivitySession.status) == set(SessionStatus)
    assert statuses(demo, CerRecord.status) == set(CerRecordStatus)
    assert statuses(demo, Offer.supervision_level) >= {SupervisionLevel.REGULAR, SupervisionLevel.CLOSE}
    demands = {demand for offer in demo.scalars(select(Offer)) for demand in offer.demands}
    assert demands >= set(Demand) - {Demand.ALONE}


def test_bilans_are_read_and_unread_and_people_speak(demo):
    rows = demo.scalars(select(Bilan)).all()
    assert {row.read_at is not None for row in rows if row.written_at} == {True, False}
    assert {row.written_at is None for row in rows if row.words} == {True, False}
    said = " ".join(filter(None, (text for row in rows for text in (row.text, row.words))))
    assert find_sensitive_words(said) == []


def test_nothing_happens_in_the_future_and_capacity_holds(demo):
    for session in demo.scalars(
        select(ActivitySession).where(ActivitySession.status != SessionStatus.DRAFTED)
    ):
        assert session.ends_at <= START
        assert session.declared_at <= START
        assert session.confirmed_at is None or session.confirmed_at <= START
    for message in demo.scalars(select(OutboxMessage)):
        assert message.created_at <= START
    for offer in demo.scalars(select(Offer)):
        assert 0 <= offer.places_taken <= offer.supervision_capacity
        assert offer.updated_at <= START


def test_every_proposition_comes_from_a_suggestion_with_reasons(demo):
    for proposition in demo.scalars(select(Proposition)):
        assert proposition.match_score, proposition.offer.title
        assert proposition.match_reasons


def test_every_language_spoken_is_in_the_list(demo):
    spoken = {language for person in demo.scalars(select(Profile)) for language in person.languages}
    assert spoken <= {language.value for language in Language}


def test_most_people_have_suggestions_or_near_misses(demo):
    assert demo.scalar(select(func.count(func.distinct(Match.profile_id)))) >= 30


def test_the_person_of_the_card_has_every_screen_to_see(demo):
    """An engagement that goes on with sessions to note, missions to answer, an idea that nobody put before her."""
    person = demonstration.main_person(demo)
    waiting = demo.scalars(
        select(Proposition).where(
            Proposition.profile_id == person.id, Proposition.status == PropositionStatus.PROPOSED
        )
    ).all()
    assert len(waiting) == 2
    (mine,) = demo.scalars(select(Engagement).where(Engagement.profile_id == person.id))
    assert mine.status is EngagementStatus.ACTIVE
    taken = {row.offer_id for row in waiting} | {mine.offer_id}
    assert {match.offer_id for match in suggestions.suggestions_of(demo, person.id)} - taken


def test_people_and_missions_are_those_of_the_texts(demo):
    script = seeding.demonstration_script()
    names = {(person.first_name, person.last_name) for person in demo.scalars(select(Profile))}
    assert {(person["first_name"], person["last_name"]) for person in script["person"]} <= names
    assert {offer["title"] for offer in script["offer"]} == set(demo.scalars(select(Offer.title)))
    assert demonstration.exists(demo)
    assert not demonstration.is_empty(demo)


def test_no_text_of_a_person_speaks_of_what_is_never_kept():
    script = seeding.demonstration_script()
    texts = [str(script[name]) for name in ("person", "pool", "path", "offer", "sector", "agent")]
    assert [find_sensitive_words(text) for text in texts] == [[]] * len(texts)
    assert not any(contains_nir(text) for text in texts)
    assert not re.search(r"\b(RSA|CER|allocataire)\b", str(script["offer"]) + str(script["association"]))


def test_addresses_and_phone_numbers_belong_to_nobody(demo):
    assert all(account.email.endswith("@demo.example") for account in demo.scalars(select(Account)))
    # 03 53 01 and 06 39 98 are kept for fiction by the regulator.
    phones = {person.phone for person in demo.scalars(select(Profile)) if person.phone}
    assert phones
    assert all(phone.startswith("+3363998") for phone in phones)
    assert all(
        association.phone.startswith("+3335301")
        for association in demo.scalars(select(Association))
        if association.phone
    )


def test_a_whole_departement_can_be_drawn_from_the_same_texts():
    script = seeding.demonstration_script()
    hosts, missions = drawn_hosts(script, random.Random(1))
    assert len({host["member"]["email"] for host in hosts}) == len(hosts) == 200
    assert {mission["association"] for mission in missions} == {host["key"] for host in hosts}
    places = {sector["team"]: sector["communes"] for sector in script["sector"]}
    first = [drawn_person(script["pool"], places, random.Random(3)) for _ in range(2)]
    assert first[0] == first[1]


def test_it_is_built_on_both_databases_the_night_clocks_change(session):
    seeding.load_reference(session)
    night = datetime(2027, 3, 28, 0, 30, tzinfo=UTC)
    demonstration.build(session, seeding.demonstration_script(), password_hash="invented", now=night)
    session.commit()
    assert session.scalar(select(func.count()).select_from(Engagement)) == 5
    noted = select(func.max(ActivitySession.ends_at)).where(ActivitySession.status != SessionStatus.DRAFTED)
    assert session.scalar(noted) <= night


def test_what_is_agreed_is_foreseen_and_some_sessions_wait_to_be_noted(demo):
    """R12: drafts around the present day only, none of an engagement paused or over."""
    drafts = demo.scalars(
        select(ActivitySession).where(ActivitySession.status == SessionStatus.DRAFTED)
    ).all()
    assert any(row.ends_at < START for row in drafts)
    assert any(row.starts_at > START for row in drafts)
    assert min((START - row.starts_at).days for row in drafts) < 0
    assert max((START - row.starts_at).days for row in drafts) <= 10
    assert {row.engagement.status for row in drafts if row.starts_at > START} == {EngagementStatus.ACTIVE}
    assert all(row.agreed_slots for row in demo.scalars(select(Engagement)))


def test_a_month_is_there_to_retain_others_are_closed_and_what_came_late_is_carried(demo):
    """Nothing is empty on the page «Heures»: an open month, closed ones with hours retained, an adjustment."""
    records = demo.scalars(select(CerRecord).order_by(CerRecord.month)).all()
    latest = START.date().replace(day=1) - timedelta(days=1)
    waiting = [row for row in records if row.minutes_retained is None and row.month.month == latest.month]
    assert waiting
    assert all(row.status is CerRecordStatus.OPEN for row in waiting)
    closed = [row for row in records if row.status is CerRecordStatus.CLOSED]
    assert len({row.month for row in closed}) >= 2
    assert any(row.minutes_retained for row in closed)
    assert [line.minutes_declared for line in demo.scalars(select(CerAdjustment))] == [90]
    taken_back = select(ActivitySession).where(ActivitySession.status == SessionStatus.WITHDRAWN)
    assert len(demo.scalars(taken_back).all()) == 1
    assert invariants.broken(demo) == []


def test_in_the_demonstration_the_month_before_closes_after_the_month_that_runs():
    """Whatever the day it is shown, at least one month is there to close."""
    for day in (date(2027, 3, 1) + timedelta(days=number) for number in range(62)):
        before = (day.replace(day=1) - timedelta(days=1)).replace(day=1)
        assert cer_months.closing_of(before, int(CLOSE_DAYS)).date() > day
