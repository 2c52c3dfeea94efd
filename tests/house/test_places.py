"""C1: a scarce place is taken once, whoever asks at the same instant, on both databases.

``C1_ROUNDS=100`` runs the full measure of the rule; the suite runs fewer rounds.
"""

import os
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bénévolat.domain.actors import Actor
from bénévolat.domain.errors import DomainError
from bénévolat.domain.propositions import PropositionStatus
from bénévolat.extensions import transaction
from bénévolat.models.engagements import Engagement
from bénévolat.models.offers import Offer
from bénévolat.models.propositions import Proposition
from bénévolat.services import propositions
from tests.clock import Clock
from tests.databases import Database
from tests.factories import Factory
from tests.house.race import all_at_once, workers_at_once

ROUNDS = int(os.environ.get("C1_ROUNDS", "4"))
PEOPLE = 30


def test_thirty_people_in_three_workers_take_exactly_the_last_places(
    app: Flask, database: Database, make: Factory, session: Session, tmp_path: Path
) -> None:
    supervised = [
        make.published_offer(supervision_capacity=1 + turn % 3, places=10) for turn in range(ROUNDS)
    ]
    said = workers_at_once(
        database.url, str(tmp_path), [str(offer.id) for offer in supervised], workers=3, threads=PEOPLE // 3
    )
    capacity = sum(offer.supervision_capacity for offer in supervised)
    print(f"C1 {database.kind}: {ROUNDS} rounds, {dict(said)}, capacity {capacity}")
    assert said == {"taken": capacity, "NoPlaceLeft": ROUNDS * PEOPLE - capacity}
    session.expire_all()
    assert all(offer.places_taken == offer.supervision_capacity for offer in supervised)


def test_thirty_propositions_sent_at_once_hold_exactly_the_capacity(
    app: Flask, database: Database, make: Factory, session: Session, clock: Clock
) -> None:
    offer = make.published_offer(supervision_capacity=3, places=10)
    referent = make.travailleur_social()
    ready = [
        make.proposition(make.active_profile(referent), offer, PropositionStatus.AGREED).id
        for _ in range(PEOPLE)
    ]
    by = referent.as_actor()

    def send(proposition_id: UUID) -> str:
        with app.app_context():
            try:
                with transaction() as mine:
                    propositions.submit(mine, mine.get_one(Proposition, proposition_id), by=by, now=clock())
            except DomainError as refusal:
                return type(refusal).__name__
            return "sent"

    assert all_at_once([lambda of=one: send(of) for one in ready]) == {"sent": 3, "NoPlaceLeft": PEOPLE - 3}
    session.expire_all()
    assert session.get_one(Offer, offer.id).places_taken == 3
    holding = (
        select(func.count()).select_from(Proposition).where(Proposition.status == PropositionStatus.SUBMITTED)
    )
    assert session.scalar(holding) == 3


def test_a_proposition_accepted_twice_at_once_opens_one_engagement(
    app: Flask, make: Factory, session: Session, clock: Clock
) -> None:
    proposition = make.submitted_proposition()
    member = make.member_of(proposition.offer.association).as_actor()

    def accept() -> str:
        with app.app_context():
            try:
                with transaction() as mine:
                    row = mine.get_one(Proposition, proposition.id)
                    day = clock().date() + timedelta(days=1)
                    propositions.accept(mine, row, started_on=day, by=member, now=clock())
            except DomainError as refusal:
                return type(refusal).__name__
            return "accepted"

    assert all_at_once([accept] * 10) == {"accepted": 1, "WrongTransition": 9}
    session.expire_all()
    assert session.scalar(select(func.count()).select_from(Engagement)) == 1
    assert session.get_one(Offer, proposition.offer_id).places_taken == 1


def test_accepting_and_withdrawing_at_once_leave_one_truth(
    app: Flask, make: Factory, session: Session, clock: Clock
) -> None:
    proposition = make.submitted_proposition()
    member = make.member_of(proposition.offer.association).as_actor()
    person = Actor.person(proposition.profile_id)

    def accept() -> str:
        with app.app_context():
            try:
                with transaction() as mine:
                    row = mine.get_one(Proposition, proposition.id)
                    propositions.accept(mine, row, started_on=clock().date(), by=member, now=clock())
            except DomainError as refusal:
                return type(refusal).__name__
            return "accepted"

    def withdraw() -> str:
        with app.app_context():
            try:
                with transaction() as mine:
                    row = mine.get_one(Proposition, proposition.id)
                    propositions.withdraw(mine, row, by=person, now=clock())
            except DomainError as refusal:
                return type(refusal).__name__
            return "withdrawn"

    said = all_at_once([accept, withdraw])
    session.expire_all()
    open_ones = session.scalar(select(func.count()).select_from(Engagement))
    taken = session.get_one(Offer, proposition.offer_id).places_taken
    assert said in ({"accepted": 1, "WrongTransition": 1}, {"withdrawn": 1, "WrongTransition": 1})
    assert (open_ones, taken) == ((1, 1) if "accepted" in said else (0, 0))


def test_the_database_itself_refuses_one_place_too_many(app: Flask, make: Factory, session: Session) -> None:
    offer = make.full_offer()
    offer.places_taken = 2
    with pytest.raises(IntegrityError, match="ck_offers_capacity"):
        session.commit()
