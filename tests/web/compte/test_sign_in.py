"""Signing in (L1, N1, S1, S2, F1): throttled, uniform, with a second step, back to a page of this site only."""

import re

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bénévolat.domain.enums import JournalEvent
from bénévolat.extensions import db
from bénévolat.models.accounts import Account
from bénévolat.models.attempts import Attempt
from bénévolat.models.journal import JournalEntry
from bénévolat.models.sessions import LoginSession
from bénévolat.services import credentials, passwords
from tests.clock import Clock
from tests.factories import Factory
from tests.pages import PageClient, new_client
from tests.web.compte.ways_in import PASSWORD, code_at, copy_of, password_hash, sign_in


@pytest.fixture
def member(make: Factory) -> Account:
    """Return the account of an association, without a second factor."""
    return make.member_of(
        make.association(), password_hash=password_hash(), totp_secret=None, totp_confirmed_at=None
    )


@pytest.fixture
def agent(make: Factory) -> Account:
    """Return an administrator with a second factor."""
    return make.administrator(password_hash=password_hash())


def events(session: Session) -> list[JournalEvent]:
    return list(session.scalars(select(JournalEntry.event).order_by(JournalEntry.at)))


def test_the_right_password_opens_the_home_page_of_the_role(
    client: PageClient, member: Account, session: Session
) -> None:
    answer = sign_in(client, member.email.upper())
    assert (answer.status_code, answer.location) == (303, "/association/")
    assert client.get("/compte/").status_code == 200
    assert events(session) == [JournalEvent.SIGN_IN]
    assert session.scalar(select(func.count()).select_from(Attempt)) == 0


def test_unknown_disabled_unused_and_wrong_get_the_same_page_and_one_hash_each(
    app: Flask, session: Session, make: Factory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """L1."""
    hashed: list[str] = []
    verify = passwords.verify_secret
    monkeypatch.setattr(
        credentials, "verify_secret", lambda kept, typed: hashed.append(typed) or verify(kept, typed)
    )
    known = make.administrator(password_hash=password_hash()).email
    closed = make.administrator(password_hash=password_hash(), disabled_at=make.now).email
    unused = make.administrator(password_hash=None).email
    pages = set()
    for email in ("personne@exemple.fr", closed, unused, known):
        answer = sign_in(new_client(app, session), email, "faux mot de passe")
        text = answer.text.replace(email, "ADRESSE")
        assert answer.status_code == 422
        assert "Adresse ou mot de passe incorrect" in text
        pages.add(re.sub(r'name="csrf_token"[^>]*>', "", text))
    assert len(pages) == 1
    assert hashed == ["faux mot de passe"] * 4
    assert events(session) == [JournalEvent.SIGN_IN_FAILED] * 4


def test_no_transaction_is_open_while_a_password_is_hashed(
    client: PageClient, member: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    """D1."""
    held: list[bool] = []
    verify = credentials.verify

    def watched(found: credentials.Credentials, typed: str) -> credentials.Verdict:
        held.append(db.session().in_transaction())
        return verify(found, typed)

    monkeypatch.setattr(credentials, "verify", watched)
    sign_in(client, member.email)
    assert held == [False]


def test_five_refusals_then_a_wait_for_the_account_and_not_for_another(
    client: PageClient, member: Account, agent: Account, clock: Clock
) -> None:
    for _ in range(5):
        assert sign_in(client, member.email, "faux mot de passe").status_code == 422
    waiting = sign_in(client, member.email)
    assert waiting.status_code == 429
    assert "Recommencez dans 15\u00a0minutes" in waiting.text
    assert member.email in waiting.text
    assert sign_in(client, agent.email).status_code == 303
    clock.advance(minutes=15)
    assert sign_in(client, member.email).status_code == 303


def test_ten_refusals_and_the_wait_is_one_hour_the_same_for_an_unknown_address(
    client: PageClient, member: Account, clock: Clock
) -> None:
    for email in (member.email, "personne@exemple.fr"):
        for _ in range(2):
            for _ in range(5):
                sign_in(client, email, "faux mot de passe")
            clock.advance(minutes=15)
        waiting = sign_in(client, email)
        assert waiting.status_code == 429
        assert "Recommencez dans 45\u00a0minutes" in waiting.text
    clock.advance(minutes=60)
    assert sign_in(client, member.email).status_code == 303


def test_thirty_refusals_from_one_address_stop_it_for_every_account(
    client: PageClient, member: Account, clock: Clock
) -> None:
    for number in range(30):
        sign_in(client, f"personne{number}@exemple.fr", "faux mot de passe")
    assert sign_in(client, member.email).status_code == 429
    data = {"email": member.email, "password": PASSWORD}
    elsewhere = client.post_form("/connexion", data, environ_base={"REMOTE_ADDR": "203.0.113.7"})
    assert elsewhere.status_code == 303


def test_an_undeclared_proxy_is_not_believed(client: PageClient, member: Account) -> None:
    """L1: behind a proxy only the declared hop is believed; none is declared here."""
    for number in range(30):
        data = {"email": f"personne{number}@exemple.fr", "password": "faux mot de passe"}
        client.post_form("/connexion", data, headers={"X-Forwarded-For": f"203.0.113.{number}"})
    assert sign_in(client, member.email).status_code == 429


def test_neighbours_of_one_ipv6_network_count_as_one(client: PageClient) -> None:
    for number in range(30):
        data = {"email": f"personne{number}@exemple.fr", "password": "faux mot de passe"}
        client.post_form("/connexion", data, environ_base={"REMOTE_ADDR": f"2001:db8:0:1::{number:x}"})
    data = {"email": "autre@exemple.fr", "password": "faux mot de passe"}
    for address, status in (("2001:db8:0:1:ffff::9", 429), ("2001:db8:0:2::9", 422)):
        answer = client.post_form("/connexion", data, environ_base={"REMOTE_ADDR": address})
        assert answer.status_code == status


@pytest.mark.parametrize(
    "target",
    [
        "//hote.exemple",
        "////hote.exemple",
        "/\\hote.exemple",
        "/\\/hote.exemple",
        "\\\\hote.exemple",
        "https:hote.exemple",
        "https://hote.exemple",
        "http:///hote.exemple",
        "javascript:alert(1)",
        "%2F%2Fhote.exemple",
        "/%0d%0aLocation:%20https:%2F%2Fhote.exemple",
        "/%09/hote.exemple",
        "/%0a/hote.exemple",
        "%20//hote.exemple",
        "hote.exemple",
        "%00/association/",
        "/a\\b",
        "",
    ],
)
def test_the_next_page_never_leaves_the_site(client: PageClient, member: Account, target: str) -> None:
    """N1."""
    answer = sign_in(client, member.email, query=f"?next={target}")
    assert (answer.status_code, answer.location) == (303, "/association/")


def test_the_page_that_was_asked_for_comes_after_both_steps(
    client: PageClient, agent: Account, clock: Clock
) -> None:
    asked = client.get("/departement/comptes?role=association")
    assert asked.status_code == 302
    assert asked.location == "/connexion?next=/departement/comptes?role%3Dassociation"
    answer = sign_in(client, agent.email, query=asked.location.removeprefix("/connexion"))
    assert answer.location == "/connexion/code"
    answer = client.post_form("/connexion/code", {"code": code_at(clock())})
    assert answer.location == "/departement/comptes?role=association"


class TestSecondStep:
    def test_nothing_is_open_before_the_code(
        self, client: PageClient, agent: Account, session: Session
    ) -> None:
        assert sign_in(client, agent.email).location == "/connexion/code"
        assert client.get("/departement/comptes").status_code == 302
        assert client.get("/compte/").status_code == 302
        assert session.scalar(select(func.count()).select_from(LoginSession)) == 0

    def test_the_code_opens_a_session_with_its_second_factor(
        self, client: PageClient, agent: Account, session: Session, clock: Clock
    ) -> None:
        sign_in(client, agent.email)
        assert client.get("/connexion/code").status_code == 200
        assert client.post_form("/connexion/code", {"code": code_at(clock())}).location == "/departement/"
        assert session.scalars(select(LoginSession)).one().second_factor_at == clock()

    def test_a_replayed_code_is_refused(
        self, app: Flask, agent: Account, session: Session, clock: Clock
    ) -> None:
        code = code_at(clock())
        for status in (303, 422):
            client = new_client(app, session)
            sign_in(client, agent.email)
            assert client.post_form("/connexion/code", {"code": code}).status_code == status

    def test_five_refusals_then_a_wait_even_with_a_new_password_step(
        self, app: Flask, agent: Account, session: Session, clock: Clock
    ) -> None:
        for number in range(6):
            client = new_client(app, session)
            sign_in(client, agent.email)
            answer = client.post_form("/connexion/code", {"code": "000000"})
            assert answer.status_code == (422 if number < 5 else 429)
        assert client.post_form("/connexion/code", {"code": code_at(clock())}).status_code == 429

    def test_it_must_follow_the_password_within_five_minutes(
        self, client: PageClient, agent: Account, clock: Clock
    ) -> None:
        assert client.get("/connexion/code").location == "/connexion"
        sign_in(client, agent.email)
        clock.advance(minutes=5, seconds=1)
        late = client.post_form("/connexion/code", {"code": code_at(clock())})
        assert (late.status_code, late.location) == (303, "/connexion")
        assert "a pris trop de temps" in client.get("/connexion").text

    def test_it_stops_when_the_password_changes_or_the_account_closes(
        self, client: PageClient, agent: Account, session: Session, clock: Clock
    ) -> None:
        for values in ({"password_changed_at": clock()}, {"disabled_at": clock()}):
            sign_in(client, agent.email)
            for name, value in values.items():
                setattr(agent, name, value)
            session.commit()
            answer = client.post_form("/connexion/code", {"code": code_at(clock())})
            assert answer.location == "/connexion"

    def test_a_role_that_must_have_one_sets_it_before_anything_else(
        self, app: Flask, client: PageClient, make: Factory
    ) -> None:
        """S2."""
        app.config["SECOND_FACTOR_ROLES"] = frozenset({"departement"})
        agent = make.administrator(password_hash=password_hash(), totp_secret=None, totp_confirmed_at=None)
        sign_in(client, agent.email)
        assert client.get("/departement/comptes").location == "/compte/second-facteur"
        assert client.get("/compte/second-facteur").status_code == 200


class TestSessions:
    def test_a_copied_cookie_is_refused_after_signing_out(
        self, app: Flask, client: PageClient, member: Account, session: Session
    ) -> None:
        """S1: Flask-Login alone would let it live for a month."""
        sign_in(client, member.email)
        thief = copy_of(app, client, session)
        assert thief.get("/compte/").status_code == 200
        assert client.post_form("/compte/quitter").location == "/connexion"
        assert thief.get("/compte/").status_code == 302
        assert client.get("/compte/").status_code == 302
        assert events(session) == [JournalEvent.SIGN_IN, JournalEvent.SIGN_OUT]

    def test_signing_in_again_gives_a_new_id_and_ends_the_session_before(
        self, app: Flask, client: PageClient, member: Account, session: Session
    ) -> None:
        sign_in(client, member.email)
        thief = copy_of(app, client, session)
        sign_in(client, member.email)
        assert thief.get("/compte/").status_code == 302
        assert client.get("/compte/").status_code == 200

    @pytest.mark.parametrize(("role", "idle"), [("agent", 30), ("member", 60)])
    def test_a_session_left_alone_ends(
        self, client: PageClient, request: pytest.FixtureRequest, clock: Clock, role: str, idle: int
    ) -> None:
        sign_in(client, request.getfixturevalue(role).email)
        client.post_form("/connexion/code", {"code": code_at(clock())})
        clock.advance(minutes=idle)
        assert client.get("/compte/").status_code == 200
        clock.advance(minutes=idle, seconds=1)
        assert client.get("/compte/").status_code == 302

    def test_a_session_in_use_ends_after_twelve_hours(
        self, client: PageClient, member: Account, clock: Clock
    ) -> None:
        sign_in(client, member.email)
        for _ in range(12):
            assert client.get("/compte/").status_code == 200
            clock.advance(minutes=60)
        assert client.get("/compte/").status_code == 302

    def test_who_is_already_signed_in_goes_home(self, client: PageClient, member: Account) -> None:
        sign_in(client, member.email)
        assert client.get("/connexion").location == "/association/"


@pytest.mark.parametrize("path", ["/connexion", "/connexion/code", "/mot-de-passe/oublie", "/acces"])
def test_a_post_without_its_csrf_token_is_refused(client: PageClient, member: Account, path: str) -> None:
    """F1."""
    answer = client.post(path, data={"email": member.email, "password": PASSWORD})
    assert answer.status_code == 400


def test_errors_are_said_beside_the_fields_and_the_address_typed_stays(client: PageClient) -> None:
    answer = client.post_form("/connexion", {"email": "pas une adresse", "password": ""})
    assert answer.status_code == 422
    assert "pas une adresse" in answer.text
    assert "Écrivez votre mot de passe." in answer.text
    assert "<title>Erreur" in answer.text


def test_a_password_is_never_written_back_in_the_page(client: PageClient, member: Account) -> None:
    assert "faux mot de passe" not in sign_in(client, member.email, "faux mot de passe").text
