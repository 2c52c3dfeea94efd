"""The card: shown once, printable, discreet; the one before dies (L2, R49, R53)."""

import re

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bénévolat.models.cards import Card
from bénévolat.models.profiles import Profile
from bénévolat.web.files import PDF
from tests.exports.documents import words
from tests.factories import Factory
from tests.pages import PageClient


def issue(browser: PageClient, person: Profile) -> str:
    answer = browser.post_form(f"/travailleur-social/profils/{person.id}/carte/")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    return answer.get_data(as_text=True)


def test_a_new_card_shows_its_number_and_secret_once_with_a_drawing_and_a_phone(
    browser: PageClient, session: Session, person: Profile
) -> None:
    html = issue(browser, person)
    card = session.scalars(select(Card)).one()
    codes = re.findall(r'class="card-code">([^<]+)<', html)
    assert codes[0] == card.handle
    secret = codes[1].replace("&nbsp;", "").replace("\u00a0", "")
    assert re.fullmatch("[2-9A-HJ-NP-Z]{8}", secret)
    assert card.secret_hash != secret
    assert "<svg" in html
    assert "03 25 00 00 01" in html.replace("\u00a0", " ")
    later = browser.get(f"/travailleur-social/profils/{person.id}/carte/").get_data(as_text=True)
    assert card.handle in later
    assert secret not in later


def test_what_is_printed_says_nothing_of_the_follow_up(browser: PageClient, person: Profile) -> None:
    """R53, domain §1.8."""
    html = issue(browser, person)
    printed = html[html.index('class="print-sheet') : html.index("</main>")]
    for word in ("RSA", "CER", "contrat", "allocataire", "Benali", "BENALI", "référent"):
        assert word not in printed


def test_the_printed_secret_opens_the_persons_space_and_the_card_before_is_dead(
    browser: PageClient, client: PageClient, make: Factory, session: Session, person: Profile
) -> None:
    before = make.card(person)
    html = issue(browser, person)
    session.expire_all()
    assert before.revoked_at is not None
    handle, secret = (code.replace("\u00a0", "") for code in re.findall(r'class="card-code">([^<]+)<', html))
    answer = client.post_form("/acces", {"handle": handle, "secret": secret.replace("&nbsp;", "")})
    assert answer.location.endswith("/mon-espace/")


def test_a_revoked_card_closes_the_persons_space(
    browser: PageClient, sign_in_as: object, make: Factory, session: Session, person: Profile
) -> None:
    card = make.card(person)
    theirs = sign_in_as(card)  # type: ignore[operator]
    assert theirs.get("/mon-espace/").status_code == 200
    browser.post_form(f"/travailleur-social/profils/{person.id}/carte/{card.id}/annulation")
    assert theirs.get("/mon-espace/").status_code == 302


def held(html: str) -> str:
    """Return the secret that the page holds for the sheet."""
    return re.findall(r'name="secret" value="([^"]+)"', html)[0]


def sheet_url(person: Profile, card: Card) -> str:
    return f"/travailleur-social/profils/{person.id}/carte/{card.id}/feuille.pdf"


@pytest.mark.parametrize("paper", ["a5", "a4"])
def test_the_sheet_is_made_from_the_page_that_holds_the_secret_and_from_nothing_else(
    browser: PageClient, session: Session, person: Profile, paper: str
) -> None:
    secret = held(issue(browser, person))
    card = session.scalars(select(Card)).one()
    made = browser.post_form(sheet_url(person, card), {"secret": secret, "paper": paper})
    assert made.content_type == PDF
    assert made.headers["Cache-Control"] == "no-store"
    assert secret in words(made.data).replace(" ", "")
    assert "Benali" not in words(made.data)
    session.expire_all()
    assert card.failed_tries == 0
    again = browser.get(f"/travailleur-social/profils/{person.id}/carte/").text
    assert secret not in again
    assert (
        "une nouvelle carte. L&#39;ancienne ne marchera plus." in again
        or "L'ancienne ne marchera plus." in again
    )


def test_a_wrong_secret_makes_no_sheet_and_is_a_try_like_any_other(
    browser: PageClient, session: Session, person: Profile
) -> None:
    """The page is no way round the five tries."""
    secret = held(issue(browser, person))
    card = session.scalars(select(Card)).one()
    for _ in range(5):
        answer = browser.post_form(sheet_url(person, card), {"secret": "WRNG2345", "paper": "a5"})
        assert answer.status_code == 303
    session.expire_all()
    assert card.failed_tries == 5
    assert browser.post_form(sheet_url(person, card), {"secret": secret, "paper": "a5"}).status_code == 303
    assert "Bloquée" in browser.get(f"/travailleur-social/profils/{person.id}/carte/").text


def test_the_sheet_of_an_earlier_card_cannot_be_made_any_more(
    browser: PageClient, session: Session, person: Profile
) -> None:
    """Printing again is a new card."""
    secret = held(issue(browser, person))
    card = session.scalars(select(Card)).one()
    issue(browser, person)
    answer = browser.post_form(
        sheet_url(person, card), {"secret": secret, "paper": "a4"}, follow_redirects=True
    )
    assert "Préparez une nouvelle carte" in answer.text


def test_the_tries_and_the_life_of_a_card_are_said(
    browser: PageClient, make: Factory, person: Profile
) -> None:
    make.card(person, failed_tries=2)
    html = browser.get(f"/travailleur-social/profils/{person.id}/carte/").text
    assert "2 sur 5" in html
    assert "La carte marche 183 jours." in html
