"""Members of an association: one administrator always stays."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bénévolat.domain.accounts import AccountIdentity, EmailTaken
from bénévolat.domain.associations import AlreadyMember, LastAdministrator
from bénévolat.domain.enums import MembershipRole
from bénévolat.domain.errors import NotAllowed
from bénévolat.models.accounts import Account
from bénévolat.models.associations import Association, Membership
from bénévolat.models.outbox import OutboxMessage
from bénévolat.services import memberships, sessions
from tests.clock import Clock
from tests.factories import Factory

MEMBER, ADMINISTRATOR = MembershipRole.MEMBER, MembershipRole.ADMINISTRATOR


def membership_of(session: Session, account: Account) -> Membership:
    return session.scalars(select(Membership).where(Membership.account_id == account.id)).one()


def invite(session: Session, association: Association, email: str, by: Account, clock: Clock) -> Account:
    return memberships.invite(
        session,
        association,
        AccountIdentity(email=email, first_name="Ana", last_name="Roy"),
        role=MEMBER,
        by=by.as_actor(),
        now=clock(),
        days=14,
    )


def test_an_administrator_invites_and_the_mail_goes_to_the_person(
    make: Factory, session: Session, clock: Clock
) -> None:
    association = make.association()
    account = invite(session, association, "Ana@Exemple.fr", make.member_of(association), clock)
    assert membership_of(session, account).association_id == association.id
    assert session.scalars(select(OutboxMessage.recipient)).all() == ["ana@exemple.fr"]


def test_a_simple_member_does_not_invite(make: Factory, session: Session, clock: Clock) -> None:
    association = make.association()
    with pytest.raises(NotAllowed):
        invite(session, association, "ana@exemple.fr", make.member_of(association, MEMBER), clock)


def test_an_administrator_of_another_association_does_nothing_here(
    make: Factory, session: Session, clock: Clock
) -> None:
    foreign = make.member_of(make.association())
    association = make.association()
    target = membership_of(session, make.member_of(association, MEMBER))
    with pytest.raises(NotAllowed):
        memberships.end(session, target, by=foreign.as_actor(), now=clock())


def test_nobody_belongs_to_two_associations(make: Factory, session: Session, clock: Clock) -> None:
    elsewhere = make.member_of(make.association())
    association = make.association()
    with pytest.raises(AlreadyMember):
        invite(session, association, elsewhere.email, make.member_of(association), clock)


def test_an_agents_address_cannot_be_invited(make: Factory, session: Session, clock: Clock) -> None:
    agent, association = make.travailleur_social(), make.association()
    with pytest.raises(EmailTaken):
        invite(session, association, agent.email, make.member_of(association), clock)


def test_someone_who_left_comes_back_under_the_same_account(
    make: Factory, session: Session, clock: Clock
) -> None:
    association = make.association()
    boss, gone = make.member_of(association), make.member_of(association, MEMBER)
    memberships.end(session, membership_of(session, gone), by=boss.as_actor(), now=clock())
    assert invite(session, association, gone.email, boss, clock).id == gone.id
    assert membership_of(session, gone).ended_at is None


def test_the_last_administrator_neither_leaves_nor_steps_down(
    make: Factory, session: Session, clock: Clock
) -> None:
    association = make.association()
    boss = make.member_of(association)
    make.member_of(association, MEMBER)
    mine = membership_of(session, boss)
    with pytest.raises(LastAdministrator):
        memberships.end(session, mine, by=boss.as_actor(), now=clock())
    with pytest.raises(LastAdministrator):
        memberships.change_role(session, mine, role=MEMBER, by=boss.as_actor(), now=clock())


def test_an_administrator_whose_account_is_closed_does_not_count(
    make: Factory, session: Session, clock: Clock
) -> None:
    association = make.association()
    boss = make.member_of(association)
    make.member_of(association, disabled_at=clock())
    with pytest.raises(LastAdministrator):
        memberships.end(session, membership_of(session, boss), by=boss.as_actor(), now=clock())


def test_a_member_who_is_removed_is_signed_out_at_once_s1(
    make: Factory, session: Session, clock: Clock
) -> None:
    association = make.association()
    boss, member = make.member_of(association), make.member_of(association, MEMBER)
    _, token = sessions.open_for_account(session, member, second_factor=True, device="", now=clock())
    memberships.end(session, membership_of(session, member), by=boss.as_actor(), now=clock())
    session.commit()
    assert sessions.find_open(session, token, now=clock()) is None


def test_anyone_may_leave_while_an_administrator_stays(make: Factory, session: Session, clock: Clock) -> None:
    association = make.association()
    make.member_of(association)
    member = make.member_of(association, MEMBER)
    memberships.end(session, membership_of(session, member), by=member.as_actor(), now=clock())
    assert membership_of(session, member).ended_at == clock()
