"""The first page: what waits, one act each, or what to do next."""

from datetime import timedelta

from bénévolat.domain.engagements import SessionStatus
from bénévolat.domain.propositions import PropositionStatus
from bénévolat.models.accounts import Account
from bénévolat.models.profiles import Profile
from tests.clock import Clock
from tests.factories import Factory
from tests.pages import PageClient

HOME = "/travailleur-social/"


def test_an_empty_worklist_says_what_to_do_next(browser: PageClient) -> None:
    html = browser.get(HOME).get_data(as_text=True)
    assert "Rien ne vous attend" in html
    assert "Voir les personnes suivies" in html


def test_each_line_has_one_act_that_leads_somewhere_open(
    browser: PageClient, make: Factory, me: Account, person: Profile, clock: Clock
) -> None:
    make.profile(me)
    states = PropositionStatus
    for status in (states.TALK_FIRST, states.AGREED, states.MEETING):
        make.proposition(person, status=status)
    make.submitted_proposition(person, submitted_at=clock() - timedelta(days=9))
    make.contract(person)
    make.active_profile(me)
    make.activity_session(make.engagement(make.active_profile(me)), status=SessionStatus.CONTESTED)
    make.engagement(make.active_profile(me))
    make.plan_line(make.active_profile(me), make.published_offer())
    html = browser.get(HOME).get_data(as_text=True)
    tasks = html.split('<p class="task-person">')[1:]
    assert len(tasks) == 11
    for task in tasks:
        address = task.split('href="')[1].split('"')[0]
        assert browser.get(address).status_code == 200
