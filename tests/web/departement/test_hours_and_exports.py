"""The Département retains hours, closes months, exports for 48 hours (R7, R75)."""

from collections.abc import Callable
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from bénévolat.domain.cer import CerRecordStatus
from bénévolat.domain.enums import Right
from bénévolat.models.cer import CerAdjustment
from tests.factories import Factory
from tests.pages import PageClient

SignIn = Callable[..., PageClient]


def test_an_agent_retains_hours_then_closes_the_month(
    make: Factory, session: Session, sign_in_as: SignIn
) -> None:
    """R7: author and date; then nothing moves."""
    record = make.cer_record(make.engagement(), minutes_declared=600, minutes_confirmed=450)
    agent = make.departement_agent(Right.RETAIN_HOURS)
    browser = sign_in_as(agent)
    page = browser.get(f"/departement/heures/{record.id}").text
    assert 'value="7"' in page
    assert 'value="30"' in page
    assert "Clore ce relevé" not in page
    done = browser.post_form(f"/departement/heures/{record.id}/retenir", {"hours": "8", "minutes": "15"})
    assert done.status_code == 303
    session.refresh(record)
    assert (record.minutes_retained, record.retained_by_id) == (495, agent.id)
    browser.post_form(f"/departement/heures/{record.id}/clore")
    session.refresh(record)
    assert record.status is CerRecordStatus.CLOSED
    late = browser.post_form(f"/departement/heures/{record.id}/retenir", {"hours": "1"})
    assert late.status_code == 303
    session.refresh(record)
    assert record.minutes_retained == 495
    line = session.scalars(select(CerAdjustment)).one()
    assert (line.about_month, line.minutes_retained, line.retained_by_id) == (record.month, -435, agent.id)


def test_too_many_retained_hours_are_refused_beside_the_field_and_kept_as_typed(
    make: Factory, sign_in_as: SignIn
) -> None:
    record = make.cer_record(make.engagement(), minutes_declared=60, minutes_confirmed=0)
    browser = sign_in_as(make.departement_agent(Right.RETAIN_HOURS))
    page = browser.post_form(f"/departement/heures/{record.id}/retenir", {"hours": "2", "minutes": "0"})
    assert page.status_code == 422
    assert "Les heures retenues vont de 0 aux heures déclarées" in page.text
    assert 'value="2"' in page.text


def test_the_list_shows_open_records_and_a_month(make: Factory, sign_in_as: SignIn) -> None:
    engagement = make.engagement()
    make.cer_record(engagement, date(2026, 9, 1))
    make.cer_record(engagement, date(2026, 10, 1))
    browser = sign_in_as(make.departement_agent(Right.RETAIN_HOURS))
    assert browser.get("/departement/heures").text.count('data-label="Mois"') == 2
    assert browser.get("/departement/heures?mois=2026-09").text.count('data-label="Mois"') == 1
    assert browser.get("/departement/heures?mois=n'importe").status_code == 200
