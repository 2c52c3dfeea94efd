"""Dates, hours and lengths in the language of the person's page, when it is not French.

English and Arabic both write the day of the week, the number, the month and the year in that order, like French.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time

from bénévolat.domain.enums import HalfDay
from bénévolat.domain.french import DAYS, MONTHS, local, part_of_day
from bénévolat.domain.half_days import PART_WORDS, by_part, is_run
from bénévolat.domain.session_drafts import AgreedSlot
from bénévolat.web.languages import N_, gettext, say, say_number

_LABELS = {half_day.value: half_day.label for half_day in HalfDay}
_CODES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_COMMA = N_(", ")
_AND = N_(" et ")


def _day(value: date | datetime) -> date:
    return local(value).date() if isinstance(value, datetime) else value


def _short(day: date) -> str:
    return f"{gettext(DAYS[day.weekday()])} {day.day} {gettext(MONTHS[day.month - 1])}"


def long_date(value: date | datetime) -> str:
    """Return «Tuesday 3 March 2026»."""
    day = _day(value)
    return f"{_short(day)} {day.year}"


def day_and_part(value: datetime) -> str:
    """Return «Tuesday 3 March, in the morning»."""
    return _short(_day(value)) + gettext(_COMMA) + gettext(part_of_day(value))


def clock(value: datetime | time) -> str:
    """Return «14:30», read alike from left to right and from right to left."""
    at = local(value) if isinstance(value, datetime) else value
    return f"{at.hour}:{at.minute:02d}"


def moment(value: datetime) -> str:
    """Return «Tuesday 3 March 2026 at 14:30»."""
    return say("%(day)s à %(time)s", day=long_date(value), time=clock(value))


def duration(minutes: int) -> str:
    """Return «2 hours and 30 minutes»; a correction keeps its sign."""
    hours, rest = divmod(abs(minutes), 60)
    said = []
    if hours:
        said.append(say_number("%(num)s heure", "%(num)s heures", hours))
    if rest or not hours:
        said.append(say_number("%(num)s minute", "%(num)s minutes", rest))
    return ("−" if minutes < 0 else "") + gettext(_AND).join(said)


def half_day_lines(half_days: Iterable[HalfDay]) -> list[str]:
    """Return one line for each part of the day: «Tuesday morning, Thursday morning»."""
    return [_line(part, days) for part, days in by_part(half_days)]


def _line(part: str, days: Sequence[int]) -> str:
    if is_run(list(days)):
        ends = {"first": gettext(DAYS[days[0]]), "last": gettext(DAYS[days[-1]])}
        return say("du %(first)s au %(last)s", **ends) + gettext(_COMMA) + gettext(PART_WORDS[part])
    return gettext(_COMMA).join(gettext(_LABELS[f"{_CODES[day]}_{part}"]) for day in days)


def slots_words(slots: Iterable[AgreedSlot]) -> str:
    """Return «Tuesday at 9:30, Thursday at 14:00», or nothing."""
    return gettext(_COMMA).join(
        say("%(day)s à %(time)s", day=gettext(DAYS[slot.weekday]), time=clock(slot.at)) for slot in slots
    )
