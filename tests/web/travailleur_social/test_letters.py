"""Papers for people: the sheet handed over, the letters in batch that say neither mission nor place (R52, R53)."""

import io
import zipfile

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from bénévolat.domain.enums import JournalEvent
from bénévolat.domain.propositions import PropositionStatus
from bénévolat.jobs.make_files import make_waiting
from bénévolat.models.accounts import Account
from bénévolat.models.exports import ExportFile, WorkOrder
from bénévolat.models.journal import JournalEntry
from bénévolat.models.profiles import Profile
from bénévolat.models.propositions import Proposition
from tests.clock import Clock
from tests.exports.documents import check_accessible, reader, words
from tests.factories import Factory
from tests.pages import PageClient

LETTERS = "/travailleur-social/courriers"


def make_files(app: Flask, clock: Clock) -> None:
    with app.app_context():
        make_waiting(clock(), dry_run=False)


def events(session: Session, profile: Profile) -> list[JournalEvent]:
    session.rollback()
    return list(session.scalars(select(JournalEntry.event).where(JournalEntry.profile_id == profile.id)))


def test_the_sheet_says_each_mission_its_way_and_how_to_answer(
    browser: PageClient, make: Factory, session: Session, person: Profile
) -> None:
    person.commune = make.commune()
    rows = [
        make.proposition(
            person,
            make.published_offer(title=title, commune=make.commune("10323")),
        )
        for title in ("Trier des vêtements", "Aider au jardin", "Accueillir")
    ]
    page = f"/travailleur-social/profils/{person.id}/fiche"
    assert f"{page}.pdf" in browser.get(page).text
    answer = browser.get(f"{page}.pdf")
    assert answer.mimetype == "application/pdf"
    check_accessible(answer.data, "Des missions pour vous")
    said = words(answer.data)
    session.expire_all()
    for row in rows:
        assert row.offer.title in said
        assert f"(n° {row.reply_code})" in said
        assert f"Demandez {row.offer.supervisor.first_name}" in said
    assert said.count("Je veux en parler") >= 3
    assert "Bonjour Amina" in said
    assert "c'est vers le nord-ouest, à" in said
    assert len({row.reply_code for row in rows}) == 3
    assert "Benali" not in said
    assert "Moreau" not in said
    assert JournalEvent.LETTER_MADE in events(session, person)
    again = words(browser.get(f"{page}.pdf").data)
    assert again == said, "the numbers are drawn once"


def test_without_a_mission_there_is_no_sheet(browser: PageClient, person: Profile) -> None:
    assert browser.get(f"/travailleur-social/profils/{person.id}/fiche.pdf").status_code == 404


def ordered(app: Flask, browser: PageClient, session: Session, clock: Clock, **typed: object) -> bytes:
    answer = browser.post_form(f"{LETTERS}/", typed)
    assert answer.status_code == 303
    make_files(app, clock)
    page = answer.headers["Location"]
    assert "Télécharger" in browser.get(page).text
    file = browser.get(f"{page}/fichier")
    assert file.status_code == 200
    return file.data


def test_letters_for_those_whose_proposition_waits(
    app: Flask, browser: PageClient, make: Factory, me: Account, session: Session, clock: Clock
) -> None:
    offer = make.published_offer(title="Distribution de repas", supervision_capacity=9)
    people = [make.texted_profile(me, last_name=name) for name in ("Œuvrard", "Petit", "Zola")]
    rows = [make.proposition(person, offer) for person in people]
    answered = make.proposition(make.active_profile(me), offer, PropositionStatus.DECLINED)
    stranger = make.proposition(make.active_profile(), offer)
    page = browser.get(f"{LETTERS}/").text
    assert "Andrea ŒUVRARD" in page
    assert str(answered.profile_id) not in page
    assert str(stranger.profile_id) not in page
    chosen = [str(people[0].id), str(people[1].id), str(stranger.profile_id), str(answered.profile_id), "x"]
    content = ordered(app, browser, session, clock, motif="waiting", forme="pdf", personne=chosen)
    check_accessible(content, "Courriers")
    assert len(reader(content).pages) == 2
    said = words(content)
    session.expire_all()
    for row in rows[:2]:
        assert f"Proposition n° {row.reply_code}" in said
        assert row.profile.full_name in said
    for word in (offer.title, offer.association.name, "Moreau", "Claire", "ZOLA", "RSA", "CER", "social"):
        assert word.lower() not in said.lower()
    for row in rows[:2]:
        assert JournalEvent.DOCUMENT_MADE in events(session, row.profile)
    assert JournalEvent.DOCUMENT_MADE not in events(session, rows[2].profile)
    assert "2\u00a0courriers" in browser.get(f"{LETTERS}/demandes").text


def test_letters_in_a_zip_have_one_pdf_each_and_their_list(
    app: Flask, browser: PageClient, make: Factory, me: Account, session: Session, clock: Clock
) -> None:
    people = [make.active_profile(me, first_name="Zoé", last_name="Œuvrard") for _ in range(2)]
    carded = make.card(make.active_profile(me)).profile
    page = browser.get(f"{LETTERS}/?motif=card").text
    assert str(carded.id) not in page
    keys = [str(person.id) for person in people]
    content = ordered(app, browser, session, clock, motif="card", forme="zip", personne=keys)
    pack = zipfile.ZipFile(io.BytesIO(content))
    assert pack.testzip() is None
    names = sorted(name for name in pack.namelist() if name.endswith(".pdf"))
    assert len(names) == 2
    assert names[0].startswith("courriers/Zoe-OEUVRARD_")
    check_accessible(pack.read(names[0]), "Courrier pour Zoé ŒUVRARD")
    assert "carte" in words(pack.read(names[0]))
    assert pack.read("liste.csv").decode("utf-8-sig").count("\r\n") == 3


def test_nobody_chosen_is_said(browser: PageClient, session: Session, person: Profile) -> None:
    browser.post_form(f"{LETTERS}/", {"motif": "call"})
    assert "Choisissez au moins une personne" in browser.get(f"{LETTERS}/?motif=call").text
    assert session.scalars(select(WorkOrder)).all() == []


def test_whoever_answered_meanwhile_gets_no_letter(
    app: Flask, browser: PageClient, make: Factory, session: Session, clock: Clock, person: Profile
) -> None:
    row = make.proposition(person)
    progress = browser.post_form(f"{LETTERS}/", {"motif": "waiting", "personne": [str(person.id)]})
    session.get_one(Proposition, row.id).status = PropositionStatus.DECLINED
    session.commit()
    make_files(app, clock)
    assert "Choisissez au moins une personne" in browser.get(progress.headers["Location"]).text
    assert session.scalars(select(ExportFile)).all() == []


def test_the_whole_team_may_be_written_to(browser: PageClient, make: Factory, me: Account) -> None:
    mate = make.active_profile(make.travailleur_social(me.team), last_name="Coéquipier")
    assert str(mate.id) not in browser.get(f"{LETTERS}/?motif=call").text
    assert str(mate.id) in browser.get(f"{LETTERS}/?motif=call&vue=equipe").text


def test_the_letters_of_a_colleague_are_not_found(
    browser: PageClient, colleague: PageClient, make: Factory, me: Account, person: Profile
) -> None:
    order = make.letters_order(me, person.id)
    for rest in ("", "/etat", "/fichier"):
        assert browser.get(f"{LETTERS}/{order.id}{rest}").status_code == 200
        assert colleague.get(f"{LETTERS}/{order.id}{rest}").status_code == 404
