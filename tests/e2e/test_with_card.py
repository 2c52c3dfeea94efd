"""The path of a person with a card: an old phone of 320 × 568 pixels, the keyboard alone, no JavaScript (R58)."""

import re
from datetime import date
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bénévolat.domain.propositions import PropositionStatus
from bénévolat.models.propositions import Proposition
from bénévolat.models.sessions import LoginSession
from bénévolat.services.passwords import hash_secret
from tests.clock import Clock
from tests.factories import Factory

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.e2e, pytest.mark.sqlite]

HANDLE, SECRET = "K7MP", "7KQ2M9XT"
LONG = "Accueil des familles, tri et distribution des colis alimentaires du quartier des Chartreux"
FOCUSED = (
    "(document.activeElement.innerText || document.activeElement.name || '').replace(/\\s+/g, ' ').trim()"
)
RING = """() => {
  const e = document.activeElement, style = getComputedStyle(e), box = e.getBoundingClientRect();
  const drawn = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  const within = box.left >= 0 && box.right <= innerWidth + 1 && box.bottom > 0 && box.top < innerHeight;
  return e === document.body || (drawn && within); }"""


class Keyboard:
    """A person who has no mouse and cannot touch: Tab, letters, Enter, Space."""

    def __init__(self, page: "Page") -> None:
        self.page = page
        self.presses = 0
        self.pages = 0

    def press(self, key: str) -> None:
        """Press one key."""
        self.page.keyboard.press(key)
        self.presses += 1

    def focused(self) -> str:
        """Return the words of what has the focus, or its name when it is a field."""
        return str(self.page.evaluate(FOCUSED))

    def reach(self, words: str) -> None:
        """Go forward until what has the focus says these words; each stop must be seen, and on the screen."""
        for _ in range(80):
            self.press("Tab")
            assert self.ring(), self.focused()
            if re.search(words, self.focused()):
                return
        raise AssertionError(f"«{words}» is not reached by the keyboard on {self.page.url}")

    def ring(self) -> bool:
        """Tell whether what has the focus is drawn with an outline, inside the screen."""
        return bool(self.page.evaluate(RING))

    def enter(self, words: str) -> None:
        """Reach a link or a button and press Enter; the page that comes fits the screen."""
        self.reach(words)
        with self.page.expect_navigation():
            self.press("Enter")
        self.fits()

    def fits(self) -> None:
        """Assert that the page does not scroll sideways, and says where one is."""
        self.pages += 1
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 320, f"{self.page.url}: {wide} px"
        assert self.page.locator("h1").count() == 1

    def reads(self, words: str) -> None:
        """Assert that the page says these words."""
        said = self.page.inner_text("main").replace("\u00a0", " ")
        assert words in said, said

    def signs_in(self) -> None:
        """Type the handle and the secret of the card."""
        self.page.goto("/acces")
        self.fits()
        self.reach("^handle$")
        self.page.keyboard.type(HANDLE)
        self.reach("^secret$")
        self.page.keyboard.type(SECRET)
        with self.page.expect_navigation():
            self.press("Enter")
        self.fits()


def test_a_card_the_keyboard_alone_a_small_screen_and_no_javascript(
    browser: "Browser", site: str, session: Session, make: Factory, clock: Clock
) -> None:
    make.communes()
    person = make.active_profile(first_name="Marie-Christine Emmanuelle")
    make.card(person, handle=HANDLE, secret_hash=hash_secret(SECRET))
    proposition = make.proposition(person, make.published_offer(title=LONG))
    engagement = make.engagement(person, make.published_offer(title="Aide à la bibliothèque"))
    make.activity_session(engagement, date(2026, 10, 6))
    session.commit()
    context = browser.new_context(
        base_url=site,
        locale="fr-FR",
        java_script_enabled=False,
        viewport={"width": 320, "height": 568},
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.set_default_timeout(20000)
    keys = Keyboard(page)

    def status() -> PropositionStatus:
        session.rollback()
        return session.scalars(select(Proposition.status).where(Proposition.id == proposition.id)).one()

    page.goto("/")
    keys.press("Tab")
    assert keys.focused() == "Aller au contenu"
    keys.signs_in()
    keys.reads("Marie-Christine Emmanuelle")
    keys.enter("Voir la mission")
    keys.reads("Pourquoi cette mission ?")
    keys.enter("Oui, ça m'intéresse")
    assert status() is PropositionStatus.AGREED
    if not re.search(r"/missions/[0-9a-f-]{36}", page.url):
        keys.enter("Voir ou changer d'avis")
    keys.enter("Non, pas cette mission")
    assert status() is PropositionStatus.DECLINED
    keys.enter("Mon engagement")
    keys.reads("Aide à la bibliothèque")
    keys.enter("Mes papiers")
    keys.reach("^letters$")
    page.keyboard.type(person.last_name[:3])
    keys.enter("Continuer")
    keys.reads("Mon attestation")
    keys.enter("Quitter")
    session.rollback()
    assert session.scalars(select(LoginSession).where(LoginSession.revoked_at.is_(None))).all() == []
    page.goto("/mon-espace/")
    assert "/acces" in page.url
    context.close()
    print(f"keyboard alone: {keys.pages} pages, {keys.presses} keys")
