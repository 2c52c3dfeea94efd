"""A form with every field of the site, posted and shown without a page."""

from typing import Any

from flask import Flask, render_template_string
from wtforms import StringField

from bénévolat.domain.enums import HalfDay, Remote
from bénévolat.web import fields as f


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
