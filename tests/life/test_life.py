"""2,000 acts drawn at random on each database, against a model: nothing lost, doubled, or allowed by mistake.

Propose, answer, submit, meet, accept, refuse, withdraw, pause, resume, end, declare, confirm, contest, correct,
take back, and the nights that record and close the months.
"""

from collections import Counter
from typing import Any

from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bénévolat.domain.cer import CerRecordStatus
from bénévolat.domain.engagements import SessionStatus
from bénévolat.jobs import close_month, record_engagement
from bénévolat.jobs.runner import run
from bénévolat.models.activity_sessions import ActivitySession
from bénévolat.models.cer import CerAdjustment, CerRecord
from bénévolat.models.engagements import Engagement
from bénévolat.models.offers import Offer
from tests.databases import Database
from tests.life.engagements import Engagements
from tests.life.model import (
    month_of,
)
from tests.life.sides import LIVES, STEPS


class Life(Engagements):
    """The nights, and what is always true."""

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

    @rule()
    def month(self) -> None:
        """A month goes by and its night comes: without it, few lives last until a closing."""
        self.clock.advance(days=31)
        self.night()

    def teardown(self) -> None:
        """Count the adjustments of a life, whatever became of it."""
        self.session.rollback()
        self.reached["adjustments"] += len(self.session.scalars(select(CerAdjustment)).all())

    def _months(self, row: Engagement) -> set[Any]:
        recorded = set(self.session.scalars(select(CerRecord.month).where(CerRecord.engagement_id == row.id)))
        carried = select(CerAdjustment.about_month).join(CerAdjustment.record)
        return recorded | set(self.session.scalars(carried.where(CerRecord.engagement_id == row.id)))

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
            lines = self.session.scalar(
                select(func.count()).where(
                    ActivitySession.engagement_id == row.id, ActivitySession.status == SessionStatus.WITHDRAWN
                )
            )
            assert lines == sum(one.withdrawn for one in self.model.sessions if one.engagement == place)
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
    for deep in (
        "accept",
        "end",
        "declare",
        "confirm",
        "contest",
        "correct",
        "taken back",
        "closed months",
        "adjustments",
    ):
        assert life.reached[deep] >= 10, f"{deep}: {dict(life.reached)}"
