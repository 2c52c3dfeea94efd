"""«Mon compte»: sessions, password, second factor, password asked again (S1, S2, P1, E1)."""

import re
from collections.abc import Callable

import pyotp
import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from bénévolat.models.accounts import Account
from bénévolat.models.sessions import LoginSession
from bénévolat.web.compte.devices import device_words
from tests.clock import Clock
from tests.factories import Factory
from tests.pages import PageClient, new_client
from tests.web.compte.ways_in import NEW_PASSWORD, PASSWORD, code_at, copy_of, password_hash, sign_in

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
CHANGE = {"current_password": PASSWORD, "password": NEW_PASSWORD, "again": NEW_PASSWORD}


@pytest.fixture
def member(make: Factory) -> Account:
    return make.member_of(
        make.association(), password_hash=password_hash(), totp_secret=None, totp_confirmed_at=None
    )


@pytest.fixture
def mine(client: PageClient, member: Account) -> PageClient:
    """Return the browser of a member who has just signed in."""
    sign_in(client, member.email)
    return client


def set_up(client: PageClient, clock: Clock) -> tuple[str, list[str]]:
    """Set a second factor as a person does; return the secret and the backup codes."""
    page = client.get("/compte/second-facteur").text
    secret = re.findall(r'translate="no">([A-Z2-7 ]+)<', page)[0].replace(" ", "")
    setup = re.findall(r'name="setup"[^>]*value="([^"]+)"', page)[0]
    code = pyotp.TOTP(secret).generate_otp(int(clock().timestamp()) // 30)
    answer = client.post_form("/compte/second-facteur", {"setup": setup, "code": code})
    assert answer.status_code == 200, answer.text
    return secret, re.findall(r'class="code-words">([A-Z2-9-]{14})<', answer.text)


class TestSessions:
    def test_they_are_listed_with_their_device_and_the_present_one_is_marked(
        self, app: Flask, mine: PageClient, member: Account, session: Session
    ) -> None:
        other = new_client(app, session)
        data = {"email": member.email, "password": PASSWORD}
        other.post_form("/connexion", data, headers={"User-Agent": FIREFOX})
        page = mine.get("/compte/").text
        assert "Firefox sur Windows" in page
        assert page.count("Cette session") == 1

    def test_one_is_closed_from_another(
        self, app: Flask, mine: PageClient, member: Account, session: Session
    ) -> None:
        other = new_client(app, session)
        sign_in(other, member.email)
        login = session.scalars(select(LoginSession).order_by(LoginSession.created_at, LoginSession.id)).all()
        paths = re.findall(r'action="(/compte/sessions/[^"]+/fermer)"', mine.get("/compte/").text)
        assert len(login) == 2
        assert len(paths) == 1
        assert mine.post_form(paths[0]).status_code == 303
        assert other.get("/compte/").status_code == 302
        assert mine.get("/compte/").status_code == 200

    def test_somebody_elses_session_is_not_found(
        self, mine: PageClient, make: Factory, sign_in_as: Callable[[Account], PageClient], session: Session
    ) -> None:
        """A2."""
        other = make.administrator()
        theirs = sign_in_as(other)
        login = session.scalars(select(LoginSession).where(LoginSession.account_id == other.id)).one()
        assert mine.post_form(f"/compte/sessions/{login.id}/fermer").status_code == 404
        assert theirs.get("/compte/").status_code == 200

    def test_all_the_others_are_closed_at_once(
        self, app: Flask, mine: PageClient, member: Account, session: Session
    ) -> None:
        others = [new_client(app, session) for _ in range(2)]
        for other in others:
            sign_in(other, member.email)
        mine.post_form("/compte/sessions/fermer-les-autres")
        assert [other.get("/compte/").status_code for other in others] == [302, 302]
        assert mine.get("/compte/").status_code == 200

    @pytest.mark.parametrize(
        ("user_agent", "words"),
        [
            (FIREFOX, "Firefox sur Windows"),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1",
                "Safari sur iPhone",
            ),
            ("Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile Safari/537.36", "Chrome sur Android"),
            ("curl/8", "Appareil inconnu"),
            (None, "Appareil inconnu"),
        ],
    )
    def test_a_device_is_said_in_words(self, user_agent: str | None, words: str) -> None:
        assert device_words(user_agent) == words


class TestPassword:
    def test_changing_it_ends_the_other_sessions_and_keeps_this_one(
        self, app: Flask, mine: PageClient, member: Account, session: Session
    ) -> None:
        """S1."""
        other = new_client(app, session)
        sign_in(other, member.email)
        assert mine.post_form("/compte/mot-de-passe", CHANGE).status_code == 303
        assert other.get("/compte/").status_code == 302
        assert mine.get("/compte/").status_code == 200
        assert sign_in(other, member.email, NEW_PASSWORD).status_code == 303

    @pytest.mark.parametrize(
        ("values", "words"),
        [
            ({"current_password": "faux mot de passe"}, "pas votre mot de passe actuel"),
            ({"password": "court", "again": "court"}, "au moins 14"),
            ({"again": "autre chose de long"}, "ne sont pas les mêmes"),
            ({"current_password": ""}, "Écrivez votre mot de passe actuel."),
        ],
    )
    def test_a_refusal_changes_nothing(
        self, mine: PageClient, member: Account, values: dict[str, str], words: str
    ) -> None:
        kept = member.password_hash
        answer = mine.post_form("/compte/mot-de-passe", {**CHANGE, **values})
        assert answer.status_code == 422
        assert words in answer.text
        assert member.password_hash == kept

    def test_it_cannot_be_guessed_from_an_open_session(self, mine: PageClient) -> None:
        """L1: these tries count too."""
        wrong = {**CHANGE, "current_password": "faux mot de passe"}
        for _ in range(5):
            mine.post_form("/compte/mot-de-passe", wrong)
        answer = mine.post_form("/compte/mot-de-passe", CHANGE)
        assert answer.status_code == 422
        assert "Recommencez dans 15\u00a0minutes" in answer.text


class TestSecondFactor:
    def test_it_is_set_with_the_text_secret_and_ten_codes_are_shown_once(
        self, mine: PageClient, member: Account, clock: Clock
    ) -> None:
        secret, codes = set_up(mine, clock)
        assert len(codes) == 10
        assert member.totp_secret == secret
        assert member.has_second_factor
        pages = [mine.get(path).text for path in ("/compte/", "/compte/codes-de-secours")]
        assert not any(code in page for code in codes for page in pages)
        assert "Il vous reste 10\u00a0codes" in pages[1]

    def test_reading_the_page_writes_nothing(self, mine: PageClient, member: Account) -> None:
        """R51."""
        mine.get("/compte/second-facteur")
        assert (member.totp_secret, member.has_second_factor) == (None, False)

    def test_a_wrong_first_code_keeps_the_same_secret_on_the_page(
        self, mine: PageClient, member: Account
    ) -> None:
        page = mine.get("/compte/second-facteur").text
        setup = re.findall(r'name="setup"[^>]*value="([^"]+)"', page)[0]
        shown = re.findall(r'translate="no">([A-Z2-7 ]+)<', page)
        answer = mine.post_form("/compte/second-facteur", {"setup": setup, "code": "000000"})
        assert answer.status_code == 422
        assert re.findall(r'translate="no">([A-Z2-7 ]+)<', answer.text) == shown
        assert not member.has_second_factor

    def test_a_secret_drawn_for_somebody_else_or_too_long_ago_is_refused(
        self, mine: PageClient, make: Factory, sign_in_as: Callable[[Account], PageClient], clock: Clock
    ) -> None:
        theirs = sign_in_as(make.administrator()).get("/compte/second-facteur").text
        own = mine.get("/compte/second-facteur").text
        for page, minutes in ((theirs, 0), (own, 31)):
            setup = re.findall(r'name="setup"[^>]*value="([^"]+)"', page)[0]
            clock.advance(minutes=minutes)
            mine.post_form("/compte/identite", {"current_password": PASSWORD})
            answer = mine.post_form("/compte/second-facteur", {"setup": setup, "code": "000000"})
            assert (answer.status_code, answer.location) == (303, "/compte/second-facteur")

    def test_the_next_sign_in_asks_for_a_code_and_a_backup_code_serves_once(
        self, app: Flask, mine: PageClient, member: Account, session: Session, clock: Clock
    ) -> None:
        secret, codes = set_up(mine, clock)
        clock.advance(seconds=60)
        for typed, status in ((code_at(clock(), secret), 303), (codes[0], 303), (codes[0], 422)):
            other = new_client(app, session)
            assert sign_in(other, member.email).location == "/connexion/code"
            assert other.post_form("/connexion/code", {"code": typed}).status_code == status

    def test_setting_it_ends_the_other_sessions(
        self, app: Flask, mine: PageClient, member: Account, session: Session, clock: Clock
    ) -> None:
        other = new_client(app, session)
        sign_in(other, member.email)
        set_up(mine, clock)
        assert other.get("/compte/").status_code == 302

    def test_new_backup_codes_replace_the_old_ones(self, mine: PageClient, clock: Clock) -> None:
        _, old = set_up(mine, clock)
        answer = mine.post_form("/compte/codes-de-secours")
        new = re.findall(r'class="code-words">([A-Z2-9-]{14})<', answer.text)
        assert len(new) == 10
        assert not set(old) & set(new)

    def test_it_is_taken_off_unless_the_role_asks_for_it(
        self, app: Flask, mine: PageClient, member: Account, clock: Clock
    ) -> None:
        """S2."""
        set_up(mine, clock)
        app.config["SECOND_FACTOR_ROLES"] = frozenset({"association"})
        mine.post_form("/compte/second-facteur/retirer")
        assert member.has_second_factor
        assert "second-facteur/retirer" not in mine.get("/compte/").text
        app.config["SECOND_FACTOR_ROLES"] = frozenset()
        mine.post_form("/compte/second-facteur/retirer")
        assert not member.has_second_factor


class TestPasswordAskedAgain:
    """E1: before a sensitive act, when the password was typed more than ten minutes ago."""

    def test_it_is_asked_after_ten_minutes_then_the_page_comes(self, mine: PageClient, clock: Clock) -> None:
        clock.advance(minutes=10)
        assert mine.get("/compte/second-facteur").status_code == 200
        clock.advance(seconds=1)
        asked = mine.get("/compte/second-facteur")
        assert (asked.status_code, asked.location) == (303, "/compte/identite?next=/compte/second-facteur")
        assert mine.get(asked.location).status_code == 200
        back = mine.post_form(asked.location, {"current_password": PASSWORD})
        assert (back.status_code, back.location) == (303, "/compte/second-facteur")
        assert mine.get(back.location).status_code == 200

    def test_a_post_travels_through_it_and_nothing_typed_is_lost(
        self, mine: PageClient, member: Account, clock: Clock
    ) -> None:
        set_up(mine, clock)
        clock.advance(minutes=11)
        sent = mine.post_form("/compte/codes-de-secours", {"champ": "écrit", "autre": "«deux»"})
        assert sent.status_code == 307
        page = mine.post_form(sent.location, {"champ": "écrit", "autre": "«deux»"})
        assert page.status_code == 200
        assert "n'est pas perdu" in page.text
        assert 'name="champ" value="écrit"' in page.text
        assert 'name="autre" value="«deux»"' in page.text
        carried = {"champ": "écrit", "resume": "1"}
        wrong = mine.post_form(sent.location, {**carried, "current_password": "faux mot de passe"})
        assert wrong.status_code == 422
        assert 'name="champ" value="écrit"' in wrong.text
        right = mine.post_form(sent.location, {**carried, "current_password": PASSWORD})
        assert (right.status_code, right.location) == (307, "/compte/codes-de-secours")
        assert mine.post_form(right.location, carried).status_code == 200

    def test_a_link_from_elsewhere_never_becomes_a_post(self, mine: PageClient) -> None:
        """Only a page that arrived by a POST with our token goes on as a POST."""
        page = mine.get("/compte/identite?next=/compte/second-facteur/retirer")
        assert 'name="resume"' not in page.text
        answer = mine.post_form(
            "/compte/identite?next=/compte/second-facteur/retirer", {"current_password": PASSWORD}
        )
        assert answer.status_code == 303

    @pytest.mark.parametrize("target", ["//hote.exemple", "/\\hote.exemple", "https:hote.exemple", "%0d%0a"])
    def test_it_never_leads_out_of_the_site(self, mine: PageClient, target: str) -> None:
        """N1."""
        answer = mine.post_form(f"/compte/identite?next={target}", {"current_password": PASSWORD})
        assert answer.location == "/association/"


def test_my_account_is_for_accounts_only(
    client: PageClient, make: Factory, sign_in_as: Callable[..., PageClient]
) -> None:
    """A1."""
    card = make.card(make.active_profile())
    assert sign_in_as(card).get("/compte/").status_code == 403
    assert client.get("/compte/").location == "/connexion?next=/compte/"
    assert client.post_form("/compte/quitter").status_code == 401


def test_a_copied_cookie_is_refused_once_the_account_is_closed(
    app: Flask, mine: PageClient, member: Account, session: Session, clock: Clock
) -> None:
    thief = copy_of(app, mine, session)
    member.disabled_at = clock()
    session.commit()
    assert thief.get("/compte/").status_code == 302
