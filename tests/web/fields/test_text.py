"""Texts and choices: refused, warned, kept as typed (R34, R35, F1)."""

from datetime import UTC, date, datetime

import pytest
from flask import Flask

from bénévolat.domain.enums import HalfDay, Remote
from bénévolat.web import fields as f
from bénévolat.web.text_fields import INVISIBLE_REFUSED, NIR_REFUSED, TOO_LONG_TO_READ
from tests.web.fields.everything import SOUND, EverythingForm, posted, shown

NIR = "1 85 05 10 387 084"


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


def test_half_a_megabyte_is_refused_without_being_read(site: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Anyone may post it on the page that signs in, and it would take seconds to read."""
    read: list[int] = []
    for module in ("fields", "text_fields"):
        monkeypatch.setattr(f"bénévolat.web.{module}.contains_nir", lambda text: bool(read.append(len(text))))
    for name in ("title", "note", "email", "phone", "plain", "places"):
        form = posted(site, {**SOUND, name: "1 " * 200_000})
        assert TOO_LONG_TO_READ in form[name].errors
    assert max(read) < 1000


def test_a_code_that_has_left_its_list_breaks_no_page(site: Flask) -> None:
    form = EverythingForm(formdata=None, data={"slots": ["fri_am", "jour_disparu"]})
    assert form.slots.data == [HalfDay.FRI_AM]
    assert "fri_am" in shown(form, site)


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
