"""R59: the map of the site is complete: compared with the routes, in both directions."""

from flask import Flask

from bénévolat.domain.enums import Audience
from bénévolat.web.access import AudienceBlueprint
from bénévolat.web.site_plan import PLAN
from tests.house.world import routes

NOT_PAGES = {
    "allocataire_documents.calendar": "a file",
    "allocataire_identity.ask": "asked on the way to another page",
    "allocataire_traces.erased": "said on the way out",
    "association_chips.concepts": "data for a list of choices",
    "association_documents.calendar": "a file",
    "association_registers.pdf": "a file",
    "compte.reauthenticate": "asked on the way to another page",
    "compte_access.code": "second step of signing in",
    "compte_access.sent": "answer to a form",
    "departement_retention.listing": "a file",
    "public.full_health": "for machines",
    "public.health": "for machines",
    "public.personal_data_schema": "for machines",
    "public.review_schema": "for machines",
    "public.robots": "for machines",
    "public.session_left": "data for the warning of the end of a session",
    "public_presences.sent": "answer to a form",
    "travailleur_social_chips.concepts": "data for a list of choices",
}
"""Addresses without an object that are no place to go, and why."""


def planned() -> dict[str, Audience]:
    """Return the pages of the map, with the audience they are written under."""
    return {
        place.endpoint: audience
        for audience, sections in PLAN.items()
        for _, places in sections
        for place in places
    }


def test_every_page_that_needs_no_object_is_in_the_map_of_the_site_r59(app: Flask) -> None:
    """A new page takes its place in web/site_plan.py, or its reason above."""
    pages = {
        rule.endpoint
        for rule in routes(app)
        if "GET" in (rule.methods or ()) and not set(rule.arguments) - set(rule.defaults or ())
    }
    assert pages - planned().keys() - NOT_PAGES.keys() == set()
    assert planned().keys() - pages == set()
    assert NOT_PAGES.keys() - pages == set()


def test_a_page_is_written_under_its_own_audience_with_its_right(app: Flask) -> None:
    for endpoint, audience in planned().items():
        blueprint = app.blueprints[endpoint.rsplit(".", 1)[0]]
        assert isinstance(blueprint, AudienceBlueprint)
        assert blueprint.audience is audience, endpoint
    for sections in PLAN.values():
        for _, places in sections:
            for place in places:
                view = app.view_functions[place.endpoint]
                blueprint = app.blueprints[place.endpoint.rsplit(".", 1)[0]]
                assert isinstance(blueprint, AudienceBlueprint)
                asked = getattr(view, "required_right", None) or blueprint.right
                assert place.right is asked, place.endpoint


def test_no_two_links_of_the_map_have_the_same_words() -> None:
    for audience in PLAN:
        labels = [
            place.label for one in {audience, Audience.PUBLIC} for _, places in PLAN[one] for place in places
        ]
        assert len(labels) == len(set(labels)), audience
