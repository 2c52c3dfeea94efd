"""Five screens and no more: missions, one mission, my engagement, my papers, help; a form is a step of one of them."""

from flask import Flask

from bénévolat.domain.enums import Audience
from bénévolat.web.access import AudienceBlueprint
from bénévolat.web.navigation import ENTRIES

SCREENS = {
    "allocataire.home",
    "allocataire_propositions.show",
    "allocataire_engagements.index",
    "allocataire_documents.index",
    "allocataire.help",
}
SAME_SCREEN = {"allocataire_propositions.idea": "allocataire_propositions.show"}
"""An idea is one mission, before anybody put it before me."""
STEPS = {
    "allocataire_engagements.declare": "allocataire_engagements.index",
    "allocataire_engagements.adjust": "allocataire_engagements.index",
    "allocataire_engagements.withdraw": "allocataire_engagements.index",
    "allocataire_bilans.show": "allocataire_documents.index",
    "allocataire_identity.ask": "allocataire_documents.index",
}
"""One form, one button, and the way back to its screen."""
MY_DATA = "allocataire_personal_data."
"""What is behind «Mes données», a section of my papers."""
FILES = {"allocataire_documents.certificate", "allocataire_documents.calendar"}


def test_the_space_of_a_person_has_five_screens(app: Flask) -> None:
    """Issue 5: at most five; what is added later is a step of one of them, or a file."""
    mine = set()
    for rule in app.url_map.iter_rules():
        blueprint = app.blueprints.get(rule.endpoint.rsplit(".", 1)[0])
        if isinstance(blueprint, AudienceBlueprint) and blueprint.audience is Audience.ALLOCATAIRE:
            if "GET" in (rule.methods or ()):
                mine.add(rule.endpoint)
    assert len(SCREENS) == 5
    assert mine >= SCREENS
    unplaced = mine - SCREENS - set(SAME_SCREEN) - set(STEPS) - FILES
    assert {endpoint for endpoint in unplaced if not endpoint.startswith(MY_DATA)} == set()


def test_every_screen_but_one_mission_is_in_the_navigation() -> None:
    entries = {entry.endpoint for entry in ENTRIES[Audience.ALLOCATAIRE]}
    assert entries == SCREENS - {"allocataire_propositions.show"}
