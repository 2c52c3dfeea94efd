"""What a job is.

A job is a small repeatable batch: it says which periods are due at an instant, which units each period holds,
and how to do one unit inside a transaction that the runner opens. Nothing is scheduled between 02:00 and 03:00,
an hour that happens twice or never when clocks change.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

PARIS = ZoneInfo("Europe/Paris")
WHOLE = "-"
"""Unit of a job that does its period in one go, and mark of a period whose units are all done."""


@dataclass(frozen=True, slots=True)
class Cron:
    """When the clock rings, in the time of Paris; fields as in APScheduler's cron trigger."""

    minute: str = "0"
    hour: str = "*"
    day: str = "*"

    def words(self) -> str:
        """Return when it rings, in French: «chaque jour à 3 h 30»."""
        if self.hour == "*":
            return "chaque minute" if self.minute == "*" else f"chaque heure, à la minute {self.minute}"
        when = "chaque jour" if self.day == "*" else f"le {self.day} du mois"
        return f"{when} à {self.hour} h {int(self.minute):02d}"

    def as_trigger(self) -> dict[str, str]:
        """Return the fields of the cron trigger."""
        return {"minute": self.minute, "hour": self.hour, "day": self.day}


class Outside(Protocol):
    """Work that speaks to the network: it opens its own short transactions."""

    def __call__(self, at: datetime, *, dry_run: bool) -> dict[str, Any]:
        """Do what is due at an instant and return the counts."""


@dataclass(frozen=True, slots=True)
class Job:
    """One scheduled job.

    ``periods(session, at)`` gives the periods due at an instant, oldest first, done or not;
    ``units(session, period, at)`` the units of a period; ``effect(session, period, unit, at)`` does one unit and
    returns what it did (counts only). ``outside`` replaces all three for work that speaks to the network.
    """

    name: str
    label: str
    cron: Cron
    periods: Callable[[Session, datetime], list[str]] | None = None
    units: Callable[[Session, str, datetime], Iterable[str]] | None = None
    effect: Callable[[Session, str, str, datetime], dict[str, Any]] | None = None
    outside: Outside | None = None


def day_period(at: datetime, *, hour: int, minute: int) -> str:
    """Return the date whose daily run is the latest one due at an instant, e.g. ``2026-11-22``."""
    here = at.astimezone(PARIS)
    if (here.hour, here.minute) >= (hour, minute):
        return here.date().isoformat()
    return (here.date().fromordinal(here.date().toordinal() - 1)).isoformat()
