"""Half-days said in whole French: «le mardi matin et le jeudi matin», «du lundi au vendredi, le matin»."""

from collections.abc import Iterable

from bénévolat.domain.enums import HalfDay
from bénévolat.domain.french import DAYS

PARTS = ("am", "pm", "eve")
PART_WORDS = {"am": "le matin", "pm": "l'après-midi", "eve": "le soir"}
_ABBREVIATIONS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_RUN = 3
"""From three days in a row, «du … au …» is shorter than their list."""


def by_part(half_days: Iterable[HalfDay]) -> list[tuple[str, list[int]]]:
    """Return, for each part of the day (``am``, ``pm``, ``eve``) that is there, its days (0 = Monday), in order."""
    found: dict[str, list[int]] = {part: [] for part in PARTS}
    for half_day in half_days:
        day, part = str(half_day.value).split("_")
        found[part].append(_ABBREVIATIONS.index(day))
    return [(part, sorted(set(days))) for part, days in found.items() if days]


def is_run(days: list[int]) -> bool:
    """Tell whether days follow one another, three at least."""
    return len(days) >= _RUN and days[-1] - days[0] == len(days) - 1


def half_day_lines(half_days: Iterable[HalfDay]) -> list[str]:
    """Return one line for each part of the day, without capital or full stop; nothing for no half-day."""
    return [_line(part, days) for part, days in by_part(half_days)]


def _line(part: str, days: list[int]) -> str:
    if is_run(days):
        return f"du {DAYS[days[0]]} au {DAYS[days[-1]]}, {PART_WORDS[part]}"
    label = PART_WORDS[part].removeprefix("le ").removeprefix("l'")
    return listed([f"le {DAYS[day]} {label}" for day in days])


def listed(words: list[str]) -> str:
    """Return «a», «a et b», «a, b et c»."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} et {words[-1]}"
