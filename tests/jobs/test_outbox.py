"""Mails: written with the act, sent apart, tried again, given up in the open, silent about people."""

import smtplib
import socket
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from uuid import uuid4

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope
from aiosmtpd.smtp import Session as SmtpSession
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from bénévolat.jobs import mailer, send_messages
from bénévolat.jobs.runner import run
from bénévolat.models.outbox import OutboxMessage
from bénévolat.services import outbox
from tests.clock import Clock

CONTEXT = {
    "first_name": "Zoé",
    "pseudonym": "Personne K7Q2",
    "offer_title": "Jardin partagé",
    "proposition_id": "00000000-0000-0000-0000-000000000001",
}


def wait_for_one(session: Session, clock: Clock) -> None:
    outbox.enqueue(session, "proposition_received", to="zoe@example.org", context=CONTEXT, now=clock())
    session.commit()


def row(session: Session) -> OutboxMessage:
    session.rollback()
    session.expire_all()
    return session.scalars(select(OutboxMessage)).one()


def test_a_mail_becomes_a_file_in_the_demonstration_and_its_context_is_forgotten(
    app: Flask, session: Session, clock: Clock, tmp_path: Path
) -> None:
    wait_for_one(session, clock)
    with app.app_context():
        assert run(send_messages.JOB, at=clock()).detail == {"sent": 1, "failed": 0}
        assert run(send_messages.JOB, at=clock()).detail == {"sent": 0, "failed": 0}
    (file,) = (tmp_path / "courriels").glob("*.eml")
    mail = message_from_bytes(file.read_bytes(), policy=default)
    assert mail["Subject"] == "Une personne souhaite vous rejoindre comme bénévole"
    text = mail.get_body().get_content()  # type: ignore[union-attr]
    assert "Personne K7Q2" in text
    assert "/association/propositions/" in text
    sent = row(session)
    assert (sent.sent_at, sent.context) == (clock(), {})


def test_a_mail_that_fails_is_tried_again_then_given_up_in_the_open(
    app: Flask, session: Session, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(message: outbox.Claimed) -> None:
        raise smtplib.SMTPServerDisconnected

    monkeypatch.setattr(send_messages, "deliver", refuse)
    wait_for_one(session, clock)
    with app.app_context():
        for _ in range(6):
            run(send_messages.JOB, at=clock())
            clock.advance(hours=25)
        last = row(session)
        assert (last.attempts, last.last_error) == (6, "SMTPServerDisconnected")
        assert last.given_up_at is not None
        assert run(send_messages.JOB, at=clock()).detail == {"sent": 0, "failed": 0}


def test_two_processes_never_take_the_same_mail(session: Session, clock: Clock) -> None:
    wait_for_one(session, clock)
    (key,) = outbox.waiting(session, now=clock())
    assert outbox.claim(session, key, now=clock()) is not None
    assert outbox.claim(session, key, now=clock()) is None
    session.commit()
    late = clock() + timedelta(minutes=6)
    assert outbox.waiting(session, now=late) == [key], "a crash after the claim loses nothing"


class Sink:
    """SMTP server that keeps what it receives."""

    def __init__(self) -> None:
        self.envelopes: list[Envelope] = []

    async def handle_DATA(  # noqa: N802 - the server calls it so
        self, server: SMTP, session: SmtpSession, envelope: Envelope
    ) -> str:
        self.envelopes.append(envelope)
        return "250 OK"


def test_smtp_delivery_keeps_accents(app: Flask, session: Session, clock: Clock) -> None:
    sink = Sink()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(sink, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        app.config.update(MAIL_BACKEND="smtp", SMTP_HOST="127.0.0.1", SMTP_PORT=port, SMTP_STARTTLS=False)
        wait_for_one(session, clock)
        with app.app_context():
            assert run(send_messages.JOB, at=clock()).detail == {"sent": 1, "failed": 0}
    finally:
        controller.stop()
    (envelope,) = sink.envelopes
    mail = message_from_bytes(envelope.content, policy=default)  # type: ignore[arg-type]
    assert envelope.rcpt_tos == ["zoe@example.org"]
    assert mail["Subject"] == "Une personne souhaite vous rejoindre comme bénévole"
    assert mail["Auto-Submitted"] == "auto-generated"


def test_every_mail_of_the_loop_renders_with_a_phone_number_and_no_name(app: Flask, clock: Clock) -> None:
    """R52: always a phone number."""
    names = ("proposition_received", "proposition_withdrawn", "referent_answer", "referent_meeting")
    with app.app_context():
        for name in (*names, "referent_accepted", "referent_refused"):
            claimed = outbox.Claimed(
                id=uuid4(),
                template=name,
                recipient="a@example.org",
                context=CONTEXT,
                created_at=clock(),
            )
            text = mailer.compose(claimed).get_content()
            assert app.config["DEPARTEMENT_PHONE"] in text
