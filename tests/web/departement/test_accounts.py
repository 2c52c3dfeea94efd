"""Accounts run by an agent who administers (A1, S1, S2): invited, found without a name in an address, closed."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from bénévolat.domain.associations import AssociationStatus
from bénévolat.domain.enums import MembershipRole, Right, Role
from bénévolat.extensions import db
from bénévolat.models.accounts import Account
from bénévolat.models.associations import Association, Membership
from bénévolat.models.outbox import OutboxMessage
from tests.clock import Clock
from tests.factories import Factory
from tests.pages import PageClient
from tests.web.compte.ways_in import PASSWORD, password_hash

AGENT = {"first_name": "Zoé", "last_name": "Petit", "email": "zoe@exemple.fr", "role": "departement"}
MEMBER = {"first_name": "Zoé", "last_name": "Petit", "email": "zoe@exemple.fr"}
COMPTES = "/departement/comptes"


@pytest.fixture
def me(make: Factory) -> Account:
    return make.administrator(password_hash=password_hash())


@pytest.fixture
def admin(me: Account, sign_in_as: Callable[[Account], PageClient]) -> PageClient:
    """Return the browser of an administrator."""
    return sign_in_as(me)


def mails(session: Session) -> list[tuple[str, str]]:
    return [(mail.template, mail.recipient) for mail in session.scalars(select(OutboxMessage))]


def statements_of(browser: PageClient, path: str) -> list[str]:
    """Return the SQL statements of one page."""
    statements: list[str] = []
    with browser.application.app_context():
        engine = db.engine

    def keep(*given: Any) -> None:
        statements.append(given[2])

    event.listen(engine, "before_cursor_execute", keep)
    try:
        assert browser.get(path).status_code == 200
    finally:
        event.remove(engine, "before_cursor_execute", keep)
    return statements


def test_only_the_right_to_administer_opens_these_pages(
    make: Factory, sign_in_as: Callable[[Account], PageClient]
) -> None:
    """A1."""
    others = make.departement_agent(Right.VALIDATE, Right.EXPORT, Right.RETAIN_HOURS)
    for who in (others, make.travailleur_social(), make.member_of(make.association())):
        browser = sign_in_as(who)
        for path in (COMPTES, f"{COMPTES}/inviter", "/departement/equipes"):
            assert browser.get(path).status_code == 403
        assert browser.post_form(f"{COMPTES}/{who.id}", AGENT).status_code == 403


class TestList:
    def test_it_filters_by_role_and_state(self, admin: PageClient, make: Factory) -> None:
        make.travailleur_social(last_name="Durand", password_hash="x")
        make.member_of(make.association("Les Tilleuls"), last_name="Moreau")
        page = admin.get(COMPTES).text
        assert "DURAND" in page
        assert "Les Tilleuls" in page
        page = admin.get(f"{COMPTES}?role=association").text
        assert ("DURAND" in page, "MOREAU" in page) == (False, True)
        page = admin.get(f"{COMPTES}?etat=active&role=travailleur_social").text
        assert ("DURAND" in page, "MOREAU" in page) == (True, False)

    @pytest.mark.parametrize("query", ["?role=x&etat=%00", "?page=-1", "?page=9999999", "?page=abc"])
    def test_a_strange_address_shows_a_list(self, admin: PageClient, query: str) -> None:
        assert admin.get(COMPTES + query).status_code == 200

    def test_its_statements_do_not_grow_with_its_rows(self, admin: PageClient, make: Factory) -> None:
        """Q3."""
        counts = []
        for _ in range(2):
            for _ in range(8):
                make.travailleur_social()
                make.member_of(make.association())
            counts.append(len(statements_of(admin, COMPTES)))
        assert counts[0] == counts[1]

    def test_a_name_is_looked_for_by_a_post(self, admin: PageClient, make: Factory) -> None:
        """A2: no name in an address."""
        make.travailleur_social(first_name="Éric", last_name="Saint-Léger")
        answer = admin.post_form(f"{COMPTES}/recherche", {"name": "saint leger"})
        assert answer.status_code == 200
        assert "SAINT-LÉGER" in answer.text
        assert "Aucun compte" in admin.post_form(f"{COMPTES}/recherche", {"name": "nulle part"}).text
        assert admin.post_form(f"{COMPTES}/recherche", {"name": ""}).status_code == 422


class TestInvitation:
    def test_an_agent_is_invited_with_their_rights(self, admin: PageClient, session: Session) -> None:
        answer = admin.post_form(f"{COMPTES}/inviter", {**AGENT, "rights": ["validate", "export"]})
        assert (answer.status_code, answer.location) == (303, COMPTES)
        account = session.scalars(select(Account).where(Account.email == "zoe@exemple.fr")).one()
        assert account.rights == {Right.VALIDATE, Right.EXPORT}
        assert mails(session) == [("invitation", "zoe@exemple.fr")]

    @pytest.mark.parametrize(
        ("values", "words"),
        [
            ({"role": ""}, "Choisissez un rôle."),
            ({"role": "association"}, "Choisissez"),
            ({"role": "travailleur_social"}, "Choisissez l&#39;équipe"),
            ({"role": "travailleur_social", "rights": ["export"]}, "ne peut avoir que"),
            ({"email": "zoe"}, "Cette adresse électronique n&#39;est pas complète"),
            ({"phone": "12"}, "Ce numéro n&#39;est pas complet"),
            ({"last_name": ""}, "Écrivez le nom."),
        ],
    )
    def test_what_does_not_go_together_is_said_and_what_was_typed_stays(
        self, admin: PageClient, session: Session, values: dict[str, object], words: str
    ) -> None:
        answer = admin.post_form(f"{COMPTES}/inviter", {**AGENT, **values})
        assert answer.status_code == 422
        assert words in answer.text
        assert "Zoé" in answer.text
        assert mails(session) == []

    def test_an_address_already_known_is_said_beside_its_field(self, admin: PageClient, me: Account) -> None:
        answer = admin.post_form(f"{COMPTES}/inviter", {**AGENT, "email": me.email.upper()})
        assert answer.status_code == 422
        assert 'id="email-error"' in answer.text

    def test_someone_administers_an_association_found_by_its_name_or_number(
        self, admin: PageClient, make: Factory, session: Session
    ) -> None:
        known = make.association("Les Jardins de Troyes", rna="W103009999")
        make.association("Autre chose", rna="W103008888")
        for number, typed in enumerate(("jardins troyes", "w103 009 999", "LES JARDINS DE TROYES")):
            data = {**MEMBER, "email": f"zoe{number}@exemple.fr", "association": typed}
            assert admin.post_form(f"{COMPTES}/inviter-une-association", data).status_code == 303
        memberships = session.scalars(select(Membership).where(Membership.association_id == known.id)).all()
        assert [one.role for one in memberships] == [MembershipRole.ADMINISTRATOR] * 3

    def test_several_answers_are_offered_and_one_is_chosen(
        self, admin: PageClient, make: Factory, session: Session
    ) -> None:
        both = [make.association(f"Secours du quartier {name}") for name in ("Nord", "Sud")]
        data = {**MEMBER, "association": "secours"}
        path = f"{COMPTES}/inviter-une-association"
        answer = admin.post_form(path, data)
        assert answer.status_code == 422
        assert all(str(one.id) in answer.text for one in both)
        chosen = {**data, "association_choice": str(both[1].id)}
        assert admin.post_form(path, chosen).status_code == 303
        assert session.scalars(select(Membership)).one().association_id == both[1].id

    def test_a_new_association_is_added_only_when_it_is_said(
        self, admin: PageClient, session: Session
    ) -> None:
        data = {**MEMBER, "association": "Les Amis du canal"}
        path = f"{COMPTES}/inviter-une-association"
        refused = admin.post_form(path, data)
        assert refused.status_code == 422
        assert "pas connue" in refused.text
        assert admin.post_form(path, {**data, "new_association": "y"}).status_code == 303
        added = session.scalars(select(Association)).one()
        assert (added.name, added.status) == ("Les Amis du canal", AssociationStatus.DRAFT)
        assert mails(session) == [("invitation", "zoe@exemple.fr")]

    def test_the_page_of_an_association_brings_its_name(self, admin: PageClient, make: Factory) -> None:
        known = make.association("Les Jardins de Troyes")
        path = f"{COMPTES}/inviter-une-association?association="
        assert "Les Jardins de Troyes" in admin.get(f"{path}{known.id}").text
        assert admin.get(f"{path}n'importe").status_code == 200

    def test_it_is_sent_again(self, admin: PageClient, make: Factory, session: Session) -> None:
        account = make.invited_account()
        answer = admin.post_form(f"{COMPTES}/{account.id}/renvoyer")
        assert answer.location == f"{COMPTES}/{account.id}"
        assert mails(session) == [("invitation", account.email)]


class TestChanges:
    def form(self, account: Account, **values: object) -> dict[str, object]:
        given: dict[str, object] = {
            "first_name": account.first_name,
            "last_name": account.last_name,
            "email": account.email,
            "role": account.role.value,
            "team": str(account.team_id or ""),
        }
        return {**given, **values}

    def test_the_page_shows_the_account_as_it_is(self, admin: PageClient, make: Factory) -> None:
        account = make.travailleur_social(can_retain_hours=True, phone="+33612345678")
        page = admin.get(f"{COMPTES}/{account.id}").text
        assert f'<option selected value="{account.team_id}">' in page
        assert 'value="06 12 34 56 78"' in page
        assert page.count(" checked ") + page.count("checked>") == 2

    def test_a_change_of_team_signs_the_person_out(
        self, admin: PageClient, make: Factory, sign_in_as: Callable[[Account], PageClient]
    ) -> None:
        """S1."""
        account, team = make.travailleur_social(), make.team("Bar-sur-Aube")
        theirs = sign_in_as(account)
        answer = admin.post_form(f"{COMPTES}/{account.id}", self.form(account, team=str(team.id)))
        assert answer.status_code == 303
        assert theirs.get("/compte/").status_code == 302
        assert account.team_id == team.id

    def test_a_new_telephone_leaves_the_sessions_open(
        self, admin: PageClient, make: Factory, sign_in_as: Callable[[Account], PageClient]
    ) -> None:
        account = make.travailleur_social()
        theirs = sign_in_as(account)
        admin.post_form(f"{COMPTES}/{account.id}", self.form(account, phone="06 12 34 56 78"))
        assert theirs.get("/compte/").status_code == 200
        assert account.phone == "+33612345678"

    def test_the_last_administrator_keeps_the_right(self, admin: PageClient, me: Account) -> None:
        answer = admin.post_form(f"{COMPTES}/{me.id}", self.form(me))
        assert answer.status_code == 422
        assert "dernier compte qui peut administrer" in answer.text
        assert Right.ADMINISTER in me.rights

    def test_a_referent_of_people_keeps_the_role(self, admin: PageClient, make: Factory) -> None:
        person = make.profile()
        data = self.form(person.referent, role="departement", team="")
        answer = admin.post_form(f"{COMPTES}/{person.referent_id}", data)
        assert answer.status_code == 422
        assert "suit encore des personnes" in answer.text

    def test_a_member_of_an_association_has_no_role_nor_right_to_take(
        self, admin: PageClient, make: Factory
    ) -> None:
        """F1: fields that the form does not have are not read."""
        member = make.member_of(make.association())
        data = self.form(member, role="departement", rights=["administer"], last_name="Autre")
        assert admin.post_form(f"{COMPTES}/{member.id}", data).status_code == 303
        assert (member.role, member.rights, member.last_name) == (Role.ASSOCIATION, frozenset(), "Autre")

    def test_the_password_is_asked_again_after_half_an_hour(
        self, admin: PageClient, make: Factory, clock: Clock
    ) -> None:
        """E1: rights are what an attacker wants first; the form goes through with its fields."""
        account = make.departement_agent()
        for minutes in (16, 16):  # A Département session ends after 30 idle minutes.
            clock.advance(minutes=minutes)
            admin.get(COMPTES)
        data = self.form(account, rights=["export", "validate"])
        sent = admin.post_form(f"{COMPTES}/{account.id}", data)
        assert sent.status_code == 307
        again = {**data, "resume": "1", "current_password": PASSWORD}
        assert admin.post_form(sent.location, again).status_code == 307
        assert admin.post_form(f"{COMPTES}/{account.id}", again).status_code == 303
        assert account.rights == {Right.EXPORT, Right.VALIDATE}


class TestClosing:
    def test_it_is_asked_then_done_and_undone(
        self, admin: PageClient, make: Factory, sign_in_as: Callable[[Account], PageClient]
    ) -> None:
        account = make.travailleur_social(password_hash="x")
        theirs = sign_in_as(account)
        assert admin.get(f"{COMPTES}/{account.id}/desactiver").status_code == 200
        assert account.disabled_at is None
        admin.post_form(f"{COMPTES}/{account.id}/desactiver")
        assert account.disabled_at is not None
        assert theirs.get("/compte/").status_code == 302
        admin.post_form(f"{COMPTES}/{account.id}/reactiver")
        assert account.disabled_at is None

    def test_the_last_administrator_stays(self, admin: PageClient, me: Account) -> None:
        admin.post_form(f"{COMPTES}/{me.id}/desactiver")
        assert me.disabled_at is None
        assert "dernier compte" in admin.get(f"{COMPTES}/{me.id}").text

    def test_a_lost_telephone_is_taken_off(self, admin: PageClient, make: Factory) -> None:
        account = make.travailleur_social()
        admin.post_form(f"{COMPTES}/{account.id}/second-facteur/retirer")
        assert not account.has_second_factor

    def test_an_unknown_account_is_not_found(self, admin: PageClient, make: Factory) -> None:
        unknown = f"{COMPTES}/00000000-0000-4000-8000-000000000000"
        assert admin.get(unknown).status_code == 404
        for path in ("", "/renvoyer", "/desactiver", "/reactiver", "/second-facteur/retirer"):
            assert admin.post_form(f"{unknown}{path}").status_code == 404
