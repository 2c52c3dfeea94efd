"""Reading one JSON value at a time, with a French sentence for each mistake."""

import math
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from bénévolat.matching.sentences import french

MOST_SHOWN = 10**15
"""From here on a number is not repeated in the sentence that refuses it."""


class FormatError(ValueError):
    """Input that breaks the exchange format; ``str()`` is a French sentence with line, field and remedy."""

    def __init__(self, problem: str, *, field: str | None = None, line: int | None = None) -> None:
        self.problem, self.field, self.line = problem, field, line
        place = [f"ligne {line}"] if line is not None else []
        place += [f"champ « {field} »"] if field else []
        sentence = f"{', '.join(place)} : {problem}" if place else problem
        super().__init__(french(sentence[:1].upper() + sentence[1:]))

    def at(self, line: int) -> "FormatError":
        """Return the same error with its line number (from 1)."""
        return FormatError(self.problem, field=self.field, line=line)


class Row:
    """A JSON object read field by field. Absent and null are the same thing: None."""

    def __init__(self, data: object, noun: str) -> None:
        if not isinstance(data, Mapping):
            raise FormatError(f"{noun} doit être un objet JSON entre accolades {{ }}.")
        self._data: Mapping[str, Any] = data

    def text(self, field: str, longest: int = 20_000) -> str | None:
        """Return a string (empty is None)."""
        value = self._data.get(field)
        if value is None:
            return None
        if not isinstance(value, str):
            raise FormatError("écrire un texte entre guillemets.", field=field)
        if len(value) > longest:
            raise FormatError(f"le texte dépasse {longest} caractères : le raccourcir.", field=field)
        return value.strip() or None

    def required(self, field: str) -> str:
        """Return a string that must be there."""
        value = self.text(field)
        if value is None:
            raise FormatError("ce champ est obligatoire : le remplir avec un texte.", field=field)
        return value

    def texts(self, field: str) -> tuple[str, ...] | None:
        """Return a list of strings, without the empty ones; None when absent."""
        value = self._data.get(field)
        if value is None:
            return None
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise FormatError('écrire une liste de textes, par exemple ["un", "deux"].', field=field)
        return tuple(item.strip() for item in value if item.strip())

    def lists(self, field: str) -> dict[str, tuple[str, ...]] | None:
        """Return an object whose values are lists of strings; None when absent."""
        value = self._data.get(field)
        if value is None:
            return None
        if not isinstance(value, Mapping):
            raise FormatError(
                'écrire un objet de listes, par exemple {"aime cuisiner": ["cooking"]}.', field=field
            )
        inner = Row(value, field)
        return {key: inner.texts(key) or () for key in value}

    def codes(self, field: str, allowed: Collection[str]) -> tuple[str, ...] | None:
        """Return a list of codes of a closed list, in its order and once each."""
        values = self.texts(field)
        for value in values or ():
            if value not in allowed:
                raise FormatError(f"« {value} » n'est pas dans la liste : {', '.join(allowed)}.", field=field)
        return None if values is None else tuple(code for code in allowed if code in values)

    def code(self, field: str, allowed: Collection[str]) -> str | None:
        """Return one code of a closed list."""
        value = self.text(field)
        if value is not None and value not in allowed:
            raise FormatError(f"« {value} » n'est pas dans la liste : {', '.join(allowed)}.", field=field)
        return value

    def number(self, field: str, low: float, high: float) -> float | None:
        """Return a finite number within bounds."""
        return _number(self._data.get(field), field, low, high)

    def whole(self, field: str, low: int, high: int) -> int | None:
        """Return a whole number within bounds."""
        value = self.number(field, low, high)
        if value is not None and value != int(value):
            raise FormatError("écrire un nombre entier.", field=field)
        return None if value is None else int(value)

    def flag(self, field: str) -> bool | None:
        """Return true or false."""
        value = self._data.get(field)
        if value is not None and not isinstance(value, bool):
            raise FormatError("écrire true ou false, sans guillemets.", field=field)
        return value

    def day(self, field: str) -> date | None:
        """Return a date written AAAA-MM-JJ."""
        value = self.text(field)
        return None if value is None else _day(value, field)

    def days(self, field: str) -> tuple[date, ...]:
        """Return a sorted list of dates written AAAA-MM-JJ."""
        return tuple(sorted(_day(value, field) for value in self.texts(field) or ()))

    def minutes(self, field: str, means: Collection[str]) -> dict[str, int] | None:
        """Return most minutes by each known means; null means are left out, unknown ones ignored."""
        value = self._data.get(field)
        if value is None:
            return None
        if not isinstance(value, Mapping):
            raise FormatError(
                'écrire un objet de minutes, par exemple {"walk": 20, "bike": 30}.', field=field
            )
        read = {code: _number(value.get(code), f"{field}.{code}", 0, 600) for code in means}
        return {code: int(minutes) for code, minutes in read.items() if minutes is not None}


def _number(value: object, field: str, low: float, high: float) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise FormatError("écrire un nombre, sans guillemets.", field=field)
    if isinstance(value, float) and not math.isfinite(value):
        raise FormatError("écrire un nombre, sans guillemets.", field=field)
    if not low <= value <= high:
        shown = f"{value}" if abs(value) < MOST_SHOWN else "ce nombre"
        raise FormatError(f"{shown} est hors limites : entre {low:g} et {high:g}.", field=field)
    return float(value)


def _day(value: str, field: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise FormatError(f"« {value} » n'est pas une date : écrire AAAA-MM-JJ.", field=field) from None
