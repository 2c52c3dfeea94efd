"""Errors of a form: tied to their field, listed on top, escaped."""

import pytest
from flask import Flask

from bénévolat.domain.errors import NoPlaceLeft
from tests.inspection import Page
from tests.web.fields.everything import SOUND, posted, shown


def test_errors_are_tied_to_their_field_and_listed_on_top(site: Flask) -> None:
    form = posted(site, {"note": "x" * 201, "commune": "10110"})
    page = Page(shown(form, site).replace("<form ", '<form data-x="" ', 1))
    csrf_is_off = [fault for fault in page.faults if "csrf_token" not in fault]
    assert csrf_is_off == []
    html = shown(form, site)
    assert 'aria-describedby="note-hint note-error"' in html
    assert '<a href="#where-0">' in html
    assert "Il y a 3 erreurs dans votre saisie" in html
    assert page.titles == ["Erreur : Essai — bénévolat"]


def test_a_refusal_of_a_service_is_shown_beside_its_field_or_on_top(site: Flask) -> None:
    form = posted(site, SOUND)
    form.add_refusal(NoPlaceLeft())
    form.add_refusal(NoPlaceLeft("Choisissez un autre titre.", field="title"))
    form.add_refusal(NoPlaceLeft("Sans champ.", field="inconnu"))
    assert [(line.anchor, line.message) for line in form.error_list()] == [
        (None, NoPlaceLeft.sentence),
        (None, "Sans champ."),
        ("title", "Choisissez un autre titre."),
    ]


def test_what_is_typed_is_escaped(site: Flask) -> None:
    page = shown(posted(site, {**SOUND, "note": "<script>alert(1)</script>" + "x" * 200}), site)
    assert "<script>alert" not in page


def test_a_forged_post_is_refused_in_french_and_keeps_the_text() -> None:
    site = Flask("bénévolat")
    site.config.update(SECRET_KEY="essai")
    form = posted(site, {**SOUND, "csrf_token": "faux"})
    assert [line.message for line in form.error_list()] == [
        "La page est restée ouverte trop longtemps. Relisez votre saisie et envoyez-la de nouveau."
    ]
    assert form.title.data == "Aide à la cuisine"


@pytest.mark.parametrize("code", [500, 503])
def test_the_pages_of_a_broken_site_ask_nothing_of_anybody(site: Flask, code: int) -> None:
    with site.test_request_context("/"):
        page = Page(site.jinja_env.get_template(f"errors/{code}.html").render())
    assert page.faults == []
    assert "/contact" in page.links
