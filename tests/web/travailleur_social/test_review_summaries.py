"""Reviews that come, the page of one person, its PDF and its editable file."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from bénévolat.domain.enums import JournalEvent
from bénévolat.models.accounts import Account
from bénévolat.models.contracts import Contract
from bénévolat.models.profiles import Profile
from bénévolat.web.files import DOCX, PDF
from tests.clock import Clock
from tests.exports.documents import words
from tests.factories import Factory
from tests.inspection import Page
from tests.pages import PageClient

REVIEWS = "/travailleur-social/revues"
Journal = Callable[[Profile], list[JournalEvent]]


@pytest.fixture
def contract(make: Factory, person: Profile) -> Contract:
    contract = make.contract(person, starts_on=date(2026, 7, 1), ends_on=date(2027, 6, 30))
    engagement = make.contract_engagement(person, contract=contract, started_on=date(2026, 9, 1))
    make.cer_record(engagement, date(2026, 10, 1))
    make.bilan(engagement, read=True)
    return contract


def test_no_review_says_where_the_date_is_written(browser: PageClient) -> None:
    page = Page(browser.get(f"{REVIEWS}/").get_data(as_text=True))
    assert "Pas de revue dans les 30 prochains jours" in page.text
    page = Page(browser.get(f"{REVIEWS}/?quand=toutes").get_data(as_text=True))
    assert "Aucune revue à venir" in page.text


def test_the_list_holds_my_people_then_my_teams(
    browser: PageClient, colleague: PageClient, stranger: PageClient, contract: Contract
) -> None:
    link = f"{REVIEWS}/{contract.id}"
    assert link in Page(browser.get(f"{REVIEWS}/").get_data(as_text=True)).links
    assert link not in Page(colleague.get(f"{REVIEWS}/").get_data(as_text=True)).links
    assert link in Page(colleague.get(f"{REVIEWS}/?vue=equipe").get_data(as_text=True)).links
    assert link not in Page(stranger.get(f"{REVIEWS}/?vue=equipe").get_data(as_text=True)).links


def test_a_review_far_away_is_behind_one_link(
    browser: PageClient, make: Factory, me: Account, clock: Clock
) -> None:
    far = make.contract(make.active_profile(me), review_on=clock().date() + timedelta(days=90))
    assert str(far.id) not in browser.get(f"{REVIEWS}/").get_data(as_text=True)
    assert str(far.id) in browser.get(f"{REVIEWS}/?quand=toutes").get_data(as_text=True)


def test_a_date_that_passed_has_its_own_group(
    browser: PageClient, make: Factory, me: Account, clock: Clock
) -> None:
    late = make.contract(make.active_profile(me), review_on=clock().date() - timedelta(days=3))
    page = Page(browser.get(f"{REVIEWS}/").get_data(as_text=True))
    assert f"{REVIEWS}/{late.id}" not in page.links
    assert "Date passée (1)" in page.text
    page = Page(browser.get(f"{REVIEWS}/?quand=passees").get_data(as_text=True))
    assert f"{REVIEWS}/{late.id}" in page.links


def test_the_page_says_the_facts_and_the_reading_is_journaled(
    browser: PageClient, contract: Contract, person: Profile, journal: Journal
) -> None:
    page = Page(browser.get(f"{REVIEWS}/{contract.id}").get_data(as_text=True))
    assert "Octobre 2026" in page.text
    assert "Travail en équipe" in page.text
    assert "Toujours de bonne humeur" in page.text
    assert journal(person) == [JournalEvent.PROFILE_READ]


def test_the_page_leads_to_writing_that_the_review_is_done(browser: PageClient, contract: Contract) -> None:
    page = Page(browser.get(f"{REVIEWS}/{contract.id}").get_data(as_text=True))
    assert f"/travailleur-social/profils/{contract.profile_id}/contrats/{contract.id}/revue" in page.links


def test_the_worklist_opens_the_page(browser: PageClient, contract: Contract) -> None:
    assert (
        f"{REVIEWS}/{contract.id}" in Page(browser.get("/travailleur-social/").get_data(as_text=True)).links
    )


@pytest.mark.parametrize(("ending", "kind"), [("pdf", PDF), ("docx", DOCX)])
def test_the_file_is_handed_over_and_journaled(
    browser: PageClient, contract: Contract, person: Profile, journal: Journal, ending: str, kind: str
) -> None:
    answer = browser.get(f"{REVIEWS}/{contract.id}/synthese.{ending}")
    assert answer.content_type == kind
    assert answer.headers["Content-Disposition"] == f'attachment; filename="synthese_amina-benali.{ending}"'
    assert "no-store" in answer.headers["Cache-Control"]
    assert "Octobre 2026" in words(answer.data)
    assert journal(person) == [JournalEvent.DOCUMENT_MADE]


@pytest.mark.parametrize("ending", ["", "/synthese.pdf", "/synthese.docx"])
def test_somebody_elses_people_are_not_found(
    stranger: PageClient, contract: Contract, person: Profile, journal: Journal, ending: str
) -> None:
    assert stranger.get(f"{REVIEWS}/{contract.id}{ending}").status_code == 404
    assert journal(person) == []


def test_what_is_not_written_yet_is_said(browser: PageClient, make: Factory, person: Profile) -> None:
    contract = make.contract(person)
    make.contract_engagement(person, contract=contract)
    text = Page(browser.get(f"{REVIEWS}/{contract.id}").get_data(as_text=True)).text
    assert text.count("Rien d'écrit, ou pas encore lu par la personne") == 2
    assert "La personne dit Rien d'écrit" in text
