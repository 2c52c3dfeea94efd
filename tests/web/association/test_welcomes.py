"""How a person is welcomed: days agreed with them, checks by their day only (R21, R24, R37)."""

from collections.abc import Callable
from datetime import date
from html import unescape

import pytest
from sqlalchemy.orm import Session

from bénévolat.domain.engagements import SessionStatus
from bénévolat.domain.enums import BackgroundCheck
from bénévolat.models.accounts import Account
from bénévolat.models.associations import Association
from bénévolat.models.engagements import Engagement
from tests.factories import Factory
from tests.pages import PageClient

BASE = "/association/personnes-accueillies"
AGREED = {"rhythm": "fortnightly", "sessions_per_period": "1", "hours": "2", "minutes": "", "monday": "14h"}


@pytest.fixture
def association(make: Factory) -> Association:
    return make.validated_association()


@pytest.fixture
def mine(make: Factory, association: Association, sign_in_as: Callable[[Account], PageClient]) -> PageClient:
    return sign_in_as(make.member_of(association))


@pytest.fixture
def engagement(make: Factory, association: Association) -> Engagement:
    offer = make.published_offer(association, background_check=BackgroundCheck.ATTESTATION)
    return make.engagement(offer=offer, started_on=date(2026, 10, 26))


def text(browser: PageClient, page: str) -> str:
    return unescape(browser.get(page).get_data(as_text=True)).replace("\u00a0", " ")


def test_the_association_writes_what_is_agreed_and_sees_what_is_foreseen(
    mine: PageClient, session: Session, engagement: Engagement
) -> None:
    page = f"{BASE}/{engagement.id}"
    assert "Aucun jour n'est noté" in text(mine, page)
    assert mine.post_form(f"{page}/convenu", AGREED).status_code == 303
    session.expire_all()
    assert (engagement.agreed_slots, engagement.session_minutes) == ([{"weekday": 0, "at": "14:00"}], 120)
    html = text(mine, page)
    assert "Lundi 9 novembre 2026, de 14 h à 16 h" in html
    assert "Lundi 16 novembre" not in html
    assert "la personne est libre de venir ou non" in html
    assert [event.action for event in engagement.events] == ["agree"]


def test_a_check_is_a_day_never_a_document(
    mine: PageClient, session: Session, engagement: Engagement
) -> None:
    """R21."""
    page = f"{BASE}/{engagement.id}"
    assert "À vérifier (attestation d'honorabilité)" in text(mine, page)
    form = text(mine, f"{page}/controle")
    assert 'type="file"' not in form
    typed = {"background_checked_on": "2026-10-20"}
    assert mine.post_form(f"{page}/controle", typed).status_code == 303
    session.expire_all()
    assert engagement.background_checked_on == date(2026, 10, 20)
    assert "Vérifié le 20/10/2026" in text(mine, page)


def test_a_check_to_come_is_refused_and_stays_typed(
    mine: PageClient, session: Session, engagement: Engagement
) -> None:
    answer = mine.post_form(f"{BASE}/{engagement.id}/controle", {"background_checked_on": "2026-11-04"})
    assert answer.status_code == 422
    assert 'value="2026-11-04"' in answer.get_data(as_text=True)
    session.expire_all()
    assert engagement.background_checked_on is None


def test_the_citizen_account_is_spoken_of_only_to_those_who_lead_volunteers(
    mine: PageClient, session: Session, engagement: Engagement
) -> None:
    """R24: 200 hours, 100 in one association, civil year, one year old, 30 June, 31 December; no amount."""
    page = f"{BASE}/{engagement.id}"
    assert "engagement citoyen" not in text(mine, page)
    mine.post_form(f"{page}/controle", {"leads_volunteers": "y"})
    session.expire_all()
    assert engagement.leads_volunteers
    html = text(mine, page)
    for words in ("200 heures", "100 dans une même", "année civile", "un an", "30 juin", "31 décembre"):
        assert words in html
    assert "€" not in html


def test_what_is_foreseen_is_not_asked_to_be_confirmed(
    mine: PageClient, make: Factory, engagement: Engagement
) -> None:
    """R12: a draft is never confirmed by itself, nor by mistake."""
    row = make.activity_session(engagement, date(2026, 10, 27), status=SessionStatus.DRAFTED)
    mine.post_form(f"{BASE}/{engagement.id}/seances/confirmer", {"seance": str(row.id)})
    assert row.status is SessionStatus.DRAFTED
    assert "Rien à confirmer" in text(mine, f"{BASE}/{engagement.id}")


@pytest.mark.parametrize("path", ["convenu", "controle"])
def test_the_welcome_of_another_association_does_not_exist(
    make: Factory, sign_in_as: Callable[[Account], PageClient], engagement: Engagement, path: str
) -> None:
    """A2."""
    other = sign_in_as(make.member_of(make.validated_association()))
    assert other.get(f"{BASE}/{engagement.id}/{path}").status_code == 404
    assert other.post_form(f"{BASE}/{engagement.id}/{path}", AGREED).status_code == 404
