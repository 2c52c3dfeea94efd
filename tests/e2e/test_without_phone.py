"""R54: the whole path of a person who has no telephone, no address and no card: their référent, and paper."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from bénévolat.domain.engagements import SessionStatus
from bénévolat.domain.enums import AgreementKind, Channel
from bénévolat.models.activity_sessions import ActivitySession
from bénévolat.models.agreements import Agreement
from bénévolat.models.cards import Card
from bénévolat.models.profiles import Profile
from bénévolat.services.passwords import hash_secret
from tests.clock import Clock
from tests.e2e.visitor import PASSWORD, Visitor
from tests.exports.documents import words
from tests.factories import Factory

pytestmark = [pytest.mark.e2e, pytest.mark.sqlite]

MISSION = "Arroser et planter au jardin partagé"


def registers_the_person(worker: Visitor) -> None:
    """Five steps; no telephone, no address: she is reached through her référent."""
    worker.go("/travailleur-social/profils/nouveau")
    worker.fill(last_name="Delaunay", first_name="Mireille", departement_ref="D10-00777")
    worker.fill(contact_choice="via_referent")
    worker.click("Enregistrer et continuer")
    worker.page.locator("[name=wishes]").fill("aime le jardinage")
    worker.click("Enregistrer et continuer")
    worker.click("Confirmer et continuer")
    worker.fill(french_level="2", supervision_need="1")
    worker.click("Enregistrer et continuer")
    worker.tick("half_days", "tue_am")
    worker.fill(commune="Troyes", walk="30", bus="30")
    worker.click("Enregistrer et continuer")
    worker.tick("agreed", "y")
    worker.fill(channel="oral", given_on="2026-10-05")
    worker.click("Terminer", last=True)


def proposes_and_prints(worker: Visitor, person: Profile) -> None:
    """The mission goes home on paper, with the telephone of the social centre and no word on why."""
    worker.go(f"/travailleur-social/profils/{person.id}/missions/")
    worker.sees(MISSION)
    worker.click("Proposer cette mission")
    worker.tick("former_employee", "non")
    worker.click("Proposer à Mireille")
    worker.click("Fiche à imprimer")
    worker.page.emulate_media(media="print")
    paper = worker.page.locator("main").inner_text()
    worker.page.emulate_media(media="screen")
    assert MISSION in paper
    assert "03 25 00 00 01" in paper.replace("\u00a0", " ")
    assert not re.search(r"\b(RSA|CER|allocataire)\b", paper)
    assert "Déconnecter" not in paper


def writes_the_spoken_answer(worker: Visitor) -> None:
    """Her yes, said on paper, with its day (R10); then the sending."""
    worker.go("/travailleur-social/propositions/")
    worker.open_first()
    worker.fill(answer="agree", channel="paper", given_on="2026-10-06")
    worker.click("Enregistrer sa réponse")
    worker.sees("La personne est d'accord")
    worker.click("Envoyer à l'association")
    worker.sees("En attente de l'association")


def the_association_welcomes(host: Visitor) -> None:
    """A first name only once both have agreed (R37)."""
    host.go("/association/propositions")
    host.open_first()
    assert "Mireille" not in host.page.content()
    host.click("Accueillir cette personne")
    host.fill(started_on="2026-10-13")
    host.click("Accueillir", last=True)
    host.sees("Mireille")
    assert "Delaunay" not in host.page.content()


def a_session_is_written_for_her(worker: Visitor) -> None:
    """«Saisi par»: who wrote it is said wherever the session is read (R54)."""
    worker.go("/travailleur-social/engagements/")
    worker.open_first()
    worker.click("Noter une séance")
    worker.fill(day="2026-10-20", hour="09:00", until="11:00")
    worker.click("Enregistrer la séance")
    worker.sees("Saisi par Samia Belkacem")


def the_association_confirms_and_writes_a_bilan(host: Visitor) -> None:
    """One session seen, two savoir-être, a few words."""
    host.go("/association/personnes-accueillies")
    host.open_first()
    host.click("Confirmer")
    host.click("bilan")
    boxes = host.page.locator("[name=skills]")
    boxes.nth(0).check()
    boxes.nth(3).check()
    host.fill(text="Elle arrose avec soin et montre aux autres.")
    host.click("Enregistrer le bilan")


def she_hears_it_and_answers(worker: Visitor) -> None:
    """The bilan is read to her; her words are written as she says them (R11)."""
    worker.go("/travailleur-social/engagements/")
    worker.open_first()
    worker.click("Le lire avec la personne")
    worker.sees("Elle arrose avec soin")
    worker.fill(**{"lu-channel": "oral"})
    worker.click("La personne l'a lu")
    worker.fill(**{"mots-words": "J'aime bien les matins au jardin.", "mots-channel": "oral"})
    worker.click("Enregistrer ses mots")
    worker.sees("J'aime bien les matins au jardin.")


def the_certificate_is_handed_over(worker: Visitor, folder: Path) -> None:
    """Her own paper, with the confirmed time and nothing on a contract (R13)."""
    worker.go("/travailleur-social/engagements/")
    worker.open_first()
    worker.click("Attestation, convention")
    with worker.page.expect_download() as download:
        worker.page.get_by_role("link", name="Attestation (PDF)", exact=True).click()
    file = folder / "attestation.pdf"
    download.value.save_as(file)
    said = words(file.read_bytes())
    assert "Mireille" in said
    assert "2 h" in said.replace("\u00a0", " ").replace("\u202f", " ")
    assert not re.search(r"\b(RSA|CER|allocataire)\b", said)


def test_a_person_without_telephone_nor_address_does_everything_with_their_referent(
    app: Flask, session: Session, make: Factory, clock: Clock, visit: Callable[..., Visitor], tmp_path: Path
) -> None:
    clock.now = datetime(2026, 10, 5, 8, 0, tzinfo=UTC)
    app.config["BACKGROUND"] = True
    make.communes()
    password = hash_secret(PASSWORD)
    association = make.validated_association()
    make.published_offer(association, title=MISSION)
    member = make.member_of(association, password_hash=password, totp_secret=None, totp_confirmed_at=None)
    team = make.team("CMS des Chartreux", phone="+33325000001")
    referent = make.travailleur_social(
        team,
        password_hash=password,
        first_name="Samia",
        last_name="Belkacem",
        phone=None,
        totp_secret=None,
        totp_confirmed_at=None,
    )
    worker, host = visit("referent-papier", checked=False), visit("association-papier", checked=False)
    worker.sign_in(referent)
    host.sign_in(member)

    registers_the_person(worker)
    session.rollback()
    person = session.scalars(select(Profile)).one()
    proposes_and_prints(worker, person)
    clock.now = datetime(2026, 10, 6, 8, 0, tzinfo=UTC)
    worker.sign_in(referent)
    host.sign_in(member)
    writes_the_spoken_answer(worker)
    the_association_welcomes(host)
    clock.now = datetime(2026, 10, 20, 12, 0, tzinfo=UTC)
    worker.sign_in(referent)
    host.sign_in(member)
    a_session_is_written_for_her(worker)
    the_association_confirms_and_writes_a_bilan(host)
    she_hears_it_and_answers(worker)
    the_certificate_is_handed_over(worker, tmp_path)

    session.rollback()
    assert (person.phone, person.email) == (None, None)
    assert session.scalars(select(Card)).all() == []
    agreed = session.scalars(select(Agreement).where(Agreement.kind == AgreementKind.TRANSMISSION)).one()
    assert agreed.channel is Channel.PAPER
    noted = session.scalars(
        select(ActivitySession).where(ActivitySession.status == SessionStatus.CONFIRMED)
    ).one()
    assert noted.declared_by_id == referent.id
