"""Requests of people about their data: a month to answer, an objection that acts at once (R43, R54)."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bénévolat.domain.actors import Actor
from bénévolat.domain.agreements import NotThroughAgent
from bénévolat.domain.data_requests import (
    AlreadyAnswered,
    AlreadyOpen,
    AnswerNeeded,
    AskedInFuture,
    Objected,
    Outcome,
    RequestKind,
    RequestStatus,
    WordsNeeded,
    due_on,
    left_words,
)
from bénévolat.domain.enums import Channel, JournalEvent, ProfileStatus
from bénévolat.domain.propositions import PropositionStatus
from bénévolat.models.data_requests import DataRequest
from bénévolat.models.journal import JournalEntry
from bénévolat.models.matches import Match
from bénévolat.models.profiles import Profile
from bénévolat.models.propositions import Proposition
from bénévolat.services import data_requests, journal, notices, profiles, readings
from tests.clock import Clock
from tests.factories import Factory


@pytest.fixture
def person(make: Factory) -> Profile:
    return make.active_profile()


def asked(
    session: Session, person: Profile, clock: Clock, kind: RequestKind, **values: object
) -> DataRequest:
    """Return a request that the person makes in their space."""
    given = {"text": "Mon nom est mal écrit.", "channel": Channel.SCREEN, **values}
    by = given.pop("by", Actor.person(person.id))
    made = data_requests.ask(session, person, kind=kind, by=by, now=clock(), **given)  # type: ignore[arg-type]
    session.commit()
    return made


def test_the_month_of_the_law() -> None:
    assert due_on(date(2026, 1, 31)) == date(2026, 2, 28)
    assert due_on(date(2026, 11, 3)) == date(2026, 12, 3)
    today = date(2026, 11, 3)
    assert left_words(date(2026, 11, 15), today) == "il reste 12\u00a0jours"
    assert left_words(today, today) == "à répondre aujourd'hui"
    assert left_words(date(2026, 11, 2), today) == "en retard de 1\u00a0jour"


def test_a_request_is_written_down_with_its_clock(session: Session, person: Profile, clock: Clock) -> None:
    request = asked(session, person, clock, RequestKind.RECTIFY)
    assert (request.asked_on, request.due_on) == (date(2026, 11, 3), date(2026, 12, 3))
    entry = session.scalars(select(JournalEntry).where(JournalEntry.subject_id == request.id)).one()
    assert (entry.event, entry.profile_id) == (JournalEvent.REQUEST_MADE, person.id)


def test_what_is_refused(session: Session, person: Profile, clock: Clock) -> None:
    with pytest.raises(WordsNeeded):
        asked(session, person, clock, RequestKind.RECTIFY, text=" ")
    with pytest.raises(AskedInFuture):
        asked(session, person, clock, RequestKind.OTHER, asked_on=date(2026, 11, 4))
    with pytest.raises(NotThroughAgent):
        asked(session, person, clock, RequestKind.OTHER, by=person.referent.as_actor())
    asked(session, person, clock, RequestKind.OBJECT)
    with pytest.raises(AlreadyOpen):
        asked(session, person, clock, RequestKind.OBJECT)


def test_an_objection_stops_the_matching_and_the_propositions_at_once(
    session: Session, make: Factory, person: Profile, clock: Clock
) -> None:
    """RGPD 18.1.d and 21: before anybody answers; an engagement already open goes on."""
    engagement = make.engagement(person)
    make.match(person, make.published_offer())
    waiting, sent = make.proposition(person), make.submitted_proposition(person)
    places = sent.offer.places_taken
    asked(session, person, clock, RequestKind.OBJECT, text=None)
    session.expire_all()
    assert person.status is ProfileStatus.PAUSED
    assert person.objected_at == clock()
    for key in (waiting.id, sent.id):
        assert session.get_one(Proposition, key).status is PropositionStatus.WITHDRAWN
    assert sent.offer.places_taken == places - 1
    assert session.scalars(select(Match).where(Match.profile_id == person.id)).all() == []
    assert session.get_one(type(engagement), engagement.id).ended_on is None
    with pytest.raises(Objected):
        profiles.resume(session, person, by=person.referent.as_actor(), now=clock())


def test_only_the_person_changes_their_mind(session: Session, person: Profile, clock: Clock) -> None:
    request = asked(session, person, clock, RequestKind.OBJECT, text=None)
    by = person.referent.as_actor()
    data_requests.answer(
        session, request, outcome=Outcome.DONE, words="C'est fait.", channel=Channel.ORAL, by=by, now=clock()
    )
    session.commit()
    assert person.objected_at is not None
    data_requests.allow_matching(session, person, by=Actor.person(person.id), now=clock())
    session.commit()
    assert person.status is ProfileStatus.PAUSED
    profiles.resume(session, person, by=by, now=clock())
    assert person.status is ProfileStatus.ACTIVE


def test_an_answer_is_given_once_and_says_something(session: Session, person: Profile, clock: Clock) -> None:
    request = asked(session, person, clock, RequestKind.RECTIFY)
    given = {"channel": Channel.SCREEN, "by": person.referent.as_actor(), "now": clock()}
    with pytest.raises(AnswerNeeded):
        data_requests.answer(session, request, outcome=Outcome.REFUSED, words="  ", **given)  # type: ignore[arg-type]
    data_requests.answer(session, request, outcome=Outcome.DONE, words="C'est corrigé.", **given)  # type: ignore[arg-type]
    session.commit()
    with pytest.raises(AlreadyAnswered):
        data_requests.withdraw(session, request, by=Actor.person(person.id), now=clock())
    data_requests.mark_read(session, person.id, now=clock.advance(days=1))
    assert request.read_at == clock()


def test_late_requests_come_first_everywhere(
    session: Session, make: Factory, person: Profile, clock: Clock
) -> None:
    today = clock().date()
    late = make.data_request(person, asked_on=today - timedelta(days=40))
    recent = make.data_request(make.active_profile())
    make.data_request(person, status=RequestStatus.WITHDRAWN)
    assert session.scalars(data_requests.everywhere()).all() == [late, recent]
    assert data_requests.count_late(session, today) == 1
    lines, total = data_requests.lines_of(session, person.referent, today=today, most=5)
    assert total == 1
    assert lines[0][1] == "Corriger mes informations, en retard de 10\u00a0jours"


def test_a_new_version_of_the_notice_asks_again(session: Session, make: Factory, clock: Clock) -> None:
    """R42: nobody is asked for a file that is only begun."""
    told, never, begun = make.active_profile(), make.active_profile(), make.profile()
    for row in notices.of_person(session, never.id):
        row.version = "2020-01"
    session.commit()
    missing = session.scalars(select(Profile.id).where(notices.missing())).all()
    assert missing == [never.id]
    assert notices.delivered(session, told.id)
    assert not notices.delivered(session, begun.id)


def test_who_looked_is_told_by_day_and_kind_without_a_name(
    session: Session, person: Profile, clock: Clock
) -> None:
    """Domain §1.10: the person's own acts and the site's are told apart."""
    for by, event in (
        (person.referent.as_actor(), JournalEvent.PROFILE_READ),
        (person.referent.as_actor(), JournalEvent.PROFILE_READ),
        (Actor.person(person.id), JournalEvent.SIGN_IN),
        (Actor.system(), JournalEvent.RECORD_CLOSED),
    ):
        journal.write(session, event, by=by, now=clock(), profile_id=person.id)
    clock.advance(days=1)
    asked(session, person, clock, RequestKind.OTHER)
    lines = readings.of_person(session, person.id)
    assert [(line.day.day, line.sentence, line.times) for line in lines] == [
        (4, "Vous avez fait une demande.", 1),
        (3, "Une personne de votre centre social a lu votre dossier.", 2),
        (3, "Vous avez ouvert votre espace.", 1),
        (3, "Le site, tout seul, a compté vos heures du mois.", 1),
    ]


def test_every_event_about_a_person_has_its_words() -> None:
    never = {
        JournalEvent.SIGN_IN_FAILED,
        JournalEvent.PASSWORD_CHANGED,
        JournalEvent.SECOND_FACTOR_CHANGED,
        JournalEvent.ACCOUNT_INVITED,
        JournalEvent.ACCOUNT_CHANGED,
        JournalEvent.ACCOUNT_DISABLED,
        JournalEvent.THESAURUS_EDITED,
        JournalEvent.JOB_LAUNCHED,
    }
    assert set(JournalEvent) - set(readings.WORDS) == never
