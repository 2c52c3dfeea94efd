"""Agreement to volunteer taken back, suspended association, référent gone: nobody is left waiting (R9, R10)."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bénévolat.domain.associations import AssociationStatus
from bénévolat.domain.enums import (
    ProfileStatus,
)
from bénévolat.domain.errors import WrongTransition
from bénévolat.domain.profiles import VolunteeringAgreementNeeded
from bénévolat.domain.propositions import (
    HostNotValidated,
    ProfileNotActive,
    PropositionAction,
    PropositionStatus,
)
from bénévolat.models.propositions import Proposition
from bénévolat.services import propositions
from tests.clock import Clock
from tests.factories import Factory
from tests.services.test_propositions import agree, mails, put

A, S = PropositionAction, PropositionStatus


def test_nothing_is_put_before_a_person_who_has_not_agreed_to_volunteer_r10(
    session: Session, make: Factory, clock: Clock
) -> None:
    for status in (ProfileStatus.DRAFT, ProfileStatus.PAUSED):
        with pytest.raises(ProfileNotActive):
            put(session, make.active_profile(status=status), make.published_offer().id, clock)
    assert session.scalars(select(Proposition)).all() == []


def test_a_person_who_takes_their_agreement_back_is_read_and_accepted_by_nobody_r9_r10(
    session: Session, make: Factory, clock: Clock
) -> None:
    person, offer = make.active_profile(), make.published_offer()
    member = make.member_of(offer.association)
    sent = make.submitted_proposition(person, offer)
    agreed = make.proposition(person, make.published_offer(), S.AGREED)
    declined = make.proposition(person, make.published_offer(), S.DECLINED)
    propositions.leave_volunteering(session, person, by=person.referent.as_actor(), now=clock())
    session.commit()
    assert person.status is ProfileStatus.PAUSED
    assert [sent.status, agreed.status, declined.status] == [S.WITHDRAWN, S.WITHDRAWN, S.DECLINED]
    assert offer.places_taken == 0
    assert mails(session) == [("proposition_withdrawn", member.email)]
    with pytest.raises(WrongTransition):
        propositions.accept(session, sent, started_on=clock().date(), by=member.as_actor(), now=clock())


def test_a_yes_given_after_the_agreement_to_volunteer_was_taken_back_is_not_sent_r10(
    session: Session, make: Factory, clock: Clock
) -> None:
    person = make.active_profile()
    declined = make.proposition(person, make.published_offer(), S.DECLINED)
    propositions.leave_volunteering(session, person, by=person.referent.as_actor(), now=clock())
    agree(session, declined, clock)
    with pytest.raises(VolunteeringAgreementNeeded):
        propositions.submit(session, declined, by=person.referent.as_actor(), now=clock())


def test_an_association_whose_validation_is_looked_at_again_welcomes_nobody_new(
    session: Session, make: Factory, clock: Clock
) -> None:
    """R37: a first name and a contact go to associations that the Département has checked."""
    sent = make.submitted_proposition()
    host = sent.offer.association
    by = make.member_of(host).as_actor()
    host.status = AssociationStatus.SUBMITTED
    session.commit()
    with pytest.raises(HostNotValidated):
        propositions.accept(session, sent, started_on=clock().date(), by=by, now=clock())
    session.rollback()
    assert sent.status is S.SUBMITTED
    host.status = AssociationStatus.VALIDATED
    session.commit()
    propositions.accept(session, sent, started_on=clock().date(), by=by, now=clock())
    assert sent.status is S.ACCEPTED


def test_when_the_referent_has_left_the_team_is_told(session: Session, make: Factory, clock: Clock) -> None:
    """Nothing waits in silence."""
    proposition = make.submitted_proposition()
    colleague = make.travailleur_social(proposition.profile.team)
    proposition.profile.referent.disabled_at = clock()
    session.commit()
    host = make.member_of(proposition.offer.association).as_actor()
    propositions.ask_meeting(session, proposition, meeting_at=None, note=None, by=host, now=clock())
    session.commit()
    assert mails(session) == [("referent_meeting", colleague.email)]
