"""French dates, hours and numbers; instants are UTC in, Europe/Paris out (T1)."""

import re
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
NBSP = "\u00a0"


_BREAKS = re.compile(r"(?<=\S) (?=[:;?!»])|(?<=«) (?=\S)|(?<=\d) (?=h\b|%|€)")
"""Plain spaces at which a line never breaks: before high marks, inside quotation marks, before a unit."""


def unbroken(text: str) -> str:
    """Return a text whose plain spaces around French marks are no-break ones; the rest is left as it is."""
    return _BREAKS.sub(NBSP, text)


def local(value: datetime) -> datetime:
    """Return an instant in the time of Paris."""
    return value.astimezone(PARIS)


def _as_date(value: date | datetime) -> date:
    return local(value).date() if isinstance(value, datetime) else value


def long_date(value: date | datetime | None) -> str:
    """Return «mardi 3 mars 2026», or a dash for nothing."""
    if value is None:
        return "—"
    day = _as_date(value)
    number = "1er" if day.day == 1 else str(day.day)
    return f"{DAYS[day.weekday()]} {number}{NBSP}{MONTHS[day.month - 1]} {day.year}"


def short_date(value: date | datetime | None) -> str:
    """Return «03/03/2026», or a dash for nothing."""
    return "—" if value is None else _as_date(value).strftime("%d/%m/%Y")


def iso_date(value: str) -> str:
    """Return «03/03/2026» for a day kept as «2026-03-03»."""
    return short_date(date.fromisoformat(value))


def month(value: date) -> str:
    """Return «mars 2026»."""
    return f"{MONTHS[value.month - 1]} {value.year}"


def month_of(value: date | str) -> str:
    """Return «de mars 2026», «d'avril 2026»; a day may come as text, as the outbox keeps it."""
    words = month(date.fromisoformat(value) if isinstance(value, str) else value)
    return f"d'{words}" if words[0] in "ao" else f"de {words}"


def day_words(value: date | datetime) -> str:
    """Return «mardi 3 mars»: a day close enough to go without its year."""
    return long_date(value).rsplit(" ", 1)[0]


def part_of_day(value: datetime | time) -> str:
    """Return «le matin» (before noon), «l'après-midi» (before six) or «le soir»."""
    hour = (local(value) if isinstance(value, datetime) else value).hour
    return "le matin" if hour < 12 else "l'après-midi" if hour < 18 else "le soir"


def day_and_part(value: datetime) -> str:
    """Return «mardi 3 mars, le matin»."""
    return f"{day_words(value)}, {part_of_day(value)}"


def clock(value: datetime | time | None) -> str:
    """Return «14 h 30», or «14 h»."""
    if value is None:
        return "—"
    at = local(value) if isinstance(value, datetime) else value
    return f"{at.hour}{NBSP}h" + (f"{NBSP}{at.minute:02d}" if at.minute else "")


def moment(value: datetime | None) -> str:
    """Return «mardi 3 mars 2026 à 14 h 30», or a dash for nothing."""
    return "—" if value is None else f"{long_date(value)} à {clock(value)}"


def duration(minutes: int | None) -> str:
    """Return minutes as «2 h 30», «45 min», «−1 h» (a correction), or a dash for nothing."""
    if minutes is None:
        return "—"
    sign = "−" if minutes < 0 else ""
    hours, rest = divmod(abs(minutes), 60)
    if not hours:
        return f"{sign}{rest}{NBSP}min"
    return f"{sign}{hours}{NBSP}h" + (f"{NBSP}{rest:02d}" if rest else "")


def plural(count: int, one: str, many: str | None = None) -> str:
    """Return «1 personne», «0 personne», «3 personnes» (French: zero is singular)."""
    word = one if abs(count) < 2 else (many or f"{one}s")
    return f"{count}{NBSP}{word}"
