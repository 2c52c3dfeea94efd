"""Forms: a French sentence beside the field and in the summary, nothing typed is lost, no NIR anywhere."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from flask import Flask, render_template_string
from flask_wtf import CSRFProtect
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import StrictUndefined
from wtforms import StringField

from bénévolat.domain.enums import HalfDay, Remote
from bénévolat.domain.errors import NoPlaceLeft
from bénévolat.extensions import bootstrap
from bénévolat.web import fields as f
from bénévolat.web.date_fields import read_date, read_time
from bénévolat.web.text_fields import INVISIBLE_REFUSED, NIR_REFUSED
from tests.inspection import Page

NIR = "1 85 05 10 387 084"


class EverythingForm(f.Form):
    title = f.StrippedString("Titre", [f.Required("Donnez un titre.")], max_length=20)
    note = f.ShortText("Mot", max_length=200, description="Quelques phrases.")
    where = f.EnumRadio("Lieu", Remote, [f.Required()])
    kind = f.EnumSelect("Sorte", Remote)
    slots = f.EnumCheckboxes("Demi-journées", HalfDay)
    starts = f.LocalDate("Début")
    at = f.LocalTime("Heure")
    meeting = f.LocalDateTime("Rendez-vous")
    places = f.WholeNumber("Places", lowest=0, highest=30)
    email = f.EmailField("Courriel")
    phone = f.PhoneField("Téléphone")
    siret = f.SiretField("SIRET")
    rna = f.RnaField("RNA")
    commune = f.CommuneField("Commune")
    team = f.ChoiceSelect("Équipe", choices=[("a1", "Troyes"), ("b2", "Romilly")])
    agreed = f.YesBox("La personne est d'accord")
    secret = f.SecretField("Mot de passe")
    plain = StringField("Autre")


SOUND: dict[str, Any] = {"title": "Aide à la cuisine", "where": "no"}
PAGE = """{% extends "layouts/narrow.html" %}{% block title %}Essai{% endblock %}
{% from "components/fields.html" import post_form, render_field, render_half_days %}
{% from "components/commune.html" import render_commune %}
{% block content %}<h1>Essai</h1>{% call post_form(form) %}
{% for field in form if field.name not in ("slots", "commune", "csrf_token") %}
{{ render_field(field) }}{% endfor %}{{ render_half_days(form.slots) }}{{ render_commune(form.commune) }}
<button>Envoyer</button>{% endcall %}{% endblock %}"""


@pytest.fixture(scope="module")
def site() -> Flask:
    """Make an application with the templates and no database: forms need none."""
    site = Flask("bénévolat")
    site.config.update(SECRET_KEY="essai", WTF_CSRF_ENABLED=False, BOOTSTRAP_SERVE_LOCAL=True)
    site.jinja_env.undefined = StrictUndefined
    bootstrap.init_app(site)
    CSRFProtect(site)
    return site


@pytest.fixture(autouse=True)
def _inside(site: Flask) -> Iterator[None]:
    with site.test_request_context("/", method="POST"):
        yield


def posted(
    site: Flask, data: dict[str, Any], form_class: type[f.Form] = EverythingForm, **options: Any
) -> Any:
    """Return the form of a posted page, validated."""
    with site.test_request_context("/", method="POST", data=data):
        form = form_class(**options)
        form.validate()
        return form


def shown(form: Any, site: Flask) -> str:
    """Return the page that shows the form again."""
    with site.test_request_context("/"):
        return render_template_string(PAGE, form=form)


def test_a_sound_form_has_no_error(site: Flask) -> None:
    form = posted(site, SOUND)
    assert form.errors == {}
    assert form.error_list() == []


def test_typed_text_is_brought_to_nfc_without_blanks_around(site: Flask) -> None:
    form = posted(site, {**SOUND, "title": "  Be\u0301ne\u0301vole \t du\u00a0mardi\ufeff "})
    assert form.title.data == "Bénévole du mardi"


def test_lines_are_kept_where_several_are_asked(site: Flask) -> None:
    assert posted(site, {**SOUND, "note": " un\r\ndeux \r trois\n"}).note.data == "un\ndeux \n trois"


@pytest.mark.parametrize("hostile", ["a\x00b", "a\x1b[31m", "a\u202eb", "\x85", "\ud800"])
def test_control_signs_are_taken_out_and_told(site: Flask, hostile: str) -> None:
    form = EverythingForm(formdata=None)
    form.title.process_formdata([hostile])
    assert not form.title.validate(form)
    assert form.title.errors == [INVISIBLE_REFUSED]
    assert not set("\x00\x1b\u202e\x85\ud800") & set(form.title.data)


def test_a_text_that_is_too_long_is_refused_and_comes_back_whole(site: Flask) -> None:
    form = posted(site, {**SOUND, "title": "x" * 21})
    assert form.title.errors == ["20 caractères au plus\u00a0: il y en a 21. Raccourcissez le texte."]
    assert "x" * 21 in shown(form, site)
    assert "maxlength" not in shown(form, site)


@pytest.mark.parametrize(
    "name",
    [
        "title",
        "note",
        "email",
        "phone",
        "siret",
        "rna",
        "commune",
        "plain",
        "starts",
        "places",
        "kind",
        "team",
    ],
)
def test_every_field_refuses_a_nir_even_one_that_is_not_ours(site: Flask, name: str) -> None:
    form = posted(site, {**SOUND, name: NIR})
    assert NIR_REFUSED in form[name].errors
    assert not form.data[name] or form.errors


def test_a_password_is_not_read_for_a_nir_nor_shown_again(site: Flask) -> None:
    form = posted(site, {**SOUND, "secret": NIR})
    assert form.errors == {}
    assert NIR not in shown(form, site)


def test_a_word_on_health_warns_without_blocking(site: Flask) -> None:
    form = posted(site, {**SOUND, "note": "Elle a le diabète."})
    assert form.errors == {}
    assert "«\u00a0diabète\u00a0»" in form.warnings()[0]
    assert "activité assise" in shown(form, site)


def test_an_absent_box_is_never_an_agreement(site: Flask) -> None:
    class Kept:
        agreed = True
        title = "Ancien titre"
        slots = (HalfDay.MON_AM,)
        where = Remote.FULL
        starts = date(2026, 1, 1)

    form = posted(site, {}, obj=Kept())
    assert form.agreed.data is False
    assert (form.title.data, form.slots.data, form.where.data, form.starts.data) == ("", [], None, None)
    assert form.title.errors == ["Donnez un titre."]


def test_the_values_of_an_object_are_shown_when_nothing_is_posted(site: Flask) -> None:
    class Kept:
        title = "Lecture"
        slots = (HalfDay.TUE_PM,)
        where = Remote.POSSIBLE
        phone = "+33612345678"
        siret = "73282932000074"
        meeting = datetime(2026, 7, 1, 12, 30, tzinfo=UTC)

    with site.test_request_context("/"):
        form = EverythingForm(obj=Kept())
    page = shown(form, site)
    for written in ('value="Lecture"', "06 12 34 56 78", "732 829 320 00074", "2026-07-01T14:30"):
        assert written in page
    assert page.count(" checked") == 2


def test_choices_come_back_as_members_in_the_order_of_the_list(site: Flask) -> None:
    form = posted(site, {**SOUND, "slots": ["sun_eve", "mon_am", "sun_eve"], "kind": ""})
    assert form.slots.data == [HalfDay.MON_AM, HalfDay.SUN_EVE]
    assert form.where.data is Remote.NO
    assert form.kind.data is None


@pytest.mark.parametrize(
    ("name", "value"), [("where", "ailleurs"), ("kind", "x"), ("slots", "lundi"), ("team", "c3")]
)
def test_a_code_that_is_not_offered_is_refused(site: Flask, name: str, value: str) -> None:
    assert posted(site, {**SOUND, name: value})[name].errors == ["Choisissez une réponse de la liste."]


def test_only_some_members_may_be_offered(site: Flask) -> None:
    class Two(f.Form):
        where = f.EnumRadio("Lieu", Remote, members=[Remote.NO, Remote.FULL])

    assert posted(site, {"where": "full"}, Two).where.data is Remote.FULL
    assert posted(site, {"where": "possible"}, Two).errors


@pytest.mark.parametrize("typed", ["2026-11-03", "03/11/2026", "3/11/2026", "03-11-2026", "03.11.2026"])
def test_a_date_is_read_in_both_orders(typed: str) -> None:
    assert read_date(typed) == date(2026, 11, 3)


@pytest.mark.parametrize("typed", ["14:30", "14h30", "14 h 30", "14H30"])
def test_an_hour_is_read_as_people_write_it(typed: str) -> None:
    assert read_time(typed) == time(14, 30)


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("starts", "31/02/2026"),
        ("starts", "demain"),
        ("starts", "11/2026"),
        ("starts", "2026-11-03T00:00"),
        ("starts", "03/11/0026"),
        ("starts", "٠٣/١١/٢٠٢٦"),
        ("at", "25:00"),
        ("at", "midi"),
        ("meeting", "2026-03-29T02:30"),
        ("places", "douze"),
        ("places", "1e3"),
        ("places", "9" * 30),
    ],
)
def test_what_cannot_be_read_is_told_in_french_and_comes_back_as_typed(
    site: Flask, name: str, typed: str
) -> None:
    form = posted(site, {**SOUND, name: typed})
    assert len(form[name].errors) == 1
    page = shown(form, site)
    assert f'type="text" value="{typed}"' in page
    assert form[name].errors[0].split(".")[0].replace("'", "&#39;") in page


def test_an_instant_is_utc_and_the_hour_that_comes_twice_is_the_first(site: Flask) -> None:
    assert posted(site, {**SOUND, "meeting": "2026-07-01T14:30"}).meeting.data == datetime(
        2026, 7, 1, 12, 30, tzinfo=UTC
    )
    assert f.paris_to_utc(date(2026, 10, 25), time(2, 30)) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@given(st.text())
def test_no_typed_text_breaks_the_reading_of_dates_and_hours(typed: str) -> None:
    for read in (read_date, read_time):
        with suppress(ValueError):
            assert read(typed) is not None


def test_zero_is_a_number_and_bounds_are_told(site: Flask) -> None:
    class Count(f.Form):
        places = f.WholeNumber("Places", [f.Required()], lowest=0, highest=5)

    assert posted(site, {"places": "0"}, Count).errors == {}
    assert posted(site, {"places": "6"}, Count).places.errors == ["Écrivez un nombre entre 0 et 5."]
    assert posted(site, {"places": "-1"}, Count).errors
    assert posted(site, {"places": " "}, Count).places.errors == ["Ce champ est obligatoire."]
    assert posted(site, {"places": "six"}, Count).places.errors == ["Écrivez un nombre entier, en chiffres."]


@pytest.mark.parametrize(
    ("name", "typed", "kept"),
    [
        ("email", " Marie.DUPONT@Exemple.FR ", "marie.dupont@exemple.fr"),
        ("phone", "06.12.34.56.78", "+33612345678"),
        ("phone", "+33 6 12 34 56 78", "+33612345678"),
        ("phone", "0033612345678", "+33612345678"),
        ("phone", "+32 470 12 34 56", "+32470123456"),
        ("siret", "732 829 320 00074", "73282932000074"),
        ("siret", "356 000 000 00048", "35600000000048"),
        ("rna", "w 103 001 234", "W103001234"),
        ("email", "", None),
        ("phone", "  ", None),
        ("siret", "", None),
        ("rna", "", None),
    ],
)
def test_an_identifier_is_kept_in_its_one_form(site: Flask, name: str, typed: str, kept: str | None) -> None:
    form = posted(site, {**SOUND, name: typed})
    assert form.errors == {}
    assert form[name].data == kept


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("email", "marie"),
        ("email", "a@b"),
        ("email", "a@b@c.fr"),
        ("phone", "06 12"),
        ("phone", "mon fixe"),
        ("phone", "3615"),
        ("siret", "732 829 320 00079"),
        ("siret", "123"),
        ("rna", "123456789"),
        ("rna", "W12"),
    ],
)
def test_a_wrong_identifier_is_refused_and_comes_back_as_typed(site: Flask, name: str, typed: str) -> None:
    form = posted(site, {**SOUND, name: typed})
    assert len(form[name].errors) == 1
    assert f'value="{typed}"' in shown(form, site)


def test_an_rna_number_with_letters_warns_and_passes(site: Flask) -> None:
    form = posted(site, {**SOUND, "rna": "W9R1001234"})
    assert form.errors == {}
    assert form.warnings()


def places_named(text: str) -> list[tuple[str, str]]:
    """Answer as the search of communes would."""
    known = [
        ("10081", "Celles-sur-Ource (10110)"),
        ("10072", "Chacenay (10110)"),
        ("10387", "Troyes (10000)"),
    ]
    return [(code, words) for code, words in known if text.lower() in words.lower()]


class PlaceForm(f.Form):
    commune = f.CommuneField("Commune", [f.Required()], find=places_named)


def test_one_commune_is_resolved_into_its_insee_code(site: Flask) -> None:
    form = posted(site, {"commune": "troyes"}, PlaceForm)
    assert (form.errors, form.commune.insee) == ({}, "10387")


def test_a_postal_code_of_several_communes_offers_them(site: Flask) -> None:
    form = posted(site, {"commune": "10110"}, PlaceForm)
    assert form.commune.insee is None
    assert "choisissez la bonne" in form.commune.errors[0]
    assert [code for code, _ in form.commune.candidates] == ["10081", "10072"]
    again = posted(site, {"commune": ["10110", "10072"]}, PlaceForm)
    assert (again.errors, again.commune.insee) == ({}, "10072")
    assert posted(site, {"commune": ["10110", "75056"]}, PlaceForm).commune.insee is None


def test_an_unknown_commune_is_told_and_a_missing_one_is_asked(site: Flask) -> None:
    assert "n'est pas connue" in posted(site, {"commune": "Lisbonne"}, PlaceForm).commune.errors[0]
    assert posted(site, {"commune": ""}, PlaceForm).commune.errors == ["Ce champ est obligatoire."]


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
