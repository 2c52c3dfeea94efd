"""The webhook of text messages: signed, fresh, small, throttled; told twice, done once (R10)."""

import hashlib
import hmac
import json
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from bénévolat.domain.actors import ActorKind
from bénévolat.domain.enums import AgreementKind, Channel
from bénévolat.domain.propositions import PropositionStatus
from bénévolat.domain.text_replies import ReplyMeaning
from bénévolat.domain.texts import TextKind
from bénévolat.models.agreements import Agreement
from bénévolat.models.outbox import OutboxMessage
from bénévolat.models.propositions import Proposition
from bénévolat.models.texts import TextMessage, TextReply
from bénévolat.services import texts
from bénévolat.services.texts import Desk
from tests.clock import Clock
from tests.factories import Factory
from tests.factories.texts import MOBILE
from tests.pages import PageClient

SECRET = "a secret that only the gateway and we know"
STATES = PropositionStatus


@pytest.fixture(autouse=True)
def _set_up(app: Flask) -> None:
    app.config.update(SMS_BACKEND="file", SMS_REPLY_SECRET=SECRET)


@pytest.fixture
def proposed(make: Factory) -> Proposition:
    """Return a proposition that the person was texted about, as number 27."""
    proposition = make.proposition(make.texted_profile(), reply_code="27")
    make.text(proposition=proposition)
    return proposition


def signature(raw: bytes, stamp: str, secret: str = SECRET) -> str:
    return hmac.new(secret.encode(), stamp.encode() + b"." + raw, hashlib.sha256).hexdigest()


def tell(
    client: PageClient,
    clock: Clock,
    body: Any,
    *,
    path: str = "/sms/reponses",
    secret: str = SECRET,
    late: float = 0,
    kind: str = "application/json",
) -> TestResponse:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    stamp = str(int(clock().timestamp() - late))
    headers = {"X-Benevolat-Timestamp": stamp, "X-Benevolat-Signature": signature(raw, stamp, secret)}
    return client.post(path, data=raw, headers=headers, content_type=kind)


def answers(
    client: PageClient, clock: Clock, text: str, *, name: str = "in-1", phone: str = MOBILE
) -> TestResponse:
    return tell(client, clock, {"id": name, "from": phone, "text": text})


def echoes(session: Session) -> list[TextKind]:
    return list(
        session.scalars(
            select(TextMessage.kind).where(TextMessage.asked_by_id.is_(None)).order_by(TextMessage.created_at)
        )
    )


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("OUI 27", STATES.AGREED),
        ("ok", STATES.AGREED),
        ("Non merci.", STATES.DECLINED),
        ("parler 27", STATES.TALK_FIRST),
    ],
)
def test_a_clear_reply_is_the_person_s_own_answer(
    client: PageClient,
    session: Session,
    clock: Clock,
    proposed: Proposition,
    text: str,
    status: PropositionStatus,
) -> None:
    """R10: channel, day and author are kept; the référent is told; the person too."""
    said = answers(client, clock, text)
    assert (said.status_code, said.json) == (200, {"etat": "recu"})
    assert proposed.status is status
    (event,) = proposed.events
    assert (event.channel, event.actor_kind) == (Channel.TEXT, ActorKind.ALLOCATAIRE)
    assert session.scalars(select(OutboxMessage.template)).all() == ["referent_answer"]
    assert echoes(session) == [TextKind.NOTED]
    given = session.scalars(
        select(Agreement).where(Agreement.proposition_id == proposed.id, Agreement.withdrawn_at.is_(None))
    ).all()
    assert [row.channel for row in given] == ([Channel.TEXT] if status is STATES.AGREED else [])
    assert session.scalars(select(TextReply)).one().read_at is not None


def test_a_mind_may_change_by_text_until_the_association_has_it(
    client: PageClient, session: Session, clock: Clock, proposed: Proposition
) -> None:
    answers(client, clock, "non 27", name="a")
    answers(client, clock, "oui 27 finalement", name="b")
    assert proposed.status is STATES.DECLINED, "«finalement» is read by somebody"
    answers(client, clock, "oui 27", name="c")
    assert proposed.status is STATES.AGREED


@pytest.mark.parametrize("text", ["oui mais pas le mardi", "?", "Qui êtes-vous ?", "oui et non", ""])
def test_a_doubt_is_never_an_answer(
    client: PageClient, session: Session, clock: Clock, make: Factory, text: str
) -> None:
    """Two missions wait, no number is given, or the words are not clear: somebody reads them."""
    person = make.texted_profile()
    rows = [make.proposition(person, reply_code=code) for code in ("27", "31")]
    for row in rows:
        make.text(proposition=row)
    assert answers(client, clock, text).status_code == 200
    assert {row.status for row in rows} == {STATES.PROPOSED}
    reply = session.scalars(select(TextReply)).one()
    assert (reply.profile_id, reply.body, reply.read_at) == (person.id, text, None)
    assert session.scalars(select(OutboxMessage.template)).all() == ["referent_text"]
    assert echoes(session) == [TextKind.UNCLEAR]


def test_a_doubt_about_one_mission_asks_to_talk_about_it(
    client: PageClient, session: Session, clock: Clock, proposed: Proposition
) -> None:
    answers(client, clock, "oui mais pas le mardi")
    assert proposed.status is STATES.TALK_FIRST
    assert session.scalars(select(TextReply)).one().read_at is None


def test_a_doubt_never_undoes_an_answer(
    client: PageClient, session: Session, clock: Clock, make: Factory, proposed: Proposition
) -> None:
    answers(client, clock, "oui 27", name="a")
    answers(client, clock, "à quelle heure ?", name="b")
    assert proposed.status is STATES.AGREED


def test_without_a_number_only_the_last_mission_announced_is_answered(
    client: PageClient, session: Session, clock: Clock, make: Factory, proposed: Proposition
) -> None:
    """«ok» to the day of a meeting is not a yes to the mission of last week."""
    clock.advance(days=1)
    make.text(proposed.profile, kind=TextKind.MEETING)
    answers(client, clock, "ok")
    assert proposed.status is STATES.PROPOSED
    assert session.scalars(select(TextReply)).one().read_at is None


def test_two_missions_are_answered_by_their_numbers(
    client: PageClient, session: Session, clock: Clock, make: Factory, proposed: Proposition
) -> None:
    other = make.proposition(proposed.profile, reply_code="31")
    make.text(proposition=other)
    answers(client, clock, "oui 27 non 31")
    assert (proposed.status, other.status) == (STATES.AGREED, STATES.DECLINED)


def test_people_who_share_a_telephone_are_never_taken_one_for_the_other(
    client: PageClient, session: Session, clock: Clock, make: Factory, proposed: Proposition
) -> None:
    other = make.proposition(make.texted_profile(), reply_code="31")
    make.text(proposition=other)
    answers(client, clock, "oui", name="a")
    assert (proposed.status, other.status) == (STATES.PROPOSED, STATES.PROPOSED)
    answers(client, clock, "oui 27", name="b")
    assert (proposed.status, other.status) == (STATES.AGREED, STATES.PROPOSED)


def test_an_answer_that_comes_too_late_is_read_by_somebody(
    client: PageClient, session: Session, clock: Clock, make: Factory
) -> None:
    sent = make.submitted_proposition(make.texted_profile(), reply_code="27")
    make.text(proposition=sent)
    answers(client, clock, "non 27")
    assert sent.status is STATES.SUBMITTED
    assert session.scalars(select(TextReply)).one().read_at is None


def test_stop_stops_everything_for_everybody_at_this_number(
    client: PageClient, session: Session, clock: Clock, make: Factory, proposed: Proposition
) -> None:
    other = make.texted_profile()
    waiting = make.text(proposed.profile, sent_at=None, attempts=0)
    clock.advance(days=90)
    answers(client, clock, "Stop.")
    for person in (proposed.profile, other):
        assert texts.wish_of(session, person.id) is None
    assert waiting.given_up_at is not None
    assert proposed.status is STATES.PROPOSED
    assert echoes(session) == [TextKind.STOPPED]
    with pytest.raises(texts.TextsNotWished):
        texts.ask(
            session, other, TextKind.CALL, desk=Desk("file", "0"), by=other.referent.as_actor(), now=clock()
        )


def test_a_message_told_twice_has_its_effect_once(
    client: PageClient, session: Session, clock: Clock, proposed: Proposition
) -> None:
    answers(client, clock, "oui 27")
    answers(client, clock, "non 27", name="in-2")
    again = answers(client, clock, "oui 27")
    assert (again.status_code, again.json) == (200, {"etat": "deja_recu"})
    assert proposed.status is STATES.DECLINED
    assert session.scalar(select(func.count(TextReply.id))) == 2
    assert len(proposed.events) == 2


def test_a_number_that_nobody_has_leaves_no_words(client: PageClient, session: Session, clock: Clock) -> None:
    assert answers(client, clock, "bonjour c'est moi", phone="+33611111111").status_code == 200
    reply = session.scalars(select(TextReply)).one()
    assert (reply.profile_id, reply.body, reply.meaning) == (None, "", ReplyMeaning.UNCLEAR)
    assert echoes(session) == []


def test_two_machines_that_answer_each_other_stop(
    client: PageClient, session: Session, clock: Clock, proposed: Proposition
) -> None:
    for number in range(9):
        answers(client, clock, "Je suis absent du bureau", name=f"loop-{number}")
    assert len(echoes(session)) == 5


def test_what_is_not_signed_by_the_gateway_changes_nothing(
    client: PageClient, session: Session, clock: Clock, proposed: Proposition
) -> None:
    body = {"id": "in-1", "from": MOBILE, "text": "oui 27"}
    raw, stamp = json.dumps(body).encode(), str(int(clock().timestamp()))
    right = signature(raw, stamp)
    tries = [
        tell(client, clock, body, secret="another secret, as long as the first one"),
        tell(client, clock, body, late=301),
        tell(client, clock, body, late=-301),
        client.post("/sms/reponses", data=raw),
        client.post(
            "/sms/reponses",
            data=raw + b" ",
            headers={"X-Benevolat-Timestamp": stamp, "X-Benevolat-Signature": right},
        ),
        client.post(
            "/sms/reponses",
            data=raw,
            headers={"X-Benevolat-Timestamp": f"{int(stamp) + 1}", "X-Benevolat-Signature": right},
        ),
        client.post(
            "/sms/reponses", data=raw, headers={"X-Benevolat-Timestamp": "²", "X-Benevolat-Signature": right}
        ),
        client.post(
            "/sms/reponses", data=raw, headers={"X-Benevolat-Timestamp": stamp, "X-Benevolat-Signature": "é"}
        ),
    ]
    assert [one.status_code for one in tries] == [401] * len(tries)
    assert proposed.status is STATES.PROPOSED
    assert session.scalar(select(func.count(TextReply.id))) == 0


def test_without_a_secret_the_address_does_not_exist(app: Flask, client: PageClient, clock: Clock) -> None:
    app.config["SMS_REPLY_SECRET"] = ""
    assert tell(client, clock, {}, secret="").status_code == 404


def test_what_is_too_big_is_refused_before_it_is_read(client: PageClient, clock: Clock) -> None:
    assert tell(client, clock, {"id": "1", "from": MOBILE, "text": "o" * 9000}).status_code == 413


def test_who_guesses_the_secret_is_stopped(client: PageClient, session: Session, clock: Clock) -> None:
    codes = [tell(client, clock, {}, secret="x" * 32).status_code for _ in range(31)]
    assert codes == [401] * 30 + [429]
    clock.advance(minutes=16)
    for number in range(40):
        assert answers(client, clock, "oui", name=f"busy-{number}").status_code == 200, (
            "a busy gateway is not"
        )


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"\xff", b"{", b'{"id": {}, "from": 3}', b'{"from": "x", "text": "oui"}']
)
def test_what_cannot_be_read_is_told_so(client: PageClient, clock: Clock, body: bytes) -> None:
    assert tell(client, clock, body).status_code == 422


def test_fields_may_have_other_names_and_stand_deeper_or_in_a_form(
    app: Flask, client: PageClient, clock: Clock, proposed: Proposition
) -> None:
    app.config["SMS_REPLY_FIELDS"] = ("message.id", "message.msisdn", "message.content")
    deep = {"message": {"id": 7, "msisdn": "0600000004", "content": "oui 27"}}
    assert tell(client, clock, deep).status_code == 200
    assert proposed.status is STATES.AGREED
    app.config["SMS_REPLY_FIELDS"] = ("MessageSid", "From", "Body")
    form = b"MessageSid=8&From=%2B33600000004&Body=non+27"
    assert tell(client, clock, form, kind="application/x-www-form-urlencoded").status_code == 200
    assert proposed.status is STATES.DECLINED


def test_a_report_that_says_no_marks_the_number(
    client: PageClient, session: Session, clock: Clock, make: Factory
) -> None:
    message = make.text(gateway_id="g-1")
    path = "/sms/comptes-rendus"
    assert tell(client, clock, {"id": "g-1", "status": "delivered"}, path=path).status_code == 200
    assert message.undelivered_at is None
    assert tell(client, clock, {"id": "unknown", "status": "failed"}, path=path).status_code == 200
    assert tell(client, clock, {"id": "g-1", "status": "Undelivered"}, path=path).status_code == 200
    assert message.undelivered_at == clock()
    assert texts.is_unreachable(session, message.profile)
    clock.advance(seconds=timedelta(days=1).total_seconds())
    tell(client, clock, {"id": "g-1", "status": "failed"}, path=path)
    assert message.undelivered_at == clock() - timedelta(days=1)


def test_a_wish_to_be_texted_is_not_an_agreement_to_volunteer(session: Session, make: Factory) -> None:
    person = make.profile(phone=MOBILE)
    make.agreement(person, AgreementKind.TEXTS)
    assert texts.wish_of(session, person.id) is not None
