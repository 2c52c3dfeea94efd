"""The person's engagement: hours in words, a session in three answers, a pause, a stop in one action."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bénévolat.domain.actors import ActorKind
from bénévolat.domain.engagements import EngagementStatus, SessionStatus
from bénévolat.domain.enums import EndKind
from bénévolat.models.activity_sessions import ActivitySession
from bénévolat.models.cards import Card
from bénévolat.models.engagements import Engagement
from bénévolat.models.offers import Offer
from bénévolat.models.profiles import Profile
from tests.clock import Clock
from tests.factories import Factory
from tests.pages import PageClient

BASE = "/mon-espace/engagement"
SESSION = {"day": "2026-11-02", "hour": "14:00", "length": "150"}


@pytest.fixture
def engagement(make: Factory, person: Profile) -> Engagement:
    return make.engagement(person)


def test_hours_are_said_in_words_and_drafts_do_not_count(
    browser: PageClient, make: Factory, engagement: Engagement
) -> None:
    make.activity_session(engagement, minutes=150)
    make.activity_session(engagement, hour=14, minutes=60, status=SessionStatus.CONFIRMED)
    make.activity_session(engagement, hour=17, minutes=60, status=SessionStatus.DRAFTED)
    html = browser.get(BASE).get_data(as_text=True).replace("\u00a0", " ")
    assert "Vous avez donné 3 h 30." in html
    assert "(confirmée)" in html


def test_a_person_without_engagement_is_told_when_it_begins(browser: PageClient) -> None:
    assert "Il commence quand une association vous accueille." in browser.get(BASE).get_data(as_text=True)


def test_a_session_is_said_in_three_answers_with_the_usual_length_ready(
    browser: PageClient, session: Session, engagement: Engagement
) -> None:
    form = browser.get(f"{BASE}/{engagement.id}/seance").get_data(as_text=True)
    assert 'value="2026-11-03"' in form
    assert 'selected value="150"' in form
    assert browser.post_form(f"{BASE}/{engagement.id}/seance", SESSION).location.endswith(BASE)
    kept = session.scalars(select(ActivitySession)).one()
    assert (kept.minutes, kept.status, kept.starts_at.hour) == (150, SessionStatus.DECLARED, 13)
    assert (kept.declared_by_kind, kept.declared_by_id) == (ActorKind.ALLOCATAIRE, None)


@pytest.mark.parametrize(
    "values",
    [
        {"day": ""},
        {"day": "2026-11-09"},
        {"hour": ""},
        {"hour": "99:00"},
        {"length": ""},
        {"length": "151"},
        {"day": "2020-01-01"},
    ],
)
def test_a_session_that_cannot_be_is_refused_and_stays_typed(
    browser: PageClient, session: Session, engagement: Engagement, values: dict[str, str]
) -> None:
    answer = browser.post_form(f"{BASE}/{engagement.id}/seance", {**SESSION, **values})
    assert answer.status_code == 422
    if "hour" not in values:
        assert 'value="14:00"' in answer.get_data(as_text=True)
    assert session.scalars(select(ActivitySession)).all() == []


def test_a_pause_and_a_return_take_one_button_each(
    browser: PageClient, session: Session, engagement: Engagement
) -> None:
    for action, status in (("pause", EngagementStatus.PAUSED), ("reprise", EngagementStatus.ACTIVE)):
        browser.post_form(f"{BASE}/{engagement.id}/{action}")
        assert session.get_one(Engagement, engagement.id).status is status


def test_stopping_takes_one_action_and_no_reason(
    browser: PageClient, session: Session, engagement: Engagement
) -> None:
    """R9: no reason, one action, the place is given back."""
    taken = session.get_one(Offer, engagement.offer_id).places_taken
    page = browser.post_form(f"{BASE}/{engagement.id}/fin", follow_redirects=True).get_data(as_text=True)
    assert "Merci pour le temps donné" in page
    session.expire_all()
    assert (engagement.status, engagement.end_kind) == (EngagementStatus.ENDED, EndKind.PERSON_STOPS)
    assert session.get_one(Offer, engagement.offer_id).places_taken == taken - 1
    assert "J'arrête" not in page


def test_stopping_just_after_midnight_in_paris_works(
    sign_in_as: Callable[[Card], PageClient],
    make: Factory,
    session: Session,
    engagement: Engagement,
    person: Profile,
    clock: Clock,
) -> None:
    """T1: the day is the day of Paris."""
    clock.advance(hours=14, minutes=30)
    sign_in_as(make.card(person)).post_form(f"{BASE}/{engagement.id}/fin")
    session.expire_all()
    assert f"{engagement.ended_on}" == "2026-11-04"


@pytest.mark.parametrize("path", ["seance", "pause", "reprise", "fin"])
def test_the_engagement_of_someone_else_does_not_exist(
    someone_else: PageClient, session: Session, engagement: Engagement, path: str
) -> None:
    """A2."""
    assert someone_else.post_form(f"{BASE}/{engagement.id}/{path}", SESSION).status_code == 404
    assert session.get_one(Engagement, engagement.id).status is EngagementStatus.ACTIVE
