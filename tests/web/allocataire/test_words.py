"""L2: the person's pages never say «RSA», hold no note and no contract; sentences stay short."""

import re

import pytest

from bénévolat.domain.engagements import EngagementStatus, SessionStatus
from bénévolat.domain.enums import EngagementNature
from bénévolat.domain.propositions import PropositionStatus
from bénévolat.models.profiles import Profile
from tests.factories import Factory
from tests.inspection import Page
from tests.pages import PageClient

NEVER = re.compile(
    r"\b(RSA|CER|notes?|contrats?|allocataires?|bénéficiaires?|revue|obligations?|dossier)\b", re.IGNORECASE
)
LONGEST = 12


@pytest.fixture
def addresses(make: Factory, person: Profile) -> list[str]:
    """Return every page of a person who has a contract, propositions in every state and engagements."""
    contract = make.contract(person)
    rows = [
        make.proposition(person, status=status, referent_note="Note du référent")
        for status in PropositionStatus
        if status is not PropositionStatus.ACCEPTED
    ]
    engagement = make.engagement(person, nature=EngagementNature.IN_CONTRACT, contract=contract)
    for status in (SessionStatus.CONFIRMED, SessionStatus.CONTESTED):
        make.activity_session(engagement, hour=9 if status is SessionStatus.CONFIRMED else 14, status=status)
    make.engagement(person, status=EngagementStatus.PAUSED)
    make.ended_engagement(person)
    pages = ["/mon-espace/", "/mon-espace/aide", "/mon-espace/engagement"]
    pages += [f"/mon-espace/engagement/{engagement.id}/seance"]
    return [*pages, *(f"/mon-espace/missions/{row.id}" for row in rows)]


def main_of(html: str) -> str:
    return html[html.index("<main") : html.index("</main>")]


def test_no_page_of_the_person_says_why_they_are_followed(browser: PageClient, addresses: list[str]) -> None:
    for address in addresses:
        answer = browser.get(address)
        assert answer.status_code == 200
        html = answer.get_data(as_text=True)
        page = Page(html)
        assert NEVER.findall(page.text) == [], address
        assert NEVER.findall(" ".join(page.links)) == [], address
        assert "Moreau" not in page.text, "a first name is enough"
        assert answer.headers["Cache-Control"] == "no-store"


def test_sentences_of_the_person_are_short(browser: PageClient, addresses: list[str]) -> None:
    """product.md: short sentences, twelve words at most."""
    long = []
    for address in addresses:
        html = main_of(browser.get(address).get_data(as_text=True))
        for _, paragraph in re.findall(r"<(p|h1|h2|h3|summary)(?:\s[^>]*)?>(.*?)</\1>", html, re.DOTALL):
            text = re.sub(r"<svg.*?</svg>|<[^>]+>", " ", paragraph, flags=re.DOTALL).replace("&nbsp;", " ")
            for sentence in re.split(r"(?<=[.?!])\s+", text):
                words = re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)?", sentence)
                if len(words) > LONGEST:
                    long.append(sentence.strip())
    assert long == []


def test_the_help_page_says_whom_to_call(browser: PageClient) -> None:
    html = browser.get("/mon-espace/aide").get_data(as_text=True).replace("\u00a0", " ")
    assert "Claire" in html
    assert 'href="tel:+33325000011"' in html
    assert "03 25 00 00 11" in html
    assert re.search(r"Elle marche jusqu'au \w+ \d+ \w+ 2027\.", html.replace("&#39;", "'"))
