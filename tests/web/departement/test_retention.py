"""The page of the files to erase: references, visas, the list for the archives (R41)."""

from collections.abc import Callable

from flask import Flask
from sqlalchemy.orm import Session

from bénévolat.domain.enums import JournalEvent
from bénévolat.models.accounts import Account
from bénévolat.models.journal import JournalEntry
from bénévolat.models.retention import RetentionListing
from tests.factories import Factory
from tests.pages import PageClient

PAGE = "/departement/conservation"
SignIn = Callable[[Account], PageClient]


def test_the_list_shows_references_and_no_name(
    app: Flask, session: Session, make: Factory, sign_in_as: SignIn
) -> None:
    person = make.listed_profile().profile
    page = sign_in_as(make.administrator()).get(PAGE).text
    assert person.departement_ref in page
    assert person.last_name not in page
    assert "À blanc" in page


def test_the_empty_list_says_what_will_come(make: Factory, sign_in_as: SignIn) -> None:
    agent = sign_in_as(make.administrator())
    assert "Aucun dossier à effacer" in agent.get(PAGE).text
    assert agent.get(f"{PAGE}/visa").status_code == 303


def test_visas_one_by_one_and_all_are_journaled(session: Session, make: Factory, sign_in_as: SignIn) -> None:
    one, *_ = [make.listed_profile() for _ in range(3)]
    agent = sign_in_as(make.administrator())
    agent.post_form(f"{PAGE}/{one.profile_id}/visa")
    assert "2\u00a0dossiers" in agent.get(f"{PAGE}/visa").text
    agent.post_form(f"{PAGE}/visa", data={"until": "nonsense"})
    session.expire_all()
    assert all(row.visa_at for row in session.query(RetentionListing))
    visas = session.query(JournalEntry).filter_by(event=JournalEvent.RETENTION_VISA)
    assert visas.count() == 3
    agent.post_form(f"{PAGE}/{one.profile_id}/retirer-le-visa")
    session.expire_all()
    assert one.visa_at is None


def test_the_list_for_the_archives_is_a_csv_without_names(
    session: Session, make: Factory, sign_in_as: SignIn
) -> None:
    person = make.listed_profile().profile
    answer = sign_in_as(make.administrator()).get(f"{PAGE}/liste.csv")
    lines = answer.data.decode("utf-8-sig").split("\r\n")
    assert lines[0].startswith('"reference";"structure_referente"')
    assert lines[1].startswith(f'"{person.departement_ref}"')
    assert person.last_name not in answer.data.decode()
    assert session.query(JournalEntry).filter_by(event=JournalEvent.EXPORT_MADE).count() == 1


def test_every_count_of_the_morning_jobs_has_its_words() -> None:
    from bénévolat.web.departement.jobs_words import count_words, error_words

    assert count_words({"erased": 2, "would_be_listed": 1, "cards": 0}) == [
        "2\u00a0dossiers effacés",
        "1\u00a0dossier serait listé",
    ]
    assert "BENEVOLAT_BACKUP_DIR" in count_words({"no_folder": "x"})[0]
    assert (
        error_words("2\u00a0lignes fautives\u00a0: les places") == "2\u00a0lignes fautives\u00a0: les places"
    )
