"""What a job is.

A job is a small repeatable batch: it says which periods are due at an instant, which units each period holds,
and how to do one unit inside a transaction that the runner opens. Nothing is scheduled between 02:00 and 03:00,
an hour that happens twice or never when clocks change.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from apscheduler.triggers.cron import CronTrigger
from sqlalchemy.orm import Session

PARIS = ZoneInfo("Europe/Paris")
WHOLE = "-"
"""Unit of a job that does its period in one go, and mark of a period whose units are all done."""


DAYS = {
    "mon": "lundi",
    "tue": "mardi",
    "wed": "mercredi",
    "thu": "jeudi",
    "fri": "vendredi",
    "sat": "samedi",
    "sun": "dimanche",
}


@dataclass(frozen=True, slots=True)
class Cron:
    """When the clock rings, in the time of Paris; fields as in APScheduler's cron trigger.

    ``minute``: a number, ``*`` or ``*/15``; ``hour``: a number or ``*``; ``day`` of the month: a number or ``*``;
    ``day_of_week``: ``*`` or ``mon`` to ``sun``.
    """

    minute: str = "0"
    hour: str = "*"
    day: str = "*"
    day_of_week: str = "*"

    def words(self) -> str:
        """Return when it rings, in French: «chaque jour à 3 h 30»."""
        if self.hour == "*":
            if self.minute.startswith("*/"):
                return f"toutes les {self.minute[2:]} minutes"
            return "chaque minute" if self.minute == "*" else f"chaque heure, à la minute {self.minute}"
        if self.day_of_week != "*":
            when = f"chaque {DAYS[self.day_of_week]}"
        elif self.day != "*":
            when = f"le {'1er' if self.day == '1' else self.day} du mois"
        else:
            when = "chaque jour"
        return f"{when} à {int(self.hour)}\u00a0h" + (
            f"\u00a0{int(self.minute):02d}" if int(self.minute) else ""
        )

    def as_trigger(self) -> dict[str, str]:
        """Return the fields of the cron trigger."""
        return {
            "minute": self.minute,
            "hour": self.hour,
            "day": self.day,
            "day_of_week": self.day_of_week,
        }

    def trigger(self) -> CronTrigger:
        """Return the trigger of the clock. What rings every hour counts in UTC: there no hour comes twice or never.

        APScheduler compares times of one zone without their offset: in the second hour of a night in October, a ring
        of every minute in the time of Paris would stay silent for an hour.
        """
        return CronTrigger(timezone=UTC if self.hour == "*" else PARIS, **self.as_trigger())

    def next_ring(self, after: datetime) -> datetime:
        """Return the first ring strictly after an instant (aware), in the time of Paris."""
        trigger = self.trigger()
        start = after.astimezone(trigger.timezone) + timedelta(microseconds=1)
        rings: datetime = trigger.get_next_fire_time(None, start).astimezone(PARIS)
        return rings


class Outside(Protocol):
    """Work that speaks to the network: it opens its own short transactions."""

    def __call__(self, at: datetime, *, dry_run: bool) -> dict[str, Any]:
        """Do what is due at an instant and return the counts."""


@dataclass(frozen=True, slots=True)
class Job:
    """One scheduled job.

    ``periods(session, at)`` gives the periods due at an instant, oldest first, done or not;
    ``units(session, period, at)`` the units of a period; ``effect(session, period, unit, at)`` does one unit and
    returns what it did (counts only). ``outside`` replaces all three for work that speaks to the network. ``forget``
    is called after a dry run or a unit that failed: what this process keeps in memory of it must go too.
    """

    name: str
    label: str
    cron: Cron
    periods: Callable[[Session, datetime], list[str]] | None = None
    units: Callable[[Session, str, datetime], Iterable[str]] | None = None
    effect: Callable[[Session, str, str, datetime], dict[str, Any]] | None = None
    outside: Outside | None = None
    forget: Callable[[], None] | None = None

    def next_ring(self, after: datetime) -> datetime:
        """Return when the clock rings for it next, in the time of Paris."""
        return self.cron.next_ring(after)


def day_period(at: datetime, *, hour: int, minute: int) -> str:
    """Return the date whose daily run is the latest one due at an instant, e.g. ``2026-11-22``."""
    here = at.astimezone(PARIS)
    if (here.hour, here.minute) >= (hour, minute):
        return here.date().isoformat()
    return (here.date().fromordinal(here.date().toordinal() - 1)).isoformat()
