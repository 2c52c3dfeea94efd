"""The bilan that an association writes, and never the person's words (R11, A3)."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from bénévolat.domain.soft_skills import SoftSkill
from bénévolat.jobs.mailer import compose
from bénévolat.models.accounts import Account
from bénévolat.models.bilans import Bilan
from bénévolat.models.engagements import Engagement
from bénévolat.models.outbox import OutboxMessage
from bénévolat.services import outbox
from tests.clock import Clock
from tests.factories import Factory
from tests.inspection import ASSOCIATION_NEVER_READS, NEVER_WRITTEN, Page
from tests.pages import PageClient

ACCUEILLIES = "/association/personnes-accueillies"


@pytest.fixture
def engagement(make: Factory) -> Engagement:
    """Return an engagement of Samir."""
    return make.engagement(make.active_profile(first_name="Samir"))


@pytest.fixture
def mine(make: Factory, engagement: Engagement, sign_in_as: Callable[[Account], PageClient]) -> PageClient:
    """Return the browser of a member of the association."""
    return sign_in_as(make.member_of(engagement.offer.association))


def url_of(engagement: Engagement) -> str:
    """Return the address of the bilan of an engagement."""
    return f"{ACCUEILLIES}/{engagement.id}/bilan"


def test_boxes_and_a_few_words_are_kept(mine: PageClient, engagement: Engagement, session: Session) -> None:
    data = {"skills": ["rigueur", "travail_equipe"], "text": "Samir aide volontiers."}
    assert mine.post_form(url_of(engagement), data).status_code == 303
    bilan = session.scalars(select(Bilan)).one()
    assert bilan.skills == [SoftSkill.TEAMWORK, SoftSkill.RIGOUR]
    page = Page(mine.get(f"{ACCUEILLIES}/{engagement.id}").text).text
    assert "Samir aide volontiers." in page
    assert "À lire par la personne" in page
    assert "À lire par la personne" in Page(mine.get(ACCUEILLIES).text).text


def test_nothing_said_is_refused_and_what_was_typed_stays(
    mine: PageClient, engagement: Engagement, session: Session
) -> None:
    assert mine.post_form(url_of(engagement), {"text": " "}).status_code == 422
    answer = mine.post_form(url_of(engagement), {"skills": "rigueur", "text": "é" * 601})
    assert answer.status_code == 422
    assert "é" * 601 in answer.text
    assert session.scalars(select(Bilan)).all() == []


def test_a_listed_word_warns_without_blocking_r35(
    mine: PageClient, engagement: Engagement, session: Session
) -> None:
    answer = mine.post_form(url_of(engagement), {"text": "Malgré sa maladie."}, follow_redirects=True)
    assert "maladie" in Page(answer.text).text
    assert "N'écrivez rien sur la santé" in Page(answer.text).text
    assert session.scalars(select(Bilan)).one().text == "Malgré sa maladie."


def test_the_person_s_words_are_not_the_association_s_to_read(
    mine: PageClient, make: Factory, engagement: Engagement
) -> None:
    make.bilan(engagement, read=True, words="Ma parole à moi.")
    for url in (ACCUEILLIES, f"{ACCUEILLIES}/{engagement.id}", url_of(engagement)):
        page = mine.get(url).text
        assert "Ma parole" not in page
    assert "il sera à lire de nouveau" in mine.get(url_of(engagement)).text


def test_a_bilan_can_be_taken_back(
    mine: PageClient, make: Factory, engagement: Engagement, session: Session
) -> None:
    make.bilan(engagement, words="Ma parole.")
    assert mine.post_form(f"{url_of(engagement)}/retirer").status_code == 303
    bilan = session.scalars(select(Bilan)).one()
    assert (bilan.text, bilan.written_at, bilan.words) == (None, None, "Ma parole.")


def test_the_end_of_an_engagement_invites_to_write(
    mine: PageClient, make: Factory, sign_in_as: Callable[[Account], PageClient]
) -> None:
    ended = make.ended_engagement()
    host = sign_in_as(make.member_of(ended.offer.association))
    assert (
        "L'engagement est terminé. Qu'avez-vous reconnu"
        in Page(host.get(f"{ACCUEILLIES}/{ended.id}").text).text
    )
    assert url_of(ended) in host.get(ACCUEILLIES).text


def test_someone_welcomed_elsewhere_has_no_bilan_here_a2(mine: PageClient, make: Factory) -> None:
    foreign = make.engagement()
    assert mine.get(url_of(foreign)).status_code == 404
    assert mine.post_form(url_of(foreign), {"text": "x"}).status_code == 404
    assert mine.post_form(f"{url_of(foreign)}/retirer").status_code == 404


def test_the_mail_that_asks_names_nobody(
    app: Flask,
    make: Factory,
    engagement: Engagement,
    sign_in_as: Callable[[Account], PageClient],
    session: Session,
    clock: Clock,
) -> None:
    make.member_of(engagement.offer.association)
    agent = sign_in_as(engagement.profile.referent)
    url = f"/travailleur-social/engagements/{engagement.id}/bilan"
    answer = agent.post_form(f"{url}/demander", follow_redirects=True)
    assert "La demande est envoyée" in answer.text
    again = agent.post_form(f"{url}/demander", follow_redirects=True)
    assert "déjà été envoyée cette semaine" in again.text
    row = session.scalars(select(OutboxMessage).where(OutboxMessage.template == "bilan_asked")).one()
    with app.app_context():
        mail = compose(outbox.Claimed(row.id, row.template, row.recipient, dict(row.context), clock()))
    text = f"{mail['Subject']}\n{mail.get_content()}"
    assert text.count("http") == 1
    assert app.config["DEPARTEMENT_PHONE"] in text
    assert "Samir" not in text
    assert not ASSOCIATION_NEVER_READS.search(text)
    assert not NEVER_WRITTEN.search(text)
