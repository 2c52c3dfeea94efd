"""The life of a proposition: put, answered, sent, welcomed; places, agreement and discretion."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bénévolat.domain.actors import Actor
from bénévolat.domain.enums import (
    AgreementKind,
    AnswerReason,
    Channel,
    EngagementNature,
    ExclusionKind,
)
from bénévolat.domain.errors import NoPlaceLeft, NotAllowed, WrongTransition
from bénévolat.domain.offers import OfferStatus
from bénévolat.domain.propositions import (
    AlreadyProposed,
    FormerEmployer,
    MonthlyCapReached,
    NoAgreement,
    OfferNotOpen,
    PropositionAction,
    PropositionStatus,
    TooManyPropositions,
)
from bénévolat.models.agreements import Agreement
from bénévolat.models.engagements import Engagement
from bénévolat.models.outbox import OutboxMessage
from bénévolat.models.profiles import Exclusion, Profile
from bénévolat.models.propositions import Proposition
from bénévolat.services import profiles, propositions
from tests.clock import Clock
from tests.factories import Factory

A, S = PropositionAction, PropositionStatus


def put(session: Session, profile: Profile, offer_id: object, clock: Clock, **values: object) -> Proposition:
    given = {"former_employee": False, "presentation": "J'aime le jardin.", **values}
    by = profile.referent.as_actor()
    proposition = propositions.propose(session, profile, offer_id, by=by, now=clock(), **given)  # type: ignore[arg-type]
    session.commit()
    return proposition


def agree(session: Session, proposition: Proposition, clock: Clock) -> None:
    propositions.answer(
        session,
        proposition,
        A.AGREE,
        channel=Channel.PHONE,
        given_on=clock().date(),
        by=proposition.profile.referent.as_actor(),
        now=clock(),
    )


def mails(session: Session) -> list[tuple[str, str]]:
    return [(row.template, row.recipient) for row in session.scalars(select(OutboxMessage))]


def test_a_proposition_keeps_what_the_matcher_said_and_what_it_read(
    session: Session, make: Factory, clock: Clock
) -> None:
    """R26: version, inputs, points and gates stay with the proposition."""
    profile, offer = make.active_profile(), make.published_offer()
    match = make.match(profile, offer)
    proposition = put(session, profile, offer.id, clock)
    assert proposition.match_version == match.version
    assert proposition.match_score == match.score
    assert proposition.match_parts == match.parts
    assert proposition.match_inputs["profile"]["wishes"] == profile.wishes
    assert proposition.match_inputs["offer"]["title"] == offer.title
    assert profile.last_name not in str(proposition.match_inputs)


def test_a_former_employer_is_refused_and_never_suggested_again(
    session: Session, make: Factory, clock: Clock
) -> None:
    """R19, L5425-8: the answer «oui» blocks, and stays known."""
    profile, offer = make.active_profile(), make.published_offer()
    with pytest.raises(FormerEmployer):
        put(session, profile, offer.id, clock, former_employee=True)
    session.rollback()
    by = profile.referent.as_actor()
    kind = ExclusionKind.FORMER_EMPLOYER
    profiles.exclude(session, profile, offer.association_id, kind, by=by, now=clock())
    session.commit()
    kept = session.get_one(Exclusion, (profile.id, offer.association_id))
    assert kept.kind is ExclusionKind.FORMER_EMPLOYER
    with pytest.raises(FormerEmployer):
        put(session, profile, offer.id, clock, former_employee=False)


def test_three_missions_at_most_are_put_before_a_person(
    session: Session, make: Factory, clock: Clock
) -> None:
    profile = make.active_profile()
    for _ in range(3):
        put(session, profile, make.published_offer().id, clock)
    with pytest.raises(TooManyPropositions):
        put(session, profile, make.published_offer().id, clock)


def test_the_same_mission_is_not_proposed_twice_while_the_first_one_lives(
    session: Session, make: Factory, clock: Clock
) -> None:
    profile, offer = make.active_profile(), make.published_offer()
    first = put(session, profile, offer.id, clock)
    with pytest.raises(AlreadyProposed):
        put(session, profile, offer.id, clock)
    propositions.withdraw(session, first, by=profile.referent.as_actor(), now=clock())
    session.commit()
    assert put(session, profile, offer.id, clock).status is S.PROPOSED


@pytest.mark.parametrize("status", [OfferStatus.DRAFT, OfferStatus.PAUSED, OfferStatus.CLOSED])
def test_only_a_published_offer_is_proposed(
    session: Session, make: Factory, clock: Clock, status: OfferStatus
) -> None:
    offer = make.published_offer()
    offer.status = status
    session.commit()
    with pytest.raises(OfferNotOpen):
        put(session, make.active_profile(), offer.id, clock)


def test_nothing_leaves_without_the_persons_agreement(session: Session, make: Factory, clock: Clock) -> None:
    """R10: submission asks for a recorded agreement that was not withdrawn."""
    proposition = make.proposition()
    by = proposition.profile.referent.as_actor()
    with pytest.raises(WrongTransition):
        propositions.submit(session, proposition, by=by, now=clock())
    session.rollback()
    agree(session, proposition, clock)
    session.commit()
    for agreement in session.scalars(select(Agreement).where(Agreement.proposition_id == proposition.id)):
        agreement.withdrawn_at = clock()
    session.commit()
    with pytest.raises(NoAgreement):
        propositions.submit(session, proposition, by=by, now=clock())


def test_the_agreement_says_who_when_and_how(session: Session, make: Factory, clock: Clock) -> None:
    proposition = make.proposition()
    agree(session, proposition, clock)
    session.commit()
    agreement = session.scalars(
        select(Agreement).where(
            Agreement.proposition_id == proposition.id, Agreement.kind == AgreementKind.TRANSMISSION
        )
    ).one()
    assert (agreement.channel, agreement.given_on) == (Channel.PHONE, clock().date())
    assert agreement.recorded_by_id == proposition.profile.referent_id


def test_the_person_may_change_their_mind_until_it_is_sent(
    session: Session, make: Factory, clock: Clock
) -> None:
    """A «non» after a «oui» withdraws the agreement."""
    proposition = make.proposition()
    person = Actor.person(proposition.profile_id)
    for action, status in (
        (A.AGREE, S.AGREED),
        (A.TALK, S.TALK_FIRST),
        (A.DECLINE, S.DECLINED),
        (A.AGREE, S.AGREED),
    ):
        propositions.answer(
            session,
            proposition,
            action,
            channel=Channel.SCREEN,
            given_on=clock().date(),
            by=person,
            now=clock(),
        )
        session.commit()
        assert proposition.status is status
    live = session.scalars(
        select(Agreement).where(Agreement.proposition_id == proposition.id, Agreement.withdrawn_at.is_(None))
    ).all()
    assert len(live) == 1
    propositions.submit(session, proposition, by=proposition.profile.referent.as_actor(), now=clock())
    session.commit()
    with pytest.raises(WrongTransition):
        propositions.answer(
            session,
            proposition,
            A.DECLINE,
            channel=Channel.SCREEN,
            given_on=clock().date(),
            by=person,
            now=clock(),
        )


def test_sending_holds_a_place_and_tells_only_the_association(
    session: Session, make: Factory, clock: Clock
) -> None:
    """The mail holds a pseudonym and the association's own title, nothing else (domain §1.8)."""
    offer = make.published_offer()
    member = make.member_of(offer.association)
    proposition = make.proposition(offer=offer, status=S.AGREED)
    propositions.submit(session, proposition, by=proposition.profile.referent.as_actor(), now=clock())
    session.commit()
    session.refresh(offer)
    assert offer.places_taken == 1
    message = session.scalars(select(OutboxMessage)).one()
    assert (message.template, message.recipient) == ("proposition_received", member.email)
    assert set(message.context) == {"first_name", "pseudonym", "offer_title", "proposition_id"}
    assert proposition.profile.first_name not in str(message.context)


def test_no_place_no_sending(session: Session, make: Factory, clock: Clock) -> None:
    """R17: the last place is taken by one statement."""
    offer = make.published_offer(supervision_capacity=1, places=1)
    make.submitted_proposition(offer=offer)
    late = make.proposition(offer=offer, status=S.AGREED)
    with pytest.raises(NoPlaceLeft):
        propositions.submit(session, late, by=late.profile.referent.as_actor(), now=clock())


def test_the_monthly_cap_is_kept_and_starts_again_next_month(
    session: Session, make: Factory, clock: Clock
) -> None:
    offer = make.published_offer(monthly_cap=1, supervision_capacity=5, places=5)
    first, second = (make.proposition(offer=offer, status=S.AGREED) for _ in range(2))
    propositions.submit(session, first, by=first.profile.referent.as_actor(), now=clock())
    session.commit()
    with pytest.raises(MonthlyCapReached):
        propositions.submit(session, second, by=second.profile.referent.as_actor(), now=clock())
    session.rollback()
    session.refresh(offer)
    assert offer.places_taken == 1
    clock.advance(days=31)
    propositions.submit(session, second, by=second.profile.referent.as_actor(), now=clock())


@pytest.mark.parametrize("status", [S.SUBMITTED, S.MEETING])
def test_leaving_without_acceptance_gives_the_place_back(
    session: Session, make: Factory, clock: Clock, status: PropositionStatus
) -> None:
    """R9: withdrawing asks no reason."""
    proposition = make.proposition(status=status)
    offer = proposition.offer
    propositions.withdraw(session, proposition, by=Actor.person(proposition.profile_id), now=clock())
    session.commit()
    session.refresh(offer)
    assert (proposition.status, offer.places_taken) == (S.WITHDRAWN, 0)
    assert proposition.answer_reason is None


def test_a_refusal_gives_the_place_back_and_keeps_the_private_note_apart(
    session: Session, make: Factory, clock: Clock
) -> None:
    proposition = make.submitted_proposition()
    member = make.member_of(proposition.offer.association)
    propositions.refuse(
        session,
        proposition,
        reason=AnswerReason.SCHEDULE,
        shared=False,
        referent_note="Rappelez-nous au printemps.",
        by=member.as_actor(),
        now=clock(),
    )
    session.commit()
    session.refresh(proposition.offer)
    assert (proposition.status, proposition.offer.places_taken) == (S.REFUSED, 0)
    assert mails(session) == [("referent_refused", proposition.profile.referent.email)]


def test_acceptance_opens_one_engagement_that_keeps_the_place(
    session: Session, make: Factory, clock: Clock
) -> None:
    proposition = make.submitted_proposition()
    member = make.member_of(proposition.offer.association)
    engagement = propositions.accept(
        session, proposition, started_on=clock().date(), by=member.as_actor(), now=clock()
    )
    session.commit()
    session.refresh(proposition.offer)
    assert proposition.offer.places_taken == 1
    assert engagement.nature is EngagementNature.PERSONAL
    assert session.scalars(select(Engagement)).one().agreement_id is not None
    with pytest.raises(WrongTransition):
        propositions.accept(
            session, proposition, started_on=clock().date(), by=member.as_actor(), now=clock()
        )


def test_acceptance_is_in_the_contract_when_volunteering_is_written_in_it(
    session: Session, make: Factory, clock: Clock
) -> None:
    """R6: the contract in force, and only if it provides for volunteering."""
    proposition = make.submitted_proposition()
    contract = make.contract(proposition.profile, volunteering_included=True)
    member = make.member_of(proposition.offer.association)
    engagement = propositions.accept(
        session, proposition, started_on=clock().date(), by=member.as_actor(), now=clock()
    )
    assert (engagement.nature, engagement.contract_id) == (EngagementNature.IN_CONTRACT, contract.id)


def test_nobody_acts_for_another_side(session: Session, make: Factory, clock: Clock) -> None:
    """R29: an association does not agree for the person, a référent does not accept for an association."""
    proposition = make.submitted_proposition()
    with pytest.raises(NotAllowed):
        propositions.accept(
            session,
            proposition,
            started_on=clock().date(),
            by=proposition.profile.referent.as_actor(),
            now=clock(),
        )


def test_a_no_taken_back_finds_the_mission_put_again_meanwhile(
    session: Session, make: Factory, clock: Clock
) -> None:
    """One live proposition of a mission for a person, and three before them, whatever the order of the clicks."""
    profile, offer = make.active_profile(), make.published_offer()
    referent = profile.referent.as_actor()
    declined = make.proposition(profile, offer, PropositionStatus.DECLINED)
    make.proposition(profile, offer)
    said = {"channel": Channel.ORAL, "given_on": clock().date(), "by": referent, "now": clock()}
    with pytest.raises(AlreadyProposed):
        propositions.answer(session, declined, PropositionAction.AGREE, **said)
    session.rollback()
    other = make.proposition(profile, make.published_offer(), PropositionStatus.DECLINED)
    for _ in range(2):
        make.proposition(profile, make.published_offer())
    with pytest.raises(TooManyPropositions):
        propositions.answer(session, other, PropositionAction.AGREE, **said)
