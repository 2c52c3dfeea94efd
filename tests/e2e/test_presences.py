"""From the mail to «confirmé» in three taps at most, on a phone of 360 pixels, without JavaScript."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from bénévolat.domain.engagements import SessionStatus
from bénévolat.jobs.mailer import compose
from bénévolat.models.accounts import Account
from bénévolat.models.activity_sessions import ActivitySession
from bénévolat.models.associations import Association
from bénévolat.models.cards import Card
from bénévolat.models.outbox import OutboxMessage
from bénévolat.services import association_links, outbox
from tests.clock import Clock
from tests.e2e.visitor import Visitor
from tests.factories import Factory
from tests.pages import sign_in_client

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.e2e

OCTOBER = date(2026, 10, 1)
LONG = "Accueil des familles, tri et distribution des colis alimentaires du quartier des Chartreux"


@pytest.fixture
def association(make: Factory) -> Association:
    """Return an association that welcomes three people, with a long name and a long mission."""
    association = make.validated_association(
        name="Association départementale d'entraide, de solidarité et de jardinage partagé du Nogentais"
    )
    offer = make.published_offer(association, title=LONG, places=9, supervision_capacity=9)
    for number, first_name in enumerate(("Amina", "Jean-Christophe Emmanuel", "Samir")):
        person = make.active_profile(first_name=first_name)
        engagement = make.engagement(person, offer, started_on=date(2026, 9, 1))
        for day in range(number + 1):
            make.activity_session(engagement, date(2026, 10, 6 + 7 * day))
    return association


def link_in_the_mail(app: Flask, session: Session, association: Association, clock: Clock) -> str:
    """Send the mail of the month, and return the only link of its text."""
    association_links.send_month(session, association, OCTOBER, now=clock())
    session.commit()
    (row,) = session.scalars(select(OutboxMessage)).all()
    with app.app_context():
        text = compose(
            outbox.Claimed(row.id, row.template, row.recipient, dict(row.context), clock())
        ).get_content()
    (link,) = [line for line in text.splitlines() if line.startswith("http")]
    return link


def test_a_month_is_confirmed_in_three_taps_without_javascript(
    app: Flask,
    browser: "Browser",
    site: str,
    session: Session,
    association: Association,
    clock: Clock,
) -> None:
    context = browser.new_context(
        java_script_enabled=False, viewport={"width": 360, "height": 640}, has_touch=True
    )
    page = context.new_page()
    page.set_default_timeout(20000)
    page.goto(link_in_the_mail(app, session, association, clock))
    taps = 1  # The link itself.
    assert "Amina" in page.inner_text("main")
    with page.expect_navigation():
        page.get_by_role("button", name="Tout est juste").tap()
    taps += 1
    assert "6\u00a0séances sont confirmées pour Amina, Jean-Christophe Emmanuel et Samir" in page.inner_text(
        "main"
    )
    assert "Tout est vu." in page.inner_text("main")
    session.rollback()
    assert set(session.scalars(select(ActivitySession.status))) == {SessionStatus.CONFIRMED}
    assert taps <= 3
    context.close()


def test_every_page_of_the_link_is_accessible(
    app: Flask,
    visit: Callable[[str], Visitor],
    session: Session,
    association: Association,
    clock: Clock,
) -> None:
    link = link_in_the_mail(app, session, association, clock)
    host = visit("presences")
    host.go(link)
    host.click("C'est différent")
    host.fill(hour="10:00", hours="1")
    host.click("Signaler", exact=True)
    host.sees("sera revue ensemble")
    host.click("Confirmer pour Samir")
    host.click("Tout est juste")
    host.sees("Tout est vu")
    clock.advance(days=9)
    host.go(link)
    host.click("Recevoir un nouveau lien")
    host.sees("Regardez vos courriels")


def test_every_page_of_a_bilan_is_accessible(
    app: Flask, visit: Callable[[str], Visitor], session: Session, make: Factory, clock: Clock
) -> None:
    engagement = make.engagement(make.active_profile(first_name="Amina"))
    host, person = visit("bilan-association"), visit("bilan-personne")
    enter(app, host, session, make.member_of(engagement.offer.association), clock)
    host.go(f"/association/personnes-accueillies/{engagement.id}")
    host.click("Écrire un bilan")
    host.tick("skills", "travail_equipe", "rigueur")
    host.fill(text="Amina accueille très bien les familles.")
    host.click("Enregistrer le bilan")
    host.go("/association/personnes-accueillies")
    host.go("/association/presences")
    enter(app, person, session, make.card(engagement.profile), clock)
    person.go("/mon-espace/engagement")
    person.click("Lire mon bilan")
    person.click("J'ai lu")
    person.fill(words="J'ai appris à servir au comptoir.")
    person.click("Envoyer mes mots")
    person.sees("Vos mots sont enregistrés")
    worker = visit("bilan-ts")
    make.bilan(make.engagement(make.active_profile(engagement.profile.referent)))
    enter(app, worker, session, engagement.profile.referent, clock)
    worker.go("/travailleur-social/")
    worker.click("Le lire ensemble")
    worker.fill(**{"lu-channel": "oral"})
    worker.click("La personne l'a lu")
    worker.go(f"/travailleur-social/engagements/{engagement.id}")
    worker.sees("J'ai appris à servir au comptoir.")


def enter(app: Flask, visitor: Visitor, session: Session, who: Account | Card, clock: Clock) -> None:
    """Sign in without a screen: the browser takes the cookie of a sign-in."""
    client = sign_in_client(app, session, clock, who)
    cookie = client.get_cookie("benevolat", domain="localhost")
    assert cookie is not None
    visitor.context.add_cookies(
        [{"name": cookie.key, "value": cookie.value, "url": str(app.config["BASE_URL"])}]
    )
