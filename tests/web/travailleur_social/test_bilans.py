"""A bilan read with the person, their words written for them: marked as such (R11, R54)."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bénévolat.domain.actors import ActorKind
from bénévolat.domain.enums import Channel
from bénévolat.models.accounts import Account
from bénévolat.models.bilans import Bilan
from bénévolat.models.engagements import Engagement
from tests.factories import Factory
from tests.inspection import Page
from tests.pages import PageClient
from tests.queries import statements_of

HOME = "/travailleur-social/"
ENGAGEMENTS = "/travailleur-social/engagements"


@pytest.fixture
def engagement(make: Factory, me: Account) -> Engagement:
    return make.engagement(make.active_profile(me, first_name="Amina", last_name="Benali"))


def url_of(engagement: Engagement) -> str:
    return f"{ENGAGEMENTS}/{engagement.id}/bilan"


def stamp(page: str) -> str:
    """Return which text the page shows."""
    fields = [field for form in Page(page).forms for field in form.fields]
    return next(field.get("value") or "" for field in fields if field.get("name") == "lu-written_at")


def test_a_bilan_to_read_is_in_the_worklist_until_it_is_read(
    browser: PageClient, make: Factory, engagement: Engagement, session: Session
) -> None:
    make.bilan(engagement)
    assert "Bilans à lire avec la personne" in Page(browser.get(HOME).text).text
    page = browser.get(url_of(engagement)).text
    data = {"lu-channel": "phone", "lu-written_at": stamp(page)}
    assert browser.post_form(f"{url_of(engagement)}/lu", data).status_code == 303
    saved = session.scalars(select(Bilan)).one()
    assert (saved.read_by_kind, saved.read_channel) == (ActorKind.TRAVAILLEUR_SOCIAL, Channel.PHONE)
    page = Page(browser.get(f"{ENGAGEMENTS}/{engagement.id}").text).text
    assert "par téléphone, saisi par Claire MOREAU" in page
    assert "Bilans à lire" not in Page(browser.get(HOME).text).text


def test_the_channel_is_asked_and_never_the_screen(
    browser: PageClient, make: Factory, engagement: Engagement, session: Session
) -> None:
    make.bilan(engagement)
    page = browser.get(url_of(engagement)).text
    for channel in ("", "screen"):
        data = {"lu-channel": channel, "lu-written_at": stamp(page)}
        assert browser.post_form(f"{url_of(engagement)}/lu", data).status_code == 422
        words = {"mots-channel": channel, "mots-words": "Je suis contente."}
        answer = browser.post_form(f"{url_of(engagement)}/parole", words)
        assert answer.status_code == 422
        assert "Je suis contente." in answer.text
    assert session.scalars(select(Bilan.read_at)).one() is None


def test_words_are_written_for_the_person_and_removed_as_they_ask(
    browser: PageClient, engagement: Engagement, session: Session
) -> None:
    words = {"mots-channel": "oral", "mots-words": "Je suis contente d'y aller."}
    assert browser.post_form(f"{url_of(engagement)}/parole", words).status_code == 303
    saved = session.scalars(select(Bilan)).one()
    assert (saved.words_channel, saved.words_by_kind) == (Channel.ORAL, ActorKind.TRAVAILLEUR_SOCIAL)
    page = Page(browser.get(f"{ENGAGEMENTS}/{engagement.id}").text).text
    assert "Je suis contente d'y aller." in page
    assert "saisi par Claire MOREAU" in page
    assert browser.post_form(f"{url_of(engagement)}/parole/effacer").status_code == 303
    assert session.scalars(select(Bilan.words)).one() is None


def test_a_bilan_of_another_team_does_not_exist_a2(browser: PageClient, make: Factory) -> None:
    foreign = make.bilan().engagement
    assert browser.get(url_of(foreign)).status_code == 404
    for act in ("lu", "parole", "parole/effacer", "demander"):
        assert browser.post_form(f"{url_of(foreign)}/{act}").status_code == 404


def test_the_worklist_costs_the_same_for_one_bilan_and_for_six_q3(
    browser: PageClient, make: Factory, me: Account
) -> None:
    make.bilan(make.engagement(make.active_profile(me)))
    before = len(statements_of(browser, HOME))
    for _ in range(5):
        make.bilan(make.engagement(make.active_profile(me)))
    assert len(statements_of(browser, HOME)) == before
