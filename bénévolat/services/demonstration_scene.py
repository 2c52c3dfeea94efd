"""The stage of the demonstration: its clock, and who and what is already on it."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bénévolat.domain.actors import Actor
from bénévolat.domain.enums import Right
from bénévolat.models.accounts import Account
from bénévolat.models.associations import Association
from bénévolat.models.offers import Offer
from bénévolat.models.profiles import Profile
from bénévolat.models.supervisors import Supervisor
from bénévolat.models.teams import Team
from bénévolat.services import communes

PARIS = ZoneInfo("Europe/Paris")

Script = dict[str, Any]
"""One table of the demonstration's files (``seed/demonstration``)."""


@dataclass(slots=True)
class Scene:
    """What the demonstration has made so far. ``now`` is the present day, everything happens before it."""

    session: Session
    now: datetime
    password_hash: str
    teams: dict[str, Team] = field(default_factory=dict)
    agents: dict[str, Account] = field(default_factory=dict)
    referents: dict[str, list[Account]] = field(default_factory=dict)
    associations: dict[str, Association] = field(default_factory=dict)
    members: dict[str, Account] = field(default_factory=dict)
    supervisors: dict[tuple[str, str], Supervisor] = field(default_factory=dict)
    offers: dict[str, Offer] = field(default_factory=dict)
    people: dict[str, Profile] = field(default_factory=dict)
    insee: dict[str, str] = field(default_factory=dict)

    def ago(self, days: float, hour: int = 10) -> datetime:
        """Return that hour of Paris some days before the present day, never later than the present."""
        day = self.now.astimezone(PARIS).date() - timedelta(days=days)
        return min(at(day, hour), self.now)

    def day(self, days: float) -> date:
        """Return the date some days before the present day."""
        return self.now.astimezone(PARIS).date() - timedelta(days=days)

    def commune(self, name: str) -> str:
        """Return the INSEE code of a commune named in the files. Raises LookupError when it is not one."""
        if name not in self.insee:
            found = communes.find_exactly(self.session, name)
            if len(found) != 1:
                raise LookupError(f"« {name} » : {len(found)} communes")
            self.insee[name] = found[0].insee
        return self.insee[name]

    def validator(self) -> Actor:
        """Return an agent of the Département who may validate."""
        return next(agent.as_actor() for agent in self.agents.values() if Right.VALIDATE in agent.rights)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """Return an hour of Paris on a day."""
    return datetime.combine(day, time(hour, minute), tzinfo=PARIS)
