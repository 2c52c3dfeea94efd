"""Sessions foreseen: what is agreed is written, what took place is noted for the person, the rest goes (R12, R54)."""

from datetime import date
from html import unescape

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bénévolat.domain.engagements import SessionStatus
from bénévolat.domain.enums import HalfDay, Rhythm
from bénévolat.models.accounts import Account
from bénévolat.models.activity_sessions import ActivitySession
from bénévolat.models.engagements import Engagement
from bénévolat.models.profiles import Profile
from tests.factories import Factory
from tests.pages import PageClient
from tests.queries import statements_of

BASE = "/travailleur-social/engagements"
LIST = "/travailleur-social/seances-a-noter"
AGREED = {"rhythm": "weekly", "sessions_per_period": "1", "hours": "2", "minutes": "30", "tuesday": "09:30"}
DRAFTED = SessionStatus.DRAFTED


@pytest.fixture
def engagement(make: Factory, person: Profile) -> Engagement:
    return make.engagement(person)


def text(browser: PageClient, page: str) -> str:
    return unescape(browser.get(page).get_data(as_text=True)).replace("\u00a0", " ")


def test_what_is_agreed_is_written_and_its_next_sessions_are_shown(
    browser: PageClient, session: Session, engagement: Engagement
) -> None:
    assert browser.post_form(f"{BASE}/{engagement.id}/convenu", AGREED).status_code == 303
    session.expire_all()
    assert engagement.agreed_slots == [{"weekday": 1, "at": "09:30"}]
    assert (engagement.rhythm, engagement.session_minutes) == (Rhythm.WEEKLY, 150)
    html = text(browser, f"{BASE}/{engagement.id}")
    assert "Le mardi à 9 h 30" in html
    assert "Mardi 10 novembre 2026, de 9 h 30 à 12 h" in html
    form = text(browser, f"{BASE}/{engagement.id}/convenu")
    assert 'value="09:30"' in form


def test_days_are_proposed_from_what_both_said_and_nothing_is_kept_before(
    browser: PageClient, make: Factory, session: Session, person: Profile
) -> None:
    offer = make.published_offer(half_days=[HalfDay.TUE_AM, HalfDay.WED_AM])
    engagement = make.engagement(person, offer)
    html = text(browser, f"{BASE}/{engagement.id}/convenu")
    assert "Proposé d'après les demi-journées" in html
    assert 'value="09:00"' in html
    session.expire_all()
    assert engagement.agreed_slots == []


def test_more_days_than_sessions_make_as_many_sessions(
    browser: PageClient, session: Session, engagement: Engagement
) -> None:
    browser.post_form(f"{BASE}/{engagement.id}/convenu", {**AGREED, "friday": "14h"})
    session.expire_all()
    assert engagement.sessions_per_period == 2


@pytest.mark.parametrize(
    "values", [{"rhythm": "daily"}, {"tuesday": "25:00"}, {"hours": "0", "minutes": "10"}, {"hours": "13"}]
)
def test_what_makes_no_sense_stays_typed(
    browser: PageClient, session: Session, engagement: Engagement, values: dict[str, str]
) -> None:
    answer = browser.post_form(f"{BASE}/{engagement.id}/convenu", {**AGREED, "friday": "14:15", **values})
    assert answer.status_code == 422
    assert 'value="14:15"' in answer.get_data(as_text=True)
    session.expire_all()
    assert engagement.agreed_slots == []


def test_several_sessions_are_noted_at_once_and_marked_with_their_author(
    browser: PageClient, make: Factory, session: Session, me: Account, engagement: Engagement
) -> None:
    """R54."""
    rows = [make.activity_session(engagement, date(2026, 10, day), status=DRAFTED) for day in (13, 20, 27)]
    html = text(browser, f"{LIST}/")
    assert html.count("Amina BENALI") >= 3
    answer = browser.post_form(f"{LIST}/noter", {"seance": [str(rows[0].id), str(rows[2].id)]})
    assert answer.status_code == 303
    session.expire_all()
    assert [row.status for row in rows] == [SessionStatus.DECLARED, DRAFTED, SessionStatus.DECLARED]
    assert rows[0].declared_by_id == me.id
    assert "Saisi par Claire MOREAU" in text(browser, f"{BASE}/{engagement.id}")


def test_all_those_of_a_page_are_ticked_when_asked(
    browser: PageClient, make: Factory, engagement: Engagement
) -> None:
    for day in (13, 20):
        make.activity_session(engagement, date(2026, 10, day), status=DRAFTED)
    assert " checked" not in browser.get(f"{LIST}/").get_data(as_text=True)
    assert browser.get(f"{LIST}/?cocher=toutes").get_data(as_text=True).count(" checked") == 2


def test_one_that_is_refused_is_said_and_the_others_are_noted(
    browser: PageClient, make: Factory, session: Session, engagement: Engagement
) -> None:
    rows = [make.activity_session(engagement, hour=hour, minutes=60, status=DRAFTED) for hour in (8, 10)]
    make.activity_session(make.engagement(engagement.profile), hour=8, minutes=30)
    page = browser.post_form(
        f"{LIST}/noter", {"seance": [str(row.id) for row in rows]}, follow_redirects=True
    ).get_data(as_text=True)
    assert "Amina BENALI, 27/10/2026" in page
    assert "déjà notée à ce moment-là" in page
    session.expire_all()
    assert [row.status for row in rows] == [DRAFTED, SessionStatus.DECLARED]


def test_what_did_not_take_place_leaves_no_trace(
    browser: PageClient, make: Factory, session: Session, engagement: Engagement
) -> None:
    """Domain §1.3: an absence does not exist."""
    past = make.activity_session(engagement, status=DRAFTED)
    coming = make.activity_session(engagement, date(2026, 11, 10), status=DRAFTED)
    noted = make.activity_session(engagement, hour=15)
    for row in (past, coming, noted):
        answer = browser.post_form(
            f"{LIST}/retirer", {"seance": str(row.id), "engagement": str(engagement.id)}
        )
        assert f"{BASE}/{engagement.id}" in answer.location
    assert session.scalars(select(ActivitySession)).all() == [noted]


def test_a_session_foreseen_is_noted_with_other_hours(
    browser: PageClient, make: Factory, session: Session, engagement: Engagement
) -> None:
    row = make.activity_session(engagement, status=DRAFTED)
    page = f"{BASE}/{engagement.id}/seances/{row.id}"
    assert "Noter la séance" in text(browser, page)
    browser.post_form(page, {"day": "2026-10-27", "hour": "10:00", "until": "11:15", "hours": "2"})
    session.expire_all()
    assert (row.status, row.minutes, row.starts_at.hour) == (SessionStatus.DECLARED, 75, 9)


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ({"day": "2026-10-25", "hour": "01:00", "until": "05:00"}, 300),
        ({"day": "2026-03-29", "hour": "01:00", "until": "05:00"}, 180),
        ({"day": "2026-10-24", "hour": "22:00", "until": "01:00"}, 180),
        ({"day": "2026-10-25", "hour": "02:30", "until": "05:00", "which": "first"}, 210),
        ({"day": "2026-10-25", "hour": "02:30", "until": "05:00", "which": "second"}, 150),
    ],
)
def test_an_end_hour_gives_the_real_length_on_the_nights_clocks_change(
    browser: PageClient, make: Factory, session: Session, person: Profile, typed: dict[str, str], minutes: int
) -> None:
    """T1."""
    engagement = make.engagement(person, started_on=date(2026, 1, 1))
    assert browser.post_form(f"{BASE}/{engagement.id}/seances/nouvelle", typed).status_code == 303
    row = session.scalars(select(ActivitySession)).one()
    assert row.minutes == minutes
    form = text(browser, f"{BASE}/{engagement.id}/seances/{row.id}")
    assert ("La deuxième fois" in form) == ("which" in typed)
    # Saving it again as it is shown changes nothing.
    hours, rest = divmod(minutes, 60)
    shown = {"day": typed["day"], "hour": typed["hour"], "hours": hours, "minutes": rest}
    browser.post_form(f"{BASE}/{engagement.id}/seances/{row.id}", {**shown, "which": typed.get("which", "")})
    new = session.scalars(select(ActivitySession).where(ActivitySession.replaces_id == row.id)).one()
    assert (new.starts_at, new.minutes) == (row.starts_at, minutes)


def test_the_hour_that_comes_twice_is_asked(browser: PageClient, make: Factory, person: Profile) -> None:
    engagement = make.engagement(person, started_on=date(2026, 1, 1))
    answer = browser.post_form(
        f"{BASE}/{engagement.id}/seances/nouvelle",
        {"day": "2026-10-25", "hour": "02:30", "hours": "1"},
    )
    html = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Précisez laquelle" in html
    assert 'name="which"' in html
    assert 'name="which"' not in text(browser, f"{BASE}/{engagement.id}/seances/nouvelle")


def test_what_the_association_wrote_is_shown_and_a_correction_keeps_the_history(
    browser: PageClient, make: Factory, engagement: Engagement
) -> None:
    row = make.activity_session(
        engagement, status=SessionStatus.CONTESTED, contest_note="Plutôt une heure, ce jour-là."
    )
    page = f"{BASE}/{engagement.id}/seances/{row.id}"
    assert "Plutôt une heure" in text(browser, page)
    browser.post_form(page, {"day": "2026-10-27", "hour": "10:00", "hours": "1", "minutes": "0"})
    html = text(browser, f"{BASE}/{engagement.id}")
    assert "Avant : 27/10/2026, de 10 h à 12 h 30 (2 h 30), La personne, corrigée le 03/11/2026" in html
    assert "L'association avait écrit : « Plutôt une heure, ce jour-là. »" in html


def test_the_list_holds_only_people_i_or_my_team_follow(
    browser: PageClient,
    colleague: PageClient,
    stranger: PageClient,
    make: Factory,
    session: Session,
    engagement: Engagement,
) -> None:
    """A2, R39."""
    row = make.activity_session(engagement, status=DRAFTED)
    assert "Rien à noter" in text(stranger, f"{LIST}/")
    assert "Rien à noter" in text(colleague, f"{LIST}/")
    assert "BENALI" in text(colleague, f"{LIST}/?vue=equipe")
    for path in ("noter", "retirer"):
        stranger.post_form(f"{LIST}/{path}", {"seance": [str(row.id), "x"]})
    session.expire_all()
    assert session.get_one(ActivitySession, row.id).status is DRAFTED


def test_the_list_costs_the_same_whatever_it_holds(
    browser: PageClient, make: Factory, me: Account, engagement: Engagement
) -> None:
    """Q3."""
    make.activity_session(engagement, status=DRAFTED)
    browser.get(f"{LIST}/")
    one = statements_of(browser, f"{LIST}/")
    for _ in range(5):
        make.activity_session(make.engagement(make.active_profile(me)), status=DRAFTED)
    assert len(statements_of(browser, f"{LIST}/")) == len(one)
