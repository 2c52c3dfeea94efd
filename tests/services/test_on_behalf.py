"""«Saisi par … le …»: told to the référent and to the person alike, for each act written down for them (R54)."""

import pytest
from sqlalchemy.orm import Session

from bénévolat.domain.actors import Actor
from bénévolat.domain.enums import Channel, EndKind
from bénévolat.domain.propositions import PropositionAction
from bénévolat.models.accounts import Account
from bénévolat.services import engagements, on_behalf, profile_history, propositions
from tests.clock import Clock
from tests.factories import Factory


@pytest.fixture
def me(make: Factory) -> Account:
    return make.travailleur_social(first_name="Claire", last_name="Moreau")


def test_an_answer_written_down_says_who_when_and_how(
    session: Session, make: Factory, me: Account, clock: Clock
) -> None:
    row = make.proposition(make.active_profile(me))
    assert on_behalf.of_proposition(session, row) is None

    def answer(action: PropositionAction, by: Actor, channel: Channel) -> None:
        clock.advance(minutes=1)
        propositions.answer(
            session, row, action, channel=channel, given_on=clock().date(), by=by, now=clock()
        )
        session.commit()

    answer(PropositionAction.AGREE, me.as_actor(), Channel.PHONE)
    entered = on_behalf.of_proposition(session, row)
    assert entered == on_behalf.Entered("Claire", clock(), Channel.PHONE)
    (last, *_) = profile_history.of_proposition(session, row)
    assert (last.for_person, last.who) == (True, "Claire MOREAU")
    answer(PropositionAction.DECLINE, Actor.person(row.profile_id), Channel.SCREEN)
    assert on_behalf.of_proposition(session, row) is None, "the person's own hand came after"
    (last, *_) = profile_history.of_person(session, row.profile)
    assert not last.for_person


def test_what_an_agent_does_as_an_agent_is_not_told_as_the_person_s(
    session: Session, make: Factory, me: Account, clock: Clock
) -> None:
    row = make.proposition(make.active_profile(me))
    propositions.answer(
        session,
        row,
        PropositionAction.AGREE,
        channel=Channel.ORAL,
        given_on=clock().date(),
        by=me.as_actor(),
        now=clock(),
    )
    clock.advance(minutes=1)
    propositions.submit(session, row, by=me.as_actor(), now=clock())
    session.commit()
    (last, *_) = profile_history.of_proposition(session, row)
    assert not last.for_person
    assert on_behalf.of_proposition(session, row) is not None, (
        "the answer was written down, the sending is work"
    )


def test_a_pause_a_return_and_an_end_written_down_are_told(
    session: Session, make: Factory, me: Account, clock: Clock
) -> None:
    own, other = (make.engagement(make.active_profile(me), make.published_offer()) for _ in range(2))
    engagements.pause(session, own, by=me.as_actor(), now=clock())
    engagements.pause(session, other, by=Actor.person(other.profile_id), now=clock())
    session.commit()
    assert on_behalf.of_engagements(session, [own.id, other.id]) == {
        own.id: on_behalf.Entered("Claire", clock())
    }
    clock.advance(minutes=1)
    engagements.resume(session, own, by=Actor.person(own.profile_id), now=clock())
    session.commit()
    assert on_behalf.of_engagements(session, [own.id]) == {}
    clock.advance(minutes=1)
    engagements.end(
        session,
        own,
        end_kind=EndKind.PERSON_STOPS,
        ended_on=clock().date(),
        by=me.as_actor(),
        now=clock(),
    )
    session.commit()
    assert on_behalf.of_engagements(session, [own.id])[own.id].at == clock()


def test_a_session_written_down_is_told(session: Session, make: Factory, me: Account, clock: Clock) -> None:
    engagement = make.engagement(make.active_profile(me))
    theirs, own = make.activity_session(engagement), make.activity_session(engagement, hour=14)
    theirs.declared_by_kind, theirs.declared_by_id = me.as_actor().kind, me.id
    own.declared_by_kind, own.declared_by_id = Actor.person(engagement.profile_id).kind, None
    session.commit()
    found = on_behalf.of_sessions(session, [theirs, own])
    assert {key: one.first_name for key, one in found.items()} == {theirs.id: "Claire"}
