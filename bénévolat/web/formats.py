"""Jinja filters for dates, hours and numbers: those of ``domain.french``, shared with the documents.

On a page of the person in another language they speak it (web.foreign_words); everywhere else they are French.
"""

from collections.abc import Iterable
from datetime import date, datetime, time

from flask import Flask
from markupsafe import Markup

from bénévolat.domain import french, half_days
from bénévolat.domain.contact_words import spoken_phone
from bénévolat.domain.enums import HalfDay
from bénévolat.domain.french import iso_date, local, month, month_of, plural, short_date
from bénévolat.domain.screen_languages import ScreenLanguage
from bénévolat.domain.session_drafts import slots_of, slots_words
from bénévolat.web import foreign_words
from bénévolat.web.languages import language, translated

__all__ = (
    "clock",
    "day_and_part",
    "duration",
    "half_day_lines",
    "iso_date",
    "local",
    "long_date",
    "moment",
    "month",
    "month_of",
    "plural",
    "short_date",
)


def _in_french() -> bool:
    return language() is ScreenLanguage.FRENCH


def long_date(value: date | datetime | None) -> str:
    """Return «mardi 3 mars 2026», or a dash for nothing."""
    return french.long_date(value) if value is None or _in_french() else foreign_words.long_date(value)


def day_and_part(value: datetime) -> str:
    """Return «mardi 3 mars, le matin»."""
    return french.day_and_part(value) if _in_french() else foreign_words.day_and_part(value)


def clock(value: datetime | time | None) -> str:
    """Return «14 h 30», «14 h», or a dash for nothing."""
    return french.clock(value) if value is None or _in_french() else foreign_words.clock(value)


def moment(value: datetime | None) -> str:
    """Return «mardi 3 mars 2026 à 14 h 30», or a dash for nothing."""
    return french.moment(value) if value is None or _in_french() else foreign_words.moment(value)


def duration(minutes: int | None) -> str:
    """Return minutes as «2 h 30», «45 min», «−1 h» (a correction), or a dash for nothing."""
    return french.duration(minutes) if minutes is None or _in_french() else foreign_words.duration(minutes)


def half_day_lines(values: Iterable[HalfDay]) -> list[str]:
    """Return one line for each part of the day: «le mardi matin et le jeudi matin»."""
    return half_days.half_day_lines(values) if _in_french() else foreign_words.half_day_lines(values)


def agreed_moments(stored: list[object]) -> str:
    """Return when sessions come back, as agreed: «le mardi à 9 h 30 et le jeudi à 14 h», or nothing."""
    slots = slots_of(stored)
    return slots_words(slots) if _in_french() else foreign_words.slots_words(slots)


def labels(values: list[object]) -> str:
    """Return the labels of a list of closed-list members, separated by commas."""
    return ", ".join(str(translated(getattr(value, "label", value))) for value in values)


def phone(code: str | None) -> str:
    """Return «06 12 34 56 78»; its figures keep their order on a page written from right to left."""
    spoken = spoken_phone(code)
    return spoken if language().direction == "ltr" else Markup('<bdi dir="ltr">{}</bdi>').format(spoken)


def init_formats(app: Flask) -> None:
    """Register the filters."""
    for function in (
        long_date,
        short_date,
        iso_date,
        month,
        month_of,
        clock,
        day_and_part,
        moment,
        duration,
        plural,
        labels,
        agreed_moments,
        half_day_lines,
    ):
        app.add_template_filter(function)
    app.add_template_filter(phone)
