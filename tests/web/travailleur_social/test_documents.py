"""Papers made for the person, and the copy for their file (R6, R13, R54)."""

from collections.abc import Callable

import pytest

from bénévolat.domain.enums import AgreementKind, JournalEvent
from bénévolat.exports.contract_review import HIDDEN_NAME
from bénévolat.models.engagements import Engagement
from bénévolat.models.profiles import Profile
from tests.exports.documents import words
from tests.factories import Factory
from tests.inspection import Page
from tests.pages import PageClient

Journal = Callable[[Profile], list[JournalEvent]]


@pytest.fixture
def engagement(make: Factory, person: Profile) -> Engagement:
    return make.contract_engagement(person)


def address(engagement: Engagement, name: str = "") -> str:
    return f"/travailleur-social/engagements/{engagement.id}/documents{name}"


def test_the_page_of_papers_is_one_link_away(browser: PageClient, engagement: Engagement) -> None:
    shown = Page(browser.get(f"/travailleur-social/engagements/{engagement.id}").text)
    assert address(engagement) in shown.links
    assert address(engagement, "/attestation.pdf") in Page(browser.get(address(engagement)).text).links


def test_the_person_s_paper_is_made_for_them_and_journaled(
    browser: PageClient, engagement: Engagement, person: Profile, journal: Journal
) -> None:
    said = words(browser.get(address(engagement, "/attestation.pdf")).data)
    assert "Amina BENALI" in said
    assert "CER" not in said
    assert journal(person) == [JournalEvent.DOCUMENT_MADE]


def test_the_copy_for_the_file_says_the_contract_and_masks_a_sensitive_name(
    browser: PageClient, engagement: Engagement
) -> None:
    engagement.offer.association.sensitive_name = True
    said = words(browser.get(address(engagement, "/copie.pdf")).data)
    assert "CER du " in said
    assert engagement.profile.departement_ref in said
    assert HIDDEN_NAME in said
    assert engagement.offer.association.name not in said


def test_out_of_the_contract_the_copy_waits_for_the_person(
    browser: PageClient, make: Factory, person: Profile, journal: Journal
) -> None:
    """R6."""
    personal = make.engagement(person)
    refused = browser.get(address(personal, "/copie.pdf"), follow_redirects=True)
    assert "Cet engagement est hors contrat" in Page(refused.text).text
    assert JournalEvent.DOCUMENT_MADE not in journal(person)
    make.agreement(person, AgreementKind.REVIEW, engagement_id=personal.id)
    assert "Hors contrat" in words(browser.get(address(personal, "/copie.pdf")).data)


@pytest.mark.parametrize("ending", ["pdf", "docx"])
def test_the_convention_is_the_same_as_the_associations(
    browser: PageClient, engagement: Engagement, ending: str
) -> None:
    said = words(browser.get(address(engagement, f"/convention.{ending}")).data)
    assert "Amina" in said
    assert "BENALI" not in said


@pytest.mark.parametrize(
    "name", ["", "/attestation.pdf", "/copie.pdf", "/convention.pdf", "/convention.docx"]
)
def test_somebody_elses_papers_are_not_found(stranger: PageClient, engagement: Engagement, name: str) -> None:
    assert stranger.get(address(engagement, name)).status_code == 404
