"""A user in their own browser: every page they reach is checked for accessibility and for the width of a phone."""

import os
import re
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from bénévolat.models.accounts import Account

PASSWORD = "le pissenlit pousse au bord du canal"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}
PICTURES = os.environ.get("E2E_SCREENSHOTS")
"""Folder where every page of the path is kept as a picture, at 360 and 1280 pixels."""


class Visitor:
    """One user in their own browser; every page they reach is checked."""

    def __init__(self, browser: Browser, site: str, name: str, *, checked: bool = True) -> None:
        self.context: BrowserContext = browser.new_context(
            base_url=site, locale="fr-FR", timezone_id="Europe/Paris", viewport={"width": 1280, "height": 900}
        )
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(20000)
        self.name = name
        self.checked = checked
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
        """Run axe on the present page, and look whether it scrolls sideways at 360 pixels.

        Not for a user whose pages the crawl (test_every_page.py) audits anyway.
        """
        if not self.checked:
            return
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
        with self.page.expect_navigation():
            (found.last if last else found.first).click()
        self.check()

    def open_first(self) -> None:
        """Follow the link of the first line of a list."""
        with self.page.expect_navigation():
            self.page.locator("tbody th a").first.click()
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
