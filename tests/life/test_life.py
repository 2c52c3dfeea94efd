"""2,000 acts drawn at random on each database, against a model: nothing lost, doubled, or allowed by mistake.

Propose, answer, submit, meet, accept, refuse, withdraw, pause, resume, end, declare, confirm, contest, correct, and the
nights that record and close the months.
"""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select
from sqlalchemy.orm import Session

from bénévolat.domain.cer import CerRecordStatus
from bénévolat.domain.engagements import EngagementStatus, SessionStatus
from bénévolat.domain.enums import AnswerReason, Channel, EndKind
from bénévolat.domain.errors import DomainError
from bénévolat.domain.propositions import PropositionAction, PropositionStatus
from bénévolat.extensions import db
from bénévolat.jobs import close_month, record_engagement
from bénévolat.jobs.runner import run
from bénévolat.models.activity_sessions import ActivitySession
from bénévolat.models.cer import CerAdjustment, CerRecord
from bénévolat.models.engagements import Engagement
from bénévolat.models.offers import Offer
from bénévolat.models.propositions import Proposition
from bénévolat.services import activity_sessions, engagements, propositions
from tests.clock import Clock
from tests.databases import Database
from tests.factories import Factory
from tests.life.model import (
    Model,
    ModelEngagement,
    ModelProposition,
    ModelSession,
    day_of,
    month_of,
)

STEPS, LIVES = 50, 40
PLACES = (1, 2, 3)
PEOPLE = 3
P, E, S, A = PropositionStatus, EngagementStatus, SessionStatus, PropositionAction
ANSWERS = {A.AGREE: P.AGREED, A.TALK: P.TALK_FIRST, A.DECLINE: P.DECLINED}
NUMBER = st.integers(0, 63)
DAYS_AGO, HOUR, MINUTES = (
    st.integers(0, 45),
    st.integers(6, 20),
    st.sampled_from([30, 90, 150, 240, 480, 700, 730]),
)


def picked(number: int, likely: list[bool]) -> int:
    """Return a place: three times in four one where the act is likely to be allowed."""
    places = [place for place, yes in enumerate(likely) if yes]
    if places and number % 4:
        return places[number // 4 % len(places)]
    return number % len(likely)


class Life(RuleBasedStateMachine):
    """The platform on one side, the model on the other."""

    app: Flask
    session: Session
    database: Database

    reached: Counter[str]

    def __init__(self) -> None:
        super().__init__()
        type(self).reached["lives"] += 1
        self.session.rollback()
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()
        self.database.empty()
        self.session.expunge_all()
        self.clock = Clock()
        make = Factory(self.session, self.clock)
        association = make.validated_association()
        self.host = make.member_of(association).as_actor()
        referent = make.travailleur_social()
        self.referent = referent.as_actor()
        self.people = [make.active_profile(referent) for _ in range(PEOPLE)]
        self.offers = [
            make.published_offer(association, supervision_capacity=places, places=places) for places in PLACES
        ]
        self.session.commit()
        self.model = Model(list(PLACES))
        self.propositions: list[Proposition] = []
        self.engagements: list[Engagement] = []
        self.sessions: list[ActivitySession] = []
        self.closed: dict[Any, tuple[Any, ...]] = {}

    def act(self, allowed: bool, service: Callable[..., Any], *given: Any, **options: Any) -> Any:
        """Do something; it must be refused with a sentence exactly when the model refuses it."""
        refused: str | None = None
        try:
            done = service(self.session, *given, now=self.clock(), **options)
            self.session.commit()
        except DomainError as refusal:
            self.session.rollback()
            self.session.expire_all()
            refused = refusal.sentence
        if refused is not None:
            assert not allowed, f"{service.__name__} refused: {refused}"
            return None
        assert allowed, f"{service.__name__} was allowed"
        self.reached[service.__name__] += 1
        return done if done is not None else True

    @initialize()
    def begin(self) -> None:
        """Two people are there already."""
        self.welcome(0, 1, -60)
        self.welcome(1, 2, -20)

    # -- propositions

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

    # -- engagements

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

    # -- sessions

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
        allowed = not one.replaced and one.status is S.DECLARED
        if self.act(allowed, activity_sessions.contest, row, note="Deux heures.", by=self.host):
            one.status = S.CONTESTED

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

    # -- time

    @rule(days=st.integers(1, 16))
    def wait(self, days: int) -> None:
        self.clock.advance(days=days)

    @rule()
    def night(self) -> None:
        """Record the months that are over, close those over for long; each run twice is run once."""
        self.session.commit()
        with self.app.app_context():
            for job in (record_engagement.JOB, close_month.JOB, record_engagement.JOB):
                assert run(job, at=self.clock()).failed == 0
        self.session.expire_all()
        for place, row in enumerate(self.engagements):
            past = {
                month_of(one.starts_at)
                for one in self.model.sessions
                if one.engagement == place
                and not one.replaced
                and month_of(one.starts_at) < month_of(self.clock())
            }
            assert past <= self._months(row), "a month that is over is not recorded"

    def teardown(self) -> None:
        """Count the adjustments of a life, whatever became of it."""
        self.session.rollback()
        self.reached["adjustments"] += len(self.session.scalars(select(CerAdjustment)).all())

    def _months(self, row: Engagement) -> set[Any]:
        recorded = set(self.session.scalars(select(CerRecord.month).where(CerRecord.engagement_id == row.id)))
        carried = select(CerAdjustment.about_month).join(CerAdjustment.record)
        return recorded | set(self.session.scalars(carried.where(CerRecord.engagement_id == row.id)))

    # -- what is always true

    @invariant()
    def everybody_stands_where_the_model_says(self) -> None:
        for row, one in zip(self.propositions, self.model.propositions, strict=True):
            assert row.status is one.status
        for engagement, mine in zip(self.engagements, self.model.engagements, strict=True):
            assert (engagement.status, engagement.ended_on) == (mine.status, mine.ended_on)
        for noted, known in zip(self.sessions, self.model.sessions, strict=True):
            assert (noted.status, noted.minutes) == (known.status, known.minutes)
            assert (noted.replaced_at is not None) is known.replaced
        for place, offer in enumerate(self.offers):
            taken = self.session.scalar(select(Offer.places_taken).where(Offer.id == offer.id))
            assert taken == self.model.places_taken(place) <= self.model.capacity[place]

    @invariant()
    def a_closed_month_never_moves(self) -> None:
        for row in self.session.scalars(select(CerRecord).execution_options(populate_existing=True)):
            facts = (
                row.total_declared,
                row.total_confirmed,
                row.total_retained,
                row.total_sessions,
                row.closed_at,
            )
            if row.id in self.closed:
                assert facts == self.closed[row.id]
            elif row.status is CerRecordStatus.CLOSED:
                self.closed[row.id] = facts
                self.reached["closed months"] += 1

    @invariant()
    def the_records_add_up_to_the_sessions(self) -> None:
        for place, row in enumerate(self.engagements):
            months = self._months(row)
            records = self.session.scalars(
                select(CerRecord)
                .where(CerRecord.engagement_id == row.id)
                .execution_options(populate_existing=True)
            ).all()
            told = (
                sum(one.total_declared for one in records),
                sum(one.total_confirmed for one in records),
                sum(one.total_sessions for one in records),
            )
            assert told == self.model.totals(place, months)


def test_any_life_ends_as_the_model_says(app: Flask, session: Session, database: Database) -> None:
    """J1, C1, T1, R7, R9, R10: 40 lives of 50 steps."""
    life = type(
        "LifeHere", (Life,), {"app": app, "session": session, "database": database, "reached": Counter()}
    )
    run_state_machine_as_test(
        life,
        settings=settings(
            max_examples=LIVES,
            stateful_step_count=STEPS,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    for deep in ("accept", "end", "declare", "confirm", "contest", "correct", "closed months", "adjustments"):
        assert life.reached[deep] >= 10, f"{deep}: {dict(life.reached)}"
