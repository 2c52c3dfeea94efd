"""The Département retains hours, closes months, exports for 48 hours (R7, R75)."""

from collections.abc import Callable
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from bénévolat.domain.cer import CerRecordStatus
from bénévolat.domain.enums import JournalEvent, Right
from bénévolat.models.exports import ExportFile
from bénévolat.models.journal import JournalEntry
from tests.clock import Clock
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
    assert "Ce mois est clos" in browser.get(f"/departement/heures/{record.id}").text


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


def asked(**values: str) -> dict[str, str]:
    return {
        "period_from": "2026-10-01",
        "period_to": "2026-10-31",
        "motive": "Revue des contrats d'octobre",
        "encoding": "utf8",
        **values,
    }


def test_an_export_is_made_downloaded_and_gone_after_48_hours(
    make: Factory, session: Session, sign_in_as: SignIn, clock: Clock
) -> None:
    make.cer_record(make.contract_engagement(started_on=date(2026, 9, 1)), date(2026, 10, 1))
    agent = make.departement_agent(Right.EXPORT)
    browser = sign_in_as(agent)
    assert browser.post_form("/departement/exports", asked()).status_code == 303
    export = session.scalars(select(ExportFile)).one()
    answer = browser.get(f"/departement/exports/{export.id}")
    assert answer.data.startswith(b"\xef\xbb\xbf")
    assert "attachment" in answer.headers["Content-Disposition"]
    events = set(session.scalars(select(JournalEntry.event)))
    assert {JournalEvent.EXPORT_MADE, JournalEvent.EXPORT_READ} <= events
    clock.advance(hours=49)
    again = sign_in_as(agent)
    assert again.get(f"/departement/exports/{export.id}").status_code == 409
    assert "Effacé après 48 heures" in again.get("/departement/exports").text


def test_a_bad_period_or_no_motive_is_told_and_nothing_typed_is_lost(
    make: Factory, session: Session, sign_in_as: SignIn
) -> None:
    browser = sign_in_as(make.departement_agent(Right.EXPORT))
    page = browser.post_form("/departement/exports", asked(period_to="2026-09-01"))
    assert page.status_code == 422
    assert "La fin de la période doit être après son début" in page.text
    assert "Revue des contrats d&#39;octobre" in page.text
    assert browser.post_form("/departement/exports", asked(motive="revue")).status_code == 422
    assert session.scalars(select(ExportFile)).all() == []


def test_the_export_of_a_colleague_is_not_mine(make: Factory, sign_in_as: SignIn) -> None:
    """A2."""
    export = make.export_file(make.departement_agent(Right.EXPORT))
    browser = sign_in_as(make.departement_agent(Right.EXPORT))
    assert browser.get(f"/departement/exports/{export.id}").status_code == 404


def test_an_export_asks_for_the_password_again_after_ten_minutes(
    make: Factory, sign_in_as: SignIn, clock: Clock
) -> None:
    """E1: the form travels through the question and back."""
    browser = sign_in_as(make.departement_agent(Right.EXPORT))
    clock.advance(minutes=11)
    answer = browser.post_form("/departement/exports", asked())
    assert answer.status_code == 307
    assert "/compte/identite" in answer.headers["Location"]
