"""Demonstration: people who wish to be texted, a message, an answer to read, a number that receives nothing."""

from datetime import timedelta

from sqlalchemy import case, update

from bénévolat.domain.enums import Channel
from bénévolat.domain.texts import TextKind
from bénévolat.models.profiles import Profile
from bénévolat.models.propositions import Proposition
from bénévolat.models.texts import TextMessage
from bénévolat.services import text_replies, texts
from bénévolat.services.demonstration_scene import Scene, Script
from bénévolat.services.text_replies import Incoming
from bénévolat.services.texts import Desk

DESK = Desk("file", "03 25 42 50 50")


def announce(scene: Scene, proposition: Proposition, script: Script) -> None:
    """Text a person about a proposition; ``reply`` is what they answered."""
    person = proposition.profile
    _wish(scene, person, script["days"])
    now = scene.ago(script["days"], 11)
    by = person.referent.as_actor()
    message = texts.ask_answer(scene.session, proposition, desk=DESK, by=by, now=now)
    _sent(scene)
    if "reply" in script:
        said = Incoming(f"demo-{person.departement_ref}", message.phone, script["reply"])
        text_replies.receive(scene.session, said, desk=DESK, now=scene.ago(script["replied"], 12))
        _sent(scene)


def lose(scene: Scene, person: Profile, days: float) -> None:
    """Text a person whose number receives nothing any more."""
    _wish(scene, person, days)
    now = scene.ago(days, 11)
    message = texts.ask(
        scene.session, person, TextKind.CALL, desk=DESK, by=person.referent.as_actor(), now=now
    )
    _sent(scene)
    scene.session.refresh(message)
    message.undelivered_at = now + timedelta(minutes=2)


def _wish(scene: Scene, person: Profile, days: float) -> None:
    texts.agree(
        scene.session,
        person,
        channel=Channel.ORAL,
        given_on=scene.day(days),
        by=person.referent.as_actor(),
        now=scene.ago(days, 10),
    )


def _sent(scene: Scene) -> None:
    """Have what waits leave at once: these days are over."""
    scene.session.flush()
    scene.session.execute(
        update(TextMessage)
        .where(TextMessage.sent_at.is_(None))
        .values(
            sent_at=case((TextMessage.not_before > scene.now, scene.now), else_=TextMessage.not_before),
            attempts=1,
        )
        .execution_options(synchronize_session=False)
    )
