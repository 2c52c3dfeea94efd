"""Accounts: invited, changed, closed; every change of what they may do ends their sessions (S1)."""

from datetime import timedelta
from threading import Barrier, Thread
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from bénévolat.domain.accounts import (
    AccountIdentity,
    AccountState,
    AlreadyActive,
    AssociationNeeded,
    EmailTaken,
    LastAdministrator,
    LinkExpired,
    Position,
    RoleKept,
    StillFollowsPeople,
    TeamNeeded,
)
from bénévolat.domain.actors import Actor
from bénévolat.domain.enums import JournalEvent, LinkKind, MembershipRole, Right, Role
from bénévolat.extensions import db, transaction
from bénévolat.models.accounts import Account
from bénévolat.models.associations import Membership
from bénévolat.models.journal import JournalEntry
from bénévolat.models.links import LinkToken
from bénévolat.models.outbox import OutboxMessage
from bénévolat.services import account_lists, accounts, credentials, links, sessions
from bénévolat.services.passwords import hash_secret
from tests.clock import Clock
from tests.factories import Factory

SYSTEM = Actor.system()
ZOE = AccountIdentity("Zoe.Petit@Exemple.fr", "Zoé", "Petit", "+33612345678")
AGENT = Position(Role.DEPARTEMENT)


def events(session: Session, account: Account) -> list[JournalEvent]:
    session.flush()
    return list(
        session.scalars(
            select(JournalEntry.event).where(JournalEntry.subject_id == account.id).order_by(JournalEntry.at)
        )
    )


def mails(session: Session) -> list[OutboxMessage]:
    session.flush()
    return list(session.scalars(select(OutboxMessage)))


def is_open(session: Session, token: str, clock: Clock) -> bool:
    session.flush()
    session.expire_all()
    return sessions.find_open(session, token, now=clock()) is not None


def open_one(session: Session, account: Account, clock: Clock) -> str:
    return sessions.open_for_account(session, account, second_factor=True, device="x", now=clock())[1]


class TestInvitation:
    def test_it_makes_an_account_without_password_and_mails_a_link_whose_hash_alone_is_kept(
        self, session: Session, clock: Clock
    ) -> None:
        account = accounts.invite(session, ZOE, AGENT, by=SYSTEM, now=clock(), days=14)
        mail, link = mails(session)[0], session.scalars(select(LinkToken)).one()
        assert (account.email, account.password_hash) == ("zoe.petit@exemple.fr", None)
        assert account_lists.state_of(account) is AccountState.INVITED
        assert (mail.template, mail.recipient) == ("invitation", "zoe.petit@exemple.fr")
        assert mail.context["token"] not in link.token_hash
        assert link.expires_at == clock() + timedelta(days=14)
        assert events(session, account) == [JournalEvent.ACCOUNT_INVITED]

    def test_an_address_has_one_account_whatever_its_case(self, session: Session, clock: Clock) -> None:
        accounts.invite(session, ZOE, AGENT, by=SYSTEM, now=clock(), days=14)
        again = AccountIdentity("ZOE.PETIT@exemple.FR", "Zoé", "Petit")
        with pytest.raises(EmailTaken) as refusal:
            accounts.invite(session, again, AGENT, by=SYSTEM, now=clock(), days=14)
        assert refusal.value.field == "email"

    def test_a_travailleur_social_needs_a_team_and_a_member_an_association(
        self, session: Session, clock: Clock
    ) -> None:
        for role, refusal in (
            (Role.TRAVAILLEUR_SOCIAL, TeamNeeded),
            (Role.ASSOCIATION, AssociationNeeded),
        ):
            with pytest.raises(refusal):
                accounts.invite(session, ZOE, Position(role), by=SYSTEM, now=clock(), days=14)
            session.rollback()

    def test_a_member_joins_their_association(self, session: Session, make: Factory, clock: Clock) -> None:
        association = make.association()
        position = Position(
            Role.ASSOCIATION,
            association_id=association.id,
            membership_role=MembershipRole.ADMINISTRATOR,
            rights=frozenset({Right.ADMINISTER}),
        )
        account = accounts.invite(session, ZOE, position, by=SYSTEM, now=clock(), days=14)
        membership = session.scalars(select(Membership).where(Membership.account_id == account.id)).one()
        assert (membership.association_id, membership.role) == (association.id, MembershipRole.ADMINISTRATOR)
        assert account.rights == frozenset()

    def test_a_new_invitation_stops_the_one_before(self, session: Session, clock: Clock) -> None:
        account = accounts.invite(session, ZOE, AGENT, by=SYSTEM, now=clock(), days=14)
        accounts.invite_again(session, account, by=SYSTEM, now=clock(), days=14)
        old, new = (mail.context["token"] for mail in mails(session))
        found = [links.find(session, LinkKind.INVITATION, token, now=clock()) for token in (old, new)]
        assert [link is not None for link in found] == [False, True]

    def test_nothing_is_sent_to_someone_who_has_joined(
        self, session: Session, make: Factory, clock: Clock
    ) -> None:
        account = make.administrator(password_hash="x")
        with pytest.raises(AlreadyActive):
            accounts.invite_again(session, account, by=SYSTEM, now=clock(), days=14)
        assert mails(session) == []


class TestLinks:
    def test_a_link_serves_once_sets_the_password_and_ends_the_sessions(
        self, session: Session, make: Factory, clock: Clock
    ) -> None:
        """R51, S1."""
        account = make.administrator(password_hash="old")
        token = open_one(session, account, clock)
        _, secret = make.link(account, LinkKind.PASSWORD_RESET)
        links.set_password(session, LinkKind.PASSWORD_RESET, secret, password_hash="new", now=clock())
        assert account.password_hash == "new"
        assert not is_open(session, token, clock)
        with pytest.raises(LinkExpired):
            links.set_password(session, LinkKind.PASSWORD_RESET, secret, password_hash="x", now=clock())

    def test_an_old_unknown_or_other_link_opens_nothing(
        self, session: Session, make: Factory, clock: Clock
    ) -> None:
        account = make.administrator(password_hash="old")
        _, secret = make.link(account, LinkKind.PASSWORD_RESET, expires_at=clock() + timedelta(hours=2))
        assert links.find(session, LinkKind.INVITATION, secret, now=clock()) is None
        assert links.find(session, LinkKind.PASSWORD_RESET, "unknown", now=clock()) is None
        clock.advance(hours=2)
        assert links.find(session, LinkKind.PASSWORD_RESET, secret, now=clock()) is None

    @pytest.mark.parametrize(("password_hash", "closed"), [(None, False), ("x", True)])
    def test_no_reset_is_mailed_to_a_closed_or_never_used_account(
        self, session: Session, make: Factory, clock: Clock, password_hash: str | None, closed: bool
    ) -> None:
        account = make.administrator(disabled_at=clock() if closed else None, password_hash=password_hash)
        links.send_password_reset(session, account, now=clock(), hours=2)
        links.send_password_reset(session, None, now=clock(), hours=2)
        assert mails(session) == []


class TestChanges:
    def test_a_change_of_rights_ends_every_session(
        self, session: Session, make: Factory, clock: Clock
    ) -> None:
        agent = make.departement_agent(Right.EXPORT)
        token = open_one(session, agent, clock)
        new = Position(Role.DEPARTEMENT, rights=frozenset({Right.VALIDATE}))
        assert accounts.change_position(session, agent, new, by=SYSTEM, now=clock())
        assert agent.rights == {Right.VALIDATE}
        assert not is_open(session, token, clock)
        assert events(session, agent) == [JournalEvent.ACCOUNT_CHANGED]

    def test_a_change_of_team_ends_every_session(self, session: Session, make: Factory, clock: Clock) -> None:
        someone = make.travailleur_social()
        token = open_one(session, someone, clock)
        new = Position(Role.TRAVAILLEUR_SOCIAL, team_id=make.team().id)
        accounts.change_position(session, someone, new, by=SYSTEM, now=clock())
        assert not is_open(session, token, clock)

    def test_nothing_changed_ends_nothing(self, session: Session, make: Factory, clock: Clock) -> None:
        someone = make.travailleur_social()
        token = open_one(session, someone, clock)
        same = Position(Role.TRAVAILLEUR_SOCIAL, team_id=someone.team_id)
        assert not accounts.change_position(session, someone, same, by=SYSTEM, now=clock())
        assert is_open(session, token, clock)

    def test_a_travailleur_social_becomes_an_agent_once_nobody_is_followed(
        self, session: Session, make: Factory, clock: Clock
    ) -> None:
        someone = make.travailleur_social()
        person = make.profile(someone)
        with pytest.raises(StillFollowsPeople):
            accounts.change_position(session, someone, AGENT, by=SYSTEM, now=clock())
        person.referent = make.travailleur_social(someone.team)
        session.commit()
        token = open_one(session, someone, clock)
        accounts.change_position(session, someone, AGENT, by=SYSTEM, now=clock())
        assert (someone.role, someone.team_id) == (Role.DEPARTEMENT, None)
        assert not is_open(session, token, clock)

    def test_a_member_of_an_association_never_becomes_an_agent(
        self, session: Session, make: Factory, clock: Clock
    ) -> None:
        member = make.member_of(make.association())
        with pytest.raises(RoleKept):
            accounts.change_position(session, member, AGENT, by=SYSTEM, now=clock())

    def test_a_new_address_ends_sessions_and_links_sent_to_the_old_one(
        self, session: Session, make: Factory, clock: Clock
    ) -> None:
        agent = make.departement_agent(password_hash="x")
        token = open_one(session, agent, clock)
        _, secret = make.link(agent, LinkKind.PASSWORD_RESET)
        accounts.change_identity(session, agent, ZOE, by=SYSTEM, now=clock())
        assert agent.email == "zoe.petit@exemple.fr"
        assert not is_open(session, token, clock)
        assert links.find(session, LinkKind.PASSWORD_RESET, secret, now=clock()) is None

    def test_a_new_password_keeps_the_present_session_only(
        self, session: Session, make: Factory, clock: Clock
    ) -> None:
        agent = make.departement_agent(password_hash="x")
        other = open_one(session, agent, clock)
        mine, token = sessions.open_for_account(session, agent, second_factor=True, device="x", now=clock())
        accounts.change_password(
            session, agent, password_hash="y", keep=mine.id, by=agent.as_actor(), now=clock()
        )
        assert (is_open(session, other, clock), is_open(session, token, clock)) == (False, True)


class TestClosing:
    def test_a_closed_account_is_refused_everywhere_until_it_is_opened_again(
        self, session: Session, make: Factory, clock: Clock
    ) -> None:
        make.administrator(password_hash="x")
        agent = make.administrator(password_hash=hash_secret("tulipe agrafe moulin"))
        token = open_one(session, agent, clock)
        accounts.disable(session, agent, by=SYSTEM, now=clock())
        assert not is_open(session, token, clock)
        found = credentials.look_up(session, agent.email)
        assert not credentials.verify(found, "tulipe agrafe moulin").right
        assert events(session, agent) == [JournalEvent.ACCOUNT_DISABLED]
        accounts.enable(session, agent, by=SYSTEM, now=clock())
        session.flush()
        found = credentials.look_up(session, agent.email)
        assert credentials.verify(found, "tulipe agrafe moulin").right

    def test_the_last_administrator_who_can_sign_in_stays(
        self, session: Session, make: Factory, clock: Clock
    ) -> None:
        last = make.administrator(password_hash="x")
        make.administrator(password_hash=None)
        make.administrator(password_hash="x", disabled_at=clock())
        with pytest.raises(LastAdministrator):
            accounts.disable(session, last, by=SYSTEM, now=clock())
        with pytest.raises(LastAdministrator):
            accounts.change_position(session, last, AGENT, by=SYSTEM, now=clock())
        make.administrator(password_hash="x")
        accounts.disable(session, last, by=SYSTEM, now=clock())


def test_two_administrators_who_close_each_other_at_once_leave_one(
    app: Flask, session: Session, make: Factory, clock: Clock
) -> None:
    ids = [make.administrator(password_hash="x").id for _ in range(2)]
    start, refused = Barrier(2), []

    def close(account_id: UUID) -> None:
        with app.app_context():
            start.wait(timeout=20)
            try:
                with transaction() as own:
                    accounts.disable(own, own.get_one(Account, account_id), by=SYSTEM, now=clock())
            except LastAdministrator:
                refused.append(account_id)
            finally:
                db.session.remove()

    threads = [Thread(target=close, args=(account_id,)) for account_id in ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    left = session.scalars(select(Account.id).where(Account.disabled_at.is_(None))).all()
    assert list(left) == refused
    assert len(left) == 1


def test_an_old_hash_is_renewed_at_the_next_sign_in(
    session: Session, make: Factory, monkeypatch: pytest.MonkeyPatch
) -> None:
    agent = make.administrator(password_hash=hash_secret("tulipe agrafe moulin"))
    monkeypatch.setattr(credentials, "is_outdated", lambda _: True)
    found = credentials.look_up(session, agent.email)
    verdict = credentials.verify(found, "tulipe agrafe moulin")
    assert credentials.accept(session, found, verdict) is agent
    assert agent.password_hash == verdict.new_hash != found.password_hash


def test_accounts_are_found_by_words_of_their_name_without_accents(session: Session, make: Factory) -> None:
    eric = make.administrator(first_name="Éric", last_name="Saint-Léger")
    make.administrator(first_name="Paul", last_name="Martin")
    for typed in ("eric", "SAINT leger", "leger éric", eric.email):
        assert account_lists.find_named(session, typed) == [eric]
    assert account_lists.find_named(session, "%") == []
    assert account_lists.find_named(session, "eric martin") == []
