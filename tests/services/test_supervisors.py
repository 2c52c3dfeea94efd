"""Those who accompany do not leave people alone (R16)."""

import pytest
from sqlalchemy.orm import Session

from bénévolat.services import supervisors
from bénévolat.services.supervisors import StillNeeded
from tests.clock import Clock
from tests.factories import Factory


def test_the_only_supervisor_of_a_published_offer_does_not_leave(
    make: Factory, session: Session, clock: Clock
) -> None:
    offer = make.published_offer(title="Jardin du mardi")
    assert offer.supervisor is not None
    with pytest.raises(StillNeeded) as refusal:
        supervisors.leave(session, offer.supervisor, now=clock())
    assert "Jardin du mardi" in refusal.value.sentence
    assert offer.supervisor.left_at is None


def test_the_back_up_takes_over(make: Factory, session: Session, clock: Clock) -> None:
    association = make.validated_association()
    first, second = make.supervisor(association), make.supervisor(association, first_name="Noor")
    offer = make.published_offer(association, supervisor=first, backup_supervisor=second)
    supervisors.leave(session, first, now=clock())
    session.commit()
    session.expire_all()
    assert (offer.supervisor_id, offer.backup_supervisor_id) == (second.id, None)
    assert session.scalars(supervisors.of_association(association.id)).all() == [second]


def test_a_draft_only_loses_the_name(make: Factory, session: Session, clock: Clock) -> None:
    offer = make.offer()
    assert offer.supervisor is not None
    supervisors.leave(session, offer.supervisor, now=clock())
    session.commit()
    session.expire_all()
    assert offer.supervisor_id is None
