"""Hours retained on screen, by the Département and by a travailleur social for their own people (R7)."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bénévolat.domain.cer import CerRecordStatus
from bénévolat.domain.enums import JournalEvent, Right
from bénévolat.models.cer import CerAdjustment, CerRecord
from bénévolat.models.journal import JournalEntry
from tests.clock import Clock
from tests.factories import Factory
from tests.pages import PageClient

SignIn = Callable[..., PageClient]
AUGUST, OCTOBER = date(2026, 8, 1), date(2026, 10, 1)
NBSP = "\u00a0"


def carrying(session: Session, make: Factory, clock: Clock, **values: object) -> CerRecord:
    """Return an open October with 1 h 30 of August that came after its closing."""
    given = {"minutes_declared_adjusted": 90, "nb_sessions_adjusted": 1, **values}
    row = make.cer_record(make.engagement(), OCTOBER, **given)
    session.add(CerAdjustment(record=row, about_month=AUGUST, minutes_declared=90, nb_sessions=1, at=clock()))
    session.commit()
    return row


@pytest.fixture(params=["departement", "travailleur_social"])
def place(
    request: pytest.FixtureRequest, make: Factory, sign_in_as: SignIn
) -> tuple[PageClient, str, object]:
    """Return the browser of an agent who may retain, the address of their list, and their account."""
    if request.param == "departement":
        agent = make.departement_agent(Right.RETAIN_HOURS)
        return sign_in_as(agent), "/departement/heures", agent
    agent = make.travailleur_social(can_retain_hours=True)
    return sign_in_as(agent), "/travailleur-social/heures", agent


def record_of(make: Factory, agent: object, **values: object) -> CerRecord:
    """Return the record of a person whom this agent may see."""
    referent = agent if getattr(agent, "team_id", None) else make.travailleur_social()
    return make.cer_record(make.engagement(make.active_profile(referent)), **values)


def test_a_whole_page_of_confirmed_hours_is_retained_in_one_click(
    make: Factory, session: Session, place: tuple[PageClient, str, object]
) -> None:
    browser, address, agent = place
    rows = [record_of(make, agent, minutes_confirmed=minutes) for minutes in (450, 300, 0)]
    page = browser.get(address).text
    boxes = [f"{row.id}:{minutes}" for row, minutes in zip(rows, (450, 300, 0), strict=True)]
    assert [box in page for box in boxes] == [True, True, False]  # Nothing confirmed: no box.
    assert browser.post_form(f"{address}/retenir?mois=2026-10", {"releve": boxes}).headers["Location"] == (
        f"{address}?mois=2026-10"
    )
    session.expire_all()
    assert [row.minutes_retained for row in rows] == [450, 300, None]
    assert {row.retained_by_id for row in rows[:2]} == {agent.id}
    events = session.scalars(select(JournalEntry).where(JournalEntry.event == JournalEvent.HOURS_RETAINED))
    assert sorted(entry.subject_id for entry in events) == sorted(row.id for row in rows[:2])


def test_a_record_changed_since_it_was_read_is_left_and_said(
    make: Factory, session: Session, place: tuple[PageClient, str, object]
) -> None:
    browser, address, agent = place
    row = record_of(make, agent)
    browser.post_form(f"{address}/retenir", {"releve": [f"{row.id}:449", "n'importe:4", f"{row.id}"]})
    assert "à relire" in browser.get(address).text
    alone = browser.post_form(f"{address}/{row.id}/confirmees", {"minutes": "449"}, follow_redirects=True)
    assert "ont changé entre-temps" in alone.text
    session.refresh(row)
    assert row.minutes_retained is None
    browser.post_form(f"{address}/retenir", {})
    assert "Cochez au moins un relevé" in browser.get(address).text


def test_the_confirmed_hours_of_one_record_are_retained_in_one_click(
    make: Factory, session: Session, place: tuple[PageClient, str, object]
) -> None:
    browser, address, agent = place
    row = record_of(make, agent)
    assert f"Retenir les heures confirmées (7{NBSP}h{NBSP}30)" in browser.get(f"{address}/{row.id}").text
    done = browser.post_form(f"{address}/{row.id}/confirmees", {"minutes": "450"}, follow_redirects=True)
    assert "Les heures confirmées sont retenues" in done.text
    assert f"par {agent.full_name}" in done.text
    session.refresh(row)
    assert row.minutes_retained == 450


def test_hours_of_a_closed_month_are_retained_on_an_open_one(
    make: Factory, session: Session, place: tuple[PageClient, str, object], clock: Clock
) -> None:
    browser, address, agent = place
    row = record_of(make, agent, status=CerRecordStatus.CLOSED, closed_at=clock())
    page = browser.get(f"{address}/{row.id}").text
    assert "Retenir des heures après la clôture" in page
    assert "confirmees" not in page
    too_many = browser.post_form(f"{address}/{row.id}/retenir", {"hours": "11", "minutes": "0"})
    assert too_many.status_code == 422
    assert 'value="11"' in too_many.text
    done = browser.post_form(
        f"{address}/{row.id}/retenir", {"hours": "7", "minutes": "30"}, follow_redirects=True
    )
    assert "novembre 2026</a>" in done.text
    line = session.scalars(select(CerAdjustment)).one()
    assert (line.minutes_retained, line.retained_by_id, line.about_month) == (450, agent.id, row.month)
    carrier = browser.get(f"{address}/{line.record_id}").text
    assert "Octobre 2026, après sa clôture" in carrier


def test_what_a_month_carries_is_spelled_out(
    make: Factory, session: Session, sign_in_as: SignIn, clock: Clock
) -> None:
    row = carrying(session, make, clock)
    browser = sign_in_as(make.departement_agent(Right.RETAIN_HOURS))
    page = browser.get("/departement/heures").text
    assert f"dont 1{NBSP}h{NBSP}30 pour août 2026, arrivée après la clôture" in page
    assert f"11{NBSP}h{NBSP}30" in page
    shown = browser.get(f"/departement/heures/{row.id}").text
    assert "Août 2026, après sa clôture" in shown
    assert "n'est compté qu'une fois" in shown


def test_a_correction_below_zero_is_readable(
    make: Factory, session: Session, sign_in_as: SignIn, clock: Clock
) -> None:
    row = make.cer_record(
        make.engagement(), OCTOBER, minutes_declared=0, minutes_confirmed=0, minutes_declared_adjusted=-150
    )
    session.add(CerAdjustment(record=row, about_month=AUGUST, minutes_declared=-150, at=clock()))
    session.commit()
    page = sign_in_as(make.departement_agent(Right.RETAIN_HOURS)).get("/departement/heures").text
    assert f"−2{NBSP}h{NBSP}30" in page
    assert f"2{NBSP}h{NBSP}30 de moins pour août 2026, corrigées après la clôture" in page


@pytest.mark.parametrize("day", [9, 14])
def test_a_month_that_closes_soon_without_retained_hours_is_pointed_at(
    make: Factory, sign_in_as: SignIn, clock: Clock, day: int
) -> None:
    """October closes on 20 November: said ten days before, to both."""
    clock.now = datetime(2026, 11, day, 9, tzinfo=UTC)
    me = make.travailleur_social(can_retain_hours=True)
    record_of(make, me, month=OCTOBER)
    for agent, address in (
        (me, "/travailleur-social/heures"),
        (make.departement_agent(Right.RETAIN_HOURS), "/departement/heures"),
    ):
        page = sign_in_as(agent).get(address).text
        assert ("se closent bientôt" in page) == (day == 14)
        assert ("mois=2026-10&amp;a_retenir=1" in page) == (day == 14)
        assert (f"vendredi 20{NBSP}novembre 2026 à 4{NBSP}h{NBSP}25" in page) == (day == 14)


def test_the_filters_hold_together(make: Factory, session: Session, sign_in_as: SignIn, clock: Clock) -> None:
    first, second = make.engagement(), make.engagement()
    agent = make.departement_agent(Right.RETAIN_HOURS)
    make.cer_record(first, AUGUST, status=CerRecordStatus.CLOSED, closed_at=clock())
    make.cer_record(first, OCTOBER)
    make.cer_record(second, OCTOBER, minutes_retained=0, retained_by_id=agent.id, retained_at=clock())
    browser = sign_in_as(agent)

    def shown(query: str) -> int:
        return browser.get(f"/departement/heures?{query}").text.count('data-label="Mois"')

    team = first.profile.team_id
    counts = {
        "": 2,
        "etat=closed": 1,
        "etat=tous": 3,
        "a_retenir=1": 1,
        "mois=2026-08&etat=tous": 1,
        f"equipe={team}&etat=tous": 2,
        "equipe=n'importe": 2,
        "mois=2026-13": 2,
        "mois=2026-08": 0,
    }
    assert {query: shown(query) for query in counts} == counts
    assert "Aucun relevé à regarder" in browser.get("/departement/heures?mois=2026-08").text
    assert (
        "_external"
        not in browser.post_form("/departement/heures/retenir?_external=1&mois=2026-10").headers["Location"]
    )


def test_a_travailleur_social_retains_for_their_own_people_only(
    make: Factory, session: Session, sign_in_as: SignIn
) -> None:
    me, other = make.travailleur_social(can_retain_hours=True), make.travailleur_social()
    colleague = make.travailleur_social(me.team)
    theirs = make.cer_record(make.engagement(make.active_profile(other)))
    teams = make.cer_record(make.engagement(make.active_profile(colleague)))
    browser, address = sign_in_as(me), "/travailleur-social/heures"
    assert browser.get(f"{address}/{theirs.id}").status_code == 404
    assert browser.post_form(f"{address}/{theirs.id}/retenir", {"hours": "1"}).status_code == 404
    browser.post_form(f"{address}/retenir", {"releve": [f"{theirs.id}:450"]})
    session.refresh(theirs)
    assert theirs.minutes_retained is None
    assert str(teams.id) not in browser.get(address).text
    assert str(teams.id) in browser.get(f"{address}?vue=equipe").text
    assert str(theirs.id) not in browser.get(f"{address}?vue=equipe").text


def test_without_the_right_there_is_neither_page_nor_link(make: Factory, sign_in_as: SignIn) -> None:
    me = make.travailleur_social()
    row = make.cer_record(make.engagement(make.active_profile(me)))
    browser = sign_in_as(me)
    assert browser.get(f"/travailleur-social/heures/{row.id}").status_code == 403
    page = browser.get(f"/travailleur-social/engagements/{row.engagement_id}").text
    assert "/travailleur-social/heures" not in page
    mine = sign_in_as(make.travailleur_social(me.team, can_retain_hours=True))
    page = mine.get(f"/travailleur-social/engagements/{row.engagement_id}").text
    assert f"/travailleur-social/heures/{row.id}" in page
