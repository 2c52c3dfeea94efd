"""The life of a proposition on the travailleur social's screens: answer, sending, withdrawal, printed sheet."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from bénévolat.domain.enums import AgreementKind, Channel
from bénévolat.domain.propositions import PropositionStatus
from bénévolat.models.accounts import Account
from bénévolat.models.agreements import Agreement
from bénévolat.models.offers import Offer
from bénévolat.models.profiles import Profile
from bénévolat.models.propositions import Proposition
from tests.clock import Clock
from tests.factories import Factory
from tests.pages import PageClient

BASE = "/travailleur-social/propositions"
_S = PropositionStatus


def answer(browser: PageClient, proposition: Proposition, **values: str) -> TestResponse:
    typed = {"answer": "agree", "channel": "phone", "given_on": "2026-11-02", **values}
    return browser.post_form(f"{BASE}/{proposition.id}/reponse", typed)


def test_an_answer_given_by_phone_is_recorded_with_its_day_and_author(
    browser: PageClient, make: Factory, session: Session, me: Account, person: Profile
) -> None:
    """R10, R54."""
    proposition = make.proposition(person)
    assert answer(browser, proposition).status_code == 303
    assert session.get_one(Proposition, proposition.id).status is _S.AGREED
    kept = session.scalars(select(Agreement).where(Agreement.kind == AgreementKind.TRANSMISSION)).one()
    assert (kept.channel, f"{kept.given_on}", kept.recorded_by_id) == (Channel.PHONE, "2026-11-02", me.id)
    html = browser.get(f"{BASE}/{proposition.id}").get_data(as_text=True)
    assert "Saisi par Claire MOREAU le mardi 3\u00a0novembre 2026 à 10\u00a0h, par téléphone" in html


@pytest.mark.parametrize(
    "values",
    [
        {"answer": ""},
        {"answer": "submit"},
        {"channel": "screen"},
        {"channel": ""},
        {"given_on": ""},
        {"given_on": "2026-11-04"},
        {"given_on": "hier"},
    ],
)
def test_an_answer_without_channel_or_day_is_refused(
    browser: PageClient, make: Factory, session: Session, person: Profile, values: dict[str, str]
) -> None:
    """R10: who, when, how."""
    proposition = make.proposition(person)
    assert answer(browser, proposition, **values).status_code == 422
    assert session.get_one(Proposition, proposition.id).status is _S.PROPOSED


def test_nothing_is_sent_before_the_person_agreed(
    browser: PageClient, make: Factory, session: Session, person: Profile
) -> None:
    """R10, R29."""
    for status in (_S.PROPOSED, _S.TALK_FIRST, _S.DECLINED):
        proposition = make.proposition(person, status=status)
        browser.post_form(f"{BASE}/{proposition.id}/envoi")
        assert session.get_one(Proposition, proposition.id).status is status


def test_sending_shows_what_the_association_will_see_and_holds_a_place(
    browser: PageClient, make: Factory, session: Session, person: Profile
) -> None:
    """R17, R37."""
    proposition = make.proposition(person, status=_S.AGREED)
    html = browser.get(f"{BASE}/{proposition.id}").get_data(as_text=True)
    assert proposition.pseudonym in html
    page = browser.post_form(f"{BASE}/{proposition.id}/envoi", follow_redirects=True).get_data(as_text=True)
    assert "La proposition est envoyée" in page
    assert session.get_one(Offer, proposition.offer_id).places_taken == 1


def test_a_full_offer_says_so_clearly(
    browser: PageClient, make: Factory, session: Session, person: Profile
) -> None:
    """C1."""
    proposition = make.proposition(person, make.full_offer(), _S.AGREED)
    page = browser.post_form(f"{BASE}/{proposition.id}/envoi", follow_redirects=True).get_data(as_text=True)
    assert "plus de place accompagnée" in page
    assert session.get_one(Proposition, proposition.id).status is _S.AGREED


def test_withdrawing_gives_the_place_back_without_a_reason(
    browser: PageClient, make: Factory, session: Session, person: Profile
) -> None:
    """R9."""
    proposition = make.submitted_proposition(person)
    browser.post_form(f"{BASE}/{proposition.id}/retrait")
    assert session.get_one(Proposition, proposition.id).status is _S.WITHDRAWN
    assert session.get_one(Offer, proposition.offer_id).places_taken == 0


@pytest.mark.parametrize("status", list(_S))
def test_every_state_has_its_page_and_says_what_comes_next(
    browser: PageClient, make: Factory, person: Profile, status: PropositionStatus
) -> None:
    proposition = make.proposition(person, status=status)
    html = browser.get(f"{BASE}/{proposition.id}").get_data(as_text=True)
    assert status.label in html.replace("&#39;", "'")


def test_an_association_that_cannot_welcome_leaves_a_word_for_the_referent(
    browser: PageClient, make: Factory, person: Profile
) -> None:
    proposition = make.proposition(person, status=_S.REFUSED, referent_note="Nous fermons en mars.")
    html = browser.get(f"{BASE}/{proposition.id}").get_data(as_text=True)
    assert "Nous fermons en mars." in html
    assert "ne souhaite pas la partager" in html


def test_the_list_shows_what_is_under_way_then_one_state_then_everything(
    browser: PageClient, make: Factory, person: Profile
) -> None:
    for status in (_S.PROPOSED, _S.REFUSED):
        make.proposition(person, make.published_offer(title=f"Mission {status.value}"), status)

    def shown(query: str) -> tuple[bool, bool]:
        html = browser.get(f"{BASE}/{query}").get_data(as_text=True)
        return "Mission proposed" in html, "Mission refused" in html

    assert shown("") == (True, False)
    assert shown("?etat=refused") == (False, True)
    assert shown("?etat=toutes") == (True, True)
    assert shown("?etat=%F0%9F") == (True, False)
    assert shown("?vue=equipe") == (True, False)


def test_my_list_leaves_out_other_teams(browser: PageClient, make: Factory) -> None:
    make.proposition(make.active_profile(last_name="Ailleurs"))
    assert "AILLEURS" not in browser.get(f"{BASE}/?vue=equipe").get_data(as_text=True)


def test_the_printed_sheet_holds_the_missions_and_a_phone_and_no_label_of_follow_up(
    browser: PageClient, make: Factory, person: Profile, clock: Clock
) -> None:
    """Domain §1.8: what the person takes home says nothing of why they are followed."""
    make.proposition(person, make.published_offer(title="Jardin partagé"))
    make.proposition(person, make.published_offer(title="Trop tard"), _S.DECLINED)
    make.contract(person, review_on=clock().date() + timedelta(days=9))
    html = browser.get(f"/travailleur-social/profils/{person.id}/fiche").get_data(as_text=True)
    printed = html[html.index('class="print-sheet"') : html.index("</main>")]
    assert "Jardin partagé" in printed
    assert "Trop tard" not in printed
    assert "03 25 00 00 01" in printed.replace("\u00a0", " ")
    for word in ("RSA", "CER", "contrat", "allocataire", "Benali", "BENALI"):
        assert word not in printed


def test_a_sheet_without_mission_says_what_to_do(browser: PageClient, person: Profile) -> None:
    html = browser.get(f"/travailleur-social/profils/{person.id}/fiche").get_data(as_text=True)
    assert "Voir les suggestions" in html
