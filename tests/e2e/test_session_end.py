"""The end of a session in a real browser: warned, put off by keyboard, nothing lost, nothing left behind (R55)."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import expect
from sqlalchemy.orm import Session

from bénévolat.models.accounts import Account
from bénévolat.models.cards import Card
from bénévolat.models.engagements import Engagement
from tests.clock import Clock
from tests.e2e.visitor import Visitor
from tests.factories import Factory
from tests.pages import sign_in_client

pytestmark = pytest.mark.e2e

WORDS = "J'ai appris à servir au comptoir, et à parler aux familles."


@pytest.fixture
def engagement(make: Factory) -> Engagement:
    return make.engagement(make.active_profile(first_name="Amina"))


def enter(app: Flask, visitor: Visitor, session: Session, who: Account | Card, clock: Clock) -> None:
    """Sign in without a screen: the browser takes the cookie of a sign-in."""
    cookie = sign_in_client(app, session, clock, who).get_cookie("benevolat", domain="localhost")
    assert cookie is not None
    address = str(app.config["BASE_URL"])
    visitor.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": address}])


def pass_time(visitor: Visitor, clock: Clock, minutes: int) -> None:
    """Let time pass on the server and in the page, which then looks at its clock."""
    clock.advance(minutes=minutes)
    visitor.page.clock.fast_forward(minutes * 60_000)
    visitor.page.clock.run_for(2000)


def test_the_end_is_told_and_put_off_and_nothing_typed_is_lost(
    app: Flask,
    visit: Callable[[str], Visitor],
    session: Session,
    make: Factory,
    clock: Clock,
    engagement: Engagement,
) -> None:
    """RGAA 13.1, WCAG 2.2.1: as many times as one wants, with one key."""
    person = visit("fin-personne")
    person.page.clock.install(time=clock())
    enter(app, person, session, make.card(engagement.profile), clock)
    person.go(f"/mon-espace/engagement/{engagement.id}/bilan")
    person.fill(words=WORDS)
    box = person.page.locator("#session-end")
    for _ in range(3):
        pass_time(person, clock, 13)
        expect(box).to_be_visible()
        expect(box.get_by_text("Il reste 2")).to_be_visible()
        expect(box.get_by_role("button", name="Rester")).to_be_focused()
        person.check()
        person.page.keyboard.press("Enter")
        expect(box).to_be_hidden()
    expect(person.page.locator("[name=words]")).to_have_value(WORDS)
    pass_time(person, clock, 13)
    expect(box.get_by_text("Il reste 2")).to_be_visible()
    person.page.keyboard.press("Escape")
    expect(box).to_be_hidden()
    pass_time(person, clock, 3)
    expect(box.get_by_role("heading", name="Votre session est finie")).to_be_visible()
    expect(person.page.locator("h1")).to_be_hidden()
    person.check()
    person.page.keyboard.press("Escape")
    expect(box).to_be_visible()
    box.get_by_role("button", name="Revenir à ma page").click()
    expect(box.get_by_text("pas encore ouverte")).to_be_visible()
    enter(app, person, session, make.card(engagement.profile), clock)
    person.page.clock.run_for(16_000)
    box.get_by_role("button", name="Revenir à ma page").click()
    expect(box).to_be_hidden()
    expect(person.page.locator("[name=words]")).to_have_value(WORDS)
    person.click("Envoyer mes mots")
    person.sees("Vos mots sont enregistrés")


def test_a_person_leaves_nothing_on_a_shared_phone(
    app: Flask,
    visit: Callable[[str], Visitor],
    session: Session,
    make: Factory,
    clock: Clock,
    engagement: Engagement,
) -> None:
    """R55: after «effacer mes traces», the back button shows nothing, and the cookie is gone."""
    person = visit("traces-personne")
    enter(app, person, session, make.card(engagement.profile), clock)
    person.go("/mon-espace/")
    person.go("/mon-espace/engagement")
    title = engagement.offer.title
    person.sees(title)
    person.click("Quitter et effacer mes traces")
    person.sees("Votre espace est fermé")
    assert person.context.cookies() == []
    for _ in range(2):
        person.page.go_back()
        expect(person.page.locator("h1")).to_be_visible()
        assert title not in person.page.content()
        assert "Amina" not in person.page.content()
