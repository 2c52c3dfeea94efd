"""Engagements: paused, resumed, ended without fault; in a contract or not."""

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from bénévolat.domain.actors import Actor
from bénévolat.domain.engagements import EngagementStatus
from bénévolat.domain.enums import EndKind, EngagementNature
from bénévolat.domain.errors import WrongTransition
from bénévolat.services import engagements
from tests.clock import Clock
from tests.factories import Factory


def test_the_person_stops_without_a_reason_and_the_place_is_free(
    session: Session, make: Factory, clock: Clock
) -> None:
    """R9: one act, no reason, only the end date stays."""
    engagement = make.engagement()
    engagements.end(
        session,
        engagement,
        end_kind=EndKind.PERSON_STOPS,
        ended_on=clock().date(),
        by=Actor.person(engagement.profile_id),
        now=clock(),
    )
    session.commit()
    session.refresh(engagement.offer)
    assert (engagement.status, engagement.offer.places_taken) == (EngagementStatus.ENDED, 0)
    with pytest.raises(WrongTransition):
        engagements.resume(session, engagement, by=Actor.person(engagement.profile_id), now=clock())


def test_an_engagement_that_has_not_begun_can_be_stopped(
    session: Session, make: Factory, clock: Clock
) -> None:
    engagement = make.engagement(started_on=clock().date() + timedelta(days=10))
    engagements.end(
        session,
        engagement,
        end_kind=EndKind.OTHER,
        ended_on=clock().date(),
        by=Actor.person(engagement.profile_id),
        now=clock(),
    )
    session.commit()
    assert engagement.ended_on == engagement.started_on


@pytest.mark.parametrize("days", [-60, 1])
def test_an_end_date_is_between_the_start_and_today(
    session: Session, make: Factory, clock: Clock, days: int
) -> None:
    engagement = make.engagement()
    with pytest.raises(engagements.BadEndDate):
        engagements.end(
            session,
            engagement,
            end_kind=EndKind.COMPLETED,
            ended_on=clock().date() + timedelta(days=days),
            by=Actor.person(engagement.profile_id),
            now=clock(),
        )


def test_pause_keeps_the_place(session: Session, make: Factory, clock: Clock) -> None:
    engagement = make.engagement()
    by = engagement.profile.referent.as_actor()
    engagements.pause(session, engagement, by=by, now=clock())
    session.commit()
    session.refresh(engagement.offer)
    assert engagement.offer.places_taken == 1
    engagements.resume(session, engagement, by=by, now=clock())
    assert [event.action for event in engagement.events] == ["pause", "resume"]


def test_an_engagement_enters_only_a_contract_that_covers_its_start(
    session: Session, make: Factory, clock: Clock
) -> None:
    """R6."""
    engagement = make.engagement()
    late = make.contract(
        engagement.profile, starts_on=clock().date(), ends_on=clock().date() + timedelta(days=90)
    )
    with pytest.raises(engagements.ContractNotInForce):
        engagements.classify(engagement, contract=late)
    good = make.contract(
        engagement.profile,
        starts_on=engagement.started_on - timedelta(days=1),
        ends_on=date(2027, 12, 31),
        review_on=None,
    )
    engagements.classify(engagement, contract=good)
    assert engagement.nature is EngagementNature.IN_CONTRACT
    other = make.contract(make.active_profile(), starts_on=date(2026, 1, 1), ends_on=date(2027, 12, 31))
    with pytest.raises(engagements.ContractNotInForce):
        engagements.classify(engagement, contract=other)


def test_each_side_reads_only_its_own_engagements(session: Session, make: Factory) -> None:
    """A2."""
    mine, other = make.engagement(), make.engagement()
    hosted = session.scalars(engagements.hosted_by(mine.offer.association_id)).all()
    followed = session.scalars(engagements.followed_by(mine.profile.referent)).all()
    own = session.scalars(engagements.of_person(mine.profile_id)).all()
    assert {row.id for row in (*hosted, *followed, *own)} == {mine.id} != {other.id}
