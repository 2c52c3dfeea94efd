"""What a page of the person costs on their telephone: 100 KB at the first visit, 15 KB after."""

from datetime import date
from typing import TYPE_CHECKING

import pytest
from sqlalchemy.orm import Session

from bénévolat.services.passwords import hash_secret
from tests.factories import Factory

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.e2e, pytest.mark.sqlite]

HANDLE, SECRET = "K7MP", "7KQ2M9XT"
FIRST, NEXT = 100_000, 15_000
"""Bytes on the line, headers included (issue 5, «must hold»)."""
SCREENS = ("/mon-espace/", "/mon-espace/engagement", "/mon-espace/documents", "/mon-espace/aide")


class Line:
    """The bytes that the line carried to one page."""

    def __init__(self, page: "Page") -> None:
        self.page = page
        self.carried = 0.0
        wire = page.context.new_cdp_session(page)
        wire.send("Network.enable")
        wire.on("Network.loadingFinished", self._add)

    def _add(self, event: dict[str, float]) -> None:
        self.carried += event["encodedDataLength"]

    def open(self, address: str) -> int:
        """Open a page, wait until nothing more comes, and return the bytes carried."""
        self.carried = 0.0
        self.page.goto(address, wait_until="networkidle")
        return round(self.carried)


@pytest.fixture
def card(session: Session, make: Factory) -> str:
    """Return the address of a mission put before somebody who has a card, an engagement and a paper."""
    make.communes()
    person = make.active_profile(first_name="Marie-Christine")
    make.card(person, handle=HANDLE, secret_hash=hash_secret(SECRET))
    for number in range(3):
        proposition = make.proposition(
            person, make.published_offer(title=f"Accueil, tri et distribution des colis du quartier {number}")
        )
    engagement = make.engagement(person, make.published_offer(title="Aide à la bibliothèque"))
    for day in (6, 13, 20):
        make.activity_session(engagement, date(2026, 10, day))
    session.commit()
    return f"/mon-espace/missions/{proposition.id}"


def test_the_first_page_weighs_100_kb_at_most_and_the_next_15(
    browser: "Browser", site: str, card: str
) -> None:
    said = []
    with_cookie = browser.new_context(base_url=site, locale="fr-FR", viewport={"width": 360, "height": 640})
    page = with_cookie.new_page()
    line = Line(page)
    first = line.open("/acces")
    page.fill("[name=handle]", HANDLE)
    page.fill("[name=secret]", SECRET)
    with page.expect_navigation():
        page.get_by_role("button", name="Entrer").last.click()
    cookies = with_cookie.cookies()
    said.append(f"/acces {first}")
    assert first <= FIRST
    for address in (*SCREENS, card):
        cold = browser.new_context(base_url=site, locale="fr-FR", viewport={"width": 360, "height": 640})
        cold.add_cookies([{"name": one["name"], "value": one["value"], "url": site} for one in cookies])
        alone = Line(cold.new_page()).open(address)
        cold.close()
        after = line.open(address)
        said.append(f"{address[:24]} {alone} then {after}")
        assert alone <= FIRST, address
        assert after <= NEXT, address
    with_cookie.close()
    print("bytes carried: " + "; ".join(said))
