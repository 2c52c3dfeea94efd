"""The plan of the night: free places shared over everybody, what is already proposed counted, a certificate kept."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bénévolat.domain.enums import ProfileStatus
from bénévolat.domain.propositions import PropositionStatus
from bénévolat.matching.settings import DEFAULT
from bénévolat.models.matches import MatchPlan, PlanLine
from bénévolat.models.offers import Offer
from bénévolat.models.profiles import Profile
from bénévolat.services import match_plans, suggestions
from tests.clock import Clock
from tests.factories import Factory

GARDEN = {"title": "Jardin partagé", "description": "Cultiver un jardin.", "tasks": ["Semer"]}


@pytest.fixture
def garden(make: Factory) -> Offer:
    """Return an offer with one place: three propositions of it at most."""
    return make.published_offer(**GARDEN, places=1, supervision_capacity=1)


def people(make: Factory, number: int) -> list[Profile]:
    return [make.active_profile(wishes=["jardin"], skills=[]) for _ in range(number)]


def planned(session: Session, clock: Clock) -> MatchPlan:
    suggestions.refresh_all(session, now=clock())
    found = match_plans.compute(session, now=clock())
    session.commit()
    return found


def times(session: Session, offer: Offer) -> int:
    return len(session.scalars(select(PlanLine).where(PlanLine.offer_id == offer.id)).all())


def test_no_offer_is_advised_more_than_its_places_times_the_factor_and_everybody_has_one(
    session: Session, make: Factory, garden: Offer, clock: Clock
) -> None:
    wide = make.published_offer(**GARDEN, places=9, supervision_capacity=9)
    crowd = people(make, 6)
    plan = planned(session, clock)
    assert times(session, garden) <= DEFAULT.plan_factor
    assert {line.profile_id for line in session.scalars(select(PlanLine))} == {one.id for one in crowd}
    assert (plan.people, plan.with_candidates, plan.without_proposal, plan.over_limit) == (6, 6, 0, 0)
    assert plan.proposals == times(session, garden) + times(session, wide)
    assert plan.bound >= plan.objective > 0
    assert plan.gap == 0
    assert plan.version.startswith("2.")


def test_somebody_to_serve_first_has_the_scarce_place_and_the_same_points(
    session: Session, make: Factory, garden: Offer, clock: Clock
) -> None:
    crowd = people(make, 5)
    crowd[-1].priority = True
    session.commit()
    planned(session, clock)
    served = {line.profile_id for line in session.scalars(select(PlanLine))}
    assert len(served) == DEFAULT.plan_factor
    assert crowd[-1].id in served
    assert len({suggestions.suggestions_of(session, one.id)[0].score for one in crowd}) == 1


def test_what_waits_for_an_answer_counts_against_the_places_and_is_not_advised_again(
    session: Session, make: Factory, garden: Offer, clock: Clock
) -> None:
    crowd = people(make, 5)
    for person in crowd[:2]:
        make.proposition(person, garden)
    planned(session, clock)
    lines = session.scalars(select(PlanLine)).all()
    assert len(lines) == DEFAULT.plan_factor - 2
    assert {line.profile_id for line in lines} <= {person.id for person in crowd[2:]}


@pytest.mark.parametrize(
    ("status", "again"),
    [
        (PropositionStatus.DECLINED, False),
        (PropositionStatus.REFUSED, False),
        (PropositionStatus.ACCEPTED, False),
        (PropositionStatus.WITHDRAWN, True),
    ],
)
def test_a_mission_already_answered_is_advised_no_more(
    session: Session, make: Factory, clock: Clock, status: PropositionStatus, again: bool
) -> None:
    wide = make.published_offer(**GARDEN, places=9, supervision_capacity=9)
    (person,) = people(make, 1)
    make.proposition(person, wide, status)
    planned(session, clock)
    assert times(session, wide) == again


def test_a_place_held_leaves_nothing_to_advise(
    session: Session, make: Factory, garden: Offer, clock: Clock
) -> None:
    first, *_ = people(make, 3)
    make.submitted_proposition(first, garden)
    assert planned(session, clock).proposals == 0


def test_who_has_three_missions_waiting_is_left_alone(
    session: Session, make: Factory, garden: Offer, clock: Clock
) -> None:
    busy, free = people(make, 2)
    for status in (PropositionStatus.PROPOSED, PropositionStatus.AGREED, PropositionStatus.TALK_FIRST):
        make.proposition(busy, make.published_offer(title="Tenir la caisse"), status)
    planned(session, clock)
    assert {line.profile_id for line in session.scalars(select(PlanLine))} == {free.id}


def test_the_order_is_read_with_its_reasons_while_its_missions_are_open(
    session: Session, make: Factory, garden: Offer, clock: Clock
) -> None:
    kitchen = make.published_offer(**GARDEN, places=3, supervision_capacity=3)
    (person,) = people(make, 1)
    planned(session, clock)
    today = clock().date()
    order = match_plans.lines_of(session, person.id, today=today)
    assert [line.rank for line in order] == [1, 2]
    assert {line.offer_id for line in order} == {garden.id, kitchen.id}
    assert all(line.reason for line in order)
    assert match_plans.first_lines(session, [person.id], today=today)[person.id].rank == 1
    order[0].offer.places_taken = order[0].offer.places_limit
    session.commit()
    assert [line.rank for line in match_plans.lines_of(session, person.id, today=today)] == [2]
    make.proposition(person, order[1].offer)
    assert match_plans.lines_of(session, person.id, today=today) == []


def test_a_plan_replaces_the_order_and_keeps_the_certificates(
    session: Session, make: Factory, garden: Offer, clock: Clock
) -> None:
    (person,) = people(make, 1)
    first = planned(session, clock)
    person.status = ProfileStatus.PAUSED
    clock.advance(days=1)
    second = planned(session, clock)
    assert match_plans.latest(session) is second
    assert second.computed_at - first.computed_at == timedelta(days=1)
    assert session.scalars(select(PlanLine)).all() == []
    assert len(session.scalars(select(MatchPlan)).all()) == 2
