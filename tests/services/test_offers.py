"""The life of an offer and its places (R15, R17, C1)."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bénévolat.domain.associations import AssociationStatus
from bénévolat.domain.enums import ExpensesPolicy, RefusalReason, Right
from bénévolat.domain.errors import NoPlaceLeft, NotAllowed, NotReady, WrongTransition
from bénévolat.domain.offers import AssociationNotValidated, ChecklistIncomplete, OfferCheck, OfferStatus
from bénévolat.models.offers import Offer, OfferEvent
from bénévolat.models.outbox import OutboxMessage
from bénévolat.services import offers
from tests.clock import Clock
from tests.factories import Factory

ALL = list(OfferCheck)


def messages(session: Session) -> list[tuple[str, str]]:
    return [(row.template, row.recipient) for row in session.scalars(select(OutboxMessage)).all()]


def test_an_offer_goes_from_draft_to_publication_with_every_step_logged_r15(
    make: Factory, session: Session, clock: Clock
) -> None:
    offer = make.offer()
    member = make.member_of(offer.association)
    agent = make.departement_agent(Right.VALIDATE)
    offers.submit(session, offer, by=member.as_actor(), now=clock())
    offers.publish(session, offer, checked=ALL, by=agent.as_actor(), now=clock.advance(hours=1))
    assert (offer.status, offer.published_at) == (OfferStatus.PUBLISHED, clock())
    assert offer.checklist["points"] == [check.value for check in ALL]
    logged = session.scalars(select(OfferEvent).order_by(OfferEvent.at)).all()
    assert [(event.action, event.actor_account_id) for event in logged] == [
        ("submit", member.id),
        ("publish", agent.id),
    ]
    assert messages(session) == [("offer_published", member.email)]


def test_an_incomplete_offer_is_not_sent_and_says_everything_it_lacks_r16(
    make: Factory, session: Session, clock: Clock
) -> None:
    offer = make.offer(simple_text="", supervisor=None, expenses=ExpensesPolicy.UNKNOWN)
    with pytest.raises(NotReady) as refusal:
        offers.submit(session, offer, by=make.member_of(offer.association).as_actor(), now=clock())
    assert {point.field for point in refusal.value.missing} == {"simple_text", "supervisor", "expenses"}
    assert offer.status is OfferStatus.DRAFT


def test_an_offer_waits_until_its_association_has_asked_to_be_validated(
    make: Factory, session: Session, clock: Clock
) -> None:
    offer = make.offer(make.association())
    with pytest.raises(NotReady) as refusal:
        offers.submit(session, offer, by=make.member_of(offer.association).as_actor(), now=clock())
    assert [point.field for point in refusal.value.missing] == ["association"]


@pytest.mark.parametrize("left_out", ALL)
def test_one_point_left_unticked_is_enough_to_stop_a_publication_r15(
    make: Factory, session: Session, clock: Clock, left_out: OfferCheck
) -> None:
    offer = make.submitted_offer()
    ticked = [check for check in ALL if check is not left_out]
    with pytest.raises(ChecklistIncomplete):
        offers.publish(session, offer, checked=ticked, by=make.departement_agent().as_actor(), now=clock())
    assert offer.status is OfferStatus.SUBMITTED


def test_no_offer_is_published_for_an_association_that_is_not_validated_r15(
    make: Factory, session: Session, clock: Clock
) -> None:
    offer = make.submitted_offer(make.submitted_association())
    with pytest.raises(AssociationNotValidated):
        offers.publish(session, offer, checked=ALL, by=make.departement_agent().as_actor(), now=clock())


def test_an_association_never_publishes_its_own_offer_r15(
    make: Factory, session: Session, clock: Clock
) -> None:
    offer = make.submitted_offer()
    with pytest.raises(NotAllowed):
        offers.publish(
            session, offer, checked=ALL, by=make.member_of(offer.association).as_actor(), now=clock()
        )


def test_a_refusal_keeps_its_reason_and_is_told_to_members_only(
    make: Factory, session: Session, clock: Clock
) -> None:
    offer = make.submitted_offer()
    member = make.member_of(offer.association)
    make.member_of(make.validated_association())
    offers.refuse(
        session,
        offer,
        reason=RefusalReason.UNREACHABLE,
        note="Précisez l'entrée.",
        by=make.departement_agent().as_actor(),
        now=clock(),
    )
    assert (offer.status, offer.refusal_reason) == (OfferStatus.REFUSED, RefusalReason.UNREACHABLE)
    row = session.scalars(select(OutboxMessage)).one()
    assert (row.template, row.recipient) == ("offer_refused", member.email)
    assert row.context["note"] == "Précisez l'entrée."


def test_two_agents_do_not_answer_the_same_offer_twice(make: Factory, session: Session, clock: Clock) -> None:
    offer, agent = make.submitted_offer(), make.departement_agent().as_actor()
    offers.publish(session, offer, checked=ALL, by=agent, now=clock())
    with pytest.raises(WrongTransition):
        offers.refuse(session, offer, reason=RefusalReason.OTHER, note=None, by=agent, now=clock())


def test_an_offer_pauses_comes_back_and_closes_for_good(
    make: Factory, session: Session, clock: Clock
) -> None:
    offer = make.published_offer()
    by = make.member_of(offer.association).as_actor()
    offers.pause(session, offer, by=by, now=clock())
    assert session.scalars(offers.published()).all() == []
    offers.resume(session, offer, by=by, now=clock())
    assert session.scalars(offers.published()).all() == [offer]
    offers.close(session, offer, by=by, now=clock())
    with pytest.raises(WrongTransition):
        offers.resume(session, offer, by=by, now=clock())


def test_places_are_taken_up_to_the_capacity_and_no_further_c1(make: Factory, session: Session) -> None:
    offer = make.published_offer(places=5, supervision_capacity=2)
    offers.take_place(session, offer.id, now=make.now)
    offers.take_place(session, offer.id, now=make.now)
    assert (offer.places_taken, offer.places_free) == (2, 0)
    with pytest.raises(NoPlaceLeft):
        offers.take_place(session, offer.id, now=make.now)


def test_places_opened_count_as_much_as_the_capacity_r17(make: Factory, session: Session) -> None:
    offer = make.published_offer(places=1, supervision_capacity=3)
    offers.take_place(session, offer.id, now=make.now)
    with pytest.raises(NoPlaceLeft):
        offers.take_place(session, offer.id, now=make.now)


@pytest.mark.parametrize("status", [OfferStatus.PAUSED, OfferStatus.CLOSED, OfferStatus.DRAFT])
def test_no_place_is_taken_on_an_offer_that_is_not_published_c1(
    make: Factory, session: Session, status: OfferStatus
) -> None:
    offer = make.offer(status=status)
    with pytest.raises(NoPlaceLeft):
        offers.take_place(session, offer.id, now=make.now)


def test_a_place_given_back_can_be_taken_again_and_the_count_stays_above_zero_r17(
    make: Factory, session: Session
) -> None:
    offer = make.full_offer()
    offers.give_place_back(session, offer.id, now=make.now)
    offers.give_place_back(session, offer.id, now=make.now)
    assert offer.places_taken == 0
    offers.take_place(session, offer.id, now=make.now)
    assert session.get_one(Offer, offer.id).places_taken == 1


def test_the_catalogue_holds_only_what_is_published_by_validated_associations(
    make: Factory, session: Session, clock: Clock
) -> None:
    shown = make.published_offer()
    make.offer(), make.submitted_offer()
    suspended = make.validated_association(status=AssociationStatus.SUBMITTED)
    make.published_offer(suspended)
    over = make.published_offer(ends_on=clock().date().replace(day=1))
    assert set(session.scalars(offers.published())) == {shown, over}
    assert session.scalars(offers.published(clock().date())).all() == [shown]


def test_free_places_are_counted_on_published_offers_only(make: Factory, session: Session) -> None:
    make.published_offer(places=4, supervision_capacity=2, places_taken=1)
    make.published_offer(places=1, supervision_capacity=3)
    make.offer(places=9, supervision_capacity=9)
    assert offers.free_places(session) == 2
