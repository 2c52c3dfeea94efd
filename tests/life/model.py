"""What the platform should hold, in plain Python: a few dicts and the rules as a person would say them.

Nothing here comes from the code under test but the names of its statuses and actions.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bénévolat.domain.engagements import EngagementStatus, SessionStatus
from bénévolat.domain.propositions import PropositionStatus

PARIS = ZoneInfo("Europe/Paris")
P, E, S = PropositionStatus, EngagementStatus, SessionStatus
WITH_PERSON = {P.PROPOSED, P.AGREED, P.TALK_FIRST}
LIVE = WITH_PERSON | {P.SUBMITTED, P.MEETING}


def day_of(moment: datetime) -> date:
    """Return the day in Paris."""
    return moment.astimezone(PARIS).date()


def month_of(moment: datetime) -> date:
    """Return the first day of the month in Paris."""
    return day_of(moment).replace(day=1)


@dataclass
class ModelProposition:
    """One mission before one person."""

    person: int
    offer: int
    status: PropositionStatus = P.PROPOSED


@dataclass
class ModelEngagement:
    """What an acceptance opened."""

    person: int
    offer: int
    started_on: date
    status: EngagementStatus = E.ACTIVE
    ended_on: date | None = None

    def covers(self, day: date) -> bool:
        """Tell whether a session of that day may be noted."""
        return self.started_on <= day and (self.ended_on is None or day <= self.ended_on)


@dataclass
class ModelSession:
    """One session as it stands, or as it stood before it was corrected or taken back."""

    engagement: int
    person: int
    starts_at: datetime
    minutes: int
    status: SessionStatus = S.DECLARED
    replaced: bool = False
    withdrawn: bool = False

    @property
    def ends_at(self) -> datetime:
        """Return its end."""
        return self.starts_at + timedelta(minutes=self.minutes)


@dataclass
class Model:
    """Everything, by number in the order it was made."""

    capacity: list[int]
    propositions: list[ModelProposition] = field(default_factory=list)
    engagements: list[ModelEngagement] = field(default_factory=list)
    sessions: list[ModelSession] = field(default_factory=list)

    def places_taken(self, offer: int) -> int:
        """Return the places held by what waits for an answer, and by whoever is there."""
        waiting = sum(
            one.offer == offer and one.status in {P.SUBMITTED, P.MEETING} for one in self.propositions
        )
        there = sum(one.offer == offer and one.status is not E.ENDED for one in self.engagements)
        return waiting + there

    def may_propose(self, person: int, offer: int) -> bool:
        """One live proposition of a mission for a person, three before them at once."""
        live = [one for one in self.propositions if one.person == person and one.status in LIVE]
        return not any(one.offer == offer for one in live) and (
            sum(one.status in WITH_PERSON for one in live) < 3
        )

    def may_answer(self, one: ModelProposition, wanted: PropositionStatus) -> bool:
        """A mind may change until the association has received it, unless the mission was put again meanwhile."""
        if one.status not in WITH_PERSON | {P.DECLINED} or one.status is wanted:
            return False
        if one.status is not P.DECLINED:
            return True
        others = [two for two in self.propositions if two is not one and two.person == one.person]
        again = any(two.offer == one.offer and two.status in LIVE for two in others)
        return not again and sum(two.status in WITH_PERSON for two in others) < 3

    def standing(self, person: int, but: ModelSession | None = None) -> list[ModelSession]:
        """Return the sessions of a person as they stand."""
        return [one for one in self.sessions if one.person == person and not one.replaced and one is not but]

    def may_note(
        self,
        engagement: ModelEngagement,
        starts_at: datetime,
        minutes: int,
        now: datetime,
        but: ModelSession | None = None,
    ) -> bool:
        """A session is over, within the engagement, alone at its moment, in a week of 35 hours at most."""
        ends_at = starts_at + timedelta(minutes=minutes)
        if not 1 <= minutes <= 720 or ends_at > now or not engagement.covers(day_of(starts_at)):
            return False
        others = self.standing(engagement.person, but)
        if any(one.starts_at < ends_at and one.ends_at > starts_at for one in others):
            return False
        week = day_of(starts_at).isocalendar()[:2]
        spent = sum(one.minutes for one in others if day_of(one.starts_at).isocalendar()[:2] == week)
        return spent + minutes <= 35 * 60

    def totals(self, engagement: int, months: set[date]) -> tuple[int, int, int]:
        """Return minutes declared, minutes confirmed and sessions of an engagement in some months."""
        kept = [
            one
            for one in self.sessions
            if one.engagement == engagement and not one.replaced and month_of(one.starts_at) in months
        ]
        confirmed = sum(one.minutes for one in kept if one.status is S.CONFIRMED)
        return sum(one.minutes for one in kept), confirmed, len(kept)
