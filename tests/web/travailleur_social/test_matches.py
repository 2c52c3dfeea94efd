"""Suggestions with their reasons, and the mission put before the person: R19's question, three at most."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from bénévolat.domain.enums import ExclusionKind
from bénévolat.domain.propositions import PropositionStatus
from bénévolat.models.matches import Match
from bénévolat.models.offers import Offer
from bénévolat.models.profiles import Exclusion, Profile
from bénévolat.models.propositions import Proposition
from tests.factories import Factory
from tests.pages import PageClient

BASE = "/travailleur-social/profils"


@pytest.fixture
def offer(make: Factory, browser: PageClient, person: Profile) -> Offer:
    """Return an offer already suggested to the person."""
    offer = make.published_offer(title="Jardin partagé")
    browser.post_form(f"{BASE}/{person.id}/missions/recalcul")
    return offer


def propose(browser: PageClient, person: Profile, offer: Offer, **values: str) -> TestResponse:
    return browser.post_form(f"{BASE}/{person.id}/missions/{offer.id}", values)


def test_suggestions_say_why_and_near_misses_say_what_would_unlock_them(
    browser: PageClient, make: Factory, person: Profile, offer: Offer
) -> None:
    """R27, R32."""
    make.published_offer(title="Jardin lointain", commune=make.commune("10323"))
    browser.post_form(f"{BASE}/{person.id}/missions/recalcul")
    html = browser.get(f"{BASE}/{person.id}/missions/").get_data(as_text=True)
    for words in (
        "Jardin partagé",
        "« jardin »",
        "points sur 100",
        "Envies et savoir-faire",
        "Jardin lointain",
        "Ce qui débloquerait",
    ):
        assert words in html.replace("\u00a0", " ").replace("&nbsp;", " "), words
    assert "/regles-du-rapprochement" in html


def test_nothing_close_is_said_and_what_to_do(browser: PageClient, person: Profile) -> None:
    html = browser.get(f"{BASE}/{person.id}/missions/").get_data(as_text=True)
    assert "Rien de vraiment proche" in html


def test_a_draft_has_no_suggestion_page_yet(browser: PageClient, make: Factory, person: Profile) -> None:
    draft = make.profile(person.referent)
    assert "pas actif" in browser.get(f"{BASE}/{draft.id}/missions/").get_data(as_text=True)


def test_the_question_on_former_employers_has_no_default_and_must_be_answered(
    browser: PageClient, session: Session, person: Profile, offer: Offer
) -> None:
    """R19."""
    html = browser.get(f"{BASE}/{person.id}/missions/{offer.id}").get_data(as_text=True)
    assert "a-t-elle été salariée de cette association" in html
    assert "checked" not in html
    answer = propose(browser, person, offer, presentation="Je connais les plantes.")
    assert answer.status_code == 422
    assert "Je connais les plantes." in answer.get_data(as_text=True)
    assert session.scalars(select(Proposition)).all() == []


def test_a_former_employee_is_stopped_with_an_explanation_and_the_association_left_out(
    browser: PageClient, session: Session, person: Profile, offer: Offer
) -> None:
    """R19: blocked, explained, and not overridden silently."""
    answer = propose(browser, person, offer, former_employee="oui")
    assert answer.status_code == 422
    assert "la loi ne permet pas" in answer.get_data(as_text=True)
    assert session.scalars(select(Proposition)).all() == []
    assert session.scalars(select(Exclusion.kind)).all() == [ExclusionKind.FORMER_EMPLOYER]
    assert session.scalars(select(Match)).all() == []
    assert propose(browser, person, offer, former_employee="non").status_code == 422


def test_a_proposition_keeps_what_the_matcher_said(
    browser: PageClient, session: Session, person: Profile, offer: Offer
) -> None:
    """R26, R29."""
    answer = propose(browser, person, offer, former_employee="non", presentation="Je connais les plantes.")
    assert answer.status_code == 303
    kept = session.scalars(select(Proposition)).one()
    assert answer.location.endswith(str(kept.id))
    assert (kept.status, kept.presentation) == (PropositionStatus.PROPOSED, "Je connais les plantes.")
    assert kept.match_reasons
    assert kept.match_inputs["profile"]["wishes"] == ["jardin", "cuisine"]


def test_three_missions_at_most_are_put_before_a_person(
    browser: PageClient, make: Factory, session: Session, person: Profile, offer: Offer
) -> None:
    """product.md: up to three."""
    for _ in range(3):
        make.proposition(person, make.published_offer())
    answer = propose(browser, person, offer, former_employee="non")
    assert answer.status_code == 422
    assert "Trois missions sont déjà proposées" in answer.get_data(as_text=True)
    assert "Trois missions sont déjà proposées" in browser.get(f"{BASE}/{person.id}/missions/").get_data(
        as_text=True
    )


def test_a_mission_is_not_proposed_twice(browser: PageClient, person: Profile, offer: Offer) -> None:
    propose(browser, person, offer, former_employee="non")
    answer = propose(browser, person, offer, former_employee="non")
    assert answer.status_code == 422
    assert "déjà proposée" in answer.get_data(as_text=True)


def test_an_offer_that_is_not_published_cannot_be_proposed(
    browser: PageClient, make: Factory, person: Profile
) -> None:
    for offer in (make.offer(), make.submitted_offer()):
        assert browser.get(f"{BASE}/{person.id}/missions/{offer.id}").status_code == 404
        assert propose(browser, person, offer, former_employee="non").status_code == 404


def test_an_association_is_left_out_from_the_suggestions(
    browser: PageClient, session: Session, person: Profile, offer: Offer
) -> None:
    browser.post_form(f"{BASE}/{person.id}/missions/{offer.id}/ecarter")
    assert session.scalars(select(Exclusion.kind)).all() == [ExclusionKind.WISH]
    assert session.scalars(select(Match)).all() == []
