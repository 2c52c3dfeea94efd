"""My papers: an attestation at any time, with or without the name, and my sessions for a calendar (R13)."""

from datetime import date, timedelta

import pytest

from bénévolat.domain.engagements import SessionStatus
from bénévolat.models.engagements import Engagement
from bénévolat.models.profiles import Profile
from bénévolat.web.files import ICS, PDF
from tests.clock import Clock
from tests.exports.documents import words
from tests.factories import Factory
from tests.inspection import Page
from tests.pages import PageClient

DOCUMENTS = "/mon-espace/documents"


@pytest.fixture
def engagement(make: Factory, person: Profile) -> Engagement:
    offer = make.published_offer(title="Aide au jardin", address="3 rue du Lilas")
    return make.contract_engagement(person, offer=offer, started_on=date(2026, 9, 1))


def test_nothing_yet_says_when_documents_come(browser: PageClient) -> None:
    assert "Pas encore de papier" in Page(browser.get(DOCUMENTS).text).text


def test_my_attestation_tells_confirmed_hours_apart(
    browser: PageClient, make: Factory, engagement: Engagement
) -> None:
    make.activity_session(engagement, minutes=90, status=SessionStatus.CONFIRMED)
    make.activity_session(engagement, hour=14, minutes=60)
    make.activity_session(engagement, hour=17, minutes=45, status=SessionStatus.CONTESTED)
    make.activity_session(engagement, hour=20, minutes=30, status=SessionStatus.DRAFTED)
    answer = browser.get(f"{DOCUMENTS}/{engagement.id}/attestation.pdf")
    assert answer.content_type == PDF
    said = words(answer.data)
    assert "Amina BENALI" in said
    assert "Aide au jardin" in said
    assert "Temps confirmé par l'association 1 h 30, en 1 séance" in said
    assert "pas encore confirmé 1 h 45, en 2 séances" in said


def test_a_sensitive_name_is_there_or_not_as_i_choose(browser: PageClient, engagement: Engagement) -> None:
    association = engagement.offer.association
    association.sensitive_name = True
    address = f"{DOCUMENTS}/{engagement.id}/attestation.pdf"
    assert association.name in words(browser.get(address).data)
    without = words(browser.get(f"{address}?nom=sans").data)
    assert association.name not in without
    assert "Aide au jardin" not in without
    assert f"{address}?nom=sans" in Page(browser.get(DOCUMENTS).text).links


def test_skills_wait_until_i_have_read_them(
    browser: PageClient, make: Factory, engagement: Engagement
) -> None:
    bilan = make.bilan(engagement)
    address = f"{DOCUMENTS}/{engagement.id}/attestation.pdf"
    assert "Travail en équipe" not in words(browser.get(address).data)
    make.session.delete(bilan)
    make.bilan(engagement, read=True)
    assert "Travail en équipe" in words(browser.get(address).data)


def test_my_calendar_is_neutral_and_hides_a_sensitive_place(
    browser: PageClient, make: Factory, engagement: Engagement, clock: Clock
) -> None:
    tomorrow = clock().date() + timedelta(days=1)
    make.activity_session(engagement, tomorrow, status=SessionStatus.DRAFTED)
    make.activity_session(engagement, date(2026, 10, 1), status=SessionStatus.CONFIRMED)
    assert "Mettre dans mon calendrier" in Page(browser.get(DOCUMENTS).text).text
    answer = browser.get(f"{DOCUMENTS}/calendrier.ics")
    assert answer.content_type == ICS
    assert answer.text.count("BEGIN:VEVENT") == 1
    assert "SUMMARY:Bénévolat" in answer.text
    assert "LOCATION:3 rue du Lilas" in answer.text
    assert "jardin" not in answer.text
    engagement.offer.association.sensitive_name = True
    assert "LOCATION" not in browser.get(f"{DOCUMENTS}/calendrier.ics").text


def test_somebody_elses_attestation_is_not_found(someone_else: PageClient, engagement: Engagement) -> None:
    assert someone_else.get(f"{DOCUMENTS}/{engagement.id}/attestation.pdf").status_code == 404
    assert "BEGIN:VEVENT" not in someone_else.get(f"{DOCUMENTS}/calendrier.ics").text
