"""An association is completed by its members, validated by the Département (R15, R20)."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bénévolat.domain.associations import (
    AssociationCheck,
    AssociationStatus,
    IdentityFixed,
    InsuranceNeeded,
    OrganisationFields,
)
from bénévolat.domain.enums import RefusalReason
from bénévolat.domain.errors import NotAllowed, NotReady
from bénévolat.domain.offers import ChecklistIncomplete
from bénévolat.models.outbox import OutboxMessage
from bénévolat.services import associations
from tests.clock import Clock
from tests.factories import Factory

ALL = list(AssociationCheck)


def test_a_new_association_says_everything_it_lacks(make: Factory, session: Session, clock: Clock) -> None:
    association = associations.add(session, OrganisationFields(name="Les Étoiles"), now=clock())
    lacking = {point.field for point in associations.missing(association, today=clock().date())}
    assert lacking == {"purpose", "commune", "phone", "insured", "charter"}
    with pytest.raises(NotReady):
        associations.submit(session, association, by=make.member_of(association).as_actor(), now=clock())


def test_an_insurance_that_is_over_is_missing(make: Factory, clock: Clock) -> None:
    yesterday = clock().date() - timedelta(days=1)
    association = make.association(charter_accepted_at=clock(), insured_until=yesterday)
    lacking = [point.field for point in associations.missing(association, today=clock().date())]
    assert lacking == ["insured_until"]


def test_rna_and_siret_are_never_asked_r20(make: Factory, session: Session, clock: Clock) -> None:
    association = make.association(rna=None, siret=None, charter_accepted_at=clock())
    associations.submit(session, association, by=make.member_of(association).as_actor(), now=clock())
    assert association.status is AssociationStatus.SUBMITTED


def test_two_branches_may_share_their_numbers_r20(make: Factory, session: Session, clock: Clock) -> None:
    fields = OrganisationFields(name="Antenne", rna="W101000001", siret="73282932000074")
    associations.add(session, fields, now=clock())
    associations.add(session, fields, now=clock())
    session.commit()


def test_validation_asks_for_every_point_and_tells_the_members(
    make: Factory, session: Session, clock: Clock
) -> None:
    association = make.submitted_association()
    member, agent = make.member_of(association), make.departement_agent().as_actor()
    with pytest.raises(ChecklistIncomplete):
        associations.validate(session, association, checked=ALL[1:], by=agent, now=clock())
    associations.validate(session, association, checked=ALL, by=agent, now=clock())
    assert association.status is AssociationStatus.VALIDATED
    row = session.scalars(select(OutboxMessage)).one()
    assert (row.template, row.recipient) == ("association_validated", member.email)


def test_an_association_does_not_validate_itself(make: Factory, session: Session, clock: Clock) -> None:
    association = make.submitted_association()
    with pytest.raises(NotAllowed):
        associations.validate(
            session, association, checked=ALL, by=make.member_of(association).as_actor(), now=clock()
        )


def test_a_refused_record_can_be_sent_again_and_forgets_its_reason(
    make: Factory, session: Session, clock: Clock
) -> None:
    association = make.submitted_association()
    by = make.departement_agent().as_actor()
    associations.refuse(
        session, association, reason=RefusalReason.INSURANCE, note="Quel assureur ?", by=by, now=clock()
    )
    assert association.status is AssociationStatus.REFUSED
    associations.submit(session, association, by=make.member_of(association).as_actor(), now=clock())
    assert (association.status, association.refusal_reason) == (AssociationStatus.SUBMITTED, None)


@pytest.mark.parametrize("change", [{"name": "Autre"}, {"rna": "W999999999"}, {"local_law": True}])
def test_who_the_association_is_no_longer_changes_once_validated(
    make: Factory, session: Session, change: dict[str, object]
) -> None:
    association = make.validated_association()
    fields = replace(associations.fields_of(association), **change)  # type: ignore[arg-type]
    with pytest.raises(IdentityFixed) as refusal:
        associations.edit(session, association, fields, by=make.member_of(association).as_actor())
    assert refusal.value.field in change


def test_a_validated_association_stays_insured_r15(make: Factory, session: Session) -> None:
    association = make.validated_association()
    fields = replace(associations.fields_of(association), insured=False)
    with pytest.raises(InsuranceNeeded):
        associations.edit(session, association, fields, by=make.member_of(association).as_actor())


def test_an_association_is_found_without_its_accents_r33(
    make: Factory, session: Session, clock: Clock
) -> None:
    wanted = associations.add(
        session, OrganisationFields(name="Secours aux Aînés – Saint-Julien"), now=clock()
    )
    associations.add(session, OrganisationFields(name="Autre"), now=clock())
    assert session.scalars(associations.found_by("aines st julien")).all() == [wanted]
    assert session.scalars(associations.found_by("100%")).all() == []


def test_the_first_acceptance_of_the_charter_stands(make: Factory, session: Session, clock: Clock) -> None:
    association = make.association()
    first, second = make.member_of(association), make.member_of(association)
    associations.accept_charter(session, association, by=first.as_actor(), now=clock())
    associations.accept_charter(session, association, by=second.as_actor(), now=clock.advance(days=1))
    assert association.charter_accepted_by_id == first.id
