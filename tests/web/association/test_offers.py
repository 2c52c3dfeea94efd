"""Offers in the browser of an association: written, sent, changed; nothing typed is lost (R15 to R18, F1)."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bénévolat.domain.enums import HalfDay, Rhythm
from bénévolat.domain.offers import OfferStatus
from bénévolat.models.accounts import Account
from bénévolat.models.associations import Association
from bénévolat.models.offers import Offer
from tests.clock import Clock
from tests.factories import Factory
from tests.inspection import Page
from tests.pages import PageClient
from tests.queries import statements_of

OFFRES = "/association/offres"


@pytest.fixture
def association(make: Factory) -> Association:
    return make.validated_association()


@pytest.fixture
def mine(make: Factory, association: Association, sign_in_as: Callable[[Account], PageClient]) -> PageClient:
    """Return the browser of a member of the association."""
    return sign_in_as(make.member_of(association))


def typed(**changes: Any) -> dict[str, Any]:
    """Return a whole offer as a browser sends it."""
    return {
        "title": "Préparer la soupe",
        "domain": "food_aid",
        "description": "On épluche, on coupe, on cuit, puis on mange ensemble.",
        "simple_text": "Vous coupez les légumes. On mange ensemble.",
        "tasks": "Éplucher\nCouper",
        "remote": "no",
        "commune": "troyes",
        "access_notes": "La porte bleue.",
        "transit": "declared",
        "wheelchair": "yes",
        "half_days": ["tue_am", "thu_pm"],
        "slots_needed": "1",
        "rhythm": "weekly",
        "sessions_per_period": "1",
        "session_minutes": "150",
        "places": "3",
        "supervision_capacity": "2",
        "supervision_level": "1",
        "demands": ["standing"],
        "comfort": ["breaks"],
        "french_level": "1",
        "expenses": "travel",
        "insured": "y",
        "background_check": "none",
        **changes,
    }


def only(session: Session) -> Offer:
    return session.scalars(select(Offer)).one()


def test_an_offer_is_written_with_every_field_and_sent(
    mine: PageClient, make: Factory, association: Association, session: Session
) -> None:
    make.communes()
    tutor = make.supervisor(association)
    answer = mine.post_form(f"{OFFRES}/nouvelle", typed(supervisor=str(tutor.id), monthly_cap="4"))
    offer = only(session)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{OFFRES}/{offer.id}/compris")
    assert (offer.commune_insee, offer.supervision_capacity, offer.monthly_cap) == ("10387", 2, 4)
    assert (offer.half_days, offer.tasks) == ([HalfDay.TUE_AM, HalfDay.THU_PM], ["Éplucher", "Couper"])
    assert (offer.session_minutes, offer.rhythm, offer.wheelchair) == (150, Rhythm.WEEKLY, True)
    assert mine.post_form(f"{OFFRES}/{offer.id}/envoyer").status_code == 303
    assert only(session).status is OfferStatus.SUBMITTED


def test_a_title_is_enough_for_a_draft_and_the_page_lists_what_is_missing_with_links(
    mine: PageClient, session: Session
) -> None:
    mine.post_form(f"{OFFRES}/nouvelle", {"title": "Soupe", "places": "1", "supervision_capacity": "1"})
    offer = only(session)
    page = mine.get(f"{OFFRES}/{offer.id}").text
    assert "Ce qu'il manque avant l'envoi" in page
    for field in ("simple_text", "commune", "half_days", "session_minutes", "supervisor", "insured"):
        assert f'href="{OFFRES}/{offer.id}/modifier#{field}"' in page


def test_sending_an_incomplete_draft_says_so_and_changes_nothing_r16(
    mine: PageClient, make: Factory, association: Association, session: Session
) -> None:
    offer = make.offer(association, simple_text="")
    answer = mine.post_form(f"{OFFRES}/{offer.id}/envoyer")
    assert answer.status_code == 422
    assert "Il manque encore une information." in answer.text
    assert only(session).status is OfferStatus.DRAFT


def test_what_is_typed_comes_back_with_the_error_beside_its_field_f1(
    mine: PageClient, make: Factory, session: Session
) -> None:
    make.communes()
    answer = mine.post_form(
        f"{OFFRES}/nouvelle",
        typed(title="", access_notes="La porte bleue du fond", starts_on="03/12/2026", ends_on="32/12/2026"),
    )
    assert answer.status_code == 422
    page = Page(answer.text)
    assert "Donnez un titre à la mission." in page.text
    assert "La porte bleue du fond" in answer.text
    assert 'value="2026-12-03"' in answer.text
    assert 'value="32/12/2026"' in answer.text
    ticked = [box for box in re.findall(r"<input[^>]*>", answer.text) if " checked" in box]
    assert sum('value="tue_am"' in box or 'value="thu_pm"' in box for box in ticked) == 2
    assert session.scalars(select(Offer)).all() == []


def test_a_postal_code_of_several_communes_asks_which_one_r66(
    mine: PageClient, make: Factory, session: Session
) -> None:
    make.communes()
    twin = make.commune("10081")
    twin.postal_codes[0].code = "10000"
    session.commit()
    answer = mine.post_form(f"{OFFRES}/nouvelle", typed(commune="10000"))
    assert answer.status_code == 422
    assert 'name="commune" value="10387"' in answer.text
    assert "La porte bleue." in answer.text
    chosen = mine.post_form(f"{OFFRES}/nouvelle", typed(commune=["10000", "10081"]))
    assert (chosen.status_code, only(session).commune_insee) == (303, "10081")


def test_more_than_thirty_five_hours_a_week_is_refused_on_the_page_r18(
    mine: PageClient, make: Factory, session: Session
) -> None:
    make.communes()
    answer = mine.post_form(f"{OFFRES}/nouvelle", typed(session_minutes="420", sessions_per_period="6"))
    assert answer.status_code == 422
    assert "35 heures par semaine" in Page(answer.text).text
    assert session.scalars(select(Offer)).all() == []


def test_more_than_seven_hours_a_week_only_warns_r18(
    mine: PageClient, make: Factory, association: Association
) -> None:
    offer = make.offer(association, session_minutes=240, sessions_per_period=2)
    assert "8\u00a0heures par semaine" in mine.get(f"{OFFRES}/{offer.id}").text


def test_the_author_sees_how_easy_the_simple_version_is_r62(
    mine: PageClient, make: Factory, association: Association
) -> None:
    offer = make.offer(association, simple_text="Vous contribuerez à la structuration organisationnelle.")
    assert "Les mots sont longs" in mine.get(f"{OFFRES}/{offer.id}").text


def test_a_word_on_health_warns_without_blocking_r35(
    mine: PageClient, make: Factory, session: Session
) -> None:
    make.communes()
    answer = mine.post_form(f"{OFFRES}/nouvelle", typed(access_notes="Pas adapté en cas de maladie"))
    assert answer.status_code == 303
    assert "maladie" in mine.get(answer.headers["Location"]).text
    assert only(session).access_notes == "Pas adapté en cas de maladie"


def test_the_capacity_changes_while_published_but_not_under_the_places_taken_r17(
    mine: PageClient, make: Factory, association: Association, session: Session
) -> None:
    offer = make.published_offer(association, places=4, supervision_capacity=4, places_taken=2)
    form = {"places": "4", "supervisor": str(offer.supervisor_id)}
    url = f"{OFFRES}/{offer.id}/accueil"
    refused = mine.post_form(url, {**form, "supervision_capacity": "1"})
    assert refused.status_code == 422
    assert "2 personnes sont déjà accompagnées" in Page(refused.text).text
    assert 'value="1"' in refused.text
    assert mine.post_form(url, {**form, "supervision_capacity": "2"}).status_code == 303
    assert (only(session).supervision_capacity, only(session).status) == (2, OfferStatus.PUBLISHED)


def test_an_offer_pauses_comes_back_is_rewritten_and_closes(
    mine: PageClient, make: Factory, association: Association, session: Session
) -> None:
    offer = make.published_offer(association)
    steps = [
        ("mettre-en-pause", OfferStatus.PAUSED),
        ("republier", OfferStatus.PUBLISHED),
        ("mettre-en-pause", OfferStatus.PAUSED),
        ("reprendre-en-brouillon", OfferStatus.DRAFT),
        ("fermer", OfferStatus.CLOSED),
    ]
    for act, status in steps:
        assert mine.post_form(f"{OFFRES}/{offer.id}/{act}").status_code == 303
        assert only(session).status is status


def test_an_offer_nobody_updated_is_pointed_at_and_one_click_keeps_it(
    mine: PageClient, make: Factory, association: Association, session: Session, clock: Clock
) -> None:
    offer = make.published_offer(association, updated_at=clock() - timedelta(days=60))
    for page in (OFFRES, f"{OFFRES}/{offer.id}"):
        assert "Toujours d'actualité" in Page(mine.get(page).text).text
    assert mine.post_form(f"{OFFRES}/{offer.id}/toujours-d-actualite").status_code == 303
    assert (only(session).updated_at, only(session).status) == (clock(), OfferStatus.PUBLISHED)
    for page in (OFFRES, f"{OFFRES}/{offer.id}"):
        assert "d'actualité" not in Page(mine.get(page).text).text.replace("offre reste publiée", "")


def test_an_act_that_is_no_longer_possible_is_told_on_the_page(
    mine: PageClient, make: Factory, association: Association
) -> None:
    offer = make.offer(association)
    answer = mine.post_form(f"{OFFRES}/{offer.id}/mettre-en-pause", follow_redirects=True)
    assert answer.status_code == 200
    assert "la situation a changé" in Page(answer.text).text


def test_a_copy_opens_in_the_form(
    mine: PageClient, make: Factory, association: Association, session: Session
) -> None:
    offer = make.published_offer(association, title="Jardin")
    answer = mine.post_form(f"{OFFRES}/{offer.id}/dupliquer", follow_redirects=True)
    assert 'value="Jardin (copie)"' in answer.text
    assert len(session.scalars(select(Offer)).all()) == 2


@pytest.mark.parametrize("page", ["", "/modifier", "/accueil", "/fermer"])
def test_an_offer_of_another_association_does_not_exist_a2(
    mine: PageClient, make: Factory, page: str
) -> None:
    assert mine.get(f"{OFFRES}/{make.published_offer().id}{page}").status_code == 404


@pytest.mark.parametrize(
    "act",
    ["envoyer", "mettre-en-pause", "republier", "fermer", "dupliquer", "reprendre-en-brouillon", "modifier"],
)
def test_nothing_is_done_to_an_offer_of_another_association_a2(
    mine: PageClient, make: Factory, session: Session, act: str
) -> None:
    offer = make.published_offer()
    assert mine.post_form(f"{OFFRES}/{offer.id}/{act}").status_code == 404
    assert only(session).status is OfferStatus.PUBLISHED


def test_a_supervisor_of_another_association_is_not_in_the_list_a2(
    mine: PageClient, make: Factory, session: Session
) -> None:
    make.communes()
    foreign = make.supervisor(make.association(), last_name="Ailleurs")
    assert "AILLEURS" not in mine.get(f"{OFFRES}/nouvelle").text
    answer = mine.post_form(f"{OFFRES}/nouvelle", typed(supervisor=str(foreign.id)))
    assert answer.status_code == 422
    assert session.scalars(select(Offer)).all() == []


def test_the_list_filters_by_status_and_says_what_to_do_when_empty(
    mine: PageClient, make: Factory, association: Association
) -> None:
    assert "Écrire une première offre" in mine.get(OFFRES).text
    make.offer(association, title="Un brouillon")
    make.published_offer(association, title="Une publiée")
    page = mine.get(f"{OFFRES}?etat=published").text
    assert "Une publiée" in page
    assert "Un brouillon" not in page
    assert "Aucune offre dans cet état" in mine.get(f"{OFFRES}?etat=closed").text


def test_the_list_costs_the_same_for_one_offer_and_for_twenty_q3(
    mine: PageClient, make: Factory, association: Association
) -> None:
    make.offer(association)
    before = len(statements_of(mine, OFFRES))
    for insee in ("10323", "10033", "10081"):
        make.commune(insee)
        for _ in range(6):
            make.published_offer(association, commune=make.commune(insee))
    assert len(statements_of(mine, OFFRES)) == before
