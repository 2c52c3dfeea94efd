"""The whole loop in a real browser, with one browser per user, and no fault on any page of the path."""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import pyotp
import pytest
from flask import Flask
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from bénévolat.domain.enums import Right
from bénévolat.jobs.catalogue import JOBS
from bénévolat.jobs.runner import run_due
from bénévolat.models.accounts import Account
from bénévolat.models.outbox import OutboxMessage
from bénévolat.models.profiles import Profile
from bénévolat.services.passwords import hash_secret
from tests.clock import Clock
from tests.e2e.visitor import PASSWORD, Visitor
from tests.factories import Factory

pytestmark = pytest.mark.e2e

MISSION = "Jardiner et arroser au jardin partagé"

Row = TypeVar("Row")


def only(session: Session, statement: Select[Row]) -> Row:
    """Return the only row of a statement, as the site has just written it."""
    session.rollback()
    return session.scalars(statement).one()


def invited(session: Session, email: str) -> str:
    """Return the path of the invitation that waits in the outbox for an address."""
    message = only(
        session,
        select(OutboxMessage).where(OutboxMessage.recipient == email, OutboxMessage.template == "invitation"),
    )
    return f"/invitation/{message.context['token']}"


@dataclass
class Loop:
    """The cast of the loop, and what they pass to one another."""

    session: Session
    clock: Clock
    departement: Visitor
    host: Visitor
    worker: Visitor
    person: Visitor


def the_departement_invites_an_association(loop: Loop, account: Account) -> str:
    """Second factor first, then the invitation; return the secret of the application of codes."""
    departement, clock = loop.departement, loop.clock
    departement.sign_in(account)
    departement.sees("Code à 6 chiffres")
    secret = departement.page.locator(".code-words").inner_text().replace(" ", "")
    departement.fill(code=pyotp.TOTP(secret).at(clock()))
    departement.click("Activer le second facteur")
    departement.go("/departement/comptes/inviter-une-association")
    departement.fill(
        association="Le Jardin des Voisins", first_name="Lucie", last_name="Roy", email="lucie@jardin.example"
    )
    departement.tick("new_association", "y")
    departement.click("Envoyer l'invitation")
    return secret


def the_association_describes_itself_and_a_mission(loop: Loop) -> Account:
    """Password, record, charter, supervisor, offer with its capacity to supervise."""
    host, session = loop.host, loop.session
    host.go(invited(session, "lucie@jardin.example"))
    host.fill(password=PASSWORD, again=PASSWORD)
    host.click("Ouvrir mon compte")
    lucie = only(session, select(Account).where(Account.email == "lucie@jardin.example"))
    host.sign_in(lucie)
    host.go("/association/notre-association/modifier")
    host.fill(
        rna="W103000123",
        purpose="Un jardin partagé ouvert à tout le quartier.",
        commune="Troyes",
        phone="03 25 00 00 10",
        insurer="Assurance du Jardin",
    )
    host.tick("insured", "y")
    host.click("Enregistrer", last=True)
    host.go("/association/notre-association/charte")
    host.click("Notre association accepte la charte")
    host.go("/association/notre-association")
    host.click("Demander la validation")
    host.go("/association/tuteurs/nouveau")
    host.fill(first_name="Dominique", last_name="Lefort", function="Responsable du jardin")
    host.tick("half_days", "tue_am", "thu_am")
    host.click("Enregistrer", last=True)
    host.go("/association/offres/nouvelle")
    host.fill(
        title=MISSION,
        domain="environment",
        description="Nous cultivons un jardin partagé. Jardinage, arrosage et récolte, en petit groupe.",
        simple_text="Vous jardinez avec nous. Vous arrosez les plantes. Le café est offert.",
        commune="10000",
        address="12 chemin des Tauxelles",
        transit="declared",
        transit_notes="Arrêt Tauxelles, ligne 5",
        slots_needed="1",
        rhythm="weekly",
        sessions_per_period="1",
        session_minutes="120",
        places="2",
        supervision_capacity="1",
        supervision_level="1",
        french_level="1",
        expenses="travel",
    )
    host.page.locator("[name=tasks]").fill("Arroser\nPlanter")
    host.page.locator("[name=supervisor]").select_option(index=1)
    host.tick("half_days", "tue_am", "thu_am")
    host.tick("comfort", "small_group", "breaks")
    host.tick("demands", "outdoor")
    host.tick("insured", "y")
    host.click("Enregistrer le brouillon")
    host.click("Confirmer")
    host.sees(MISSION)
    return lucie


def the_departement_validates_and_publishes(loop: Loop) -> None:
    """Both checklists, ticked by a person (R15)."""
    departement, host = loop.departement, loop.host
    departement.go("/departement/associations")
    departement.click("Le Jardin des Voisins")
    departement.tick_all("checklist")
    departement.click("Valider l'association")
    departement.sees("L'association est validée")
    host.click("Envoyer au Département")
    departement.go("/departement/offres")
    departement.click("Jardiner et arroser")
    departement.tick_all("checklist")
    departement.click("Publier l'offre")


def the_referent_registers_a_profile(loop: Loop, account: Account) -> Profile:
    """Five steps saved as they go, the agreement, the contract."""
    worker, session = loop.worker, loop.session
    worker.sign_in(account)
    worker.go("/travailleur-social/profils/nouveau")
    worker.fill(last_name="Petit", first_name="Andrea", departement_ref="D10-00042", phone="0600000004")
    worker.fill(contact_choice="phone")
    worker.click("Enregistrer et continuer")
    worker.page.locator("[name=wishes]").fill("aime le jardinage")
    worker.page.locator("[name=skills]").fill("ancien maçon")
    worker.click("Enregistrer et continuer")
    worker.click("Confirmer et continuer")
    worker.tick("constraints", "no_heavy_load")
    worker.fill(french_level="2", supervision_need="1")
    worker.click("Enregistrer et continuer")
    worker.tick("half_days", "tue_am", "wed_pm")
    worker.fill(commune="Troyes", walk="30", bus="30")
    worker.click("Enregistrer et continuer")
    worker.tick("agreed", "y")
    worker.fill(channel="oral", given_on="2026-10-05")
    worker.click("Terminer", last=True)
    andrea = only(session, select(Profile))
    worker.go(f"/travailleur-social/profils/{andrea.id}/contrats/nouveau")
    worker.fill(kind="cer", reference="CER-2026-042", starts_on="2026-09-01")
    worker.page.locator("[name=duration]").select_option("6")
    worker.page.locator("[name=volunteering_included]").check()
    worker.click("Enregistrer le contrat")
    return andrea


def the_referent_proposes_and_prints_a_card(loop: Loop, andrea: Profile) -> tuple[str, str]:
    """Return what is printed on the card: handle and secret."""
    worker = loop.worker
    worker.go(f"/travailleur-social/profils/{andrea.id}/missions/")
    worker.sees(MISSION)
    worker.click("Proposer cette mission")
    worker.tick("former_employee", "non")
    worker.fill(presentation="Je jardine depuis longtemps.")
    worker.click("Proposer à Andrea")
    worker.go(f"/travailleur-social/profils/{andrea.id}/carte/")
    worker.click("Préparer la carte")
    handle = worker.page.locator(".card-code").nth(0).inner_text()
    card_secret = worker.page.locator(".card-code").nth(1).inner_text()
    return handle, card_secret


def the_person_reads_why_and_says_yes(loop: Loop, handle: str, card_secret: str) -> None:
    """No word about a benefit on the person's pages (L2)."""
    person = loop.person
    person.go("/acces")
    person.fill(handle=handle, secret=card_secret)
    person.click("Entrer", last=True)
    person.click("Voir la mission")
    person.sees("Pourquoi cette mission")
    assert "RSA" not in person.page.content()
    person.click("Oui, ça m'intéresse")


def the_association_welcomes(loop: Loop) -> None:
    """A pseudonym until both have agreed, a first name after, never a surname (R37)."""
    worker, host = loop.worker, loop.host
    worker.go("/travailleur-social/")
    worker.go("/travailleur-social/propositions/")
    worker.open_first()
    worker.click("Envoyer à l'association")
    host.go("/association/propositions")
    assert "Andrea" not in host.page.content()
    host.open_first()
    assert "Andrea" not in host.page.content()
    host.click("Accueillir cette personne")
    host.fill(started_on="2026-10-06")
    host.click("Accueillir", last=True)
    host.sees("Andrea")
    assert "Petit" not in host.page.content()


def a_session_is_declared_then_confirmed(loop: Loop, handle: str, card_secret: str, lucie: Account) -> None:
    """By the person, then by the association: two facts (domain §1.4)."""
    person, host = loop.person, loop.host
    person.context.clear_cookies()
    person.go("/acces")
    person.fill(handle=handle, secret=card_secret)
    person.click("Entrer", last=True)
    person.click("Mon engagement")
    person.click("J'ai fait une séance")
    person.fill(day="2026-10-20", hour="09:00", length="120")
    person.click("Enregistrer", last=True)
    host.sign_in(lucie)
    host.go("/association/personnes-accueillies")
    host.open_first()
    host.click("Confirmer")


def the_hours_are_retained_and_exported(loop: Loop, account: Account, secret: str, file: Path) -> None:
    """By an agent who holds the rights; the file is what was said on the way (R7, R75)."""
    departement, clock = loop.departement, loop.clock
    departement.sign_in(account)
    departement.fill(code=pyotp.TOTP(secret).at(clock()))
    departement.click("Continuer", last=True)
    departement.go("/departement/heures")
    departement.open_first()
    departement.click("Retenir les heures confirmées (2\u00a0h)")
    departement.click("Clore ce relevé")
    departement.go("/departement/exports")
    departement.fill(
        period_from="2026-10-01", period_to="2026-10-31", motive="Revue des contrats de l'automne"
    )
    departement.click("Produire l'export")
    with departement.page.expect_download() as download:
        departement.page.get_by_role("link", name="Télécharger").first.click()
    download.value.save_as(file)
    (line,) = csv.DictReader(io.StringIO(file.read_text("utf-8-sig")), delimiter=";")
    assert line["identifiant_departement"] == "D10-00042"
    assert (line["reference_contrat"], line["prevu_au_contrat"]) == ("CER-2026-042", "oui")
    assert line["mission"] == MISSION
    assert (line["heures_declarees"], line["heures_confirmees"], line["heures_retenues"]) == (
        "2,00",
        "2,00",
        "2,00",
    )
    assert line["retenues_par"] == "Claire MOREAU"


def test_the_four_users_go_through_the_whole_loop(
    app: Flask, session: Session, make: Factory, clock: Clock, visit: Callable[[str], Visitor], tmp_path: Path
) -> None:
    clock.now = datetime(2026, 10, 5, 8, 0, tzinfo=UTC)
    app.config["SECOND_FACTOR_ROLES"] = frozenset({"departement"})
    app.config["BACKGROUND"] = True
    make.communes()
    password = hash_secret(PASSWORD)
    admin_account = make.departement_agent(
        *Right,
        password_hash=password,
        first_name="Claire",
        last_name="Moreau",
        email="claire@aube.example",
        totp_secret=None,
        totp_confirmed_at=None,
    )
    worker_account = make.travailleur_social(
        make.team("CMS des Chartreux", phone="+33325000001"),
        password_hash=password,
        first_name="Samia",
        last_name="Belkacem",
        email="samia@aube.example",
        totp_secret=None,
        totp_confirmed_at=None,
    )
    names = ("departement", "association", "travailleur-social", "personne")
    loop = Loop(session, clock, *(visit(name) for name in names))

    secret = the_departement_invites_an_association(loop, admin_account)
    lucie = the_association_describes_itself_and_a_mission(loop)
    the_departement_validates_and_publishes(loop)
    andrea = the_referent_registers_a_profile(loop, worker_account)
    card = the_referent_proposes_and_prints_a_card(loop, andrea)
    the_person_reads_why_and_says_yes(loop, *card)
    the_association_welcomes(loop)
    clock.now = datetime(2026, 10, 20, 12, 0, tzinfo=UTC)
    a_session_is_declared_then_confirmed(loop, *card, lucie)
    clock.now = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
    with app.app_context():
        assert not any(outcome.failed for outcome in run_due(JOBS, at=clock()))
    the_hours_are_retained_and_exported(loop, admin_account, secret, tmp_path / "export.csv")
