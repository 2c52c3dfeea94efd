"""Dates and hours typed in Europe/Paris; instants are UTC everywhere else (T1)."""

import re
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from wtforms import Field
from wtforms.validators import StopValidation
from wtforms.widgets import DateInput, DateTimeLocalInput, NumberInput, TimeInput

from bénévolat.web.text_fields import Validators

PARIS = ZoneInfo("Europe/Paris")
BAD_DATE = "Cette date n'existe pas ou n'est pas lisible. Écrivez-la ainsi\u00a0: 03/11/2026."
BAD_TIME = "Cette heure n'est pas lisible. Écrivez-la ainsi\u00a0: 14:30."
BAD_NUMBER = "Écrivez un nombre entier, en chiffres."

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_FRENCH = re.compile(r"(\d{1,2})[/. -](\d{1,2})[/. -](\d{4})", re.ASCII)
_TIME = re.compile(r"(\d{1,2})\s?[:hH]\s?(\d{2})?(?::\d{2})?", re.ASCII)


def read_date(typed: str) -> date:
    """Return the date of «2026-11-03», «03/11/2026», «3-11-2026»; ValueError with a sentence otherwise."""
    iso, french = _ISO.fullmatch(typed), _FRENCH.fullmatch(typed)
    try:
        if iso:
            found = date(int(iso[1]), int(iso[2]), int(iso[3]))
        elif french:
            found = date(int(french[3]), int(french[2]), int(french[1]))
        else:
            raise ValueError
    except ValueError:
        raise ValueError(BAD_DATE) from None
    if not 1900 <= found.year <= 2100:
        raise ValueError(BAD_DATE)
    return found


def read_time(typed: str) -> time:
    """Return the hour of «14:30», «14h30», «9 h»; ValueError with a French sentence otherwise."""
    found = _TIME.fullmatch(typed)
    try:
        if not found:
            raise ValueError
        return time(int(found[1]), int(found[2] or 0))
    except ValueError:
        raise ValueError(BAD_TIME) from None


def paris_to_utc(day: date, hour: time) -> datetime:
    """Return the UTC instant of a day and hour of Paris; ValueError for the hour that spring skips.

    The hour that comes twice in autumn is the first one.
    """
    local = datetime.combine(day, hour, tzinfo=PARIS)
    instant = local.astimezone(UTC)
    if instant.astimezone(PARIS).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise ValueError("Cette heure n'existe pas ce jour-là\u00a0: on passe à l'heure d'été.")
    return instant


class _Read(Field):  # type: ignore[misc]
    """A value read from text; what was typed comes back on error, an absent field is an empty answer (F1)."""

    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the text; ValueError becomes the error of the field."""
        self.data = None
        typed = " ".join((valuelist[0] if valuelist else "").split())
        if typed:
            self.data = self.read(typed)

    def read(self, typed: str) -> Any:
        raise NotImplementedError

    def show(self, value: Any) -> str:
        raise NotImplementedError

    def __call__(self, **attributes: Any) -> Any:
        """Render the box; what could not be read is shown as text: a date box would drop it."""
        if self.raw_data and self.process_errors:
            attributes.setdefault("type", "text")
        return super().__call__(**attributes)

    def _value(self) -> str:
        if self.raw_data and self.process_errors:
            return str(self.raw_data[0])[:40]
        return "" if self.data is None else self.show(self.data)


class LocalDate(_Read):
    """A day; ``data`` is a ``date`` or None. ``not_before`` and ``not_after`` may be set by the view."""

    widget = DateInput()

    def __init__(self, label: str | None = None, validators: Validators = None, **options: Any) -> None:
        self.not_before: date | None = options.pop("not_before", None)
        self.not_after: date | None = options.pop("not_after", None)
        super().__init__(label, validators, **options)

    def read(self, typed: str) -> date:
        """Read one of the written forms of a date."""
        return read_date(typed)

    def show(self, value: Any) -> str:
        """Return what the browser's date box wants."""
        return str(value.strftime("%Y-%m-%d"))

    def pre_validate(self, _form: Any) -> None:
        """Check the bounds."""
        if self.data is None:
            return
        if self.not_before and self.data < self.not_before:
            raise StopValidation(f"Choisissez une date à partir du {self.not_before:%d/%m/%Y}.")
        if self.not_after and self.data > self.not_after:
            raise StopValidation(f"Choisissez une date jusqu'au {self.not_after:%d/%m/%Y}.")


class LocalTime(_Read):
    """An hour of the day; ``data`` is a ``time`` or None."""

    widget = TimeInput()

    def read(self, typed: str) -> time:
        """Read one of the written forms of an hour."""
        return read_time(typed)

    def show(self, value: Any) -> str:
        """Return what the browser's hour box wants."""
        return str(value.strftime("%H:%M"))


class LocalDateTime(_Read):
    """A day and an hour of Paris; ``data`` is an aware UTC ``datetime`` or None."""

    widget = DateTimeLocalInput()

    def read(self, typed: str) -> datetime:
        """Read «2026-11-03T14:30» or «03/11/2026 14h30»."""
        day, _, hour = typed.replace("T", " ").partition(" ")
        return paris_to_utc(read_date(day), read_time(hour))

    def show(self, value: Any) -> str:
        """Return what the browser's box wants, in the time of Paris."""
        return str(value.astimezone(PARIS).strftime("%Y-%m-%dT%H:%M"))


class WholeNumber(_Read):
    """A whole number between ``lowest`` and ``highest``; ``data`` is an int or None."""

    widget = NumberInput(step="1")

    def __init__(
        self,
        label: str | None = None,
        validators: Validators = None,
        *,
        lowest: int = 0,
        highest: int,
        **options: Any,
    ) -> None:
        self.lowest, self.highest = lowest, highest
        options["render_kw"] = {
            "inputmode": "numeric",
            "min": lowest,
            "max": highest,
            **(options.get("render_kw") or {}),
        }
        super().__init__(label, validators, **options)

    def read(self, typed: str) -> int:
        """Read digits only, at most nine."""
        if not re.fullmatch(r"-?\d{1,9}", typed, re.ASCII):
            raise ValueError(BAD_NUMBER)
        return int(typed)

    def show(self, value: Any) -> str:
        """Return the digits."""
        return str(int(value))

    def pre_validate(self, _form: Any) -> None:
        """Check the bounds."""
        if self.data is not None and not self.lowest <= self.data <= self.highest:
            raise StopValidation(f"Écrivez un nombre entre {self.lowest} et {self.highest}.")
