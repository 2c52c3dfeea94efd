"""What every kind of act shares: the two sides, an act on both, whom to draw."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from flask import Flask
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
)
from sqlalchemy.orm import Session

from bénévolat.domain.engagements import EngagementStatus, SessionStatus
from bénévolat.domain.errors import DomainError
from bénévolat.domain.propositions import PropositionAction, PropositionStatus
from bénévolat.extensions import db
from bénévolat.models.activity_sessions import ActivitySession
from bénévolat.models.engagements import Engagement
from bénévolat.models.propositions import Proposition
from tests.clock import Clock
from tests.databases import Database
from tests.factories import Factory
from tests.life.model import (
    Model,
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


class Sides(RuleBasedStateMachine):
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
