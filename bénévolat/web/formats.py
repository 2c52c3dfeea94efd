"""Jinja filters for French dates, hours and numbers: those of ``domain.french``, shared with the documents."""

from flask import Flask

from bénévolat.domain.contact_words import spoken_phone
from bénévolat.domain.french import (
    clock,
    day_and_part,
    duration,
    iso_date,
    local,
    long_date,
    moment,
    month,
    month_of,
    plural,
    short_date,
)
from bénévolat.domain.half_days import half_day_lines
from bénévolat.domain.session_drafts import slots_of, slots_words

__all__ = (
    "clock",
    "day_and_part",
    "duration",
    "iso_date",
    "local",
    "long_date",
    "moment",
    "month",
    "month_of",
    "plural",
    "short_date",
)


def agreed_moments(stored: list[object]) -> str:
    """Return when sessions come back, as agreed: «le mardi à 9 h 30 et le jeudi à 14 h», or nothing."""
    return slots_words(slots_of(stored))


def labels(values: list[object]) -> str:
    """Return the labels of a list of closed-list members, separated by commas."""
    return ", ".join(str(getattr(value, "label", value)) for value in values)


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
    app.add_template_filter(spoken_phone, "phone")
