"""Help to write the version simple, without JavaScript: a text proposed, measured, never imposed (R62)."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from bénévolat.models.accounts import Account
from bénévolat.models.associations import Association
from bénévolat.models.offers import Offer
from tests.factories import Factory
from tests.inspection import Page
from tests.pages import PageClient
from tests.web.association.test_offers import typed as whole

NOUVELLE = "/association/offres/nouvelle"
TEXT = "Vous allez trier les légumes et plier les sacs. La mission est à Troyes. C'est le mardi matin."


@pytest.fixture
def association(make: Factory) -> Association:
    return make.validated_association()


@pytest.fixture
def mine(make: Factory, association: Association, sign_in_as: Callable[[Account], PageClient]) -> PageClient:
    make.communes()
    return sign_in_as(make.member_of(association))


def typed(act: str, **changes: Any) -> dict[str, Any]:
    return {
        "act": act,
        "title": "Préparer les paniers",
        "tasks": "Trier les légumes\nPlier les sacs",
        "commune": "troyes",
        "half_days": ["tue_am"],
        "remote": "no",
        **changes,
    }


def test_an_empty_version_simple_takes_the_proposed_text_and_nothing_is_saved_r62(
    mine: PageClient, session: Session
) -> None:
    answer = mine.post_form(NOUVELLE, typed("propose"))
    assert answer.status_code == 200
    assert TEXT in Page(answer.text).text.replace("’", "'")
    assert "C'est facile à lire" in Page(answer.text).text
    assert 'value="Préparer les paniers"' in answer.text
    assert "error-summary" not in answer.text
    assert session.scalars(select(Offer)).all() == []


def test_a_written_version_stays_until_the_author_takes_the_other_r62(mine: PageClient) -> None:
    written = typed("propose", simple_text="Vous venez aider.")
    answer = mine.post_form(NOUVELLE, written)
    page = Page(answer.text).text
    assert "Vous venez aider." in page
    assert "Texte proposé" in page
    assert TEXT in page
    taken = Page(mine.post_form(NOUVELLE, {**written, "act": "take"}).text).text
    assert TEXT in taken
    assert "Vous venez aider." not in taken


def test_the_text_is_measured_without_being_saved_and_the_long_sentence_is_shown_r62(
    mine: PageClient, session: Session
) -> None:
    long = "Vous aidez les gens du quartier qui viennent chercher un colis le mardi."
    page = Page(mine.post_form(NOUVELLE, typed("read", simple_text=f"Bonjour. {long}")).text).text
    assert f"Cette phrase a 13 mots : « {long} »" in page
    assert "13 mots dans la plus longue" in page
    assert session.scalars(select(Offer)).all() == []


def test_the_first_name_of_the_supervisor_is_in_the_text_only_when_mine_a2(
    mine: PageClient, make: Factory, association: Association
) -> None:
    tutor = make.supervisor(association, first_name="Lucie")
    other = make.supervisor(make.association(), first_name="Ailleurs")
    text = Page(mine.post_form(NOUVELLE, typed("propose", supervisor=str(tutor.id))).text).text
    assert "Lucie est avec vous." in text
    text = Page(mine.post_form(NOUVELLE, typed("propose", supervisor=str(other.id))).text).text
    assert "Ailleurs" not in text


def test_faults_of_other_fields_wait_for_the_day_of_saving(mine: PageClient) -> None:
    answer = mine.post_form(
        NOUVELLE, {"act": "propose", "title": "", "commune": "Nulle-Part-sur-Rien", "half_days": ["xx"]}
    )
    assert answer.status_code == 200
    assert "error-summary" not in answer.text
    assert "Nulle-Part-sur-Rien" in answer.text


def test_the_threshold_of_the_warning_is_a_setting_and_blocks_nothing_r62(
    app: Flask, mine: PageClient, make: Factory, association: Association, session: Session
) -> None:
    app.config["READING_SCORE"] = 95
    offer = make.offer(association, simple_text="Vous aidez chaque mardi matin les personnes du quartier.")
    page = mine.get(f"/association/offres/{offer.id}/modifier").text
    assert 'data-easy="95"' in page
    assert "Les mots sont longs" in Page(page).text
    assert "(95 ou plus" in Page(mine.get(f"/association/offres/{offer.id}").text).text
    saved = mine.post_form(NOUVELLE, whole(simple_text="Structuration organisationnelle."))
    assert saved.status_code == 303


def test_the_key_enter_saves_and_never_proposes(mine: PageClient) -> None:
    text = mine.get(NOUVELLE).text
    assert text.index(">Enregistrer</button>") < text.index("Proposer un texte")


def test_no_label_of_another_scheme_is_used_r63(mine: PageClient) -> None:
    assert "FALC" not in mine.get(NOUVELLE).text
