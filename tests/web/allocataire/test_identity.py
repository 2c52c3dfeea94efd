"""Before my papers, the first letters of my surname (R50), once a session; five wrong ones close the card."""

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from bénévolat.models.cards import Card
from bénévolat.models.profiles import Profile
from bénévolat.services import cards
from tests.clock import Clock
from tests.factories import Factory
from tests.pages import PageClient, new_client

PAPERS, QUESTION = "/mon-espace/documents", "/mon-espace/mon-nom"


@pytest.fixture
def issued(session: Session, person: Profile, clock: Clock) -> tuple[Card, str]:
    made = cards.issue(session, person, by=person.referent.as_actor(), now=clock(), days=10)
    session.commit()
    return made


def entered(app: Flask, session: Session, issued: tuple[Card, str]) -> PageClient:
    """Return a browser that came in with the card, as a person does."""
    client = new_client(app, session)
    card, secret = issued
    assert client.post_form("/acces", {"handle": card.handle, "secret": secret}).status_code == 303
    return client


def answer(client: PageClient, letters: str) -> str | None:
    return client.post_form(f"{QUESTION}?next={PAPERS}", {"letters": letters}).location


def test_missions_need_the_card_alone_papers_ask_whose_it_is_once(
    app: Flask, session: Session, issued: tuple[Card, str], make: Factory, person: Profile
) -> None:
    client = entered(app, session, issued)
    engagement = make.engagement(person)
    for open_page in ("/mon-espace/", "/mon-espace/engagement", "/mon-espace/aide"):
        assert client.get(open_page).status_code == 200
    for closed in (
        PAPERS,
        f"{PAPERS}/{engagement.id}/attestation.pdf",
        f"/mon-espace/engagement/{engagement.id}/bilan",
    ):
        assert client.get(closed).location == f"{QUESTION}?next={closed}"
    assert answer(client, "bén") == PAPERS
    assert client.get(PAPERS).status_code == 200
    assert entered(app, session, issued).get(PAPERS).status_code == 303, "each session answers for itself"


def test_wrong_letters_say_so_and_are_counted_across_sign_ins_until_the_card_is_closed(
    app: Flask, session: Session, issued: tuple[Card, str]
) -> None:
    """Whoever found the card has five answers in all, not five a visit."""
    card, secret = issued
    for _ in range(4):
        client = entered(app, session, issued)
        page = client.post_form(QUESTION, {"letters": "dup"})
        assert page.status_code == 422
        assert "Ce ne sont pas les bonnes lettres." in page.text
    session.expire_all()
    assert (card.name_tries, card.failed_tries) == (4, 0)
    assert answer(client, "dur") == "/acces"
    assert "Cette carte ne marche plus." in client.get("/acces").text
    again = new_client(app, session).post_form("/acces", {"handle": card.handle, "secret": secret})
    assert again.status_code == 422
    session.expire_all()
    assert card.revoked_at is not None


def test_the_right_letters_wipe_the_count(app: Flask, session: Session, issued: tuple[Card, str]) -> None:
    client = entered(app, session, issued)
    for _ in range(4):
        answer(client, "dup")
    assert answer(client, "Benali") == PAPERS
    session.expire_all()
    assert issued[0].name_tries == 0


@pytest.mark.parametrize("target", ["//hote.exemple", "/\\hote.exemple", "https:hote"])
def test_the_next_page_never_leaves_the_site(
    app: Flask, session: Session, issued: tuple[Card, str], target: str
) -> None:
    """N1."""
    client = entered(app, session, issued)
    assert client.post_form(f"{QUESTION}?next={target}", {"letters": "ben"}).location == PAPERS


def test_empty_letters_cost_no_try(app: Flask, session: Session, issued: tuple[Card, str]) -> None:
    client = entered(app, session, issued)
    assert client.post_form(QUESTION, {"letters": " "}).status_code == 422
    session.expire_all()
    assert issued[0].name_tries == 0
