"""What the tests of the ways in share: a password, a code, a copied cookie."""

from datetime import datetime

import pyotp
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from bénévolat.models.outbox import OutboxMessage
from bénévolat.services.passwords import hash_secret
from tests.pages import PageClient, new_client

PASSWORD = "tulipe agrafe moulin vitre"
NEW_PASSWORD = "carafe lierre boussole trottoir"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def password_hash() -> str:
    """Return the hash of the tests' password."""
    return hash_secret(PASSWORD)


def sign_in(client: PageClient, email: str, password: str = PASSWORD, query: str = "") -> TestResponse:
    """Send the sign-in form."""
    return client.post_form(f"/connexion{query}", {"email": email, "password": password})


def code_at(instant: datetime, secret: str = SECRET) -> str:
    """Return the code that the application shows."""
    return pyotp.TOTP(secret).generate_otp(int(instant.timestamp()) // 30)


def copy_of(app: Flask, client: PageClient, session: Session) -> PageClient:
    """Return another browser that holds a copy of the cookie: what a thief would have."""
    thief = new_client(app, session)
    cookie = client.get_cookie("benevolat")
    assert cookie is not None
    thief.set_cookie("benevolat", cookie.value)
    return thief


def mailed_token(session: Session, template: str) -> str:
    """Return the token of the last mail of a template."""
    found = session.scalars(select(OutboxMessage).where(OutboxMessage.template == template)).all()
    return str(found[-1].context["token"])
