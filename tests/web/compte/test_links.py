"""Mailed links (R51, L1, P1): the same answer for all, GET without effect, POST once."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bénévolat.domain.enums import LinkKind
from bénévolat.jobs.mailer import compose
from bénévolat.models.accounts import Account
from bénévolat.models.links import LinkToken
from bénévolat.models.outbox import OutboxMessage
from bénévolat.services.outbox import Claimed
from tests.clock import Clock
from tests.factories import Factory
from tests.inspection import ASSOCIATION_NEVER_READS
from tests.pages import PageClient
from tests.web.compte.ways_in import NEW_PASSWORD, copy_of, mailed_token, password_hash, sign_in

CHOSEN = {"password": NEW_PASSWORD, "again": NEW_PASSWORD}


@pytest.fixture
def member(make: Factory) -> Account:
    return make.member_of(
        make.association(), password_hash=password_hash(), totp_secret=None, totp_confirmed_at=None
    )


def ask(client: PageClient, email: str) -> str:
    answer = client.post_form("/mot-de-passe/oublie", {"email": email})
    assert answer.status_code == 303
    page = client.get(answer.location)
    return re.sub(r'name="csrf_token"[^>]*>', "", page.text)


class TestForgottenPassword:
    def test_the_answer_is_the_same_for_a_known_and_an_unknown_address(
        self, client: PageClient, member: Account, session: Session
    ) -> None:
        assert ask(client, member.email) == ask(client, "personne@exemple.fr")
        assert [mail.recipient for mail in session.scalars(select(OutboxMessage))] == [member.email]

    def test_the_sixth_request_in_a_quarter_of_an_hour_sends_nothing_more(
        self, client: PageClient, member: Account, session: Session
    ) -> None:
        for _ in range(5):
            ask(client, member.email)
        answer = client.post_form("/mot-de-passe/oublie", {"email": member.email})
        assert answer.status_code == 429
        assert session.scalar(select(func.count()).select_from(OutboxMessage)) == 5

    def test_the_whole_way_sets_the_password_and_ends_every_session(
        self, app: Flask, client: PageClient, member: Account, session: Session
    ) -> None:
        sign_in(client, member.email)
        thief = copy_of(app, client, session)
        ask(client, member.email)
        path = f"/mot-de-passe/nouveau/{mailed_token(session, 'password_reset')}"
        assert client.get(path).status_code == 200
        answer = client.post_form(path, CHOSEN)
        assert (answer.status_code, answer.location) == (303, "/connexion")
        assert "Votre mot de passe est enregistré" in client.get("/connexion").text
        assert thief.get("/compte/").status_code == 302
        assert sign_in(client, member.email).status_code == 422
        assert sign_in(client, member.email, NEW_PASSWORD).status_code == 303

    def test_the_owner_of_the_mailbox_no_longer_waits(
        self, client: PageClient, member: Account, session: Session
    ) -> None:
        for _ in range(6):
            sign_in(client, member.email, "faux mot de passe")
        ask(client, member.email)
        client.post_form(f"/mot-de-passe/nouveau/{mailed_token(session, 'password_reset')}", CHOSEN)
        assert sign_in(client, member.email, NEW_PASSWORD).status_code == 303

    def test_a_link_does_not_pass_the_second_factor(
        self, client: PageClient, make: Factory, session: Session
    ) -> None:
        agent = make.administrator(password_hash=password_hash())
        ask(client, agent.email)
        client.post_form(f"/mot-de-passe/nouveau/{mailed_token(session, 'password_reset')}", CHOSEN)
        assert sign_in(client, agent.email, NEW_PASSWORD).location == "/connexion/code"


class TestInvitation:
    def test_opening_the_link_ten_times_changes_nothing(
        self, client: PageClient, make: Factory, session: Session
    ) -> None:
        """R51: message previews open links."""
        account = make.invited_account()
        link, token = make.link(account)
        for _ in range(10):
            page = client.get(f"/invitation/{token}")
            assert page.status_code == 200
        assert account.email in page.text
        assert session.get_one(LinkToken, link.id).used_at is None

    def test_the_button_opens_the_account_once(self, client: PageClient, make: Factory) -> None:
        account = make.invited_account()
        _, token = make.link(account)
        assert client.post_form(f"/invitation/{token}", CHOSEN).status_code == 303
        assert sign_in(client, account.email, NEW_PASSWORD).status_code == 303
        again = client.post_form(f"/invitation/{token}", CHOSEN)
        assert again.status_code == 410
        assert "Ce lien n'est plus valable" in again.text

    @pytest.mark.parametrize("state", ["old", "unknown", "used", "disabled", "other kind"])
    def test_a_link_that_is_no_longer_good_says_so_in_one_way(
        self, client: PageClient, make: Factory, clock: Clock, state: str
    ) -> None:
        account = make.administrator(disabled_at=clock() if state == "disabled" else None)
        kind = LinkKind.PASSWORD_RESET if state == "other kind" else LinkKind.INVITATION
        _, token = make.link(account, kind, used_at=clock() if state == "used" else None)
        if state == "old":
            clock.advance(days=14)
        token = "inconnu" if state == "unknown" else token
        for answer in (client.get(f"/invitation/{token}"), client.post_form(f"/invitation/{token}", CHOSEN)):
            assert answer.status_code == 410
            assert "Ce lien n'est plus valable" in answer.text

    @pytest.mark.parametrize(
        ("password", "again", "words"),
        [
            ("court", "court", "au moins 14"),
            (NEW_PASSWORD, NEW_PASSWORD + "x", "ne sont pas les mêmes"),
            ("Camille agrafe moulin", "Camille agrafe moulin", "votre nom"),
            ("Motdepasse2026!!", "Motdepasse2026!!", "trop facile"),
            ("", "", "Choisissez un mot de passe."),
        ],
    )
    def test_a_weak_password_is_refused_beside_its_field_and_the_link_stays_good(
        self, client: PageClient, make: Factory, password: str, again: str, words: str
    ) -> None:
        """P1."""
        _, token = make.link(make.invited_account())
        answer = client.post_form(f"/invitation/{token}", {"password": password, "again": again})
        assert answer.status_code == 422
        assert words in answer.text
        assert client.get(f"/invitation/{token}").status_code == 200

    def test_joining_in_the_browser_of_a_colleague_ends_their_session(
        self, app: Flask, client: PageClient, member: Account, make: Factory, session: Session
    ) -> None:
        sign_in(client, member.email)
        thief = copy_of(app, client, session)
        _, token = make.link(make.invited_account())
        client.post_form(f"/invitation/{token}", CHOSEN)
        assert client.get("/connexion").status_code == 200
        assert thief.get("/compte/").status_code == 302


@pytest.mark.parametrize(
    ("template", "values", "path"),
    [
        ("invitation", {"days": 14}, "/invitation/JETON"),
        ("password_reset", {"hours": 2}, "/mot-de-passe/nouveau/JETON"),
    ],
)
def test_the_mails_give_an_address_a_delay_a_telephone_and_say_nothing_else(
    app: Flask, clock: Clock, template: str, values: dict[str, int], path: str
) -> None:
    """Domain §1.8: an association reads them too."""
    context = {"first_name": "Zoé", "token": "JETON", **values}
    message = Claimed(
        id=uuid4(),
        template=template,
        recipient="zoe@exemple.fr",
        context=context,
        created_at=clock() - timedelta(minutes=1),
    )
    with app.test_request_context():
        mail = compose(message)
    body = mail.get_content()
    assert f"{app.config['BASE_URL']}{path}" in body
    assert "Bonjour Zoé" in body
    assert app.config["DEPARTEMENT_PHONE"] in body
    assert not ASSOCIATION_NEVER_READS.search(f"{mail['Subject']} {body}")
