"""Propositions: put, answered, sent, met, accepted, refused, withdrawn."""

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import (
    initialize,
    precondition,
    rule,
)

from bénévolat.domain.enums import AnswerReason, Channel
from bénévolat.domain.propositions import PropositionAction, PropositionStatus
from bénévolat.models.propositions import Proposition
from bénévolat.services import propositions
from tests.life.model import (
    ModelEngagement,
    ModelProposition,
    day_of,
)
from tests.life.sides import ANSWERS, NUMBER, PEOPLE, PLACES, A, P, Sides, picked


class Propositions(Sides):
    """Acts on propositions."""

    @initialize()
    def begin(self) -> None:
        """Two people are there already."""
        self.welcome(0, 1, -60)
        self.welcome(1, 2, -20)

    @rule(person=st.integers(0, PEOPLE - 1), offer=st.integers(0, len(PLACES) - 1))
    def propose(self, person: int, offer: int) -> None:
        done = self.act(
            self.model.may_propose(person, offer),
            propositions.propose,
            self.people[person],
            self.offers[offer].id,
            former_employee=False,
            presentation=None,
            by=self.referent,
        )
        if done:
            self.propositions.append(done)
            self.model.propositions.append(ModelProposition(person, offer))

    def _proposition(self, number: int, *likely: PropositionStatus) -> tuple[Proposition, ModelProposition]:
        place = picked(number, [one.status in likely for one in self.model.propositions])
        return self.propositions[place], self.model.propositions[place]

    @precondition(lambda self: self.propositions)
    @rule(number=NUMBER, action=st.sampled_from([A.AGREE, A.AGREE, A.AGREE, A.TALK, A.DECLINE]))
    def answer(self, number: int, action: PropositionAction) -> None:
        self._answer(*self._proposition(number, P.PROPOSED, P.TALK_FIRST), action)

    def _answer(self, row: Proposition, one: ModelProposition, action: PropositionAction) -> None:
        done = self.act(
            self.model.may_answer(one, ANSWERS[action]),
            propositions.answer,
            row,
            action,
            channel=Channel.ORAL,
            given_on=day_of(self.clock()),
            by=self.referent,
        )
        if done:
            one.status = ANSWERS[action]

    @precondition(lambda self: self.propositions)
    @rule(number=NUMBER)
    def submit(self, number: int) -> None:
        self._submit(*self._proposition(number, P.AGREED))

    def _submit(self, row: Proposition, one: ModelProposition) -> None:
        free = self.model.places_taken(one.offer) < self.model.capacity[one.offer]
        if self.act(one.status is P.AGREED and free, propositions.submit, row, by=self.referent):
            one.status = P.SUBMITTED

    @precondition(lambda self: self.propositions)
    @rule(number=NUMBER)
    def meet(self, number: int) -> None:
        row, one = self._proposition(number, P.SUBMITTED)
        if self.act(
            one.status is P.SUBMITTED, propositions.ask_meeting, row, meeting_at=None, note=None, by=self.host
        ):
            one.status = P.MEETING

    @precondition(lambda self: self.propositions)
    @rule(number=NUMBER, days=st.integers(-30, 5))
    def accept(self, number: int, days: int) -> None:
        self._accept(*self._proposition(number, P.SUBMITTED, P.MEETING), days)

    def _accept(self, row: Proposition, one: ModelProposition, days: int) -> None:
        started_on = day_of(self.clock()) + timedelta(days=days)
        done = self.act(
            one.status in {P.SUBMITTED, P.MEETING},
            propositions.accept,
            row,
            started_on=started_on,
            by=self.host,
        )
        if done:
            one.status = P.ACCEPTED
            self.engagements.append(done)
            self.model.engagements.append(ModelEngagement(one.person, one.offer, started_on))

    @precondition(lambda self: self.propositions)
    @rule(number=NUMBER)
    def refuse(self, number: int) -> None:
        row, one = self._proposition(number, P.SUBMITTED, P.MEETING)
        if self.act(
            one.status in {P.SUBMITTED, P.MEETING},
            propositions.refuse,
            row,
            reason=AnswerReason.SCHEDULE,
            shared=False,
            referent_note=None,
            by=self.host,
        ):
            one.status = P.REFUSED

    @precondition(lambda self: self.propositions)
    @rule(number=NUMBER)
    def withdraw(self, number: int) -> None:
        row, one = self._proposition(number, P.SUBMITTED, P.AGREED)
        open_ones = {P.PROPOSED, P.AGREED, P.TALK_FIRST, P.SUBMITTED, P.MEETING}
        if self.act(one.status in open_ones, propositions.withdraw, row, by=self.referent):
            one.status = P.WITHDRAWN

    @rule(person=st.integers(0, PEOPLE - 1), offer=st.integers(0, len(PLACES) - 1), days=st.integers(-60, 0))
    def welcome(self, person: int, offer: int, days: int) -> None:
        """Go the whole way at once where there is one."""
        free = self.model.places_taken(offer) < self.model.capacity[offer]
        if not free or not self.model.may_propose(person, offer):
            return
        self.propose(person, offer)
        row, one = self.propositions[-1], self.model.propositions[-1]
        self._answer(row, one, A.AGREE)
        self._submit(row, one)
        self._accept(row, one, days)
