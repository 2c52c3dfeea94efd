"""What an association writes: drafts, capacity, copies (R16, R17, R18)."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from bénévolat.domain.enums import HalfDay
from bénévolat.domain.errors import DomainError
from bénévolat.domain.offers import (
    CapacityBelowTaken,
    NotEditable,
    OfferFields,
    OfferStatus,
    TooManyHours,
    WelcomeFields,
)
from bénévolat.models.offers import Offer
from bénévolat.services import offer_drafts
from tests.clock import Clock
from tests.factories import Factory


def welcome_of(offer: Offer, **changes: object) -> WelcomeFields:
    said = offer_drafts.fields_of(offer)
    kept = {name: getattr(said, name) for name in WelcomeFields.__dataclass_fields__}
    return WelcomeFields(**{**kept, **changes})


def test_a_draft_needs_only_a_title(make: Factory, session: Session, clock: Clock) -> None:
    association = make.association()
    offer = offer_drafts.create_draft(session, association, OfferFields(title="Soupe"), now=clock())
    assert (offer.status, offer.association_id) == (OfferStatus.DRAFT, association.id)


def test_no_draft_above_thirty_five_hours_a_week_r18(make: Factory, session: Session, clock: Clock) -> None:
    fields = OfferFields(title="Soupe", sessions_per_period=6, session_minutes=420)
    with pytest.raises(TooManyHours):
        offer_drafts.create_draft(session, make.association(), fields, now=clock())


def test_a_supervisor_of_another_association_is_refused(
    make: Factory, session: Session, clock: Clock
) -> None:
    foreign = make.supervisor(make.association())
    with pytest.raises(DomainError) as refusal:
        offer_drafts.create_draft(
            session, make.association(), OfferFields(title="Soupe", supervisor_id=foreign.id), now=clock()
        )
    assert refusal.value.field == "supervisor"


def test_the_back_up_is_someone_else(make: Factory, session: Session, clock: Clock) -> None:
    offer = make.offer()
    fields = replace(offer_drafts.fields_of(offer), backup_supervisor_id=offer.supervisor_id)
    with pytest.raises(DomainError) as refusal:
        offer_drafts.edit(
            session, offer, fields, by=make.member_of(offer.association).as_actor(), now=clock()
        )
    assert refusal.value.field == "backup_supervisor"


def test_correcting_an_offer_that_came_back_makes_it_a_draft_again(
    make: Factory, session: Session, clock: Clock
) -> None:
    offer = make.offer(status=OfferStatus.REFUSED)
    fields = replace(offer_drafts.fields_of(offer), title="Nouveau titre")
    offer_drafts.edit(session, offer, fields, by=make.member_of(offer.association).as_actor(), now=clock())
    assert (offer.status, offer.title) == (OfferStatus.DRAFT, "Nouveau titre")


@pytest.mark.parametrize("status", [OfferStatus.SUBMITTED, OfferStatus.PUBLISHED, OfferStatus.CLOSED])
def test_a_published_offer_is_not_rewritten_behind_the_departements_back_r15(
    make: Factory, session: Session, clock: Clock, status: OfferStatus
) -> None:
    offer = make.offer(status=status)
    with pytest.raises(NotEditable):
        offer_drafts.edit(
            session,
            offer,
            offer_drafts.fields_of(offer),
            by=make.member_of(offer.association).as_actor(),
            now=clock(),
        )


def test_the_capacity_of_a_published_offer_moves_down_to_the_places_taken_and_no_lower_r17(
    make: Factory, session: Session, clock: Clock
) -> None:
    offer = make.published_offer(places=4, supervision_capacity=4, places_taken=2)
    offer_drafts.adjust_welcome(session, offer, welcome_of(offer, supervision_capacity=2), now=clock())
    assert offer.places_free == 0
    with pytest.raises(CapacityBelowTaken) as refusal:
        offer_drafts.adjust_welcome(session, offer, welcome_of(offer, supervision_capacity=1), now=clock())
    assert "2 personnes" in refusal.value.sentence
    with pytest.raises(CapacityBelowTaken):
        offer_drafts.adjust_welcome(session, offer, welcome_of(offer, places=1), now=clock())


def test_a_published_offer_keeps_someone_who_accompanies_r16(
    make: Factory, session: Session, clock: Clock
) -> None:
    offer = make.published_offer()
    with pytest.raises(DomainError) as refusal:
        offer_drafts.adjust_welcome(session, offer, welcome_of(offer, supervisor_id=None), now=clock())
    assert refusal.value.field == "supervisor"


def test_a_copy_says_the_same_and_holds_nobody(make: Factory, session: Session, clock: Clock) -> None:
    offer = make.published_offer(
        places_taken=2,
        half_days=[HalfDay.FRI_PM],
        ends_on=clock().date() - timedelta(days=1),
        demands=["reading"],
    )
    copy = offer_drafts.duplicate(session, offer, now=clock())
    session.flush()
    assert (copy.status, copy.places_taken, copy.ends_on) == (OfferStatus.DRAFT, 0, None)
    assert copy.title.startswith(offer.title)
    kept = (
        "description",
        "tasks",
        "half_days",
        "demands",
        "session_minutes",
        "supervisor_id",
        "commune_insee",
    )
    assert [getattr(copy, name) for name in kept] == [getattr(offer, name) for name in kept]


def test_a_copy_does_not_name_someone_who_left(make: Factory, session: Session, clock: Clock) -> None:
    offer = make.offer(status=OfferStatus.CLOSED)
    assert offer.supervisor is not None
    offer.supervisor.left_at = clock()
    session.commit()
    assert offer_drafts.duplicate(session, offer, now=clock()).supervisor_id is None
