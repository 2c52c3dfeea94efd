"""Contracts: dates recorded from the paper, reviews noted by their day, nothing changed silently (R2 to R6)."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bénévolat.domain.enums import EngagementNature, JournalEvent
from bénévolat.models.contracts import Contract
from bénévolat.models.engagements import Engagement
from bénévolat.models.profiles import Profile
from tests.factories import Factory
from tests.pages import PageClient

TYPED = {
    "kind": "cer",
    "reference": "C-12",
    "signed_on": "2026-09-28",
    "starts_on": "2026-10-01",
    "duration": "6",
    "review": "12",
    "weekly_hours_target": "",
}


def base(person: Profile) -> str:
    return f"/travailleur-social/profils/{person.id}/contrats"


def test_a_contract_keeps_its_signature_and_its_review_every_twelve_months(
    browser: PageClient, session: Session, person: Profile
) -> None:
    """R3, R4, R5: no hours are made up."""
    assert browser.post_form(f"{base(person)}/nouveau", TYPED).status_code == 303
    kept = session.scalars(select(Contract)).one()
    assert (kept.signed_on, kept.ends_on) == (date(2026, 9, 28), date(2027, 4, 1))
    assert (kept.review_on, kept.review_months) == (date(2027, 10, 1), 12)
    assert kept.weekly_hours_target is None
    assert not kept.volunteering_included
    html = browser.get(f"/travailleur-social/profils/{person.id}").get_data(as_text=True)
    assert "h par semaine" not in html.replace("\u00a0", " ")


def test_a_review_done_says_its_day_and_sets_the_next_one(
    browser: PageClient, make: Factory, session: Session, person: Profile, journal: object
) -> None:
    contract = make.contract(person, review_on=date(2026, 11, 3))
    page = f"{base(person)}/{contract.id}/revue"
    assert "Seuls les jours sont gardés ici" in browser.get(page).get_data(as_text=True)
    browser.post_form(page, {"reviewed_on": "2026-11-02", "review": "6"})
    session.expire_all()
    assert (contract.last_reviewed_on, contract.review_on) == (date(2026, 11, 2), date(2027, 5, 2))
    assert journal(person)[-1] is JournalEvent.CONTRACT_REVIEWED  # type: ignore[operator]
    html = browser.get(f"/travailleur-social/profils/{person.id}").get_data(as_text=True)
    assert "Revue faite le 02/11/2026." in html
    browser.post_form(page, {"reviewed_on": "2026-11-03", "review": "autre", "review_on": "2027-03-15"})
    session.expire_all()
    assert (contract.review_on, contract.review_months) == (date(2027, 3, 15), 6)


@pytest.mark.parametrize(
    "typed",
    [
        {"reviewed_on": "2026-11-04", "review": "6"},
        {"reviewed_on": "2020-01-01", "review": "6"},
        {"reviewed_on": "", "review": "6"},
        {"reviewed_on": "2026-11-02", "review": "autre"},
        {"reviewed_on": "2026-11-02", "review": "autre", "review_on": "2026-11-02"},
        {"reviewed_on": "2026-11-02", "review": "9"},
    ],
)
def test_a_review_that_cannot_be_is_refused(
    browser: PageClient, make: Factory, session: Session, person: Profile, typed: dict[str, str]
) -> None:
    contract = make.contract(person)
    assert browser.post_form(f"{base(person)}/{contract.id}/revue", typed).status_code == 422
    session.expire_all()
    assert contract.last_reviewed_on is None


def test_the_contract_that_follows_is_another_line_prefilled(
    browser: PageClient, make: Factory, session: Session, person: Profile
) -> None:
    """The old one stays as it was signed."""
    old = make.contract(person, starts_on=date(2026, 5, 1), ends_on=date(2026, 11, 1), review_months=12)
    html = browser.get(f"{base(person)}/nouveau?suite={old.id}").get_data(as_text=True)
    assert 'value="2026-11-02"' in html
    assert 'selected value="12"' in html
    other = make.contract(make.active_profile())
    html = browser.get(f"{base(person)}/nouveau?suite={other.id}").get_data(as_text=True)
    assert 'selected value="6"' in html
    browser.post_form(f"{base(person)}/nouveau?suite={old.id}", {**TYPED, "starts_on": "2026-11-02"})
    assert len(session.scalars(select(Contract).where(Contract.profile_id == person.id)).all()) == 2
    session.expire_all()
    assert old.ends_on == date(2026, 11, 1)


def test_a_new_contract_proposes_and_never_moves_an_engagement_by_itself(
    browser: PageClient, make: Factory, session: Session, person: Profile
) -> None:
    """R6."""
    engagement = make.engagement(person)
    typed = {**TYPED, "starts_on": "2026-09-01", "volunteering_included": "y"}
    answer = browser.post_form(f"{base(person)}/nouveau", typed)
    contract = session.scalars(select(Contract)).one()
    assert answer.location.endswith(f"{contract.id}/engagements")
    html = browser.get(answer.location).get_data(as_text=True)
    assert engagement.offer.title in html
    assert "checked" not in html
    session.expire_all()
    assert session.get_one(Engagement, engagement.id).nature is EngagementNature.PERSONAL
    browser.post_form(answer.location, {})
    session.expire_all()
    assert engagement.nature is EngagementNature.PERSONAL
    browser.post_form(answer.location, {"engagement": str(engagement.id)})
    session.expire_all()
    assert (engagement.nature, engagement.contract_id) == (EngagementNature.IN_CONTRACT, contract.id)
    assert browser.get(answer.location).status_code == 303


def test_a_contract_that_is_over_says_so_and_the_next_one_takes_the_engagement_on(
    browser: PageClient, make: Factory, session: Session, person: Profile
) -> None:
    old = make.contract(person, starts_on=date(2026, 5, 1), ends_on=date(2026, 11, 1))
    engagement = make.contract_engagement(person, contract=old)
    profile = f"/travailleur-social/profils/{person.id}"
    assert "Un engagement est à revoir" in browser.get(profile).get_data(as_text=True)
    page = f"{base(person)}/{old.id}/engagements"
    assert "terminé le 01/11/2026" in browser.get(page).get_data(as_text=True)
    new = make.contract(person, starts_on=date(2026, 11, 2), ends_on=date(2027, 5, 2))
    browser.post_form(page, {"engagement": str(engagement.id)})
    session.expire_all()
    assert (engagement.nature, engagement.contract_id) == (EngagementNature.IN_CONTRACT, new.id)
    assert "à revoir" not in browser.get(profile).get_data(as_text=True)


@pytest.mark.parametrize("path", ["", "/revue", "/engagements"])
def test_a_contract_of_somebody_else_does_not_exist(
    browser: PageClient, stranger: PageClient, make: Factory, person: Profile, path: str
) -> None:
    """A2."""
    mine, other = make.contract(person), make.contract(make.active_profile())
    assert stranger.get(f"{base(person)}/{mine.id}{path}").status_code == 404
    assert browser.get(f"{base(person)}/{other.id}{path}").status_code == 404
