"""What the association says of me: I read it first, I answer if I want to (R11)."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bénévolat.domain.actors import ActorKind
from bénévolat.domain.enums import Channel
from bénévolat.models.bilans import Bilan
from bénévolat.models.engagements import Engagement
from bénévolat.models.profiles import Profile
from bénévolat.services import bilans
from tests.clock import Clock
from tests.factories import Factory
from tests.inspection import Page
from tests.pages import PageClient

INDEX = "/mon-espace/engagement"


@pytest.fixture
def engagement(make: Factory, person: Profile) -> Engagement:
    return make.engagement(person)


def url_of(engagement: Engagement) -> str:
    return f"{INDEX}/{engagement.id}/bilan"


def stamp(page: str) -> str:
    """Return which text the page shows."""
    fields = [
        field for form in Page(page).forms for field in form.fields if field.get("name") == "written_at"
    ]
    return fields[-1].get("value") or ""


def test_a_bilan_is_announced_read_and_explained_in_simple_words(
    browser: PageClient, make: Factory, engagement: Engagement, session: Session
) -> None:
    make.bilan(engagement)
    assert "L'association a écrit votre bilan" in Page(browser.get(INDEX).text).text
    page = browser.get(url_of(engagement)).text
    assert "Aide les autres et trouve sa place dans le groupe." in Page(page).text
    assert "Toujours de bonne humeur" in Page(page).text
    assert browser.post_form(f"{url_of(engagement)}/lu", {"written_at": stamp(page)}).status_code == 303
    saved = session.scalars(select(Bilan)).one()
    assert (saved.read_by_kind, saved.read_channel) == (ActorKind.ALLOCATAIRE, Channel.SCREEN)
    assert "Vous l'avez lu" in Page(browser.get(url_of(engagement)).text).text


def test_opening_the_page_is_not_having_read(
    browser: PageClient, make: Factory, engagement: Engagement, session: Session
) -> None:
    make.bilan(engagement)
    for _ in range(2):
        browser.get(url_of(engagement))
    assert session.scalars(select(Bilan.read_at)).one() is None


def test_answering_a_text_is_having_read_it(
    browser: PageClient, make: Factory, engagement: Engagement, session: Session
) -> None:
    make.bilan(engagement)
    page = browser.get(url_of(engagement)).text
    data = {"words": "J'ai appris à bouturer.", "written_at": stamp(page)}
    assert browser.post_form(url_of(engagement), data).status_code == 303
    saved = session.scalars(select(Bilan)).one()
    assert saved.words == "J'ai appris à bouturer."
    assert saved.read_at is not None


def test_a_text_changed_meanwhile_is_shown_and_what_was_typed_stays(
    browser: PageClient, make: Factory, engagement: Engagement, session: Session, clock: Clock
) -> None:
    make.bilan(engagement)
    old = stamp(browser.get(url_of(engagement)).text)
    clock.advance(minutes=5)
    member = make.member_of(engagement.offer.association).as_actor()
    bilans.write(session, engagement, skills=[], text="Nouveau texte.", by=member, now=clock())
    session.commit()
    answer = browser.post_form(url_of(engagement), {"words": "Merci.", "written_at": old})
    assert answer.status_code == 422
    assert "Nouveau texte." in answer.text
    assert "Merci." in answer.text
    again = browser.post_form(url_of(engagement), {"words": "Merci.", "written_at": stamp(answer.text)})
    assert again.status_code == 303


def test_words_are_written_changed_and_removed_without_any_bilan(
    browser: PageClient, engagement: Engagement, session: Session
) -> None:
    url = url_of(engagement)
    assert "Mes mots" in Page(browser.get(url).text).text
    assert browser.post_form(url, {"words": "J'aime venir."}).status_code == 303
    assert "J'aime venir." in Page(browser.get(url).text).text
    assert browser.post_form(url, {"words": "J'aime beaucoup."}).status_code == 303
    assert browser.post_form(f"{url}/effacer").status_code == 303
    assert session.scalars(select(Bilan.words)).one() is None


@pytest.mark.parametrize("words", ["", "   ", "é" * 601])
def test_empty_or_endless_words_are_refused(
    browser: PageClient, engagement: Engagement, session: Session, words: str
) -> None:
    assert browser.post_form(url_of(engagement), {"words": words}).status_code == 422
    assert session.scalars(select(Bilan)).all() == []


@pytest.mark.parametrize("typed", ["", "hier", "2026-11-03T09:00:00", "9999-99-99", "é" * 300])
def test_reading_a_text_that_does_not_exist_is_refused_kindly(
    browser: PageClient, make: Factory, engagement: Engagement, session: Session, typed: str
) -> None:
    make.bilan(engagement)
    answer = browser.post_form(f"{url_of(engagement)}/lu", {"written_at": typed}, follow_redirects=True)
    assert "Lisez le nouveau texte" in answer.text
    assert session.scalars(select(Bilan.read_at)).one() is None


def test_somebody_else_reads_nothing_a2(
    someone_else: PageClient, make: Factory, engagement: Engagement
) -> None:
    make.bilan(engagement)
    assert someone_else.get(url_of(engagement)).status_code == 404
    for act in ("", "/lu", "/effacer"):
        assert someone_else.post_form(f"{url_of(engagement)}{act}", {"words": "x"}).status_code == 404
