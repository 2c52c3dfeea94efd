"""The base of every form and the fields they are made of. Flask-WTF and WTForms ship no types.

A form is a class of fields; the view makes it with ``obj=`` and asks ``validate_on_submit()``::

    class OfferForm(Form):
        title = StrippedString("Titre de la mission", [Required()], max_length=120)
        domain = EnumSelect("Domaine", Domain, [Required("Choisissez un domaine.")])
        slots = EnumCheckboxes("Demi-journées", HalfDay)
        places = WholeNumber("Places accompagnées", [Required()], lowest=1, highest=30)

A service that refuses: ``except DomainError as refusal: form.add_refusal(refusal)``, then answer 422.
What is empty: "" for texts, [] for boxes, False for one box, None for everything else.
"""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, NamedTuple

from flask import current_app, request
from flask_wtf import FlaskForm
from flask_wtf.csrf import _FlaskFormCSRF
from werkzeug.datastructures import CombinedMultiDict
from wtforms import FieldList, FileField, FormField, HiddenField, PasswordField
from wtforms.meta import DefaultMeta
from wtforms.validators import ValidationError

from bénévolat.domain.errors import DomainError
from bénévolat.domain.nir import contains_nir
from bénévolat.web.choice_fields import (
    ChoiceRadio,
    ChoiceSelect,
    EnumCheckboxes,
    EnumRadio,
    EnumSelect,
    YesBox,
)
from bénévolat.web.date_fields import LocalDate, LocalDateTime, LocalTime, WholeNumber, paris_to_utc
from bénévolat.web.identifier_fields import (
    CommuneField,
    EmailField,
    PhoneField,
    RnaField,
    SiretField,
)
from bénévolat.web.text_fields import (
    MOST_READ,
    NIR_REFUSED,
    TOO_LONG_TO_READ,
    LongText,
    Required,
    SecretField,
    ShortText,
    StrippedString,
)

__all__ = [
    "ChoiceRadio",
    "ChoiceSelect",
    "CommuneField",
    "EmailField",
    "EnumCheckboxes",
    "EnumRadio",
    "EnumSelect",
    "Form",
    "FormError",
    "HiddenField",
    "LocalDate",
    "LocalDateTime",
    "LocalTime",
    "LongText",
    "PhoneField",
    "Required",
    "RnaField",
    "SecretField",
    "ShortText",
    "SiretField",
    "StrippedString",
    "WholeNumber",
    "YesBox",
    "paris_to_utc",
]

SESSION_LOST = "La page est restée ouverte trop longtemps. Relisez votre saisie et envoyez-la de nouveau."


class FormError(NamedTuple):
    """One line of the summary at the top of a form: where its link goes, the field's words, the sentence."""

    anchor: str | None
    label: str
    message: str


class _FrenchCSRF(_FlaskFormCSRF):  # type: ignore[misc]
    def validate_csrf_token(self, form: Any, field: Any) -> None:
        try:
            super().validate_csrf_token(form, field)
        except ValidationError:
            raise ValidationError(SESSION_LOST) from None


class Form(FlaskForm):  # type: ignore[misc]
    """A form of the site: French, protected against forged posts, closed to the NIR in every field (R34)."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """Settings of WTForms."""

        locales: ClassVar[list[str]] = ["fr"]
        csrf_class = _FrenchCSRF

        def get_translations(self, form: Any) -> Any:
            """Return WTForms' own French."""
            return DefaultMeta.get_translations(self, form)

        def wrap_formdata(self, _form: Any, formdata: Any) -> Any:
            """Return what was posted; a post without fields is an empty form, not an untouched one (F1)."""
            if formdata is None or isinstance(formdata, Mapping) or hasattr(formdata, "getlist"):
                return formdata
            if request and request.method in {"POST", "PUT", "PATCH", "DELETE"}:
                return CombinedMultiDict((request.files, request.form)) if request.files else request.form
            return None

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """Check every field; whatever its class, none of them may carry a NIR."""
        valid = bool(super().validate(extra_validators))
        for field in _leaves(self):
            if isinstance(field, PasswordField | FileField) or field.name == current_app.config.get(
                "WTF_CSRF_FIELD_NAME", "csrf_token"
            ):
                continue
            raw = [value for value in (field.raw_data or []) if isinstance(value, str)]
            if any(len(value) > MOST_READ for value in raw):
                if TOO_LONG_TO_READ not in field.errors:
                    field.errors = [*field.errors, TOO_LONG_TO_READ]
                valid = False
                continue
            if NIR_REFUSED not in field.errors and any(contains_nir(value) for value in raw):
                field.errors = [*field.errors, NIR_REFUSED]
                valid = False
        return valid

    def add_error(self, name: str | None, sentence: str) -> None:
        """Put a sentence beside the field of that name, or on the whole form when there is none."""
        if name is not None and name in self:
            self[name].errors = [*self[name].errors, sentence]
        else:
            self.form_errors.append(sentence)

    def add_refusal(self, refusal: DomainError) -> None:
        """Show the sentence of a rule that said no, beside the field it names."""
        self.add_error(refusal.field, refusal.sentence)

    def error_list(self) -> list[FormError]:
        """Return what the summary of errors says, in the order of the fields, the whole form first."""
        lines = [FormError(None, "", str(sentence)) for sentence in self.form_errors]
        for field in _leaves(self):
            hidden = getattr(field.widget, "input_type", "") == "hidden"
            anchor = None if hidden else _anchor(field)
            label = "" if hidden else field.label.text
            lines += [
                FormError(anchor, label, str(error)) for error in field.errors if isinstance(error, str)
            ]
        return lines

    def warnings(self) -> list[str]:
        """Return the sentences that do not block (R35), for a message on the next page."""
        return [sentence for field in _leaves(self) for sentence in getattr(field, "warnings", [])]


def _leaves(form: Any) -> Iterator[Any]:
    """Yield the fields of a form, those of its sub-forms and lists included."""
    for field in form:
        if isinstance(field, FormField | FieldList):
            yield from _leaves(field)
        else:
            yield field


def _anchor(field: Any) -> str:
    """Return the id of the first control of a field: the first box of a group."""
    return f"{field.id}-0" if hasattr(field.widget, "html_tag") else str(field.id)
