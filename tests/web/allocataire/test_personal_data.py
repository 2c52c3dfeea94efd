"""My data, from the person's space, the travailleur social's and the Département's (R42, R43, R54)."""

import json
from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bénévolat.domain.data_requests import RequestKind, RequestStatus
from bénévolat.domain.enums import Right
from bénévolat.domain.notices import NoticeWay
from bénévolat.models.accounts import Account
from bénévolat.models.cards import Card
from bénévolat.models.data_requests import DataRequest
from bénévolat.models.notices import NoticeDelivery
from bénévolat.models.profiles import Profile
from bénévolat.services import notices
from tests.clock import Clock
from tests.exports.documents import check_accessible, words
from tests.factories import Factory
from tests.inspection import Page
from tests.pages import PageClient

SignIn = Callable[[Account | Card], PageClient]
MINE = "/mon-espace/mes-donnees"


@pytest.fixture
def person(make: Factory) -> Profile:
    return make.active_profile(first_name="Amina")


@pytest.fixture
def phone(sign_in_as: SignIn, make: Factory, person: Profile) -> PageClient:
    """Return the browser of the person."""
    return sign_in_as(make.card(person))


@pytest.fixture
def worker(sign_in_as: SignIn, person: Profile) -> PageClient:
    """Return the browser of the person's référent."""
    return sign_in_as(person.referent)


def seen(client: PageClient, address: str) -> str:
    """Return the words of a page."""
    return Page(client.get(address).text).text


def only_request(session: Session) -> DataRequest:
    session.expire_all()
    return session.scalars(select(DataRequest)).one()


def test_a_correction_asked_answered_and_read(
    phone: PageClient, worker: PageClient, session: Session, person: Profile
) -> None:
    """R43: asked on a telephone, seen with the days left, answered, read."""
    assert "Mes données" in phone.get("/mon-espace/documents").text
    empty = phone.post_form(f"{MINE}/demande/corriger", {"text": ""})
    assert empty.status_code == 422
    assert phone.post_form(f"{MINE}/demande/corriger", {"text": "Mon nom est mal écrit."}).status_code == 303
    home = Page(worker.get("/travailleur-social/").text).text
    assert "Corriger mes informations, il reste 30 jours" in home
    address = f"/travailleur-social/demandes/{only_request(session).id}"
    assert worker.post_form(address, {"outcome": "done", "channel": "screen"}).status_code == 422
    given = {"outcome": "done", "channel": "screen", "answer": "C'est corrigé. Merci."}
    assert worker.post_form(address, given).status_code == 303
    assert "C'est corrigé. Merci." in seen(phone, MINE)
    assert only_request(session).read_at is not None
    assert "lu par la personne" in worker.get(f"/travailleur-social/profils/{person.id}/donnees").text


def test_saying_no_to_missions_and_changing_ones_mind(
    phone: PageClient, worker: PageClient, session: Session, person: Profile, make: Factory
) -> None:
    make.proposition(person)
    phone.post_form(f"{MINE}/demande/dire-non", {})
    page = phone.get(MINE).text
    assert "nous ne vous proposons plus de missions" in page
    refused = worker.post_form(f"/travailleur-social/profils/{person.id}/reprise", follow_redirects=True)
    assert "ne veut plus" in refused.text
    phone.post_form(f"{MINE}/dire-oui")
    session.expire_all()
    assert person.objected_at is None
    assert only_request(session).status is RequestStatus.WITHDRAWN
    assert worker.post_form(f"/travailleur-social/profils/{person.id}/reprise").status_code == 303


def test_a_request_of_somebody_else_is_not_there(phone: PageClient, make: Factory) -> None:
    """A2."""
    other = make.data_request(make.active_profile())
    assert phone.post_form(f"{MINE}/demande/{other.id}/annuler").status_code == 404


def test_an_agent_asks_for_a_person_without_a_telephone(
    worker: PageClient, session: Session, person: Profile
) -> None:
    """R54: marked as such; the month begins the day the person asked."""
    address = f"/travailleur-social/profils/{person.id}/donnees/demande"
    typed = {"kind": "erase", "text": "", "channel": "phone", "asked_on": "2026-10-20"}
    assert worker.post_form(address, {**typed, "channel": "screen"}).status_code == 422
    assert worker.post_form(address, typed).status_code == 303
    made = only_request(session)
    assert (made.kind, str(made.due_on)) == (RequestKind.ERASE, "2026-11-20")
    assert "saisi par un agent" in worker.get(f"/travailleur-social/profils/{person.id}/donnees").text


def test_the_copy_is_handed_over_to_the_person_and_through_an_agent(
    phone: PageClient, worker: PageClient, person: Profile
) -> None:
    answer = phone.get(f"{MINE}/mes-informations.pdf")
    check_accessible(answer.data, "Mes informations")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "saisi par" not in words(answer.data)
    mine = json.loads(phone.get(f"{MINE}/mes-informations.json").data)
    assert mine["rubriques"]["vous"][0]["prenom"] == "Amina"
    through = worker.get(f"/travailleur-social/profils/{person.id}/donnees/mes-informations.json")
    assert json.loads(through.data)["saisi_par"] == person.referent.full_name
    assert "a pris une copie pour vous" in phone.get(f"{MINE}/qui-a-regarde").text


def test_an_association_that_opened_my_page_is_among_who_looked(
    phone: PageClient, sign_in_as: SignIn, make: Factory, person: Profile
) -> None:
    """R40: the association's reading is journaled too, and told without a name."""
    proposition = make.submitted_proposition(person)
    member = make.member_of(proposition.offer.association)
    sign_in_as(member).get(f"/association/propositions/{proposition.id}")
    said = Page(phone.get(f"{MINE}/qui-a-regarde").text).text
    assert "L'association a lu votre dossier." in said
    assert member.last_name not in said
    assert proposition.offer.association.name not in said


def test_a_long_list_of_readings_has_pages(
    phone: PageClient, make: Factory, person: Profile, clock: Clock
) -> None:
    worker = person.referent.as_actor()
    for _ in range(30):
        clock.advance(days=1)
        notices.deliver(make.session, person, way=NoticeWay.PAPER, by=worker, now=clock())
    make.session.commit()
    client = phone
    clock.advance(days=-30)
    assert "Page suivante" in client.get(f"{MINE}/qui-a-regarde").text
    assert "Page précédente" in client.get(f"{MINE}/qui-a-regarde?page=2").text


def test_the_information_is_read_on_the_screen(
    sign_in_as: SignIn, make: Factory, session: Session, clock: Clock
) -> None:
    """R42: delivered by the person's own hand, written down with the day and the way."""
    person = make.active_profile()
    for row in notices.of_person(session, person.id):
        session.delete(row)
    client = sign_in_as(make.card(person))
    assert "Lire mes droits" in client.get(MINE).text
    assert "J'ai lu" in seen(client, f"{MINE}/information")
    client.post_form(f"{MINE}/information")
    row = session.scalars(select(NoticeDelivery)).one()
    assert (row.way, row.recorded_by_kind.value, row.given_on) == (
        NoticeWay.SCREEN,
        "allocataire",
        clock().date(),
    )
    assert "déjà eu cette information" in client.get(f"{MINE}/information").text


def test_the_information_is_asked_when_the_agreement_is_written_down(
    worker: PageClient, make: Factory, session: Session, person: Profile
) -> None:
    begun = make.profile(person.referent, commune=make.commune())
    address = f"/travailleur-social/profils/{begun.id}/accord"
    assert "L'information sur ses données" in seen(worker, address)
    typed = {"agreed": "1", "channel": "oral", "given_on": "2026-11-03", "notice": "read_aloud"}
    assert worker.post_form(address, {**typed, "agreed": "y"}).status_code == 303
    assert [row.way for row in notices.of_person(session, begun.id)] == [NoticeWay.READ_ALOUD]


def test_what_is_not_delivered_waits_in_the_worklist(
    worker: PageClient, make: Factory, session: Session, person: Profile
) -> None:
    for row in notices.of_person(session, person.id):
        row.version = "2020-01"
    session.commit()
    assert "Information sur les données, à donner" in worker.get("/travailleur-social/").text
    page = f"/travailleur-social/profils/{person.id}/donnees"
    assert "Le texte a changé" in worker.get(page).text
    assert (
        worker.post_form(f"{page}/information", {"way": "paper", "given_on": "2027-01-01"}).status_code == 422
    )
    assert (
        worker.post_form(f"{page}/information", {"way": "paper", "given_on": "2026-11-02"}).status_code == 303
    )
    assert "à donner" not in worker.get("/travailleur-social/").text


def test_the_departement_sees_the_late_ones_by_reference(
    sign_in_as: SignIn, make: Factory, person: Profile, clock: Clock
) -> None:
    make.data_request(person, asked_on=clock().date().replace(month=9))
    client = sign_in_as(make.departement_agent(Right.ADMINISTER))
    assert "en retard" in client.get("/departement/").text
    page = Page(client.get("/departement/demandes").text).text
    assert person.departement_ref in page
    assert "En retard de" in page
    assert person.last_name.upper() not in page.upper()


def test_the_notices_on_paper_are_accessible(client: PageClient) -> None:
    full = client.get("/donnees-personnelles/information.pdf").data
    check_accessible(full, "Information sur vos données personnelles")
    assert "CNIL" in words(full)
    simple = client.get("/donnees-personnelles/version-simple.pdf").data
    check_accessible(simple, "Vos informations et vos droits")
    page = client.get("/donnees-personnelles").text
    assert "Version simple" in page
    schema = client.get("/schemas/mes-informations-1.json").json
    assert schema["properties"]["rubriques"]["properties"]["vous"]["type"] == "array"
