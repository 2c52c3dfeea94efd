"""The whole loop in a real browser, with one browser per user, and no accessibility fault on any page of the path.

``E2E_SCREENSHOTS=folder`` keeps a picture of every page of the path, at 1280 and 360 pixels.
"""

import csv
import io
import os
import re
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import pyotp
import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from sqlalchemy import Select, select
from sqlalchemy.orm import Session
from werkzeug.serving import make_server

from bénévolat.domain.enums import Right
from bénévolat.jobs.catalogue import JOBS
from bénévolat.jobs.runner import run_due
from bénévolat.models.accounts import Account
from bénévolat.models.offers import Offer
from bénévolat.models.outbox import OutboxMessage
from bénévolat.models.profiles import Profile
from bénévolat.services.passwords import hash_secret
from tests.clock import Clock
from tests.factories import Factory

PASSWORD = "le pissenlit pousse au bord du canal"
CHROMIUM = "/usr/bin/chromium"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}
PICTURES = os.environ.get("E2E_SCREENSHOTS")

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Return Debian's Chromium; skip without it, fail when REQUIRE_BROWSER=1."""
    if not Path(CHROMIUM).exists():
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail("Chromium est exigé")
        pytest.skip("pas de Chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"],
        )
        yield chromium
        chromium.close()


@pytest.fixture
def site(app: Flask) -> Iterator[str]:
    """Return the address of the site, served beside the test."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    app.config["BASE_URL"] = f"http://127.0.0.1:{server.port}"
    yield app.config["BASE_URL"]
    server.shutdown()
    thread.join()
    server.server_close()


class Visitor:
    """One user in their own browser; every page they reach is checked."""

    def __init__(self, browser: Browser, site: str, name: str) -> None:
        self.context: BrowserContext = browser.new_context(
            base_url=site, locale="fr-FR", timezone_id="Europe/Paris", viewport={"width": 1280, "height": 900}
        )
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(20000)
        self.name = name
        self.pages = 0
        self.faults: list[str] = []
        self.page.on("console", self._hear)
        self.page.on("response", self._see)

    def _hear(self, message: object) -> None:
        text = getattr(message, "text", "")
        if "Content Security Policy" in text:
            self.faults.append(f"{self.page.url}: {text}")

    def _see(self, response: object) -> None:
        if getattr(response, "status", 0) >= 500:
            self.faults.append(f"{getattr(response, 'url', '')}: {getattr(response, 'status', '')}")

    def check(self) -> None:
        """Run axe on the present page, and look whether it scrolls sideways at 360 pixels."""
        self.pages += 1
        results = Axe().run(self.page, options=RULES)
        for fault in results.response["violations"]:
            targets = [node["target"] for node in fault["nodes"]]
            self.faults.append(f"{self.page.url}: {fault['id']} {targets}")
        for width in (360, 1280):
            self.page.set_viewport_size({"width": width, "height": 900})
            wide = self.page.evaluate("document.documentElement.scrollWidth")
            if wide > width:
                self.faults.append(f"{self.page.url}: {wide} px wide at {width}")
            if PICTURES:
                words = re.sub(r"[0-9a-f-]{36}", "id", self.page.url.split("/", 3)[-1]).replace("/", "_")
                picture = f"{self.name}-{self.pages:02d}-{words[:50]}-{width}.png"
                self.page.screenshot(path=str(Path(PICTURES) / picture), full_page=True)

    def go(self, path: str) -> None:
        """Open a page."""
        self.page.goto(path)
        self.check()

    def click(self, words: str, *, exact: bool = False, last: bool = False) -> None:
        """Press the button or follow the link of these words, then check where it leads."""
        found = self.page.get_by_role("button", name=words, exact=exact).or_(
            self.page.get_by_role("link", name=words, exact=exact)
        )
        (found.last if last else found.first).click()
        self.page.wait_for_load_state()
        self.check()

    def open_first(self) -> None:
        """Follow the link of the first line of a list."""
        self.page.locator("tbody th a").first.click()
        self.page.wait_for_load_state()
        self.check()

    def fill(self, **values: str) -> None:
        """Fill fields by their names; tick boxes and radio buttons with ``name="code"``."""
        for name, value in values.items():
            field = self.page.locator(f"[name='{name}']")
            kind = field.first.get_attribute("type") or field.first.evaluate("e => e.tagName.toLowerCase()")
            if kind in {"radio", "checkbox"}:
                self.page.locator(f"[name='{name}'][value='{value}']").check()
            elif kind == "select" or field.first.evaluate("e => e.tagName") == "SELECT":
                field.first.select_option(value)
            else:
                field.first.fill(value)

    def tick(self, name: str, *codes: str) -> None:
        """Tick boxes of one list."""
        for code in codes:
            self.page.locator(f"[name='{name}'][value='{code}']").check()

    def tick_all(self, name: str) -> None:
        """Tick every box of one list."""
        for box in self.page.locator(f"[name='{name}']").all():
            box.check()

    def sees(self, words: str) -> None:
        """Assert that the page says these words."""
        expect(self.page.get_by_text(words).first).to_be_visible()

    def sign_in(self, account: Account) -> None:
        """Come in with address and password."""
        self.context.clear_cookies()
        self.go("/connexion")
        self.fill(email=account.email, password=PASSWORD)
        self.click("Se connecter", last=True)


@pytest.fixture
def visit(browser: Browser, site: str) -> Iterator[Callable[[str], Visitor]]:
    """Return a maker of users; at the end none of their pages may have a fault."""
    visitors: list[Visitor] = []

    def come(name: str) -> Visitor:
        visitors.append(Visitor(browser, site, name))
        return visitors[-1]

    yield come
    for visitor in visitors:
        visitor.context.close()
    pages = sum(visitor.pages for visitor in visitors)
    print(f"axe: {pages} pages checked")
    faults = [fault for visitor in visitors for fault in visitor.faults]
    assert faults == []


Row = TypeVar("Row")


def only(session: Session, statement: Select[Row]) -> Row:
    """Return the only row of a statement, as the site has just written it."""
    session.rollback()
    return session.scalars(statement).one()


def invited(session: Session, email: str) -> str:
    """Return the path of the invitation that waits in the outbox for an address."""
    message = only(
        session,
        select(OutboxMessage).where(OutboxMessage.recipient == email, OutboxMessage.template == "invitation"),
    )
    return f"/invitation/{message.context['token']}"


def test_the_four_users_go_through_the_whole_loop(
    app: Flask, session: Session, make: Factory, clock: Clock, visit: Callable[[str], Visitor], tmp_path: Path
) -> None:
    clock.now = datetime(2026, 10, 5, 8, 0, tzinfo=UTC)
    app.config["SECOND_FACTOR_ROLES"] = frozenset({"departement"})
    make.communes()
    password = hash_secret(PASSWORD)
    admin_account = make.departement_agent(
        *Right,
        password_hash=password,
        first_name="Claire",
        last_name="Moreau",
        email="claire@aube.example",
        totp_secret=None,
        totp_confirmed_at=None,
    )
    worker_account = make.travailleur_social(
        make.team("CMS des Chartreux", phone="+33325000001"),
        password_hash=password,
        first_name="Samia",
        last_name="Belkacem",
        email="samia@aube.example",
        totp_secret=None,
        totp_confirmed_at=None,
    )

    # The Département: second factor, then an invitation for an association.
    departement = visit("departement")
    departement.sign_in(admin_account)
    departement.sees("Code à 6 chiffres")
    secret = departement.page.locator(".code-words").inner_text().replace(" ", "")
    departement.fill(code=pyotp.TOTP(secret).at(clock()))
    departement.click("Activer le second facteur")
    departement.go("/departement/comptes/inviter-une-association")
    departement.fill(
        association="Le Jardin des Voisins", first_name="Lucie", last_name="Roy", email="lucie@jardin.example"
    )
    departement.tick("new_association", "y")
    departement.click("Envoyer l'invitation")

    # The association: password, record, charter, supervisor, offer.
    host = visit("association")
    host.go(invited(session, "lucie@jardin.example"))
    host.fill(password=PASSWORD, again=PASSWORD)
    host.click("Ouvrir mon compte")
    lucie = only(session, select(Account).where(Account.email == "lucie@jardin.example"))
    host.sign_in(lucie)
    host.go("/association/notre-association/modifier")
    host.fill(
        rna="W103000123",
        purpose="Un jardin partagé ouvert à tout le quartier.",
        commune="Troyes",
        phone="03 25 00 00 10",
        insurer="Assurance du Jardin",
    )
    host.tick("insured", "y")
    host.click("Enregistrer", last=True)
    host.go("/association/notre-association/charte")
    host.click("Notre association accepte la charte")
    host.go("/association/notre-association")
    host.click("Demander la validation")
    host.go("/association/tuteurs/nouveau")
    host.fill(first_name="Dominique", last_name="Lefort", function="Responsable du jardin")
    host.tick("half_days", "tue_am", "thu_am")
    host.click("Enregistrer", last=True)
    host.go("/association/offres/nouvelle")
    host.fill(
        title="Jardiner et arroser au jardin partagé",
        domain="environment",
        description="Nous cultivons un jardin partagé. Jardinage, arrosage et récolte, en petit groupe.",
        simple_text="Vous jardinez avec nous. Vous arrosez les plantes. Le café est offert.",
        commune="10000",
        address="12 chemin des Tauxelles",
        transit="declared",
        transit_notes="Arrêt Tauxelles, ligne 5",
        slots_needed="1",
        rhythm="weekly",
        sessions_per_period="1",
        session_minutes="120",
        places="2",
        supervision_capacity="1",
        supervision_level="1",
        french_level="1",
        expenses="travel",
    )
    host.page.locator("[name=tasks]").fill("Arroser\nPlanter")
    host.page.locator("[name=supervisor]").select_option(index=1)
    host.tick("half_days", "tue_am", "thu_am")
    host.tick("comfort", "small_group", "breaks")
    host.tick("demands", "outdoor")
    host.tick("insured", "y")
    host.click("Enregistrer le brouillon")
    host.sees("Jardiner et arroser au jardin partagé")

    # The Département validates the association; then the offer is sent and published.
    departement.go("/departement/associations")
    departement.click("Le Jardin des Voisins")
    departement.tick_all("checklist")
    departement.click("Valider l'association")
    departement.sees("L'association est validée")
    host.click("Envoyer au Département")
    departement.go("/departement/offres")
    departement.click("Jardiner et arroser")
    departement.tick_all("checklist")
    departement.click("Publier l'offre")
    offer = only(session, select(Offer))

    # The travailleur social registers a profile in one sitting.
    worker = visit("travailleur-social")
    worker.sign_in(worker_account)
    worker.go("/travailleur-social/profils/nouveau")
    worker.fill(last_name="Petit", first_name="Andrea", departement_ref="D10-00042", phone="0600000004")
    worker.fill(contact_choice="phone")
    worker.click("Enregistrer et continuer")
    worker.page.locator("[name=wishes]").fill("aime le jardinage")
    worker.page.locator("[name=skills]").fill("ancien maçon")
    worker.click("Enregistrer et continuer")
    worker.tick("constraints", "no_heavy_load")
    worker.fill(french_level="2", supervision_need="1")
    worker.click("Enregistrer et continuer")
    worker.tick("half_days", "tue_am", "wed_pm")
    worker.fill(commune="Troyes", walk="30", bus="30")
    worker.click("Enregistrer et continuer")
    worker.tick("agreed", "y")
    worker.fill(channel="oral", given_on="2026-10-05")
    worker.click("Terminer", last=True)
    andrea = only(session, select(Profile))
    worker.go(f"/travailleur-social/profils/{andrea.id}/contrats/nouveau")
    worker.fill(kind="cer", reference="CER-2026-042", starts_on="2026-09-01")
    worker.page.locator("[name=duration]").select_option("6")
    worker.page.locator("[name=volunteering_included]").check()
    worker.click("Enregistrer le contrat")

    # Suggestions with reasons; one is proposed; a card is printed.
    worker.go(f"/travailleur-social/profils/{andrea.id}/missions/")
    worker.sees("Jardiner et arroser au jardin partagé")
    worker.click("Proposer cette mission")
    worker.tick("former_employee", "non")
    worker.fill(presentation="Je jardine depuis longtemps.")
    worker.click("Proposer à Andrea")
    worker.go(f"/travailleur-social/profils/{andrea.id}/carte/")
    worker.click("Préparer la carte")
    handle = worker.page.locator(".card-code").nth(0).inner_text()
    card_secret = worker.page.locator(".card-code").nth(1).inner_text()

    # The person comes in with the card, reads why, and says yes.
    person = visit("personne")
    person.go("/acces")
    person.fill(handle=handle, secret=card_secret)
    person.click("Entrer", last=True)
    person.click("Voir la mission")
    person.sees("Pourquoi cette mission")
    assert "RSA" not in person.page.content()
    person.click("Oui, ça m'intéresse")

    # Sent, received under a pseudonym, welcomed.
    worker.go("/travailleur-social/")
    worker.go("/travailleur-social/propositions/")
    worker.open_first()
    worker.click("Envoyer à l'association")
    host.go("/association/propositions")
    assert "Andrea" not in host.page.content()
    host.open_first()
    assert "Andrea" not in host.page.content()
    host.click("Accueillir cette personne")
    host.fill(started_on="2026-10-06")
    host.click("Accueillir", last=True)
    host.sees("Andrea")
    assert "Petit" not in host.page.content()

    # Two weeks later: a session is declared by the person and confirmed by the association.
    clock.now = datetime(2026, 10, 20, 12, 0, tzinfo=UTC)
    person.context.clear_cookies()
    person.go("/acces")
    person.fill(handle=handle, secret=card_secret)
    person.click("Entrer", last=True)
    person.click("Mon engagement")
    person.click("J'ai fait une séance")
    person.fill(day="2026-10-20", hour="09:00", length="120")
    person.click("Enregistrer", last=True)
    host.sign_in(lucie)
    host.go("/association/personnes-accueillies")
    host.open_first()
    host.click("Confirmer")

    # The month becomes a record; an agent retains the hours and exports them.
    clock.now = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
    with app.app_context():
        assert not any(outcome.failed for outcome in run_due(JOBS, at=clock()))
    departement.sign_in(admin_account)
    departement.fill(code=pyotp.TOTP(secret).at(clock()))
    departement.click("Continuer", last=True)
    departement.go("/departement/heures")
    departement.open_first()
    departement.fill(hours="2", minutes="0")
    departement.click("Retenir ces heures")
    departement.click("Clore ce relevé")
    departement.go("/departement/exports")
    departement.fill(
        period_from="2026-10-01", period_to="2026-10-31", motive="Revue des contrats de l'automne"
    )
    departement.click("Produire l'export")
    with departement.page.expect_download() as download:
        departement.page.get_by_role("link", name="Télécharger").first.click()
    file = tmp_path / "export.csv"
    download.value.save_as(file)
    (line,) = csv.DictReader(io.StringIO(file.read_text("utf-8-sig")), delimiter=";")
    assert line["identifiant_departement"] == "D10-00042"
    assert (line["reference_contrat"], line["prevu_au_contrat"]) == ("CER-2026-042", "oui")
    assert line["mission"] == offer.title
    assert (line["heures_declarees"], line["heures_confirmees"], line["heures_retenues"]) == (
        "2,00",
        "2,00",
        "2,00",
    )
    assert line["retenues_par"] == "Claire MOREAU"
