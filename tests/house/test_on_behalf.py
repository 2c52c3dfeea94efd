"""R54: whatever a person does in their own space, a travailleur social does for them; read from ``url_map``.

A new act of the person fails here until its counterpart is declared, or the reason why it has none.
"""

from collections.abc import Iterator

from flask import Flask
from werkzeug.routing import Rule

from bénévolat.domain.enums import Audience
from bénévolat.web.access import AudienceBlueprint
from tests.house.world import routes

TS = "travailleur_social"
COUNTERPARTS: dict[str, tuple[str, ...]] = {
    "allocataire_access.enter": (f"{TS}_cards.issue", f"{TS}_cards.revoke"),
    "allocataire_propositions.answer": (f"{TS}_propositions.answer",),
    "allocataire_propositions.withdraw": (f"{TS}_propositions.withdraw",),
    "allocataire_engagements.declare": (f"{TS}_engagements.declare",),
    "allocataire_engagements.adjust": (f"{TS}_engagements.correct",),
    "allocataire_engagements.withdraw": (f"{TS}_engagements.withdraw",),
    "allocataire_engagements.say_yes": (f"{TS}_session_drafts.note",),
    "allocataire_engagements.say_no": (f"{TS}_session_drafts.remove",),
    "allocataire_engagements.pause": (f"{TS}_engagements.pause",),
    "allocataire_engagements.resume": (f"{TS}_engagements.resume",),
    "allocataire_engagements.end": (f"{TS}_engagements.end",),
    "allocataire_bilans.show": (f"{TS}_bilans.say",),
    "allocataire_bilans.read": (f"{TS}_bilans.read",),
    "allocataire_bilans.unsay": (f"{TS}_bilans.unsay",),
    "allocataire_documents.unsubscribe": (f"{TS}_documents.stop_calendar",),
    "allocataire_personal_data.ask": (f"{TS}_data_requests.ask",),
    "allocataire_personal_data.withdraw": (f"{TS}_data_requests.withdraw",),
    "allocataire_personal_data.allow": (f"{TS}_data_requests.allow",),
    "allocataire_personal_data.notice_read": (f"{TS}_data_requests.deliver",),
    # What a telephone does by text message.
    "public_texts.reply": (f"{TS}_propositions.answer", f"{TS}_texts.stop"),
}
FILES: dict[str, tuple[str, ...]] = {
    "allocataire_documents.certificate": (f"{TS}_documents.certificate",),
    "allocataire_documents.calendar": (f"{TS}_documents.calendar",),
    "allocataire_personal_data.take": (f"{TS}_data_requests.take",),
}
"""What the person takes away."""
DEVICE = {
    "allocataire_documents.subscribe": "gives an address to the telephone in their hands; the file is made for them",
    "allocataire_access.choose_language": "the language of the screens of one device",
    "allocataire_access.quit": "closes the space on one device",
    "allocataire_identity.ask": "a step of the way in with a card",
    "allocataire_traces.erase": "erases what one device keeps",
}
"""Acts about the device in somebody's hands: there is nothing to do for them elsewhere."""


def audience(app: Flask, endpoint: str) -> Audience:
    blueprint = app.blueprints[endpoint.rsplit(".", 1)[0]]
    assert isinstance(blueprint, AudienceBlueprint)
    return blueprint.audience


def of_the_person(app: Flask) -> Iterator[Rule]:
    """Yield the routes of the person's space and of its door."""
    for rule in routes(app):
        if audience(app, rule.endpoint) is Audience.ALLOCATAIRE or rule.endpoint.startswith("allocataire_"):
            yield rule


def test_every_act_of_a_person_can_be_done_for_them(app: Flask) -> None:
    acts = {rule.endpoint for rule in of_the_person(app) if "POST" in (rule.methods or ())}
    assert acts - COUNTERPARTS.keys() - DEVICE.keys() == set()
    assert len(acts) >= 15


def test_every_counterpart_is_an_act_of_a_travailleur_social(app: Flask) -> None:
    posts = {rule.endpoint for rule in routes(app) if "POST" in (rule.methods or ())}
    for own, theirs in COUNTERPARTS.items():
        assert own in posts, own
        for endpoint in theirs:
            assert endpoint in posts, f"{own}: {endpoint}"
            assert audience(app, endpoint) is Audience.TRAVAILLEUR_SOCIAL


def test_every_file_that_a_person_takes_can_be_made_for_them(app: Flask) -> None:
    files = {
        rule.endpoint
        for rule in of_the_person(app)
        if rule.rule.rsplit("/", 1)[-1].rsplit(".", 1)[-1] in {"pdf", "ics"} or ".<" in rule.rule
    }
    assert files == FILES.keys()
    known = {rule.endpoint for rule in routes(app)}
    for theirs in FILES.values():
        for endpoint in theirs:
            assert endpoint in known
            assert audience(app, endpoint) is Audience.TRAVAILLEUR_SOCIAL
