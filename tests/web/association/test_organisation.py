"""The association's record, its charter, its members, in the browser (R15, R20)."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bénévolat.domain.associations import AssociationStatus
from bénévolat.domain.enums import MembershipRole
from bénévolat.models.accounts import Account
from bénévolat.models.associations import Association, Membership
from bénévolat.models.outbox import OutboxMessage
from bénévolat.models.supervisors import Supervisor
from tests.factories import Factory
from tests.inspection import Page
from tests.pages import PageClient

FICHE = "/association/notre-association"
SignIn = Callable[[Account], PageClient]
RECORD = {
    "name": "Les Étoiles",
    "rna": "w103 001 234",
    "siret": "732 829 320 00074",
    "purpose": "Aider le quartier.",
    "commune": "Troyes",
    "phone": "0325000002",
    "insured": "y",
    "insurer": "Mutuelle",
}


def only(session: Session) -> Association:
    return session.scalars(select(Association)).one()


def test_a_record_is_completed_the_charter_accepted_and_validation_asked(
    make: Factory, sign_in_as: SignIn, session: Session
) -> None:
    association = make.association(purpose=None, insured=False, insurer=None)
    mine = sign_in_as(make.member_of(association))
    assert mine.post_form(f"{FICHE}/modifier", RECORD).status_code == 303
    saved = only(session)
    assert (saved.rna, saved.siret, saved.search_key) == ("W103001234", "73282932000074", "les etoiles")
    assert mine.post_form(f"{FICHE}/demander-la-validation").status_code == 422
    assert mine.post_form(f"{FICHE}/charte").status_code == 303
    assert mine.post_form(f"{FICHE}/demander-la-validation").status_code == 303
    assert only(session).status is AssociationStatus.SUBMITTED


def test_reading_the_charter_accepts_nothing_r51(make: Factory, sign_in_as: SignIn, session: Session) -> None:
    mine = sign_in_as(make.member_of(make.association()))
    assert "sans donner de raison" in mine.get(f"{FICHE}/charte").text
    assert only(session).charter_accepted_at is None


@pytest.mark.parametrize(
    ("field", "wrong", "sentence"),
    [
        ("siret", "732 829 320 00075", "Ce SIRET n'est pas juste"),
        ("rna", "103001234", "Un numéro RNA commence par W"),
        ("phone", "12", "Ce numéro n'est pas complet"),
        ("commune", "Atlantide", "Cette commune n'est pas connue"),
        ("name", "", "Donnez le nom de l'association."),
    ],
)
def test_a_mistake_is_said_beside_its_field_and_nothing_typed_is_lost_f1(
    make: Factory, sign_in_as: SignIn, field: str, wrong: str, sentence: str
) -> None:
    make.communes()
    mine = sign_in_as(make.member_of(make.association()))
    answer = mine.post_form(f"{FICHE}/modifier", {**RECORD, "purpose": "Mon texte à garder", field: wrong})
    assert answer.status_code == 422
    assert sentence in Page(answer.text).text
    assert "Mon texte à garder" in answer.text
    assert wrong in answer.text


def test_letters_in_an_rna_number_only_warn_r20(make: Factory, sign_in_as: SignIn, session: Session) -> None:
    mine = sign_in_as(make.member_of(make.association()))
    answer = mine.post_form(f"{FICHE}/modifier", {**RECORD, "rna": "W9R1001234"}, follow_redirects=True)
    assert "relisez-le" in Page(answer.text).text
    assert only(session).rna == "W9R1001234"


def test_a_web_address_can_only_be_a_web_page_x1(make: Factory, sign_in_as: SignIn, session: Session) -> None:
    mine = sign_in_as(make.member_of(make.association()))
    mine.post_form(f"{FICHE}/modifier", {**RECORD, "website": "javascript:alert(1)"})
    assert only(session).website == "https://javascript:alert(1)"


def test_a_validated_association_keeps_its_name_whatever_is_posted(
    make: Factory, sign_in_as: SignIn, session: Session
) -> None:
    association = make.validated_association(name="Vrai nom")
    mine = sign_in_as(make.member_of(association))
    mine.post_form(f"{FICHE}/modifier", {**RECORD, "name": "Faux nom", "rna": "W999999999"})
    saved = only(session)
    assert (saved.name, saved.rna, saved.purpose) == ("Vrai nom", "W101000001", "Aider le quartier.")


def test_an_administrator_invites_a_member(make: Factory, sign_in_as: SignIn, session: Session) -> None:
    association = make.association()
    mine = sign_in_as(make.member_of(association))
    data = {"first_name": "Ana", "last_name": "Roy", "email": "ana@exemple.fr", "role": "member"}
    assert mine.post_form(f"{FICHE}/membres/inviter", data).status_code == 303
    assert session.scalars(select(OutboxMessage.recipient)).all() == ["ana@exemple.fr"]
    assert "Ana ROY" in mine.get(FICHE).text


def test_a_simple_member_neither_invites_nor_removes(
    make: Factory, sign_in_as: SignIn, session: Session
) -> None:
    association = make.association()
    boss = make.member_of(association)
    mine = sign_in_as(make.member_of(association, MembershipRole.MEMBER))
    target = session.scalars(select(Membership).where(Membership.account_id == boss.id)).one()
    assert mine.get(f"{FICHE}/membres/inviter").status_code == 403
    assert mine.post_form(f"{FICHE}/membres/{target.id}/retirer").status_code == 403
    assert "Inviter un membre" not in mine.get(FICHE).text


def test_the_last_administrator_is_told_why_they_stay(
    make: Factory, sign_in_as: SignIn, session: Session
) -> None:
    boss = make.member_of(make.association())
    mine = sign_in_as(boss)
    membership = session.scalars(select(Membership)).one()
    answer = mine.post_form(f"{FICHE}/membres/{membership.id}/retirer", follow_redirects=True)
    assert "dernière personne qui administre" in Page(answer.text).text


def test_a_member_of_another_association_does_not_exist_a2(
    make: Factory, sign_in_as: SignIn, session: Session
) -> None:
    foreign = make.member_of(make.association())
    mine = sign_in_as(make.member_of(make.association()))
    target = session.scalars(select(Membership).where(Membership.account_id == foreign.id)).one()
    assert mine.post_form(f"{FICHE}/membres/{target.id}/retirer").status_code == 404
    assert mine.post_form(f"{FICHE}/membres/{target.id}/role/member").status_code == 404


def test_someone_who_accompanies_is_named_changed_and_leaves(
    make: Factory, sign_in_as: SignIn, session: Session
) -> None:
    association = make.association()
    mine = sign_in_as(make.member_of(association))
    data = {"first_name": "Noor", "last_name": "Diaz", "phone": "06 12 34 56 78", "half_days": ["mon_am"]}
    assert mine.post_form("/association/tuteurs/nouveau", data).status_code == 303
    tutor = session.scalars(select(Supervisor)).one()
    assert tutor.phone == "+33612345678"
    url = f"/association/tuteurs/{tutor.id}"
    assert 'value="06 12 34 56 78"' in mine.get(f"{url}/modifier").text
    assert mine.post_form(f"{url}/modifier", {**data, "last_name": ""}).status_code == 422
    assert mine.post_form(f"{url}/depart").status_code == 303
    assert mine.get(f"{url}/modifier").status_code == 404


def test_a_supervisor_of_another_association_does_not_exist_a2(make: Factory, sign_in_as: SignIn) -> None:
    foreign = make.supervisor(make.association())
    mine = sign_in_as(make.member_of(make.association()))
    assert mine.get(f"/association/tuteurs/{foreign.id}/modifier").status_code == 404
    assert mine.post_form(f"/association/tuteurs/{foreign.id}/depart").status_code == 404
