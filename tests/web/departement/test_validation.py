"""The Département checks associations and offers before anyone is proposed anything (R15)."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bénévolat.domain.associations import AssociationCheck, AssociationStatus
from bénévolat.domain.enums import Right
from bénévolat.domain.offers import OfferCheck, OfferStatus
from bénévolat.models.accounts import Account
from bénévolat.models.associations import Association
from bénévolat.models.offers import Offer
from tests.factories import Factory
from tests.inspection import Page
from tests.pages import PageClient
from tests.queries import statements_of

OFFRES, ASSOCIATIONS = "/departement/offres", "/departement/associations"
OFFER_POINTS = [check.value for check in OfferCheck]
ASSOCIATION_POINTS = [check.value for check in AssociationCheck]
SignIn = Callable[[Account], PageClient]


@pytest.fixture
def validator(make: Factory, sign_in_as: SignIn) -> PageClient:
    """Return the browser of an agent who may validate."""
    return sign_in_as(make.departement_agent(Right.VALIDATE))


@pytest.fixture
def reader(make: Factory, sign_in_as: SignIn) -> PageClient:
    """Return the browser of an agent without that right."""
    return sign_in_as(make.departement_agent(Right.EXPORT))


def test_an_offer_is_published_when_every_box_is_ticked_r15(
    validator: PageClient, make: Factory, session: Session
) -> None:
    offer = make.submitted_offer()
    url = f"{OFFRES}/{offer.id}"
    for label in (check.label for check in OfferCheck):
        assert label in Page(validator.get(url).text).text
    refused = validator.post_form(f"{url}/publier", {"checklist": OFFER_POINTS[:-1]})
    assert refused.status_code == 422
    assert "Cochez tous les points" in Page(refused.text).text
    assert refused.text.count(" checked ") == len(OFFER_POINTS) - 1
    assert session.scalars(select(Offer.status)).one() is OfferStatus.SUBMITTED
    assert validator.post_form(f"{url}/publier", {"checklist": OFFER_POINTS}).status_code == 303
    assert session.scalars(select(Offer.status)).one() is OfferStatus.PUBLISHED
    assert "Ce qui a été vérifié" in Page(validator.get(url).text).text


def test_an_offer_of_an_association_that_waits_is_not_published(
    validator: PageClient, make: Factory, session: Session
) -> None:
    offer = make.submitted_offer(make.submitted_association())
    answer = validator.post_form(f"{OFFRES}/{offer.id}/publier", {"checklist": OFFER_POINTS})
    assert answer.status_code == 422
    assert "L'association n'est pas encore validée" in Page(answer.text).text
    assert session.scalars(select(Offer.status)).one() is OfferStatus.SUBMITTED


def test_an_offer_is_returned_with_a_reason_that_its_author_reads(
    validator: PageClient, make: Factory, sign_in_as: SignIn
) -> None:
    offer = make.submitted_offer()
    url = f"{OFFRES}/{offer.id}/renvoyer"
    lost = validator.post_form(url, {"note": "Précisez l'entrée."})
    assert lost.status_code == 422
    assert "Précisez l&#39;entrée." in lost.text
    assert (
        validator.post_form(url, {"reason": "unreachable", "note": "Précisez l'entrée."}).status_code == 303
    )
    author = sign_in_as(make.member_of(offer.association))
    page = Page(author.get(f"/association/offres/{offer.id}").text).text
    assert "le lieu n'est pas assez précis" in page
    assert "Précisez l'entrée." in page


def test_a_published_offer_can_be_stopped_by_the_departement(
    validator: PageClient, make: Factory, session: Session
) -> None:
    offer = make.published_offer()
    assert validator.post_form(f"{OFFRES}/{offer.id}/mettre-en-pause").status_code == 303
    assert session.scalars(select(Offer.status)).one() is OfferStatus.PAUSED


def test_an_association_is_validated_when_every_box_is_ticked(
    validator: PageClient, make: Factory, session: Session
) -> None:
    association = make.submitted_association()
    url = f"{ASSOCIATIONS}/{association.id}/valider"
    assert validator.post_form(url, {"checklist": ASSOCIATION_POINTS[1:]}).status_code == 422
    assert validator.post_form(url, {"checklist": ASSOCIATION_POINTS}).status_code == 303
    assert session.scalars(select(Association.status)).one() is AssociationStatus.VALIDATED


def test_a_validation_is_looked_at_again_and_its_offers_leave_the_catalogue(
    validator: PageClient, make: Factory, session: Session, client: PageClient
) -> None:
    offer = make.published_offer()
    assert client.get(f"/offres/{offer.id}").status_code == 200
    validator.post_form(f"{ASSOCIATIONS}/{offer.association_id}/revoir")
    assert session.scalars(select(Association.status)).one() is AssociationStatus.SUBMITTED
    assert client.get(f"/offres/{offer.id}").status_code == 404


def test_the_name_of_a_sensitive_association_is_hidden_and_shown_again(
    validator: PageClient, make: Factory, session: Session
) -> None:
    association = make.validated_association()
    for hidden in (True, False):
        validator.post_form(f"{ASSOCIATIONS}/{association.id}/discretion")
        assert session.scalars(select(Association.sensitive_name)).one() is hidden


def test_without_the_right_everything_is_read_and_nothing_is_done(
    reader: PageClient, make: Factory, session: Session
) -> None:
    offer, association = make.submitted_offer(), make.submitted_association()
    assert "Publier l'offre" not in Page(reader.get(f"{OFFRES}/{offer.id}").text).text
    assert "Valider l'association" not in Page(reader.get(f"{ASSOCIATIONS}/{association.id}").text).text
    for url in (
        f"{OFFRES}/{offer.id}/publier",
        f"{OFFRES}/{offer.id}/renvoyer",
        f"{ASSOCIATIONS}/{association.id}/valider",
        f"{ASSOCIATIONS}/{association.id}/renvoyer",
        f"{ASSOCIATIONS}/{association.id}/discretion",
    ):
        assert reader.post_form(url, {"checklist": OFFER_POINTS + ASSOCIATION_POINTS}).status_code == 403
    assert session.scalars(select(Offer.status)).one() is OfferStatus.SUBMITTED


def test_home_shows_what_waits_and_lists_find_by_status_and_words_r33(
    validator: PageClient, make: Factory
) -> None:
    assert "Rien à relire" in validator.get("/departement/").text
    make.submitted_association(name="Secours aux Aînés", search_key="secours aux aines")
    make.submitted_offer(title="Lire des histoires")
    page = validator.get("/departement/").text
    assert "Secours aux Aînés" in page
    assert "Lire des histoires" in page
    assert "Secours aux Aînés" in validator.get(f"{ASSOCIATIONS}?mots=aines&etat=submitted").text
    assert "Aucune association ne répond" in validator.get(f"{ASSOCIATIONS}?mots=zzz").text
    assert "Lire des histoires" not in validator.get(f"{OFFRES}?etat=published").text


def test_the_lists_cost_the_same_for_one_row_and_for_ten_q3(validator: PageClient, make: Factory) -> None:
    make.communes()
    make.submitted_offer()
    make.submitted_association()
    urls = ("/departement/", OFFRES, ASSOCIATIONS)
    before = [len(statements_of(validator, url)) for url in urls]
    for insee in ("10323", "10033", "10081"):
        for _ in range(3):
            make.submitted_offer(commune=make.commune(insee))
            make.submitted_association(commune=make.commune(insee))
    assert [len(statements_of(validator, url)) for url in urls] == before
