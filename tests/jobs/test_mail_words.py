"""Mails as people read them: French marks never begin a line, whatever the template (present and to come)."""

import re
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from uuid import uuid4

import pytest
from flask import Flask

from bénévolat.domain.french import unbroken
from bénévolat.jobs import mailer
from bénévolat.services.outbox import Claimed
from tests.house.sources import ROOT

MAILS = sorted(path.stem for path in (ROOT / "bénévolat/templates/mails").glob("*.txt"))
MAY_BREAK = re.compile(r"(?<=\S) [:;?!»]|« ")
TAGS = re.compile(r"{[{%#].*?[}%#]}", re.DOTALL)


def mail_of(name: str) -> Claimed:
    return Claimed(uuid4(), name, "zoe@example.org", {}, datetime(2026, 11, 3, tzinfo=UTC))


@pytest.mark.parametrize("name", MAILS)
def test_no_line_of_a_mail_breaks_before_a_french_mark(
    app: Flask, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    source = (ROOT / f"bénévolat/templates/mails/{name}.txt").read_text("utf-8")
    assert source.startswith("Objet : ")
    monkeypatch.setattr(mailer, "render_template", lambda *_, **__: TAGS.sub("x", source))
    with app.app_context():
        mail = mailer.compose(mail_of(name))
    said = f"{mail['Subject']}\n{mail.get_content()}"
    assert MAY_BREAK.findall(said) == []


def test_a_mail_stays_readable_as_text_and_its_addresses_stay_whole(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = "Objet : Prêt ?\n\nBonjour « Zoé » : 12 h 30 !\nhttps://exemple.fr/a?b=c;d : ici"
    monkeypatch.setattr(mailer, "render_template", lambda *_, **__: words)
    with app.app_context():
        raw = mailer.compose(mail_of("proposition_expired")).as_bytes()
    mail = message_from_bytes(raw, policy=default)
    assert mail["Subject"] == "Prêt\u00a0?"
    body = mail.get_body()
    assert body is not None
    assert body.get_content().splitlines() == [
        "Bonjour «\u00a0Zoé\u00a0»\u00a0: 12\u00a0h 30\u00a0!",
        "https://exemple.fr/a?b=c;d\u00a0: ici",
    ]
    assert body["Content-Transfer-Encoding"] in {"8bit", "quoted-printable"}, "not base64"


@pytest.mark.parametrize("text", ["", "Un texte.", "déjà\u00a0: fait", " : seul", "10 heures"])
def test_what_needs_nothing_is_left_as_it_is(text: str) -> None:
    assert unbroken(text) == text
