"""The page of the jobs: what each did, does, will do; a click is enough and two count once (J1, H1)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from bénévolat.domain.enums import JournalEvent, Right
from bénévolat.jobs.catalogue import JOBS
from bénévolat.jobs.scheduler import answer_asked
from bénévolat.models.cer import CerRecord
from bénévolat.models.jobs import JobFailure, JobPass, JobRun, SchedulerLease
from bénévolat.models.journal import JournalEntry
from tests.clock import Clock
from tests.factories import Factory
from tests.pages import PageClient

SignIn = Callable[..., PageClient]
HOME = "/departement/traitements"
RECORD = f"{HOME}/record-engagement"


@pytest.fixture
def browser(make: Factory, sign_in_as: SignIn) -> PageClient:
    return sign_in_as(make.administrator(first_name="Nadia", last_name="Amrani"))


def beat(session: Session, clock: Clock, *, ago: timedelta = timedelta()) -> None:
    """Let a scheduler give a sign."""
    at = clock() - ago
    session.add(
        SchedulerLease(name="scheduler", holder="ici:1", renewed_at=at, expires_at=at + timedelta(seconds=60))
    )
    session.commit()


def the_scheduler_comes_round(app: Flask) -> None:
    with app.app_context():
        answer_asked()


def month_to_record(make: Factory) -> None:
    engagement = make.engagement(started_on=make.today.replace(month=9, day=1))
    make.activity_session(engagement, make.today.replace(month=10, day=6), minutes=90)


def test_a_click_leaves_the_work_to_the_scheduler_and_its_page_tells_the_rest(
    app: Flask, session: Session, make: Factory, clock: Clock, browser: PageClient
) -> None:
    month_to_record(make)
    beat(session, clock)
    assert browser.post_form(f"{RECORD}/lancer").headers["Location"] == RECORD
    page = browser.get(RECORD).text
    assert "cela commence dans quelques secondes" in page
    assert "Demandé à 10" in page
    assert session.scalars(select(CerRecord)).all() == []
    the_scheduler_comes_round(app)
    session.rollback()
    assert len(session.scalars(select(CerRecord)).all()) == 1
    page = browser.get(RECORD).text
    assert "1\u00a0relevé établi, 1\u00a0h\u00a030 d&#39;heures déclarées, 1\u00a0séance" in page
    assert "Nadia AMRANI" in page
    assert "Tout ce qui est dû est fait" in page
    assert "octobre 2026" in page
    (entry,) = session.scalars(
        select(JournalEntry).where(JournalEntry.event == JournalEvent.JOB_LAUNCHED)
    ).all()
    assert entry.motive == "Établir le relevé du mois"


def test_two_clicks_are_one_passage_and_the_second_is_told(
    session: Session, clock: Clock, browser: PageClient
) -> None:
    beat(session, clock)
    for _ in range(2):
        browser.post_form(f"{RECORD}/lancer")
    assert "Une seule fois suffit" in browser.get(RECORD).text
    assert len(session.scalars(select(JobPass)).all()) == 1


def test_a_click_while_it_runs_says_since_when(session: Session, clock: Clock, browser: PageClient) -> None:
    session.add(
        JobPass(
            job="record-engagement",
            at=clock(),
            asked_at=clock(),
            started_at=clock(),
            seen_at=clock(),
            progress=120,
            total=500,
        )
    )
    session.commit()
    page = browser.get(RECORD).text
    assert "En cours depuis 10\u00a0h\u00a0: 120 sur 500" in page
    assert '<progress class="job-progress" max="500" value="120"' in page
    assert "En cours" in browser.get(HOME).text
    assert "120 sur 500" in browser.get(HOME).text
    state = browser.get(f"{RECORD}/etat").get_json()
    assert state == {"mots": "En cours depuis 10\u00a0h\u00a0: 120 sur 500", "fait": 120, "total": 500}
    browser.post_form(f"{RECORD}/lancer")
    assert "déjà en cours depuis le" in browser.get(RECORD).text
    assert len(session.scalars(select(JobPass)).all()) == 1
    clock.advance(minutes=11)
    assert "sans nouvelles depuis" in browser.get(RECORD).text
    browser.post_form(f"{RECORD}/lancer")
    assert len(session.scalars(select(JobPass)).all()) == 2


def test_a_trial_says_what_would_be_done_and_writes_nothing(
    app: Flask, session: Session, make: Factory, browser: PageClient
) -> None:
    month_to_record(make)
    browser.post_form(f"{RECORD}/essai")
    assert "L'ordonnanceur est arrêté" in browser.get(RECORD).text.replace("&#39;", "'")
    the_scheduler_comes_round(app)
    page = browser.get(RECORD).text
    assert "Ce qui serait fait" in page
    assert "1\u00a0relevé établi" in page
    assert "À faire" in page
    session.rollback()
    assert session.scalars(select(CerRecord)).all() == []
    assert session.scalars(select(JobRun)).all() == []
    events = session.scalars(select(JournalEntry.event)).all()
    assert JournalEvent.JOB_LAUNCHED not in events


def test_a_passage_that_finds_nothing_to_do_says_so(app: Flask, browser: PageClient) -> None:
    browser.post_form(f"{RECORD}/lancer")
    the_scheduler_comes_round(app)
    assert "Rien à faire\u00a0: tout était à jour" in browser.get(RECORD).text


def test_failures_are_told_in_groups_without_a_value(
    session: Session, clock: Clock, browser: PageClient
) -> None:
    for number in range(3):
        session.add(
            JobFailure(
                job="record-engagement",
                period="2026-10",
                unit=f"unit{number}",
                at=clock(),
                error="OperationalError",
            )
        )
    session.commit()
    assert "3\u00a0échecs à regarder" in browser.get(HOME).text
    page = browser.get(RECORD).text.replace("&#39;", "'")
    assert "La base de données n'a pas répondu à temps." in page
    assert "3\u00a0éléments" in page
    assert "unit0" not in page
    for number in range(3):
        session.add(JobRun(job="record-engagement", period="2026-10", unit=f"unit{number}", done_at=clock()))
    session.commit()
    assert "à regarder" not in browser.get(HOME).text
    assert "Fait depuis" in browser.get(RECORD).text


def test_every_job_has_its_page_and_its_next_ring(browser: PageClient) -> None:
    page = browser.get(HOME).text.replace("&#39;", "'")
    for job in JOBS:
        assert job.label in page
        assert browser.get(f"{HOME}/{job.name}").status_code == 200
    assert "demain à 3\u00a0h\u00a030" in page
    assert "le mardi 1er\u00a0décembre 2026 à 4\u00a0h\u00a010" in page
    assert browser.get(f"{HOME}/inconnu").status_code == 404
    assert browser.post_form(f"{HOME}/inconnu/lancer").status_code == 404


def test_complete_health_is_for_the_departement_and_this_machine(
    app: Flask, session: Session, make: Factory, clock: Clock, sign_in_as: SignIn, client: PageClient
) -> None:
    """H1."""
    beat(session, clock, ago=timedelta(seconds=40))
    session.add(JobRun(job="backup", period="2026-11-03", unit="-", done_at=clock() - timedelta(hours=6)))
    session.commit()
    local = client.get("/sante/complete").get_json()
    assert local["etat"] == "ok"
    assert local["ordonnanceur"] == {"etat": "en marche", "age_secondes": 40}
    assert local["sauvegarde"] == {"etat": "ok", "age_secondes": 6 * 3600}
    away = {"REMOTE_ADDR": "192.0.2.7"}
    assert client.get("/sante/complete", environ_base=away).status_code == 404
    forged = {"X-Forwarded-For": "127.0.0.1"}
    assert client.get("/sante/complete", headers=forged).status_code == 404
    referent = sign_in_as(make.travailleur_social())
    assert referent.get("/sante/complete", environ_base=away).status_code == 404
    agent = sign_in_as(make.departement_agent(Right.EXPORT))
    assert agent.get("/sante/complete", environ_base=away).status_code == 200
    clock.advance(days=2)
    late = client.get("/sante/complete").get_json()
    assert (late["etat"], late["ordonnanceur"]["etat"]) == ("à surveiller", "silencieux")
    assert late["sauvegarde"]["etat"] == "ancienne"
    assert client.get("/sante").get_json() == {"etat": "ok", "base": "ok", "migrations": "ok"}


def test_complete_health_says_what_was_never_seen(client: PageClient) -> None:
    said = client.get("/sante/complete").get_json()
    assert said["ordonnanceur"] == {"etat": "jamais vu", "age_secondes": None}
    assert said["sauvegarde"] == {"etat": "jamais faite", "age_secondes": None}
