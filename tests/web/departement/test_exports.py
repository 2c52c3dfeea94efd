"""The Département exports for the contract reviews: ordered, made apart, kept 48 hours (R72 to R75, E1)."""

from collections.abc import Callable
from datetime import date

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from bénévolat.domain.enums import JournalEvent, Right
from bénévolat.domain.work_orders import WorkStatus
from bénévolat.jobs.make_files import make_waiting
from bénévolat.models.exports import ExportFile, WorkOrder
from bénévolat.models.journal import JournalEntry
from tests.clock import Clock
from tests.factories import Factory
from tests.pages import PageClient

SignIn = Callable[..., PageClient]


def make_files(app: Flask, clock: Clock) -> None:
    with app.app_context():
        make_waiting(clock(), dry_run=False)


def asked(**values: str) -> dict[str, str]:
    return {
        "period_from": "2026-10-01",
        "period_to": "2026-10-31",
        "motive": "Revue des contrats d'octobre",
        "file_format": "csv",
        "encoding": "utf8",
        **values,
    }


def test_an_export_is_made_downloaded_and_gone_after_48_hours(
    app: Flask, make: Factory, session: Session, sign_in_as: SignIn, clock: Clock
) -> None:
    make.cer_record(make.contract_engagement(started_on=date(2026, 9, 1)), date(2026, 10, 1))
    agent = make.departement_agent(Right.EXPORT)
    browser = sign_in_as(agent)
    progress = browser.post_form("/departement/exports", asked()).headers["Location"]
    page = browser.get(progress).text
    assert "en préparation" in page
    assert "Actualiser" in page
    assert browser.get(f"{progress}/etat").json == {
        "done": 0,
        "total": None,
        "finished": False,
        "words": "Le fichier est en préparation.",
    }
    assert "En attente" in browser.get("/departement/exports").text
    make_files(app, clock)
    assert "Le fichier est prêt." in browser.get(progress).text
    assert browser.get(f"{progress}/etat").json["finished"]
    assert "Télécharger" in browser.get("/departement/exports").text
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


def test_a_second_click_finds_the_first_order(make: Factory, session: Session, sign_in_as: SignIn) -> None:
    browser = sign_in_as(make.departement_agent(Right.EXPORT))
    browser.post_form("/departement/exports", asked())
    page = browser.post_form("/departement/exports", asked())
    assert page.status_code == 422
    assert "déjà en préparation" in page.text
    assert len(session.scalars(select(WorkOrder)).all()) == 1


def test_an_agent_who_lost_the_right_meanwhile_gets_no_file(
    app: Flask, make: Factory, session: Session, sign_in_as: SignIn, clock: Clock
) -> None:
    agent = make.departement_agent(Right.EXPORT)
    progress = sign_in_as(agent).post_form("/departement/exports", asked()).headers["Location"]
    agent.can_export = False
    session.commit()
    make_files(app, clock)
    session.expire_all()
    order = session.scalars(select(WorkOrder)).one()
    assert order.status is WorkStatus.FAILED
    assert "pas le droit" in (order.refusal or "")
    assert session.scalars(select(ExportFile)).all() == []
    agent.can_export = True
    session.commit()
    assert "pas le droit" in sign_in_as(agent).get(progress).text


def test_the_order_of_a_colleague_is_not_mine(make: Factory, session: Session, sign_in_as: SignIn) -> None:
    """A2."""
    progress = sign_in_as(make.departement_agent(Right.EXPORT)).post_form("/departement/exports", asked())
    other = sign_in_as(make.departement_agent(Right.EXPORT))
    for address in (progress.headers["Location"], f"{progress.headers['Location']}/etat"):
        assert other.get(address).status_code == 404


def test_every_kind_of_file_is_downloaded_with_its_media_type(
    app: Flask, make: Factory, session: Session, sign_in_as: SignIn, clock: Clock
) -> None:
    make.cer_record(make.contract_engagement(started_on=date(2026, 9, 1)), date(2026, 10, 1))
    browser = sign_in_as(make.departement_agent(Right.EXPORT))
    starts = {"csv": b"\xef\xbb\xbf", "xlsx": b"PK", "json": b'{"version_export": "1"'}
    for kind, start in starts.items():
        browser.post_form("/departement/exports", asked(file_format=kind))
        make_files(app, clock)
        export = session.scalars(select(ExportFile).where(ExportFile.file_name.endswith(f".{kind}"))).one()
        answer = browser.get(f"/departement/exports/{export.id}")
        assert answer.data.startswith(start)
        assert len(answer.data) == export.size == int(answer.headers["Content-Length"])


def test_the_schema_of_the_json_file_is_public(client: PageClient) -> None:
    assert client.get("/schemas/revue-contrats-1.json").json["$id"] == "urn:benevolat:revue-contrats:1"
