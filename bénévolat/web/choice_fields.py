"""Closed lists: fields made from an enumeration, whose data are its members."""

from collections.abc import Iterable, Sequence
from enum import Enum
from typing import Any

from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField
from wtforms.fields import Choice, SelectChoice
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from bénévolat.web.text_fields import Validators

NOT_IN_LIST = "Choisissez une réponse de la liste."


class _Members:
    """Reads submitted codes as members of an enumeration."""

    def __init__(self, members: Sequence[Any]) -> None:
        self.members = list(members)
        self.by_code = {str(member.value): member for member in self.members}

    def __call__(self, value: Any) -> Any:
        if value is None or (value == "" and "" not in self.by_code):
            return None
        if isinstance(value, Enum):
            return value
        try:
            return self.by_code[str(value)]
        except KeyError:
            raise ValueError(NOT_IN_LIST) from None

    def choices(self, blank: str | None) -> list[SelectChoice]:
        first = [] if blank is None else [SelectChoice("", blank)]
        return first + [SelectChoice(str(member.value), member.label) for member in self.members]


class _OneMember:
    """What a list and radio buttons share: one member, or None when nothing is chosen."""

    data: Any
    coerce: _Members

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the code; an absent field is an empty answer (F1)."""
        self.data = None
        self.data = self.coerce(valuelist[0]) if valuelist else None

    def pre_validate(self, _form: Any) -> None:
        """Accept nothing (``Required`` says otherwise) or a member that is offered here."""
        if self.data is not None and self.data not in self.coerce.members:
            raise ValidationError(NOT_IN_LIST)


class EnumSelect(_OneMember, SelectField):  # type: ignore[misc]
    """Drop-down list of an enumeration; ``members`` offers some only, ``blank`` words the empty line."""

    def __init__(
        self,
        label: str | None,
        enum: Iterable[Any],
        validators: Validators = None,
        *,
        members: Sequence[Any] | None = None,
        blank: str | None = "Choisir…",
        **options: Any,
    ) -> None:
        known = _Members(list(enum) if members is None else members)
        super().__init__(label, validators, coerce=known, choices=known.choices(blank), **options)


class EnumRadio(_OneMember, RadioField):  # type: ignore[misc]
    """Radio buttons of an enumeration. ``blank`` adds a first button that means no answer."""

    def __init__(
        self,
        label: str | None,
        enum: Iterable[Any],
        validators: Validators = None,
        *,
        members: Sequence[Any] | None = None,
        blank: str | None = None,
        **options: Any,
    ) -> None:
        known = _Members(list(enum) if members is None else members)
        super().__init__(label, validators, coerce=known, choices=known.choices(blank), **options)


class EnumCheckboxes(SelectMultipleField):  # type: ignore[misc]
    """Boxes of an enumeration; ``data`` lists the ticked members, in the order of the list, each once."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(
        self,
        label: str | None,
        enum: Iterable[Any],
        validators: Validators = None,
        *,
        members: Sequence[Any] | None = None,
        **options: Any,
    ) -> None:
        known = _Members(list(enum) if members is None else members)
        super().__init__(label, validators, coerce=known, choices=known.choices(None), **options)

    def process_data(self, value: Iterable[Any] | None) -> None:
        """Take codes or members; a code that has left the list is not shown, and breaks no page."""
        known = self.coerce
        self._keep(code for code in value or [] if isinstance(code, Enum) or str(code) in known.by_code)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the codes; no box ticked is an empty list."""
        self.data: list[Any] = []
        self._keep(valuelist)

    def _keep(self, values: Iterable[Any]) -> None:
        chosen = [self.coerce(value) for value in values]
        self.data = [member for member in self.coerce.members if member in chosen]

    def pre_validate(self, _form: Any) -> None:
        """Nothing to add: an unknown code was refused when it was read."""


class ChoiceSelect(SelectField):  # type: ignore[misc]
    """Drop-down list of rows (teams, supervisors…): the view sets ``choices``, pairs of strings (id, words).

    ``data`` is the chosen id as a string, or None. ``choices`` must hold only what the user may choose (A2).
    """

    def __init__(
        self,
        label: str | None,
        validators: Validators = None,
        *,
        blank: str | None = "Choisir…",
        **options: Any,
    ) -> None:
        rows: list[tuple[Any, str]] = options.pop("choices", [])
        super().__init__(label, validators, validate_choice=False, **options)
        self.blank = blank
        self.choices = rows

    def iter_choices(self) -> Any:
        """Yield the empty line, then the rows."""
        rows = [(str(value), words) for value, words in self.choices]
        if self.blank is not None:
            rows.insert(0, ("", self.blank))
        return [Choice(value, words, value == (self.data or ""), {}) for value, words in rows]

    def has_groups(self) -> bool:
        """Tell that the rows have no headings."""
        return False

    def process_data(self, value: Any) -> None:
        """Take an id of any type."""
        self.data = None if value is None else str(value)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the id; an absent field is an empty answer."""
        self.data = (valuelist[0] if valuelist else "") or None

    def pre_validate(self, _form: Any) -> None:
        """Refuse an id that is not offered."""
        if self.data is not None and self.data not in {str(value) for value, _ in self.choices}:
            raise ValidationError(NOT_IN_LIST)


class ChoiceRadio(RadioField):  # type: ignore[misc]
    """Radio buttons of rows: the view sets ``choices``, pairs of strings (id, words); ``data`` is an id or None."""

    def __init__(self, label: str | None, validators: Validators = None, **options: Any) -> None:
        rows: list[tuple[Any, str]] = options.pop("choices", [])
        super().__init__(label, validators, choices=rows, validate_choice=False, **options)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the id; an absent field is an empty answer."""
        self.data = (valuelist[0] if valuelist else "") or None

    def pre_validate(self, _form: Any) -> None:
        """Refuse an id that is not offered."""
        if self.data is not None and self.data not in {str(value) for value, _ in self.choices}:
            raise ValidationError(NOT_IN_LIST)


class YesBox(BooleanField):  # type: ignore[misc]
    """One box to tick. An absent box is False, always: it never means agreement (F1)."""
