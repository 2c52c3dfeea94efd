"""The version simple measured while it is typed: the browser says what the server says (R62)."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect

from bénévolat.domain.readability import read
from bénévolat.models.accounts import Account
from bénévolat.services.passwords import hash_secret
from tests.clock import Clock
from tests.e2e.visitor import PASSWORD, Visitor
from tests.factories import Factory
from tests.readings import TEXTS

pytestmark = [pytest.mark.e2e, pytest.mark.sqlite]

SCRIPT = Path(__file__).parents[2] / "bénévolat/static/js/readability.js"
EASY = 60


def test_the_browser_reads_every_text_as_the_server_does_r62(browser: Browser) -> None:
    page = browser.new_page()
    page.add_script_tag(content=SCRIPT.read_text(encoding="utf-8"))
    found = page.evaluate("texts => texts.map(text => window.benevolatRead(text, 60))", list(TEXTS))
    page.close()
    for text, said in zip(TEXTS, found, strict=True):
        reading = read(text, easy=EASY)
        assert said == {
            "sentences": reading.sentences,
            "longest": reading.longest,
            "score": reading.score,
            "summary": reading.summary,
            "remarks": reading.remarks,
        }, text


def test_the_measure_follows_what_is_typed_r62(
    app: Flask, make: Factory, clock: Clock, visit: Callable[[str], Visitor]
) -> None:
    member: Account = make.member_of(
        make.validated_association(),
        email="lea@jardin.example",
        password_hash=hash_secret(PASSWORD),
        totp_secret=None,
        totp_confirmed_at=None,
    )
    lea = visit("Léa")
    lea.sign_in(member)
    lea.go("/association/offres/nouvelle")
    page = lea.page
    panel = page.locator(".reading")
    expect(panel).to_be_hidden()
    expect(page.get_by_role("button", name="Mesurer la facilité")).to_be_hidden()
    page.locator("#simple_text").fill("Vous aidez au jardin.")
    expect(panel).to_contain_text("C'est facile à lire.")
    page.locator("#simple_text").fill(
        "Vous aidez les gens du quartier qui viennent chercher un colis le mardi."
    )
    expect(panel).to_contain_text("Cette phrase a 13 mots")
    lea.check()
