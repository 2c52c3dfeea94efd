"""The summaries of a whole caseload in one ZIP: one click, a progress, 48 hours (E1, R40, R75)."""

import io
import zipfile
from datetime import date
from typing import Any

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from bénévolat.domain.enums import JournalEvent
from bénévolat.jobs.make_files import make_waiting
from bénévolat.models.accounts import Account
from bénévolat.models.exports import ExportFile, WorkOrder
from bénévolat.models.journal import JournalEntry
from tests.clock import Clock
from tests.exports.documents import words
from tests.factories import Factory
from tests.pages import PageClient

PACKS = "/travailleur-social/revues/dossiers"


def review(make: Factory, me: Account, **values: Any) -> None:
    person = make.active_profile(me, **values)
    contract = make.contract(person, starts_on=date(2026, 6, 1), review_on=date(2026, 11, 20))
    make.cer_record(make.contract_engagement(person, contract=contract, started_on=date(2026, 9, 1)))


def make_files(app: Flask, clock: Clock) -> None:
    with app.app_context():
        make_waiting(clock(), dry_run=False)


def test_one_click_gathers_the_whole_caseload(
    app: Flask, browser: PageClient, make: Factory, me: Account, session: Session, clock: Clock
) -> None:
    review(make, me, first_name="Zoé", last_name="Œuvrard")
    review(make, me, first_name="Zoé", last_name="Œuvrard")
    review(make, make.travailleur_social())
    assert "Réunir tous les dossiers" in browser.get("/travailleur-social/revues/").text
    progress = browser.post_form(f"{PACKS}/", {"vue": "", "quand": ""}).headers["Location"]
    assert "en préparation" in browser.get(progress).text
    make_files(app, clock)
    page = browser.get(progress).text
    assert "2\u00a0personnes" in page
    export = session.scalars(select(ExportFile)).one()
    answer = browser.get(f"{PACKS}/fichiers/{export.id}")
    assert answer.mimetype == "application/zip"
    pack = zipfile.ZipFile(io.BytesIO(answer.data))
    assert pack.testzip() is None
    names = pack.namelist()
    assert len(names) == len(set(names)) == 5
    (first, second) = sorted(name for name in names if name.startswith("pdf/"))
    assert first.startswith("pdf/2026-11-20_Zoe-OEUVRARD_")
    assert "Zoé ŒUVRARD" in words(pack.read(second))
    assert {name.replace("pdf/", "docx/").replace(".pdf", ".docx") for name in (first, second)} <= set(names)
    assert pack.read("liste.csv").decode("utf-8-sig").count("\r\n") == 3
    events = session.scalars(select(JournalEntry.event)).all()
    assert events.count(JournalEvent.DOCUMENT_MADE) == 2
    assert {JournalEvent.EXPORT_MADE, JournalEvent.EXPORT_READ} <= set(events)
    assert "2\u00a0personnes" in browser.get(f"{PACKS}/").text


def test_nothing_to_gather_is_said(browser: PageClient, session: Session) -> None:
    browser.post_form(f"{PACKS}/")
    assert "Aucune revue dans cette liste" in browser.get(f"{PACKS}/").text
    assert session.scalars(select(WorkOrder)).all() == []


def test_a_referent_who_left_meanwhile_gets_no_file(
    app: Flask, browser: PageClient, make: Factory, me: Account, session: Session, clock: Clock
) -> None:
    review(make, me)
    browser.post_form(f"{PACKS}/")
    me.disabled_at = clock()
    session.commit()
    make_files(app, clock)
    session.expire_all()
    assert session.scalars(select(ExportFile)).all() == []
    assert "pas le droit" in (session.scalars(select(WorkOrder)).one().refusal or "")


def test_the_packs_of_a_colleague_are_not_mine(
    app: Flask,
    browser: PageClient,
    colleague: PageClient,
    make: Factory,
    me: Account,
    session: Session,
    clock: Clock,
) -> None:
    """A2, whatever the team."""
    review(make, me)
    progress = browser.post_form(f"{PACKS}/").headers["Location"]
    make_files(app, clock)
    export = session.scalars(select(ExportFile)).one()
    for address in (progress, f"{progress}/etat", f"{PACKS}/fichiers/{export.id}"):
        assert colleague.get(address).status_code == 404


def test_the_password_is_asked_again_after_ten_minutes(browser: PageClient, clock: Clock) -> None:
    """E1."""
    clock.advance(minutes=11)
    answer = browser.post_form(f"{PACKS}/")
    assert answer.status_code == 307
    assert "/compte/identite" in answer.headers["Location"]
