"""X1, S1: what accompanies every answer."""

from collections.abc import Callable
from http.cookies import SimpleCookie
from pathlib import Path

import pytest
from flask import Flask

from bénévolat.app import create_app
from tests.factories import Factory
from tests.pages import PageClient

ASKED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def policy_of(value: str) -> dict[str, str]:
    """Return a Content-Security-Policy as directives."""
    return {name: rest for name, _, rest in (part.strip().partition(" ") for part in value.split(";"))}


@pytest.mark.parametrize(
    "path", ["/", "/connexion", "/acces", "/association/", "/nulle-part", "/static/css/benevolat.css"]
)
@pytest.mark.sqlite
def test_every_answer_has_its_headers(client: PageClient, path: str) -> None:
    with client.get(path) as answer:
        assert {name: answer.headers.get(name) for name in ASKED} == ASKED
        policy = policy_of(answer.headers["Content-Security-Policy"])
        assert policy["default-src"] == "'none'"
        assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
        assert "unsafe" not in answer.headers["Content-Security-Policy"]
        assert {policy[name] for name in ("script-src", "style-src", "font-src", "form-action")} == {"'self'"}
        assert "Server" not in answer.headers


@pytest.mark.sqlite
def test_a_personal_page_is_not_kept_by_the_browser(
    make: Factory, sign_in_as: Callable[..., PageClient], client: PageClient
) -> None:
    browser = sign_in_as(make.member_of(make.validated_association()))
    assert browser.get("/association/").headers["Cache-Control"] == "no-store"
    assert client.get("/connexion").headers["Cache-Control"] != "no-store"
    with client.get("/static/css/benevolat.css") as answer:
        assert "max-age" in answer.headers["Cache-Control"]


@pytest.fixture
def https_app(tmp_path: Path) -> Flask:
    """Return the application as behind nginx, on https."""
    return create_app(
        {
            "DATA_DIR": str(tmp_path),
            "SECRET_KEY": "x",
            "BASE_URL": "https://benevolat.exemple.fr",
            "PROXY_HOPS": "1",
            "TESTING": True,
        }
    )


def test_the_cookie_of_a_real_site_cannot_be_stolen_or_planted(https_app: Flask) -> None:
    """S1: ``__Host-``, Secure, HttpOnly, SameSite=Lax, no Domain."""
    browser = https_app.test_client()
    answer = browser.get("/connexion", base_url="https://benevolat.exemple.fr")
    cookies = SimpleCookie(answer.headers["Set-Cookie"])
    cookie = cookies["__Host-benevolat"]
    assert (cookie["secure"], cookie["httponly"], cookie["samesite"]) == (True, True, "Lax")
    assert (cookie["path"], cookie["domain"]) == ("/", "")
    assert cookie["expires"] == cookie["max-age"] == ""
    assert "max-age=63072000" in answer.headers["Strict-Transport-Security"]


def test_another_host_is_refused(https_app: Flask) -> None:
    """N1: the Host header is one of ours."""
    answer = https_app.test_client().get("/connexion", base_url="https://exemple.org")
    assert answer.status_code == 400
    assert "exemple.org" not in answer.text


def test_debug_is_never_on(app: Flask) -> None:
    assert app.debug is False
