"""The person's engagement: hours in words, a session in three answers, a pause, a stop in one action."""

from collections.abc import Callable
from datetime import date
from html import unescape

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
    assert "L'association a confirmé." in unescape(html)


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


def text(browser: PageClient, page: str) -> str:
    return unescape(browser.get(page).get_data(as_text=True)).replace("\u00a0", " ")


def test_what_is_agreed_and_the_next_times_are_said_simply(
    browser: PageClient, make: Factory, person: Profile
) -> None:
    """R12: foreseen, never imposed."""
    engagement = make.engagement(person, agreed_slots=[{"weekday": 1, "at": "09:30"}])
    make.activity_session(engagement, date(2026, 11, 10), status=SessionStatus.DRAFTED)
    html = text(browser, BASE)
    assert "le mardi à 9 h 30" in html
    assert "Votre prochaine séance" in html
    assert "Mardi 10 novembre, le matin" in html
    assert "De 10 h à 12 h 30." in html
    assert "Avez-vous fait" not in html


def test_where_how_and_whom_to_ask_for_stay_in_sight_until_the_end(
    browser: PageClient, make: Factory, person: Profile
) -> None:
    offer = make.published_offer(access_notes="Portail vert")
    make.ended_engagement(person, offer)
    assert "Portail vert" not in text(browser, BASE)
    make.engagement(person, offer)
    html = text(browser, BASE)
    for words in (
        "Où, et comment venir",
        "Portail vert",
        "C'est dans votre commune.",
        "Demandez <strong>Dominique",
    ):
        assert words in html, words


def test_yes_in_one_tap_keeps_the_agreed_hours(
    browser: PageClient, make: Factory, session: Session, engagement: Engagement
) -> None:
    row = make.activity_session(engagement, status=SessionStatus.DRAFTED)
    assert "Avez-vous fait votre séance ?" in text(browser, "/mon-espace/")
    assert "Avez-vous fait cette séance ?" in text(browser, BASE)
    page = browser.post_form(f"{BASE}/{engagement.id}/seances/{row.id}/oui", follow_redirects=True)
    assert "C'est noté : 2 h 30." in unescape(page.get_data(as_text=True)).replace("\u00a0", " ")
    session.expire_all()
    assert (row.status, row.minutes) == (SessionStatus.DECLARED, 150)
    assert (row.declared_by_kind, row.declared_by_id) == (ActorKind.ALLOCATAIRE, None)
    assert "Avez-vous fait" not in text(browser, "/mon-espace/")


def test_no_in_one_tap_leaves_no_trace_and_asks_nothing(
    browser: PageClient, make: Factory, session: Session, engagement: Engagement
) -> None:
    """R9, domain §1.3: a session that was not made is simply not a session."""
    row = make.activity_session(engagement, status=SessionStatus.DRAFTED)
    coming = make.activity_session(engagement, date(2026, 11, 10), status=SessionStatus.DRAFTED)
    for one in (row, coming):
        browser.post_form(f"{BASE}/{engagement.id}/seances/{one.id}/non")
    assert session.scalars(select(ActivitySession)).all() == []


def test_yes_but_not_at_the_same_hours(
    browser: PageClient, make: Factory, session: Session, engagement: Engagement
) -> None:
    row = make.activity_session(engagement, minutes=100, status=SessionStatus.DRAFTED)
    page = f"{BASE}/{engagement.id}/seances/{row.id}"
    assert 'selected value="100"' in text(browser, page)
    browser.post_form(page, {"day": "2026-10-27", "hour": "14:00", "length": "60"})
    session.expire_all()
    assert (row.status, row.minutes, row.starts_at.hour) == (SessionStatus.DECLARED, 60, 13)


def test_i_correct_what_nobody_confirmed_yet_and_read_what_the_association_wrote(
    browser: PageClient, make: Factory, session: Session, engagement: Engagement
) -> None:
    row = make.activity_session(engagement, status=SessionStatus.CONTESTED, contest_note="Plutôt une heure.")
    confirmed = make.activity_session(engagement, hour=15, status=SessionStatus.CONFIRMED)
    html = text(browser, BASE)
    assert "À revoir ensemble." in html
    assert "L'association a écrit : « Plutôt une heure. »" in html
    page = f"{BASE}/{engagement.id}/seances/{row.id}"
    browser.post_form(page, {"day": "2026-10-27", "hour": "10:00", "length": "60"})
    new = session.scalars(select(ActivitySession).where(ActivitySession.replaces_id == row.id)).one()
    assert (new.minutes, new.status) == (60, SessionStatus.DECLARED)
    assert browser.get(f"{BASE}/{engagement.id}/seances/{confirmed.id}").status_code == 404


def test_many_hours_in_a_week_are_a_kind_word_on_my_screen_too(
    browser: PageClient, engagement: Engagement
) -> None:
    """R18."""
    for hour in ("06:00", "15:00"):
        page = browser.post_form(
            f"{BASE}/{engagement.id}/seance",
            {"day": "2026-11-02", "hour": hour, "length": "240"},
            follow_redirects=True,
        ).get_data(as_text=True)
    assert "Cela fait 8 h cette semaine. C'est beaucoup" in unescape(page).replace("\u00a0", " ")


@pytest.mark.parametrize("path", ["", "/oui", "/non"])
def test_the_session_of_someone_else_does_not_exist(
    someone_else: PageClient, make: Factory, session: Session, engagement: Engagement, path: str
) -> None:
    """A2."""
    row = make.activity_session(engagement, status=SessionStatus.DRAFTED)
    answer = someone_else.post_form(f"{BASE}/{engagement.id}/seances/{row.id}{path}", SESSION)
    assert answer.status_code == 404
    session.expire_all()
    assert session.get_one(ActivitySession, row.id).status is SessionStatus.DRAFTED


def test_a_session_noted_by_mistake_is_taken_back_in_two_taps_without_a_reason(
    browser: PageClient, make: Factory, session: Session, engagement: Engagement
) -> None:
    row = make.activity_session(engagement)
    address = f"{BASE}/{engagement.id}/seances/{row.id}"
    assert f"{address}/retirer" in browser.get(address).text
    page = browser.get(f"{address}/retirer").text
    assert "Vous n'avez pas à dire pourquoi." in unescape(page)
    for _ in range(2):  # The second tap of a finger in a hurry changes nothing.
        assert browser.post_form(f"{address}/retirer", {}).location.endswith(BASE)
    html = browser.get(BASE).text
    assert "Cette séance est retirée." in unescape(html)
    assert "Pas encore d'heures." in unescape(html)
    line = session.scalars(select(ActivitySession).where(ActivitySession.replaces_id == row.id)).one()
    assert (line.status, line.declared_by_kind) == (SessionStatus.WITHDRAWN, ActorKind.ALLOCATAIRE)


@pytest.mark.parametrize("status", [SessionStatus.CONFIRMED, SessionStatus.DRAFTED])
def test_what_is_confirmed_or_only_foreseen_is_not_taken_back_by_the_person(
    browser: PageClient, make: Factory, engagement: Engagement, status: SessionStatus
) -> None:
    row = make.activity_session(engagement, status=status)
    assert browser.get(f"{BASE}/{engagement.id}/seances/{row.id}/retirer").status_code == 404
