"""What an association reads of a person, before and after both have agreed (A3, R37)."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from bénévolat.domain.enums import ContactChoice
from bénévolat.domain.propositions import PropositionStatus as S
from bénévolat.services import proposition_views, propositions
from tests.clock import Clock
from tests.factories import Factory


def test_an_association_reads_nothing_before_the_persons_agreement(
    session: Session, make: Factory, clock: Clock
) -> None:
    """Domain §1.8: the scope itself leaves out what was not sent."""
    offer = make.published_offer()
    for status in (S.PROPOSED, S.AGREED, S.TALK_FIRST, S.DECLINED, S.WITHDRAWN):
        make.proposition(offer=offer, status=status)
    sent = make.submitted_proposition(offer=offer)
    withdrawn = make.proposition(offer=offer, status=S.WITHDRAWN, submitted_at=clock() - timedelta(days=1))
    seen = session.scalars(proposition_views.received_by(offer.association_id)).all()
    assert {row.id for row in seen} == {sent.id, withdrawn.id}


def test_first_name_and_contact_come_only_with_mutual_agreement(
    session: Session, make: Factory, clock: Clock
) -> None:
    """A3, R37."""
    profile = make.active_profile(contact_choice=ContactChoice.PHONE)
    proposition = make.submitted_proposition(profile)
    view = proposition_views.association_view(proposition)
    assert (view.name, view.first_name, view.contact) == (proposition.pseudonym, None, None)
    propositions.accept(
        session,
        proposition,
        started_on=clock().date(),
        by=make.member_of(proposition.offer.association).as_actor(),
        now=clock(),
    )
    view = proposition_views.association_view(proposition)
    assert (view.name, view.contact) == (profile.first_name, profile.phone)
    assert profile.last_name not in repr(view)


@pytest.mark.parametrize("status", [S.WITHDRAWN, S.EXPIRED, S.REFUSED])
def test_what_a_person_said_of_themselves_is_read_no_more_once_the_proposition_is_over(
    make: Factory, clock: Clock, status: S
) -> None:
    """A3, domain §1.10: the agreement to transmit ends with the proposition."""
    profile = make.active_profile(wishes=["peindre des volets"])
    over = make.proposition(profile, status=status, submitted_at=clock(), presentation="Je suis menuisier.")
    view = proposition_views.association_view(over)
    assert view.name == over.pseudonym
    for hidden in ("volets", "menuisier", profile.commune.name, profile.first_name):
        assert hidden not in repr(view)


def test_the_contact_is_hidden_again_when_the_engagement_is_over(make: Factory) -> None:
    """A3, R37: as on the page of the engagement."""
    profile = make.active_profile(contact_choice=ContactChoice.PHONE)
    accepted = make.proposition(profile, status=S.ACCEPTED)
    view = proposition_views.association_view(accepted, ended=True)
    assert view.first_name == profile.first_name
    assert (view.contact, view.contact_label, view.wishes, view.place) == (None, None, [], "")
