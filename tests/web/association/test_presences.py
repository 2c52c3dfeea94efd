"""A month of presences in the association's space: one page for everybody, one tap when all is right."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bénévolat.domain.engagements import SessionStatus
from bénévolat.models.accounts import Account
from bénévolat.models.activity_sessions import ActivitySession
from bénévolat.models.associations import Association
from tests.factories import Factory
from tests.inspection import Page
from tests.pages import PageClient

PRESENCES = "/association/presences"
SS = SessionStatus


@pytest.fixture
def association(make: Factory) -> Association:
    """Return an association that welcomes two people with sessions of two months."""
    association = make.validated_association()
    offer = make.published_offer(association, supervision_capacity=3)
    for first_name in ("Samir", "Amina"):
        person = make.active_profile(first_name=first_name)
        engagement = make.engagement(person, offer, started_on=date(2026, 9, 1))
        make.activity_session(engagement, date(2026, 9, 29))
        make.activity_session(engagement, date(2026, 10, 6))
    return association


@pytest.fixture
def mine(make: Factory, association: Association, sign_in_as: Callable[[Account], PageClient]) -> PageClient:
    """Return the browser of a member."""
    return sign_in_as(make.member_of(association))


def confirmed(session: Session) -> set[date]:
    """Return the days of the sessions confirmed."""
    rows = session.scalars(select(ActivitySession).where(ActivitySession.status == SS.CONFIRMED))
    return {row.starts_at.date() for row in rows}


def test_several_months_are_listed_and_a_single_one_opens_at_once(mine: PageClient, session: Session) -> None:
    page = Page(mine.get(PRESENCES).text).text
    assert "Septembre 2026" in page
    assert "Octobre 2026" in page
    rows = session.scalars(select(ActivitySession)).all()
    september = [str(row.id) for row in rows if row.starts_at.month == 9]
    assert mine.post_form(f"{PRESENCES}/2026-09", {"seance": september}).status_code == 303
    assert mine.get(PRESENCES).headers["Location"] == f"{PRESENCES}/2026-10"


def test_one_tap_confirms_everybody_of_the_month(mine: PageClient, session: Session) -> None:
    page = mine.get(f"{PRESENCES}/2026-10").text
    answer = mine.post_form(f"{PRESENCES}/2026-10", {"seance": every_key(page)}, follow_redirects=True)
    assert "2 séances sont confirmées pour Amina et Samir." in Page(answer.text).text
    assert confirmed(session) == {date(2026, 10, 6)}


def every_key(page: str) -> list[str]:
    """Return the sessions that the last button of a page would confirm."""
    forms = [form for form in Page(page).forms if "seance" in {field.get("name") for field in form.fields}]
    return [field.get("value") or "" for field in forms[-1].fields if field.get("name") == "seance"]


def test_a_month_without_anything_says_so(mine: PageClient) -> None:
    page = Page(mine.get(f"{PRESENCES}/2026-01").text)
    assert "Personne n'a encore noté de séance" in page.text


@pytest.mark.parametrize("month", ["2026-13", "1999-01", "2026-1", "octobre", "2026-10-01"])
def test_an_address_that_is_no_month_does_not_exist(mine: PageClient, month: str) -> None:
    assert mine.get(f"{PRESENCES}/{month}").status_code == 404
    assert mine.post_form(f"{PRESENCES}/{month}").status_code == 404


def test_a_session_of_another_association_is_out_of_reach_a2(
    mine: PageClient, make: Factory, session: Session
) -> None:
    foreign = make.activity_session(make.engagement(), date(2026, 10, 13))
    mine.post_form(f"{PRESENCES}/2026-10", {"seance": str(foreign.id)})
    assert confirmed(session) == set()
    assert mine.get(f"{PRESENCES}/2026-10/seances/{foreign.id}/signaler").status_code == 404


def test_links_that_were_mailed_are_shown_and_can_be_cancelled(
    mine: PageClient, make: Factory, association: Association, client: PageClient
) -> None:
    _, token = make.association_link(association, date(2026, 10, 1))
    url = f"/acces/presences/{token}"
    assert association.email in mine.get(f"{PRESENCES}/2026-10").text
    assert client.get(url).status_code == 200
    assert mine.post_form(f"{PRESENCES}/liens/annuler").status_code == 303
    assert client.get(url).status_code == 410
    assert association.email not in mine.get(f"{PRESENCES}/2026-10").text
