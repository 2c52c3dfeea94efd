"""Dates, hours, numbers, identifiers and communes: read as people write them."""

from contextlib import suppress
from datetime import UTC, date, datetime, time

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from bénévolat.web import fields as f
from bénévolat.web.date_fields import read_date, read_time
from tests.web.fields.everything import SOUND, posted, shown


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
