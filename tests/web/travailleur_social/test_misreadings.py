"""«Mal compris ?» beside a suggestion: a short form, told to the Département without saying for whom."""

import re
from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bénévolat.models.accounts import Account
from bénévolat.models.offers import Offer
from bénévolat.models.profiles import Profile
from bénévolat.models.thesaurus import Misreading
from tests.factories import Factory
from tests.pages import PageClient


@pytest.fixture
def referent(make: Factory) -> Account:
    make.communes()
    return make.travailleur_social()


@pytest.fixture
def person(make: Factory, referent: Account) -> Profile:
    return make.active_profile(referent, last_name="Nomsecret", wishes=["aime le potager"], skills=[])


@pytest.fixture
def offer(make: Factory, person: Profile) -> Offer:
    offer = make.published_offer(title="Entretenir le potager", tasks=[], description="", skills=[])
    make.match(person, offer)
    return offer


@pytest.fixture
def browser(sign_in_as: Callable[[Account], PageClient], referent: Account) -> PageClient:
    return sign_in_as(referent)


def address(person: Profile, offer: Offer) -> str:
    return f"/travailleur-social/profils/{person.id}/missions/{offer.id}/mal-compris"


def test_each_suggestion_has_its_link(browser: PageClient, person: Profile, offer: Offer) -> None:
    missions = f"/travailleur-social/profils/{person.id}/missions/"
    for page in (missions, f"{missions}{offer.id}"):
        assert f'href="{address(person, offer)}"' in browser.get(page).text


def test_the_words_that_met_are_chosen_and_reported_without_the_person(
    browser: PageClient, person: Profile, offer: Offer, session: Session
) -> None:
    page = browser.get(address(person, offer)).text
    assert "aime le potager\u00a0» rapproché de «\u00a0potager" in page
    key = re.search(r'name="reason"[^>]*value="(\w{16})"', page)[1]
    answer = browser.post_form(
        address(person, offer), {"reason": key, "meant": "Un potager sur la table de Nomsecret"}
    )
    assert answer.status_code == 303
    row = session.scalars(select(Misreading)).one()
    assert (row.said, row.found, row.concept) == ("aime le potager", "potager", "gardening")
    assert row.meant == "Un potager sur la table de …"


def test_something_else_needs_words(
    browser: PageClient, person: Profile, offer: Offer, session: Session
) -> None:
    assert browser.post_form(address(person, offer), {}).status_code == 422
    answer = browser.post_form(address(person, offer), {"reason": "autre"})
    assert answer.status_code == 422
    assert 'id="meant-error"' in answer.text
    assert browser.post_form(address(person, offer), {"reason": "0123456789abcdef"}).status_code == 422
    assert session.scalars(select(Misreading)).all() == []


def test_words_about_health_are_warned_about(browser: PageClient, person: Profile, offer: Offer) -> None:
    answer = browser.post_form(
        address(person, offer), {"reason": "autre", "meant": "à cause de son cancer"}, follow_redirects=True
    )
    assert "N&#39;écrivez rien sur la santé" in answer.text


def test_it_is_only_for_people_i_follow(
    make: Factory, browser: PageClient, offer: Offer, person: Profile
) -> None:
    stranger = make.active_profile()
    assert browser.get(address(stranger, offer)).status_code == 404
    draft = make.offer()
    assert browser.get(address(person, draft)).status_code == 404


def test_a_mission_that_shares_no_word_may_still_be_reported(
    make: Factory, browser: PageClient, person: Profile
) -> None:
    other = make.published_offer(title="Traduire en arabe", tasks=[], description="", skills=[])
    assert "ne se rejoignent pas" in browser.get(address(person, other)).text
