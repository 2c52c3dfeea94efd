"""People welcomed: their presence is confirmed in a few taps, never an absence (R9, R37, domain §1.3)."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bénévolat.domain.engagements import EngagementStatus, SessionStatus
from bénévolat.domain.enums import ContactChoice, EndKind
from bénévolat.models.accounts import Account
from bénévolat.models.activity_sessions import ActivitySession
from bénévolat.models.associations import Association
from bénévolat.models.engagements import Engagement
from bénévolat.services import session_withdrawals
from tests.factories import Factory
from tests.inspection import Page
from tests.pages import PageClient
from tests.queries import statements_of

ACCUEILLIES = "/association/personnes-accueillies"
SS = SessionStatus


@pytest.fixture
def association(make: Factory) -> Association:
    return make.validated_association()


@pytest.fixture
def mine(make: Factory, association: Association, sign_in_as: Callable[[Account], PageClient]) -> PageClient:
    return sign_in_as(make.member_of(association))


@pytest.fixture
def engagement(make: Factory, association: Association) -> Engagement:
    person = make.active_profile(
        first_name="Samir", last_name="Delacroix", contact_choice=ContactChoice.PHONE, phone="+33699887766"
    )
    return make.engagement(person, make.published_offer(association), started_on=date(2026, 10, 1))


def statuses(session: Session) -> list[SessionStatus]:
    return list(session.scalars(select(ActivitySession.status).order_by(ActivitySession.starts_at)))


def test_one_session_is_confirmed_in_one_tap(
    mine: PageClient, make: Factory, engagement: Engagement, session: Session
) -> None:
    row = make.activity_session(engagement, date(2026, 10, 13))
    answer = mine.post_form(f"{ACCUEILLIES}/{engagement.id}/seances/confirmer", {"seance": str(row.id)})
    assert answer.status_code == 303
    assert statuses(session) == [SS.CONFIRMED]


def test_a_month_is_confirmed_at_once_but_only_what_was_shown(
    mine: PageClient, make: Factory, engagement: Engagement, session: Session
) -> None:
    shown = [make.activity_session(engagement, date(2026, 10, day)) for day in (6, 13)]
    page = mine.get(f"{ACCUEILLIES}/{engagement.id}").text
    assert "Tout confirmer pour octobre 2026" in Page(page).text
    make.activity_session(engagement, date(2026, 10, 20))
    ids = [str(row.id) for row in shown]
    mine.post_form(f"{ACCUEILLIES}/{engagement.id}/seances/confirmer", {"seance": ids})
    assert statuses(session) == [SS.CONFIRMED, SS.CONFIRMED, SS.DECLARED]


def test_a_session_of_another_association_is_never_confirmed_a2(
    mine: PageClient, make: Factory, engagement: Engagement, session: Session
) -> None:
    foreign = make.activity_session(make.engagement(), date(2026, 10, 13))
    for url in (f"{ACCUEILLIES}/{engagement.id}", f"{ACCUEILLIES}/{foreign.engagement_id}"):
        mine.post_form(f"{url}/seances/confirmer", {"seance": [str(foreign.id), "nonsense", ""]})
    assert statuses(session) == [SS.DECLARED]


def test_a_difference_is_a_day_hours_or_a_length_and_nothing_about_the_person(
    mine: PageClient, make: Factory, engagement: Engagement, session: Session
) -> None:
    row = make.activity_session(engagement, date(2026, 10, 13))
    url = f"{ACCUEILLIES}/{engagement.id}/seances/{row.id}/signaler"
    same = {"kind": "times", "day": "2026-10-13", "hour": "11:00", "hours": "2", "minutes": "30"}
    assert "déjà noté" in mine.post_form(url, same).text
    assert mine.post_form(url, same | {"hour": ""}).status_code == 422
    assert mine.post_form(url, same | {"hours": "1"}).status_code == 303
    saved = session.scalars(select(ActivitySession)).one()
    assert saved.status is SS.CONTESTED
    assert saved.contest_note == (
        "Dans les notes de l'association\u00a0: mardi 13\u00a0octobre 2026, de 11\u00a0h à 12\u00a0h\u00a030 "
        "(1\u00a0h\u00a030)."
    )


def test_the_page_says_the_first_name_and_never_the_rest_a3(
    mine: PageClient, make: Factory, engagement: Engagement
) -> None:
    make.activity_session(engagement, date(2026, 10, 13))
    for url in (ACCUEILLIES, f"{ACCUEILLIES}/{engagement.id}", f"{ACCUEILLIES}/{engagement.id}/terminer"):
        page = mine.get(url).text
        assert "Samir" in page
        assert "elacroix" not in page.lower()
        assert "D10-" not in page


def test_an_engagement_ends_with_a_neutral_word_and_its_contact_is_hidden_r9(
    mine: PageClient, engagement: Engagement, session: Session
) -> None:
    url = f"{ACCUEILLIES}/{engagement.id}"
    assert "06 99 88 77 66" in mine.get(url).text
    data = {"ended_on": "2026-11-02", "end_kind": "other"}
    assert mine.post_form(f"{url}/terminer", data).status_code == 303
    saved = session.scalars(select(Engagement)).one()
    assert (saved.status, saved.end_kind) == (EngagementStatus.ENDED, EndKind.OTHER)
    assert saved.offer.places_taken == 0
    assert "06 99 88 77 66" not in mine.get(url).text


def test_an_impossible_last_day_is_said_beside_the_field(
    mine: PageClient, engagement: Engagement, session: Session
) -> None:
    data = {"ended_on": "2026-12-24", "end_kind": "other"}
    answer = mine.post_form(f"{ACCUEILLIES}/{engagement.id}/terminer", data)
    assert answer.status_code == 422
    assert 'id="ended_on-error"' in answer.text
    assert session.scalars(select(Engagement)).one().status is EngagementStatus.ACTIVE


def test_an_engagement_pauses_and_comes_back_without_a_reason_r9(
    mine: PageClient, engagement: Engagement, session: Session
) -> None:
    for act, status in (("mettre-en-pause", EngagementStatus.PAUSED), ("reprendre", EngagementStatus.ACTIVE)):
        assert mine.post_form(f"{ACCUEILLIES}/{engagement.id}/{act}").status_code == 303
        assert session.scalars(select(Engagement)).one().status is status


@pytest.mark.parametrize("page", ["", "/terminer"])
def test_someone_welcomed_elsewhere_does_not_exist_a2(mine: PageClient, make: Factory, page: str) -> None:
    assert mine.get(f"{ACCUEILLIES}/{make.engagement().id}{page}").status_code == 404


def test_the_list_costs_the_same_for_one_person_and_for_ten_q3(
    mine: PageClient, make: Factory, association: Association
) -> None:
    offer = make.published_offer(association, places=30, supervision_capacity=30)
    make.activity_session(make.engagement(make.active_profile(), offer))
    before = len(statements_of(mine, ACCUEILLIES))
    for _ in range(9):
        make.activity_session(make.engagement(make.active_profile(), offer))
    assert len(statements_of(mine, ACCUEILLIES)) == before


def test_a_session_taken_back_is_said_soberly_and_is_no_longer_to_confirm(
    mine: PageClient, make: Factory, session: Session, engagement: Engagement
) -> None:
    """A3: the day and the hours, neither who nor why."""
    row = make.activity_session(engagement, date(2026, 10, 13))
    session_withdrawals.withdraw(session, row, by=engagement.profile.referent.as_actor(), now=make.now)
    session.commit()
    html = mine.get(f"{ACCUEILLIES}/{engagement.id}").text
    assert "cette séance est retirée" in html
    assert str(row.id) not in html
    assert "Rien à confirmer" in html


def test_one_session_changed_meanwhile_leaves_the_rest_of_the_month_confirmed(
    mine: PageClient, make: Factory, session: Session, engagement: Engagement
) -> None:
    rows = [make.activity_session(engagement, date(2026, 10, day)) for day in (6, 13, 20)]
    session_withdrawals.withdraw(session, rows[1], by=engagement.profile.referent.as_actor(), now=make.now)
    session.commit()
    keys = [str(row.id) for row in rows]
    answer = mine.post_form(
        f"{ACCUEILLIES}/{engagement.id}/seances/confirmer", {"seance": keys}, follow_redirects=True
    )
    said = Page(answer.text).text
    assert "2 séances sont confirmées pour Samir" in said
    assert "mardi 13 octobre 2026" in said
    session.expire_all()
    assert [row.status for row in rows] == [SS.CONFIRMED, SS.DECLARED, SS.CONFIRMED]
