"""Chips in a real browser: by keyboard alone with JavaScript, and without any JavaScript."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy.orm import Session

from bénévolat.models.accounts import Account
from bénévolat.models.offers import Offer
from bénévolat.models.profiles import Profile
from bénévolat.services.passwords import hash_secret
from tests.clock import Clock
from tests.e2e.visitor import PASSWORD, Visitor
from tests.factories import Factory

pytestmark = [pytest.mark.e2e, pytest.mark.sqlite]

LONG = "anticonstitutionnellement" * 3


@pytest.fixture
def worker(app: Flask, make: Factory, clock: Clock) -> Account:
    clock.now = datetime(2026, 10, 5, 8, 0, tzinfo=UTC)
    return make.travailleur_social(
        password_hash=hash_secret(PASSWORD),
        email="samia@aube.example",
        totp_secret=None,
        totp_confirmed_at=None,
    )


@pytest.fixture
def person(make: Factory, worker: Account) -> Profile:
    return make.active_profile(
        worker,
        wishes=[
            "aime cuisiner",
            "djembé",
            LONG,
            "cuisine, jardin, couture, football, chant, lecture, bricolage",
        ],
        skills=["ancien maçon mais pas de port de charges"],
        avoid=["la foule"],
        constraints=[],
    )


def kept(session: Session, person: Profile) -> dict[str, list[str]]:
    session.rollback()
    session.expire_all()
    return dict(session.get_one(Profile, person.id).understood)


def type_and_wait(page: Page, field: str, words: str) -> None:
    """Type letter by letter, as somebody does, until the list is there."""
    page.locator(f"#{field}").focus()
    page.keyboard.type(words, delay=20)
    expect(page.locator(f"#{field}")).to_have_attribute("aria-expanded", "true")


def test_chips_by_keyboard(
    session: Session, worker: Account, person: Profile, visit: Callable[[str], Visitor]
) -> None:
    visitor = visit("puces")
    visitor.sign_in(worker)
    visitor.go(f"/travailleur-social/profils/{person.id}/envies/compris")
    page = visitor.page
    field = page.locator("#add_2")
    expect(field).to_have_attribute("role", "combobox")
    status = page.locator("#add_2 ~ [role=status]")

    type_and_wait(page, "add_2", "jardinaj")
    expect(status).to_contain_text("Flèche bas")
    visitor.check()
    page.keyboard.press("ArrowDown")
    expect(field).to_have_attribute("aria-activedescendant", "add_2-list-0")
    expect(page.locator("#add_2-list-0")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Escape")
    expect(field).to_have_attribute("aria-expanded", "false")
    expect(field).to_have_value("jardinaj")
    page.keyboard.press("Escape")
    expect(field).to_have_value("")

    type_and_wait(page, "add_2", "jardinaj")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(field).to_have_value("")
    expect(status).to_have_text("Ajouté : jardinage")
    added = page.locator("[name=concepts_2][value=gardening]")
    expect(added).to_be_checked()
    expect(field).to_be_focused()

    removed = page.locator("[name=concepts_0][value=cooking]")
    removed.focus()
    page.keyboard.press("Space")
    expect(removed).not_to_be_checked()
    visitor.check()

    page.get_by_role("button", name="Confirmer", exact=True).focus()
    page.keyboard.press("Enter")
    visitor.sees("Ces mots sont confirmés")
    visitor.check()
    understood = kept(session, person)
    assert understood["aime cuisiner"] == []
    assert understood[LONG] == ["gardening"]


def test_the_key_enter_never_presses_another_button(
    session: Session, worker: Account, person: Profile, visit: Callable[[str], Visitor]
) -> None:
    """A word with no choice made asks for one; on a box, Enter confirms instead of replacing the first concept."""
    visitor = visit("puces-entree")
    visitor.sign_in(worker)
    visitor.go(f"/travailleur-social/profils/{person.id}/envies/compris")
    page = visitor.page
    type_and_wait(page, "add_2", "jardinaj")
    page.keyboard.press("Enter")
    visitor.sees("Vouliez-vous dire")
    visitor.check()
    assert kept(session, person) == {}
    page.locator("#add_2").fill("")
    page.locator("[name=concepts_0][value=cooking]").focus()
    page.keyboard.press("Enter")
    visitor.sees("Ces mots sont confirmés")
    assert kept(session, person)["aime cuisiner"] == ["cooking"]


def test_chips_without_javascript(
    session: Session, browser: Browser, site: str, worker: Account, person: Profile
) -> None:
    context = browser.new_context(base_url=site, locale="fr-FR", java_script_enabled=False)
    page = context.new_page()
    page.goto("/connexion")
    page.locator("[name=email]").fill(worker.email)
    page.locator("[name=password]").fill(PASSWORD)
    with page.expect_navigation():
        page.get_by_role("button", name="Se connecter").last.click()
    page.goto(f"/travailleur-social/profils/{person.id}/envies/compris")
    page.locator("[name=add_2]").fill("jardinaj")
    page.locator("[name=add_2]").press("Enter")
    expect(page.get_by_text("Vouliez-vous dire")).to_be_visible()
    page.locator("[name=concepts_2][value=gardening]").check()
    page.get_by_role("button", name="Remplacer : cuisine").first.click()
    expect(page.locator("[name=concepts_0][value=cooking]")).not_to_be_checked()
    expect(page.locator("[name=concepts_2][value=gardening]")).to_be_checked()
    page.get_by_role("button", name="Confirmer", exact=True).click()
    expect(page.get_by_text("Ces mots sont confirmés")).to_be_visible()
    assert kept(session, person)[LONG] == ["gardening"]

    page.goto(f"/travailleur-social/profils/{person.id}/ce-qui-convient")
    page.get_by_role("button", name="Cocher : Sans port de charges").click()
    expect(page.locator("[name=constraints][value=no_heavy_load]")).to_be_checked()
    expect(page.locator("[name=constraints][value=no_crowd]")).not_to_be_checked()
    context.close()


def test_an_association_confirms_what_its_offer_is_about(
    session: Session, make: Factory, clock: Clock, worker: Account, visit: Callable[[str], Visitor]
) -> None:
    association = make.validated_association()
    account = make.member_of(
        association,
        password_hash=hash_secret(PASSWORD),
        email="lucie@jardin.example",
        totp_secret=None,
        totp_confirmed_at=None,
    )
    offer = make.offer(association, title="Préparer la soupe", tasks=["Cuisiner"], skills=[LONG])
    visitor = visit("puces-association")
    visitor.sign_in(account)
    visitor.go(f"/association/offres/{offer.id}/compris")
    type_and_wait(visitor.page, "add_0", "accu")
    visitor.page.locator("#add_0-list [role=option]").first.click()
    visitor.check()
    visitor.click("Confirmer", exact=True)
    visitor.sees("Vous l'avez confirmé")
    session.rollback()
    session.expire_all()
    concepts = session.get_one(Offer, offer.id).concepts
    assert concepts is not None
    assert "cooking" in concepts
    assert len(concepts) >= 2
