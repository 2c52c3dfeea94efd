"""Way in with a paper card (L2): one answer for every refusal, five tries, quarter of an hour alone, way out."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from bénévolat.domain.enums import JournalEvent
from bénévolat.models.cards import Card
from bénévolat.models.journal import JournalEntry
from bénévolat.models.profiles import Profile
from bénévolat.services import cards
from tests.clock import Clock
from tests.factories import Factory
from tests.inspection import ASSOCIATION_NEVER_READS
from tests.pages import PageClient, new_client
from tests.web.compte.ways_in import copy_of


@pytest.fixture
def person(make: Factory) -> Profile:
    return make.active_profile()


@pytest.fixture
def issued(session: Session, person: Profile, clock: Clock) -> tuple[Card, str]:
    """Return the card of the person and its secret, good for ten days."""
    made = cards.issue(session, person, by=person.referent.as_actor(), now=clock(), days=10)
    session.commit()
    return made


@pytest.fixture
def signed_in(client: PageClient, issued: tuple[Card, str]) -> PageClient:
    """Return the browser of the person."""
    card, secret = issued
    client.post_form("/acces", {"handle": card.handle, "secret": secret})
    return client


def test_the_card_opens_the_persons_space(
    client: PageClient, issued: tuple[Card, str], session: Session, clock: Clock
) -> None:
    card, secret = issued
    answer = client.post_form("/acces", {"handle": f"{card.handle.lower()} ", "secret": secret.lower()})
    assert (answer.status_code, answer.location) == (303, "/mon-espace/")
    assert session.get_one(Card, card.id).last_used_at == clock()
    entry = session.scalars(select(JournalEntry).where(JournalEntry.event == JournalEvent.SIGN_IN)).one()
    assert entry.profile_id == card.profile_id


def test_unknown_wrong_expired_revoked_and_dead_get_the_same_page(
    app: Flask, make: Factory, session: Session, clock: Clock, issued: tuple[Card, str]
) -> None:
    card, secret = issued
    revoked, revoked_secret = cards.issue(
        session, make.active_profile(), by=card.profile.referent.as_actor(), now=clock(), days=10
    )
    cards.revoke(session, revoked, by=card.profile.referent.as_actor(), now=clock())
    dead, dead_secret = cards.issue(
        session, make.active_profile(), by=card.profile.referent.as_actor(), now=clock(), days=10
    )
    dead.failed_tries = 5
    session.commit()
    pages = set()
    tries = [
        ("ZZZZ", secret),
        (card.handle, "WRONG234"),
        (revoked.handle, revoked_secret),
        (dead.handle, dead_secret),
    ]
    for handle, typed in tries:
        answer = new_client(app, session).post_form("/acces", {"handle": handle, "secret": typed})
        assert answer.status_code == 422
        text = answer.text.replace(handle, "NUMERO")
        pages.add(re.sub(r'name="csrf_token"[^>]*>', "", text))
    clock.advance(days=10)
    answer = new_client(app, session).post_form("/acces", {"handle": card.handle, "secret": secret})
    text = answer.text.replace(card.handle, "NUMERO")
    pages.add(re.sub(r'name="csrf_token"[^>]*>', "", text))
    assert len(pages) == 1
    assert app.config["DEPARTEMENT_PHONE"] in pages.pop()


def test_after_five_refused_tries_the_card_is_dead_for_ever(
    client: PageClient, issued: tuple[Card, str], session: Session, clock: Clock
) -> None:
    card, secret = issued
    for _ in range(5):
        client.post_form("/acces", {"handle": card.handle, "secret": "WRONG234"})
    clock.advance(hours=30)
    answer = client.post_form("/acces", {"handle": card.handle, "secret": secret})
    assert answer.status_code == 422
    refused = select(JournalEntry).where(JournalEntry.event == JournalEvent.CARD_REFUSED)
    assert len(session.scalars(refused).all()) == 6


def test_thirty_numbers_tried_from_one_address_stop_it(client: PageClient, issued: tuple[Card, str]) -> None:
    card, secret = issued
    for number in range(30):
        client.post_form("/acces", {"handle": f"ZZ{number:02d}", "secret": "WRONG234"})
    answer = client.post_form("/acces", {"handle": card.handle, "secret": secret})
    assert answer.status_code == 429
    assert "Recommencez dans" in answer.text


def test_the_secret_is_never_written_back_nor_the_number_in_an_address(
    client: PageClient, issued: tuple[Card, str]
) -> None:
    """A2."""
    card, _ = issued
    answer = client.post_form("/acces", {"handle": card.handle, "secret": "WRNG2345"})
    assert "WRNG2345" not in answer.text
    assert card.handle in answer.text
    assert client.get(f"/acces?handle={card.handle}&numero={card.handle}").text.count(card.handle) == 0


def test_the_page_says_nothing_of_why_the_person_is_followed(client: PageClient) -> None:
    """L2: the telephone may be shared."""
    assert not ASSOCIATION_NEVER_READS.search(client.get("/acces").text)


def test_empty_fields_are_said_one_by_one(client: PageClient) -> None:
    answer = client.post_form("/acces", {})
    assert answer.status_code == 422
    assert "Écrivez le numéro de la carte." in answer.text
    assert "Écrivez le code secret de la carte." in answer.text


@pytest.mark.parametrize("typed", ["\x00" * 4, "😀😀😀😀", "' OR 1", "A" * 500, "ÀÀÀÀ", "1" * 13])
def test_strange_bytes_are_refused_quietly(client: PageClient, typed: str) -> None:
    answer = client.post_form("/acces", {"handle": typed, "secret": typed})
    assert answer.status_code == 422


@pytest.mark.parametrize("target", ["//hote.exemple", "////hote.exemple", "/\\hote.exemple", "https:hote"])
def test_the_next_page_never_leaves_the_site(
    client: PageClient, issued: tuple[Card, str], target: str
) -> None:
    """N1."""
    card, secret = issued
    answer = client.post_form(f"/acces?next={target}", {"handle": card.handle, "secret": secret})
    assert answer.location == "/mon-espace/"


class TestLeaving:
    def test_a_copied_cookie_is_refused_after_leaving_and_the_browser_is_asked_to_forget(
        self, app: Flask, signed_in: PageClient, session: Session
    ) -> None:
        """S1."""
        thief = copy_of(app, signed_in, session)
        assert thief.get("/compte/").status_code == 403
        answer = signed_in.post_form("/acces/quitter")
        assert (answer.status_code, answer.location) == (303, "/acces/traces-effacees")
        assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
        assert thief.get("/compte/").status_code == 302
        assert signed_in.get_cookie("benevolat") is None
        assert "Votre espace est fermé" in signed_in.get(answer.location).text

    def test_it_works_even_when_the_session_has_ended(self, signed_in: PageClient, clock: Clock) -> None:
        clock.advance(hours=2)
        assert signed_in.post_form("/acces/quitter").location == "/acces/traces-effacees"

    def test_a_space_left_alone_a_quarter_of_an_hour_closes(
        self, signed_in: PageClient, clock: Clock
    ) -> None:
        clock.advance(minutes=15)
        assert signed_in.get("/acces").location == "/mon-espace/"
        clock.advance(minutes=15, seconds=1)
        assert signed_in.get("/acces").status_code == 200

    def test_a_revoked_card_closes_the_space_at_once(
        self, signed_in: PageClient, issued: tuple[Card, str], session: Session, clock: Clock
    ) -> None:
        card = session.get_one(Card, issued[0].id)
        cards.revoke(session, card, by=card.profile.referent.as_actor(), now=clock())
        session.commit()
        assert signed_in.get("/acces").status_code == 200

    def test_leaving_without_the_token_is_refused(self, signed_in: PageClient) -> None:
        """F1."""
        assert signed_in.post("/acces/quitter").status_code == 400


def test_the_person_reaches_no_page_of_an_account(
    make: Factory, person: Profile, sign_in_as: Callable[..., PageClient]
) -> None:
    """A1."""
    browser = sign_in_as(make.card(person))
    for path in ("/departement/comptes", "/association/", "/travailleur-social/", "/compte/"):
        assert browser.get(path).status_code in {403, 404}
