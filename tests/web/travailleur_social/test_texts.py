"""Text messages of a person I follow: asked for only if they wish it, silent about where and with whom (R52, R54)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from bénévolat.domain.enums import AgreementKind
from bénévolat.domain.propositions import PropositionStatus
from bénévolat.domain.texts import TextKind
from bénévolat.models.accounts import Account
from bénévolat.models.agreements import Agreement
from bénévolat.models.cards import Card
from bénévolat.models.profiles import Profile
from bénévolat.models.texts import TextMessage
from bénévolat.services import texts
from tests.clock import Clock
from tests.factories import Factory
from tests.factories.texts import MOBILE
from tests.pages import PageClient

SignIn = Callable[[Account | Card], PageClient]


@pytest.fixture(autouse=True)
def _set_up(app: Flask) -> None:
    app.config["SMS_BACKEND"] = "file"


@pytest.fixture
def texted(make: Factory, session: Session, person: Profile) -> Profile:
    person.phone = MOBILE
    make.agreement(person, AgreementKind.TEXTS)
    return person


def url(person: Profile, rest: str = "") -> str:
    return f"/travailleur-social/profils/{person.id}/sms{rest}"


def asked(session: Session) -> list[TextMessage]:
    session.rollback()
    return list(session.scalars(select(TextMessage).order_by(TextMessage.created_at)))


def test_the_wish_is_noted_with_who_how_and_when(
    browser: PageClient, session: Session, clock: Clock, person: Profile
) -> None:
    person.phone = MOBILE
    typed = {"channel": "phone", "given_on": clock().date().isoformat()}
    assert browser.post_form(url(person, "/accord"), typed).status_code == 303
    assert browser.post_form(url(person, "/accord"), typed).status_code == 303
    (wish,) = session.scalars(select(Agreement).where(Agreement.kind == AgreementKind.TEXTS)).all()
    assert wish.recorded_by_id == person.referent_id
    page = browser.get(url(person)).text
    assert "Saisi par Claire MOREAU" in page
    assert browser.post_form(url(person, "/arret")).status_code == 303
    assert texts.wish_of(session, person.id) is None


def test_a_wish_without_its_channel_is_asked_again(
    browser: PageClient, person: Profile, session: Session
) -> None:
    person.phone = MOBILE
    answer = browser.post_form(url(person, "/accord"), {"channel": "text"})
    assert answer.status_code == 422
    assert texts.wish_of(session, person.id) is None


@pytest.mark.parametrize("phone", [None, "+33325425050"])
def test_without_a_mobile_nothing_is_offered(
    browser: PageClient, session: Session, person: Profile, phone: str | None
) -> None:
    person.phone = phone
    assert "pas de numéro de mobile" in browser.get(url(person)).text
    browser.post_form(url(person, "/rappel"))
    assert asked(session) == []


def test_nobody_is_written_to_without_their_wish(
    browser: PageClient, session: Session, make: Factory, person: Profile
) -> None:
    person.phone = MOBILE
    proposition = make.proposition(person)
    browser.post_form(f"/travailleur-social/propositions/{proposition.id}/sms")
    browser.post_form(url(person, "/rappel"))
    assert asked(session) == []
    assert "La prévenir par SMS" not in browser.get(f"/travailleur-social/propositions/{proposition.id}").text


def test_a_proposition_is_announced_without_its_title_place_or_association(
    browser: PageClient, session: Session, make: Factory, texted: Profile
) -> None:
    """R52: neither the mission, the association, the place nor the référent; a number to call, and how to stop."""
    offer = make.published_offer(title="Distribution de repas")
    proposition = make.proposition(texted, offer)
    page = f"/travailleur-social/propositions/{proposition.id}"
    assert "La prévenir par SMS" in browser.get(page).text
    assert browser.post_form(f"{page}/sms").status_code == 303
    (message,) = asked(session)
    said = message.body
    for word in (offer.title, offer.association.name, offer.commune.name, "Moreau", "Claire", "Benali"):
        assert word.lower() not in said.lower()
    assert proposition.reply_code is not None
    assert f"OUI {proposition.reply_code}" in said
    assert "STOP" in said
    assert "Écrire de nouveau par SMS" in browser.get(page).text


def test_a_meeting_is_announced_with_its_day(
    browser: PageClient, session: Session, make: Factory, texted: Profile
) -> None:
    proposition = make.proposition(texted, status=PropositionStatus.MEETING)
    browser.post_form(f"/travailleur-social/propositions/{proposition.id}/sms")
    (message,) = asked(session)
    assert message.kind is TextKind.MEETING
    assert " à 1" in message.body or " à 9" in message.body or " à 0" in message.body


def test_three_messages_a_day_are_enough(
    browser: PageClient, session: Session, clock: Clock, texted: Profile, sign_in_as: SignIn
) -> None:
    for _ in range(5):
        browser.post_form(url(texted, "/rappel"))
    assert len(asked(session)) == 3
    clock.advance(hours=25)
    sign_in_as(texted.referent).post_form(url(texted, "/rappel"))
    assert len(asked(session)) == 4


def test_a_number_that_does_not_receive_is_not_written_to_until_it_changes(
    browser: PageClient, session: Session, clock: Clock, make: Factory, texted: Profile
) -> None:
    make.text(texted, undelivered_at=clock())
    assert "ce numéro ne reçoit pas" in browser.get(url(texted)).text
    browser.post_form(url(texted, "/rappel"))
    assert len(asked(session)) == 1
    texted.phone = "+33600000005"
    browser.post_form(url(texted, "/rappel"))
    assert len(asked(session)) == 2


def test_words_to_read_come_first_and_are_read_once(
    browser: PageClient, session: Session, make: Factory, texted: Profile
) -> None:
    reply = make.text_reply(texted, body="Oui mais <b>pas</b> le mardi")
    assert "SMS à lire" in browser.get("/travailleur-social/").text
    page = browser.get(url(texted)).text
    assert "pas&lt;/b&gt; le mardi" in page
    assert browser.post_form(url(texted, f"/{reply.id}/lu")).status_code == 303
    assert "SMS à lire" not in browser.get("/travailleur-social/").text
    assert "lu par Claire MOREAU" in browser.get(url(texted)).text


def test_a_reply_of_somebody_else_is_not_found(browser: PageClient, make: Factory, texted: Profile) -> None:
    other = make.text_reply(make.texted_profile())
    assert browser.post_form(url(texted, f"/{other.id}/lu")).status_code == 404


def test_silence_and_lost_messages_are_in_the_worklist(
    browser: PageClient, clock: Clock, make: Factory, texted: Profile
) -> None:
    long_ago = clock() - timedelta(days=4)
    proposition = make.proposition(texted)
    message = make.text(proposition=proposition)
    assert "SMS sans réponse" not in browser.get("/travailleur-social/").text
    message.sent_at = message.created_at = long_ago
    assert "SMS sans réponse" in browser.get("/travailleur-social/").text
    make.text(texted, sent_at=None, given_up_at=clock(), last_error="HTTP 503")
    home = browser.get("/travailleur-social/").text
    assert "SMS qui n&#39;est pas arrivé" in home
    make.text(texted, created_at=clock() + timedelta(minutes=1))
    assert "arrivé" not in browser.get("/travailleur-social/").text


def test_all_states_of_a_message_are_told(
    browser: PageClient, clock: Clock, make: Factory, texted: Profile
) -> None:
    make.text(texted, attempts=0, sent_at=None)
    make.text(texted, sent_at=None)
    make.text(texted, maybe_twice=True)
    make.text(texted, sent_at=None, given_up_at=clock())
    page = browser.get(url(texted)).text
    for words in ("En attente", "Nouvel essai prévu", "Envoyé", "Non envoyé", "a pu arriver deux fois"):
        assert words in page
