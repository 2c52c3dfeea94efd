"""French sentences: typography, lists and the labels that are read aloud."""

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Any

NBSP = "\u00a0"

DAYS = {"mon": "lundi", "tue": "mardi", "wed": "mercredi", "thu": "jeudi", "fri": "vendredi", "sat": "samedi",
        "sun": "dimanche"}  # fmt: skip
TIMES = {"am": "matin", "pm": "après-midi", "eve": "soir"}
SLOTS = tuple(f"{day}_{time}" for day in DAYS for time in TIMES)

SUPERVISION = ("autonomie après l'accueil", "accompagnement régulier", "toujours avec quelqu'un")
FRENCH = ("aucun besoin", "quelques mots", "se faire comprendre", "à l'aise")
COMFORT = {
    "seated": "possible assis",
    "quiet": "lieu calme",
    "small_group": "petit groupe",
    "step_free": "accessible en fauteuil roulant",
    "indoor": "à l'intérieur",
    "outdoor_place": "en plein air",
    "breaks": "pauses possibles à tout moment",
    "meal": "repas ou collation sur place",
    "paired": "toujours à deux",
    "trial": "première visite sans engagement",
}

_MONTHS = ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
           "novembre", "décembre")  # fmt: skip


class Remembered(dict[Any, Any]):
    """Values computed once a key: ``functools.lru_cache`` for what is asked at every pair, where order costs too much.

    When ``most`` keys are held, all are forgotten. A key is one value, or a tuple of what is computed from.
    """

    def __init__(self, compute: Callable[..., Any], most: int) -> None:
        super().__init__()
        self._compute, self._most = compute, most

    def __missing__(self, key: Any) -> Any:
        if len(self) >= self._most:
            self.clear()
        value = self[key] = self._compute(*key) if type(key) is tuple else self._compute(key)
        return value


@lru_cache(maxsize=5_000)
def french(text: str) -> str:
    """Put the no-break spaces of French typography: before : ; ! ? » and after «."""
    for mark in ":;!?»":
        text = text.replace(f" {mark}", f"{NBSP}{mark}")
    return text.replace("« ", f"«{NBSP}")


def quote(text: str, longest: int = 90) -> str:
    """Quote words as written, on one line, cut at a word when too long."""
    text = " ".join(text.split()).replace("«", "").replace("»", "").strip(" .")
    if len(text) > longest:
        text = text[:longest].rsplit(" ", 1)[0].rstrip(" ,;:.") + "…"
    return f"« {text} »"


def listing(words: list[str], last: str = "et") -> str:
    """Join words: ``a, b et c``."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}" if words else ""


def slot_label(code: str) -> str:
    """Return ``lundi matin`` for ``mon_am``."""
    day, time = code.split("_")
    return f"{DAYS[day]} {TIMES[time]}"


def slots_listing(codes: list[str], last: str = "et") -> str:
    """Return ``le lundi matin et le mardi matin``."""
    return listing([f"le {slot_label(code)}" for code in codes], last)


def day_label(day: date) -> str:
    """Return ``1er décembre 2026``."""
    return f"{'1er' if day.day == 1 else day.day} {_MONTHS[day.month - 1]} {day.year}"


def plural(count: int, one: str, many: str) -> str:
    """Return ``1 place libre`` or ``2 places libres``."""
    return f"{count} {one if count < 2 else many}"


def distance_label(metres: int) -> str:
    """Return ``à 14 km`` (or metres under one kilometre), as the crow flies, rounded."""
    return f"à {max(100, round(metres, -2))} m" if metres < 950 else f"à {(metres + 500) // 1000} km"
