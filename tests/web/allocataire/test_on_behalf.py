"""«Saisi par … le …» on the person's own screens: what was written down for them is told to them (R54)."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from bénévolat.domain.actors import Actor
from bénévolat.domain.enums import Channel
from bénévolat.domain.propositions import PropositionAction
from bénévolat.models.accounts import Account
from bénévolat.models.cards import Card
from bénévolat.models.profiles import Profile
from bénévolat.services import engagements, propositions
from tests.clock import Clock
from tests.factories import Factory
from tests.pages import PageClient

SignIn = Callable[[Account | Card], PageClient]


@pytest.fixture
def claire(make: Factory) -> Account:
    return make.travailleur_social(first_name="Claire", last_name="Moreau")


@pytest.fixture
def me(make: Factory, claire: Account) -> Profile:
    return make.active_profile(claire)


def test_my_answer_written_down_says_who_and_how(
    session: Session, make: Factory, me: Profile, claire: Account, clock: Clock, sign_in_as: SignIn
) -> None:
    row = make.proposition(me)
    browser = sign_in_as(make.card(me))
    page = f"/mon-espace/missions/{row.id}"
    assert "Saisi par" not in browser.get(page).text
    propositions.answer(
        session,
        row,
        PropositionAction.TALK,
        channel=Channel.PHONE,
        given_on=clock().date(),
        by=claire.as_actor(),
        now=clock(),
    )
    said = browser.get(page).text
    assert "Saisi par Claire le " in said
    assert "Moreau" not in said
    clock.advance(minutes=1)
    browser.post_form(f"{page}/reponse", {"answer": "agree"})
    assert "Saisi par" not in browser.get(page).text


def test_my_sessions_and_my_pause_written_down_say_who(
    session: Session, make: Factory, me: Profile, claire: Account, clock: Clock, sign_in_as: SignIn
) -> None:
    engagement = make.engagement(me)
    row = make.activity_session(engagement)
    row.declared_by_kind, row.declared_by_id = Actor.person(me.id).kind, None
    session.commit()
    browser = sign_in_as(make.card(me))
    assert "Saisi par" not in browser.get("/mon-espace/engagement").text
    row.declared_by_kind, row.declared_by_id = claire.as_actor().kind, claire.id
    assert browser.get("/mon-espace/engagement").text.count("Saisi par Claire le ") == 1
    engagements.pause(session, engagement, by=claire.as_actor(), now=clock())
    assert browser.get("/mon-espace/engagement").text.count("Saisi par Claire le ") == 2
