"""Engagements: a session noted for the person is marked so, an end has no reason, silence is nothing."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bénévolat.domain.actors import ActorKind
from bénévolat.domain.engagements import EngagementStatus, SessionStatus
from bénévolat.domain.enums import AgreementKind, EndKind, EngagementNature
from bénévolat.models.accounts import Account
from bénévolat.models.activity_sessions import ActivitySession
from bénévolat.models.agreements import Agreement
from bénévolat.models.engagements import Engagement
from bénévolat.models.offers import Offer
from bénévolat.models.profiles import Profile
from tests.factories import Factory
from tests.pages import PageClient

BASE = "/travailleur-social/engagements"
SESSION = {"day": "2026-11-02", "hour": "14:00", "hours": "2", "minutes": "30"}


@pytest.fixture
def engagement(make: Factory, person: Profile) -> Engagement:
    return make.engagement(person)


def test_a_session_noted_for_the_person_is_marked_with_its_author(
    browser: PageClient, session: Session, me: Account, engagement: Engagement
) -> None:
    """R54, T1."""
    assert browser.post_form(f"{BASE}/{engagement.id}/seances/nouvelle", SESSION).status_code == 303
    kept = session.scalars(select(ActivitySession)).one()
    assert (kept.minutes, kept.starts_at.hour, kept.declared_by_id) == (150, 13, me.id)
    assert kept.declared_by_kind is ActorKind.TRAVAILLEUR_SOCIAL
    html = browser.get(f"{BASE}/{engagement.id}").get_data(as_text=True)
    assert "Saisi par Claire MOREAU" in html
    assert "14\u00a0h" in html


@pytest.mark.parametrize(
    "values",
    [
        {"day": ""},
        {"day": "2026-11-04"},
        {"day": "2026-01-04"},
        {"hour": "25:00"},
        {"hours": "0", "minutes": "0"},
        {"hours": "13"},
        {"hours": "12", "minutes": "30"},
        {"day": "2026-03-29", "hour": "02:30"},
    ],
)
def test_a_session_that_cannot_have_been_is_refused_and_stays_typed(
    browser: PageClient, session: Session, engagement: Engagement, values: dict[str, str]
) -> None:
    answer = browser.post_form(f"{BASE}/{engagement.id}/seances/nouvelle", {**SESSION, **values})
    assert answer.status_code == 422
    assert 'value="30"' in answer.get_data(as_text=True) or "minutes" in values
    assert session.scalars(select(ActivitySession)).all() == []


def test_two_sessions_at_once_are_refused(
    browser: PageClient, session: Session, engagement: Engagement
) -> None:
    for expected in (303, 422):
        answer = browser.post_form(f"{BASE}/{engagement.id}/seances/nouvelle", SESSION)
        assert answer.status_code == expected
    assert len(session.scalars(select(ActivitySession)).all()) == 1


def test_more_than_seven_hours_a_week_is_a_kind_warning(browser: PageClient, engagement: Engagement) -> None:
    """R18."""
    page = browser.post_form(
        f"{BASE}/{engagement.id}/seances/nouvelle", {**SESSION, "hours": "8"}, follow_redirects=True
    )
    assert "Au-delà de 7 h" in page.get_data(as_text=True).replace("\u00a0", " ")


def test_a_correction_keeps_the_old_line(
    browser: PageClient, make: Factory, session: Session, engagement: Engagement
) -> None:
    """product.md «Lives»: corrections are new rows that point at the old one."""
    old = make.activity_session(engagement, status=SessionStatus.CONTESTED)
    form = browser.get(f"{BASE}/{engagement.id}/seances/{old.id}").get_data(as_text=True)
    assert 'value="2026-10-27"' in form
    browser.post_form(f"{BASE}/{engagement.id}/seances/{old.id}", {**SESSION, "hours": "1", "minutes": "0"})
    session.expire_all()
    new = session.scalars(select(ActivitySession).where(ActivitySession.replaces_id == old.id)).one()
    assert (old.replaced_at is not None, old.minutes, new.minutes) == (True, 150, 60)
    assert browser.get(f"{BASE}/{engagement.id}/seances/{old.id}").status_code == 404


def test_a_pause_and_a_return_ask_for_nothing(
    browser: PageClient, session: Session, engagement: Engagement
) -> None:
    for action, status in (("pause", EngagementStatus.PAUSED), ("reprise", EngagementStatus.ACTIVE)):
        browser.post_form(f"{BASE}/{engagement.id}/{action}")
        assert session.get_one(Engagement, engagement.id).status is status


def test_an_end_gives_the_place_back_and_holds_no_reason(
    browser: PageClient, session: Session, engagement: Engagement
) -> None:
    """R9."""
    taken = session.get_one(Offer, engagement.offer_id).places_taken
    answer = browser.post_form(
        f"{BASE}/{engagement.id}/fin", {"ended_on": "2026-11-03", "end_kind": "person_stops"}
    )
    assert answer.status_code == 303
    session.expire_all()
    assert (engagement.status, engagement.end_kind) == (EngagementStatus.ENDED, EndKind.PERSON_STOPS)
    assert session.get_one(Offer, engagement.offer_id).places_taken == taken - 1


@pytest.mark.parametrize(
    "values", [{"ended_on": "2026-11-04"}, {"ended_on": "2020-01-01"}, {"end_kind": "fault"}]
)
def test_an_impossible_end_is_refused(
    browser: PageClient, session: Session, engagement: Engagement, values: dict[str, str]
) -> None:
    typed = {"ended_on": "2026-11-03", "end_kind": "completed", **values}
    assert browser.post_form(f"{BASE}/{engagement.id}/fin", typed).status_code == 422
    assert session.get_one(Engagement, engagement.id).status is EngagementStatus.ACTIVE


def test_an_engagement_goes_in_a_contract_of_the_same_person_only(
    browser: PageClient, make: Factory, session: Session, person: Profile, engagement: Engagement
) -> None:
    """R6."""
    mine, other = make.contract(person), make.contract(make.active_profile(person.referent))
    assert (
        browser.post_form(f"{BASE}/{engagement.id}/contrat", {"contract": str(other.id)}).status_code == 422
    )
    browser.post_form(f"{BASE}/{engagement.id}/contrat", {"contract": str(mine.id)})
    session.expire_all()
    assert (engagement.nature, engagement.contract_id) == (EngagementNature.IN_CONTRACT, mine.id)
    browser.post_form(f"{BASE}/{engagement.id}/contrat", {"contract": ""})
    session.expire_all()
    assert engagement.nature is EngagementNature.PERSONAL


def test_a_personal_engagement_is_shown_in_the_review_only_if_the_person_asks(
    browser: PageClient, session: Session, engagement: Engagement
) -> None:
    """R6."""
    assert "Hors contrat" in browser.get(f"{BASE}/{engagement.id}").get_data(as_text=True)
    typed = {"channel": "paper", "given_on": "2026-11-02"}
    browser.post_form(f"{BASE}/{engagement.id}/accord-revue", typed)
    kept = session.scalars(select(Agreement).where(Agreement.kind == AgreementKind.REVIEW)).one()
    assert kept.withdrawn_at is None
    browser.post_form(f"{BASE}/{engagement.id}/accord-revue/retrait")
    session.expire_all()
    assert kept.withdrawn_at is not None
    assert (
        browser.post_form(
            f"{BASE}/{engagement.id}/accord-revue", {**typed, "given_on": "2027-01-01"}
        ).status_code
        == 422
    )


def test_monthly_records_are_read_with_the_three_kinds_of_hours(
    browser: PageClient, make: Factory, engagement: Engagement
) -> None:
    """R7."""
    make.cer_record(engagement)
    html = browser.get(f"{BASE}/{engagement.id}").get_data(as_text=True)
    assert all(words in html for words in ("octobre 2026", "10\u00a0h", "7\u00a0h\u00a030"))


def test_the_list_holds_my_engagements_by_state(
    browser: PageClient, make: Factory, engagement: Engagement
) -> None:
    make.engagement(make.active_profile(last_name="Ailleurs"))
    html = browser.get(f"{BASE}/?vue=equipe").get_data(as_text=True)
    assert ("BENALI" in html, "AILLEURS" in html) == (True, False)
    assert "Aucun engagement ici" in browser.get(f"{BASE}/?etat=ended").get_data(as_text=True)


def test_a_session_is_taken_back_for_the_person_and_the_line_says_by_whom(
    browser: PageClient, make: Factory, session: Session, engagement: Engagement
) -> None:
    row = make.activity_session(engagement, status=SessionStatus.CONFIRMED)
    address = f"{BASE}/{engagement.id}/seances/{row.id}/retirer"
    assert address in browser.get(f"{BASE}/{engagement.id}").text
    assert "absen" not in browser.get(address).text
    assert browser.post_form(address, {}).location.endswith(f"{BASE}/{engagement.id}")
    html = browser.get(f"{BASE}/{engagement.id}").text
    assert "1 séance retirée" in html.replace("\u00a0", " ")
    assert "cette séance est retirée (Saisi par Claire MOREAU" in " ".join(html.split())
    assert session.scalars(select(ActivitySession.status)).all().count(SessionStatus.WITHDRAWN) == 1
