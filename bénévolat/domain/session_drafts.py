"""When the sessions agreed with the person come back (R12): proposals to confirm, never an obligation.

Days and hours are those of Paris. Nothing here knows what took place.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

from bénévolat.domain.enums import HalfDay, Rhythm
from bénévolat.domain.errors import DomainError

MOST_SLOTS = 7
WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
WEEKS_AHEAD = 4
"""Sessions are drafted for the present week and the four that follow."""
USUAL_HOURS = {"am": time(9), "pm": time(14), "eve": time(18)}
"""Hour given to a half-day until another one is agreed."""

Pause = tuple[date, date | None]
"""First and last day without sessions, both included; None: no end yet."""


@dataclass(frozen=True, slots=True, order=True)
class AgreedSlot:
    """A moment that comes back: ``weekday`` 0 (Monday) to 6, ``at`` in the time of Paris."""

    weekday: int
    at: time

    def words(self) -> str:
        """Return «le mardi à 9 h 30»."""
        minutes = f"\u00a0{self.at.minute:02d}" if self.at.minute else ""
        return f"le {WEEKDAYS[self.weekday]} à {self.at.hour}\u00a0h{minutes}"

    def stored(self) -> dict[str, Any]:
        """Return what the engagement keeps."""
        return {"weekday": self.weekday, "at": self.at.strftime("%H:%M")}


@dataclass(frozen=True, slots=True, order=True)
class Planned:
    """A session foreseen: its day and its hour in Paris."""

    day: date
    at: time


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreedRhythm:
    """What is agreed: how often, how many sessions, how long, and when if it is known."""

    rhythm: Rhythm
    sessions_per_period: int
    session_minutes: int
    slots: tuple[AgreedSlot, ...] = ()


class WrongRhythm(DomainError):
    """What is agreed makes no sense; the sentence says what to change."""

    field = "slots"


def slots_of(stored: Iterable[Any]) -> tuple[AgreedSlot, ...]:
    """Read what an engagement keeps, in order of the week, without doubles; what is not readable is left out."""
    found = set()
    for item in stored:
        try:
            slot = AgreedSlot(int(item["weekday"]), time.fromisoformat(str(item["at"])))
        except (KeyError, TypeError, ValueError):
            continue
        if 0 <= slot.weekday <= 6:
            found.add(slot)
    return tuple(sorted(found))


def slots_words(slots: Sequence[AgreedSlot]) -> str:
    """Return «le mardi à 9 h et le jeudi à 14 h», or nothing."""
    words = [slot.words() for slot in slots]
    return words[0] if len(words) == 1 else " et ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def check_rhythm(agreed: AgreedRhythm) -> None:
    """Raise WrongRhythm when there are more moments than sessions, or two of them overlap."""
    if not 1 <= agreed.sessions_per_period <= 14:
        raise WrongRhythm("Indiquez de 1 à 14 séances.", field="sessions_per_period")
    if not 15 <= agreed.session_minutes <= 720:
        raise WrongRhythm("Une séance dure de 15 minutes à 12 heures.", field="session_minutes")
    if len(agreed.slots) > agreed.sessions_per_period:
        raise WrongRhythm(
            "Il y a plus de jours que de séances. Augmentez le nombre de séances, ou retirez un jour.",
            field="sessions_per_period",
        )
    for one, other in zip(sorted(agreed.slots), sorted(agreed.slots)[1:], strict=False):
        if one.weekday == other.weekday and _minutes(other.at) - _minutes(one.at) < agreed.session_minutes:
            raise WrongRhythm("Deux séances du même jour se chevauchent. Changez une heure.")


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute


def last_drafted(day: date) -> date:
    """Return the Sunday until which sessions are drafted on a day."""
    return day + timedelta(days=6 - day.weekday(), weeks=WEEKS_AHEAD)


def common_slots(offered: Collection[HalfDay], free: Collection[HalfDay]) -> tuple[AgreedSlot, ...]:
    """Return the half-days that both the mission and the person said, at their usual hour."""
    days = [half_day.value.partition("_")[0] for half_day in HalfDay][::3]
    return tuple(
        AgreedSlot(days.index(day), USUAL_HOURS[moment])
        for day, _, moment in (one.value.partition("_") for one in HalfDay if one in offered and one in free)
    )


def planned_days(
    rhythm: Rhythm,
    slots: Collection[AgreedSlot],
    first: date,
    last: date,
    started_on: date,
    *,
    closed: Collection[date] = (),
    pauses: Sequence[Pause] = (),
) -> list[Planned]:
    """Return the sessions foreseen between two days (both included), in order.

    ``closed`` are public holidays. Fortnights are counted from the week of ``started_on``; a month keeps the rank of
    ``started_on`` (the second Tuesday; the fifth counts as the fourth); a one-off mission comes once per moment.
    No day is before ``started_on``. The result over a period is that of its parts, put together.
    """
    found = [
        Planned(day, slot.at)
        for slot in set(slots)
        for day in _days(rhythm, slot, max(first, started_on), last, started_on)
        if day not in closed
        and not any(start <= day and (end is None or day <= end) for start, end in pauses)
    ]
    return sorted(found)


def _days(rhythm: Rhythm, slot: AgreedSlot, first: date, last: date, started_on: date) -> Iterator[date]:
    day = _next(first, slot.weekday)
    if rhythm is Rhythm.ONE_OFF:
        only = _next(started_on, slot.weekday)
        if first <= only <= last:
            yield only
        return
    monday = started_on - timedelta(days=started_on.weekday())
    rank = min((started_on.day - 1) // 7, 3)
    while day <= last:
        if rhythm is Rhythm.WEEKLY:
            yield day
        elif rhythm is Rhythm.FORTNIGHTLY:
            if (day - monday).days // 7 % 2 == 0:
                yield day
        elif (day.day - 1) // 7 == rank:
            yield day
        day += timedelta(days=7)


def _next(day: date, weekday: int) -> date:
    return day + timedelta(days=(weekday - day.weekday()) % 7)
