"""Browser of the tests: signs in without a screen, posts with a CSRF token, inspects what it fetches."""

import secrets
from typing import Any

from flask import Flask
from flask import session as made
from flask.testing import FlaskClient
from flask_wtf.csrf import generate_csrf
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from bénévolat.extensions import Intent, begin_as
from bénévolat.models.accounts import Account
from bénévolat.models.cards import Card
from bénévolat.services import sessions
from tests.clock import Clock
from tests.inspection import inspect_response

CSRF = "csrf_token"


class PageClient(FlaskClient):
    """Test client that ends the test's own transaction before a request, and inspects what comes back.

    ``who`` is the signed-in account or card, None for a visitor.
    """

    test_session: Session | None = None
    who: Account | Card | None = None
    token: str | None = None
    inspecting: bool = True
    _csrf: tuple[str, str] = ("", "")

    def come_back(self) -> None:
        """Forget every cookie, and hold the one of the sign-in again: an act may have signed out."""
        self._cookies.clear()
        if self.token is not None:
            with self.session_transaction() as cookie:
                cookie["_user_id"] = self.token
                cookie["_fresh"] = True

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Send the request; raise AssertionError when the answer breaks a rule of the house."""
        if self.test_session is not None:
            self.test_session.commit()
        try:
            response = super().open(*args, **kwargs)
        finally:
            begin_as(Intent.WRITE)  # The request ran in our own context: forget its intent.
        if self.test_session is not None:
            self.test_session.expire_all()
        if self.inspecting:
            inspect_response(response)
        return response

    def csrf_token(self) -> str:
        """Return a token good for this browser, without fetching a page."""
        with self.session_transaction() as cookie:
            raw = cookie.setdefault(CSRF, self._csrf[0] or secrets.token_hex(20))
        if self._csrf[0] != raw:
            with self.application.test_request_context():
                made[CSRF] = raw
                self._csrf = (raw, generate_csrf())
        return self._csrf[1]

    def post_form(self, url: str, data: dict[str, Any] | None = None, **options: Any) -> TestResponse:
        """Post a form with its CSRF token."""
        return self.post(url, data={CSRF: self.csrf_token(), **(data or {})}, **options)


def post(client: FlaskClient, url: str, data: dict[str, Any] | None = None, **options: Any) -> TestResponse:
    """Post a form with its CSRF token."""
    assert isinstance(client, PageClient)
    return client.post_form(url, data, **options)


def sign_in_client(app: Flask, session: Session, clock: Clock, who: Account | Card) -> PageClient:
    """Return a browser signed in as an account or with a person's card."""
    if isinstance(who, Account):
        _, token = sessions.open_for_account(session, who, second_factor=True, device="test", now=clock())
    else:
        login, token = sessions.open_for_card(session, who, device="test", now=clock())
        login.reauthenticated_at = clock()  # The person has told their name (R50).
    session.commit()
    client = new_client(app, session)
    client.who, client.token = who, token
    client.come_back()
    return client


def new_client(app: Flask, session: Session | None = None) -> PageClient:
    """Return the browser of a visitor."""
    client = app.test_client()
    assert isinstance(client, PageClient)
    client.test_session = session
    return client
