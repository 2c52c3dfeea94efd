"""Reading one JSON value at a time, with a French sentence for each mistake."""

import math
from collections.abc import Callable, Collection, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from bénévolat.matching.sentences import french

MOST_MINUTES = 600
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

    __slots__ = ("_get",)

    def __init__(self, data: object, noun: str) -> None:
        if not isinstance(data, Mapping):
            raise FormatError(f"{noun} doit être un objet JSON entre accolades {{ }}.")
        self._get: Callable[[str], Any] = data.get

    def text(self, field: str, longest: int = 20_000) -> str | None:
        """Return a string (empty is None)."""
        value = self._get(field)
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
        value = self._get(field)
        if value is None:
            return None
        return _texts(value, field) if value != [] else ()

    def lists(self, field: str) -> dict[str, tuple[str, ...]] | None:
        """Return an object whose values are lists of strings; None when absent."""
        value = self._get(field)
        if value is None:
            return None
        if not isinstance(value, Mapping):
            raise FormatError(
                'écrire un objet de listes, par exemple {"aime cuisiner": ["cooking"]}.', field=field
            )
        return {key: () if listed is None else _texts(listed, key) for key, listed in value.items()}

    def codes(self, field: str, allowed: Collection[str]) -> tuple[str, ...] | None:
        """Return a list of codes of a closed list, in its order and once each."""
        values = self.texts(field)
        if not values:
            return values
        codes = tuple(allowed)
        place_of = _places(codes).__getitem__
        try:
            return tuple(map(codes.__getitem__, sorted(set(map(place_of, values)))))
        except KeyError as unknown:
            raise _not_listed(unknown.args[0], field, allowed) from None

    def code(self, field: str, allowed: Collection[str]) -> str | None:
        """Return one code of a closed list."""
        value = self.text(field)
        if value is not None and value not in allowed:
            raise _not_listed(value, field, allowed)
        return value

    def number(self, field: str, low: float, high: float) -> float | None:
        """Return a finite number within bounds."""
        value = self._get(field)
        if (
            type(value) is float and low <= value <= high
        ):  # the usual case; what is not a number is in no bounds
            return value
        return None if value is None else _within(value, field, low, high)

    def whole(self, field: str, low: int, high: int) -> int | None:
        """Return a whole number within bounds."""
        given = self._get(field)
        if type(given) is int and low <= given <= high:
            return given
        value = self.number(field, low, high)
        if value is not None and value != int(value):
            raise FormatError("écrire un nombre entier.", field=field)
        return None if value is None else int(value)

    def flag(self, field: str) -> bool | None:
        """Return true or false."""
        value = self._get(field)
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
        value = self._get(field)
        if value is None:
            return None
        if not isinstance(value, Mapping):
            raise FormatError(
                'écrire un objet de minutes, par exemple {"walk": 20, "bike": 30}.', field=field
            )
        read: dict[str, int] = {}
        for code in means:
            given = value.get(code)
            if type(given) is int and 0 <= given <= MOST_MINUTES:
                read[code] = given
            elif given is not None:
                read[code] = int(_within(given, f"{field}.{code}", 0, MOST_MINUTES))
        return read


def _not_listed(value: str, field: str, allowed: Collection[str]) -> FormatError:
    return FormatError(f"« {value} » n'est pas dans la liste : {', '.join(allowed)}.", field=field)


@lru_cache(maxsize=64)
def _places(allowed: tuple[str, ...]) -> dict[str, int]:
    return {code: place for place, code in enumerate(allowed)}


def _texts(value: object, field: str) -> tuple[str, ...]:
    try:
        if isinstance(value, list):
            return tuple(filter(None, map(str.strip, value)))
    except TypeError:
        pass
    raise FormatError('écrire une liste de textes, par exemple ["un", "deux"].', field=field)


def _within(value: object, field: str, low: float, high: float) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
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
