"""Engagements and their sessions: paused, ended, declared, confirmed, looked at again, corrected, taken back."""

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import (
    precondition,
    rule,
)

from bénévolat.domain.engagements import EngagementStatus, SessionStatus
from bénévolat.domain.enums import EndKind
from bénévolat.models.activity_sessions import ActivitySession
from bénévolat.models.engagements import Engagement
from bénévolat.services import activity_sessions, engagements, session_withdrawals
from tests.life.model import (
    ModelEngagement,
    ModelSession,
    day_of,
)
from tests.life.propositions import Propositions
from tests.life.sides import DAYS_AGO, HOUR, MINUTES, NUMBER, E, S, picked


class Engagements(Propositions):
    """Acts on engagements and sessions."""

    def _engagement(self, number: int, *likely: EngagementStatus) -> tuple[Engagement, ModelEngagement]:
        place = picked(number, [one.status in likely for one in self.model.engagements])
        return self.engagements[place], self.model.engagements[place]

    @precondition(lambda self: self.engagements)
    @rule(number=NUMBER)
    def pause(self, number: int) -> None:
        row, one = self._engagement(number, E.ACTIVE)
        if self.act(one.status is E.ACTIVE, engagements.pause, row, by=self.referent):
            one.status = E.PAUSED

    @precondition(lambda self: self.engagements)
    @rule(number=NUMBER)
    def resume(self, number: int) -> None:
        row, one = self._engagement(number, E.PAUSED)
        if self.act(one.status is E.PAUSED, engagements.resume, row, by=self.host):
            one.status = E.ACTIVE

    @precondition(lambda self: self.engagements)
    @rule(number=NUMBER, days=st.integers(0, 10))
    def end(self, number: int, days: int) -> None:
        row, one = self._engagement(number, E.ACTIVE, E.PAUSED)
        today = day_of(self.clock())
        ended_on = today - timedelta(days=days)
        not_begun = one.started_on > today
        allowed = one.status is not E.ENDED and (not_begun or ended_on >= one.started_on)
        if self.act(
            allowed, engagements.end, row, end_kind=EndKind.OTHER, ended_on=ended_on, by=self.referent
        ):
            one.status, one.ended_on = E.ENDED, one.started_on if not_begun else ended_on

    @precondition(lambda self: self.engagements)
    @rule(number=NUMBER, days=DAYS_AGO, hour=HOUR, minutes=MINUTES)
    def declare(self, number: int, days: int, hour: int, minutes: int) -> None:
        self.declare_at(number, days, hour, minutes)

    def declare_at(self, number: int, days: int, hour: int, minutes: int) -> None:
        row, one = self._engagement(number, E.ACTIVE)
        starts_at = (self.clock() - timedelta(days=days)).replace(hour=hour, minute=0)
        done = self.act(
            self.model.may_note(one, starts_at, minutes, self.clock()),
            activity_sessions.declare,
            row,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=minutes),
            by=self.referent,
        )
        if done:
            self.sessions.append(done)
            place = self.engagements.index(row)
            self.model.sessions.append(ModelSession(place, one.person, starts_at, minutes))

    @precondition(lambda self: self.engagements)
    @rule(number=NUMBER, back=st.lists(st.integers(0, 60), min_size=2, max_size=5, unique=True))
    def work(self, number: int, back: list[int]) -> None:
        """Note some mornings at once, most of them within the engagement."""
        for days in back:
            self.declare_at(number, days, 7, 150)

    def _session(self, number: int, *likely: SessionStatus) -> tuple[ActivitySession, ModelSession]:
        place = picked(number, [one.status in likely and not one.replaced for one in self.model.sessions])
        return self.sessions[place], self.model.sessions[place]

    @precondition(lambda self: self.sessions)
    @rule(number=NUMBER)
    def confirm(self, number: int) -> None:
        row, one = self._session(number, S.DECLARED, S.CONTESTED)
        allowed = not one.replaced and one.status in {S.DECLARED, S.CONTESTED}
        if self.act(allowed, activity_sessions.confirm, row, by=self.host):
            one.status = S.CONFIRMED

    @precondition(lambda self: self.sessions)
    @rule(number=NUMBER)
    def contest(self, number: int) -> None:
        row, one = self._session(number, S.DECLARED)
        allowed = not one.replaced and one.status in {S.DECLARED, S.CONFIRMED}
        if self.act(allowed, activity_sessions.contest, row, note="Deux heures.", by=self.host):
            one.status = S.CONTESTED

    @precondition(lambda self: self.sessions)
    @rule(number=NUMBER, again=st.booleans())
    def withdraw(self, number: int, again: bool) -> None:
        """Taken back once or twice, a session counts no more; one that was corrected is there no longer."""
        row, one = self._session(number, S.CONTESTED, S.DECLARED, S.CONFIRMED)
        allowed = not one.replaced or one.withdrawn
        for _ in range(1 + again):
            line = self.act(allowed, session_withdrawals.withdraw, row, by=self.referent)
            if line:
                one.replaced = one.withdrawn = True
                assert (line.replaces_id, line.minutes) == (row.id, row.minutes)
                assert line.replaced_at is not None
                self.reached["taken back"] += 1

    @precondition(lambda self: self.sessions)
    @rule(number=NUMBER, days=DAYS_AGO, hour=HOUR, minutes=MINUTES)
    def correct(self, number: int, days: int, hour: int, minutes: int) -> None:
        row, one = self._session(number, S.CONTESTED, S.DECLARED, S.CONFIRMED)
        starts_at = (self.clock() - timedelta(days=days)).replace(hour=hour, minute=0)
        engagement = self.model.engagements[one.engagement]
        allowed = not one.replaced and self.model.may_note(
            engagement, starts_at, minutes, self.clock(), but=one
        )
        done = self.act(
            allowed,
            activity_sessions.correct,
            row,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=minutes),
            by=self.referent,
        )
        if done:
            one.replaced = True
            self.sessions.append(done)
            self.model.sessions.append(ModelSession(one.engagement, one.person, starts_at, minutes))
