"""Text messages leave: once asked, by whatever way, tried again, given up in the open; a kill loses none (D1, J1)."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from bénévolat.config import load_config
from bénévolat.jobs import send_texts, texter
from bénévolat.jobs.runner import run
from bénévolat.models.texts import TextMessage
from bénévolat.services import text_sending, texts
from tests.clock import Clock
from tests.factories import Factory
from tests.jobs import gateway as fake
from tests.jobs.gateway import Gateway

TOKEN = "Bearer a-token-of-the-gateway"


@pytest.fixture
def gateway(app: Flask) -> Iterator[Gateway]:
    with fake.running() as running:
        app.config.update(
            SMS_BACKEND="http", SMS_URL=running.url, SMS_TOKEN=TOKEN, SMS_ID_FIELD="data.0.id", SMS_TIMEOUT=5
        )
        yield running


@pytest.fixture
def waiting(make: Factory) -> TextMessage:
    return make.text(attempts=0, sent_at=None, body='Bonjour Zoé. "Question" : {from} 03 53 01 01 01.')


def send(app: Flask, clock: Clock) -> dict[str, int]:
    with app.app_context():
        return run(send_texts.JOB, at=clock()).detail


def now_of(session: Session, message: TextMessage) -> TextMessage:
    session.rollback()
    session.expire_all()
    return session.get_one(TextMessage, message.id)


def test_a_message_goes_to_the_gateway_with_its_token_and_its_name(
    app: Flask, session: Session, clock: Clock, gateway: Gateway, waiting: TextMessage
) -> None:
    app.config["SMS_BODY"] = {"to": "{to}", "content": {"text": "{text}"}, "tags": ["{id}"], "flash": False}
    assert send(app, clock) == {"texts_sent": 1, "failed": 0, "texts_refused": 0}
    assert send(app, clock) == {}
    ((headers, body),) = gateway.received
    assert headers["Authorization"] == TOKEN
    assert headers["Idempotency-Key"] == str(waiting.id)
    assert body == {
        "to": waiting.phone,
        "content": {"text": waiting.body},
        "tags": [str(waiting.id)],
        "flash": False,
    }
    kept = now_of(session, waiting)
    assert (kept.sent_at, kept.gateway_id, kept.maybe_twice) == (clock(), "g-1", False)


def test_a_gateway_that_fails_is_asked_again_then_the_message_is_given_up_in_the_open(
    app: Flask, session: Session, clock: Clock, gateway: Gateway, waiting: TextMessage
) -> None:
    gateway.status = 503
    for _ in range(8):
        send(app, clock)
        clock.advance(hours=25)
    kept = now_of(session, waiting)
    assert len(gateway.received) == 6
    assert (kept.attempts, kept.last_error, kept.sent_at) == (6, "HTTP 503", None)
    assert kept.given_up_at is not None
    assert not kept.maybe_twice, "the gateway said that it took nothing"


def test_a_number_that_the_gateway_refuses_is_tried_once(
    app: Flask, session: Session, clock: Clock, gateway: Gateway, waiting: TextMessage
) -> None:
    gateway.status = 422
    assert send(app, clock) == {"texts_sent": 0, "failed": 0, "texts_refused": 1}
    clock.advance(hours=25)
    assert send(app, clock) == {}
    kept = now_of(session, waiting)
    assert kept.undelivered_at is not None
    assert texts.is_unreachable(session, kept.profile)


def test_a_redirection_never_carries_the_token_away(
    app: Flask, session: Session, clock: Clock, gateway: Gateway, waiting: TextMessage
) -> None:
    gateway.status = 307
    assert send(app, clock)["failed"] == 1
    assert len(gateway.received) == 1
    assert now_of(session, waiting).last_error == "HTTP 307"


def test_a_gateway_that_hangs_up_may_have_sent_and_the_screen_says_so(
    app: Flask, session: Session, clock: Clock, gateway: Gateway, waiting: TextMessage
) -> None:
    gateway.silent = True
    assert send(app, clock)["failed"] == 1
    assert now_of(session, waiting).maybe_twice
    gateway.silent = False
    clock.advance(minutes=6)
    assert send(app, clock)["texts_sent"] == 1
    assert gateway.names == [str(waiting.id)] * 2, "the same name: a gateway may send it once"
    assert now_of(session, waiting).maybe_twice


class Killed(BaseException):
    """The process dies: nothing after this line is done."""


@pytest.mark.parametrize("asked", [False, True], ids=["before the gateway is asked", "after it has taken it"])
def test_a_kill_between_sending_and_noting_loses_nothing_and_never_doubles_in_silence(
    app: Flask,
    session: Session,
    clock: Clock,
    gateway: Gateway,
    waiting: TextMessage,
    monkeypatch: pytest.MonkeyPatch,
    asked: bool,
) -> None:
    """At least once: whoever died may have sent it; the second try has the same name, and is told on screen."""
    real = texter.deliver

    def dies(message: text_sending.Claimed) -> None:
        if asked:
            real(message)
        raise Killed

    monkeypatch.setattr(send_texts, "deliver", dies)
    with pytest.raises(Killed):
        send(app, clock)
    monkeypatch.setattr(send_texts, "deliver", real)
    clock.advance(minutes=1)
    assert send(app, clock) == {}, "whoever holds it may still be at work"
    clock.advance(minutes=5)
    assert send(app, clock)["texts_sent"] == 1
    assert gateway.names == [str(waiting.id)] * (2 if asked else 1)
    kept = now_of(session, waiting)
    assert kept.sent_at is not None
    assert kept.maybe_twice, "nobody knows whether the first try left"
    clock.advance(hours=25)
    assert send(app, clock) == {}


def test_a_message_whose_sender_dies_each_time_is_given_up(
    session: Session, clock: Clock, waiting: TextMessage
) -> None:
    for _ in range(8):
        text_sending.claim(session, waiting.id, now=clock())
        session.commit()
        clock.advance(minutes=6)
    kept = now_of(session, waiting)
    assert kept.given_up_at is not None
    assert text_sending.waiting(session, now=clock()) == []


def test_two_processes_never_take_the_same_message(
    session: Session, clock: Clock, waiting: TextMessage
) -> None:
    assert text_sending.claim(session, waiting.id, now=clock()) is not None
    assert text_sending.claim(session, waiting.id, now=clock()) is None


def test_one_message_s_failure_is_its_own(
    app: Flask, session: Session, clock: Clock, make: Factory, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = make.text(attempts=0, sent_at=None)
    make.text(attempts=0, sent_at=None)

    def broken(message: text_sending.Claimed) -> None:
        if message.id == first.id:
            raise RuntimeError("a phone number: 06 12 34 56 78")

    monkeypatch.setattr(send_texts, "deliver", broken)
    assert send(app, clock) == {"texts_sent": 1, "failed": 1, "texts_refused": 0}
    assert now_of(session, first).last_error == "RuntimeError", "G1: never the words of an error"


def test_in_the_box_a_message_becomes_a_file_or_a_line_of_the_console(
    app: Flask, clock: Clock, tmp_path: Path, make: Factory, capsys: pytest.CaptureFixture[str]
) -> None:
    message = make.text(attempts=0, sent_at=None)
    app.config["SMS_BACKEND"] = "file"
    assert send(app, clock)["texts_sent"] == 1
    (file,) = (tmp_path / "sms").glob("*.txt")
    assert file.read_text("utf-8") == f"{message.phone}\n\n{message.body}\n"
    make.text(attempts=0, sent_at=None)
    app.config["SMS_BACKEND"] = "console"
    assert send(app, clock)["texts_sent"] == 1
    assert message.body in capsys.readouterr().out


def test_a_dry_run_sends_nothing(app: Flask, session: Session, clock: Clock, waiting: TextMessage) -> None:
    with app.app_context():
        assert send_texts.send_waiting(clock(), dry_run=True) == {"texts_to_send": 1}
    assert session.scalar(select(TextMessage.attempts)) == 0


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("SMS_BACKEND", "pigeon", "SMS_BACKEND"),
        ("SMS_BODY", "{to}", "SMS_BODY"),
        ("SMS_REPLY_SECRET", "short", "SMS_REPLY_SECRET"),
        ("SMS_REPLY_FIELDS", "id,from", "SMS_REPLY_FIELDS"),
    ],
)
def test_a_setting_that_cannot_work_is_told_at_the_start(
    name: str, value: str, said: str, tmp_path: Path
) -> None:
    with pytest.raises(ValueError, match=said):
        load_config({}, **{"DATA_DIR": str(tmp_path), name: value})


def test_a_token_is_never_sent_in_clear_to_another_machine(tmp_path: Path) -> None:
    values = {"DATA_DIR": str(tmp_path), "SMS_BACKEND": "http"}
    with pytest.raises(ValueError, match="https"):
        load_config({}, **values, SMS_URL="http://sms.example.org/send")
    load_config({}, **values, SMS_URL="https://sms.example.org/send")
    load_config({}, **values, SMS_URL="http://127.0.0.1:9000/send")
