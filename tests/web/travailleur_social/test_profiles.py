"""The caseload: mine and my team's, search by posted name, pause, hand over, associations left out."""

from collections.abc import Callable

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from bénévolat.domain.enums import ExclusionKind, JournalEvent, ProfileStatus
from bénévolat.extensions import db
from bénévolat.models.accounts import Account
from bénévolat.models.matches import Match
from bénévolat.models.profiles import Exclusion, Profile
from tests.factories import Factory
from tests.pages import PageClient

BASE = "/travailleur-social/profils"


def test_my_caseload_and_my_team_are_two_tabs(
    browser: PageClient, make: Factory, me: Account, person: Profile
) -> None:
    make.active_profile(make.travailleur_social(me.team), last_name="Garnier")
    make.active_profile(last_name="Ailleurs")
    mine = browser.get(f"{BASE}/").get_data(as_text=True)
    team = browser.get(f"{BASE}/?vue=equipe").get_data(as_text=True)
    assert ("BENALI" in mine, "GARNIER" in mine, "AILLEURS" in mine) == (True, False, False)
    assert ("BENALI" in team, "GARNIER" in team, "AILLEURS" in team) == (True, True, False)


def test_the_list_is_filtered_by_status_and_says_what_to_do_when_empty(
    browser: PageClient, person: Profile
) -> None:
    assert "BENALI" in browser.get(f"{BASE}/?statut=active").get_data(as_text=True)
    page = browser.get(f"{BASE}/?statut=paused").get_data(as_text=True)
    assert "BENALI" not in page
    assert "Voir tous les profils" in page


@pytest.mark.parametrize(
    "query", ["?page=0", "?page=99999999999", "?page=-1", "?statut=%00", "?vue=%27", "?page=x"]
)
def test_a_hostile_address_is_the_first_page(browser: PageClient, person: Profile, query: str) -> None:
    assert browser.get(f"{BASE}/{query}").status_code == 200


def test_someone_without_people_is_told_how_to_begin(browser: PageClient) -> None:
    assert "Enregistrez une première personne" in browser.get(f"{BASE}/").get_data(as_text=True)


@pytest.mark.parametrize("typed", ["benali", "Amina", "BÉNALI amina"])
def test_a_person_is_found_by_name_without_the_name_in_any_address(
    browser: PageClient, person: Profile, typed: str
) -> None:
    """A2, R33."""
    answer = browser.post_form(f"{BASE}/recherche", {"typed": typed})
    html = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert str(person.id) in html
    assert "typed=" not in html
    assert "recherche?" not in html


def test_nobody_of_another_team_is_found(stranger: PageClient, person: Profile) -> None:
    page = stranger.post_form(f"{BASE}/recherche", {"typed": "benali"}).get_data(as_text=True)
    assert str(person.id) not in page
    assert "Personne de ce nom" in page


def test_an_empty_search_is_refused_with_a_sentence(browser: PageClient) -> None:
    assert browser.post_form(f"{BASE}/recherche", {"typed": " "}).status_code == 422


def test_a_paused_profile_has_no_suggestion_and_finds_them_back(
    browser: PageClient, make: Factory, session: Session, person: Profile
) -> None:
    make.published_offer()
    browser.post_form(f"{BASE}/{person.id}/missions/recalcul")
    assert session.scalars(select(Match)).all()
    browser.post_form(f"{BASE}/{person.id}/pause")
    assert session.get_one(Profile, person.id).status is ProfileStatus.PAUSED
    assert session.scalars(select(Match)).all() == []
    browser.post_form(f"{BASE}/{person.id}/reprise")
    assert session.scalars(select(Match)).all()


def test_a_person_is_served_first_when_the_referent_says_so_and_no_cause_is_asked(
    browser: PageClient, session: Session, person: Profile
) -> None:
    """The order advised alone reads it: no point changes (R29, R30)."""
    assert "La servir en premier" in browser.get(f"{BASE}/{person.id}").text
    browser.post_form(f"{BASE}/{person.id}/en-premier")
    assert session.get_one(Profile, person.id).priority is True
    assert "sert cette personne en premier" in browser.get(f"{BASE}/{person.id}").text
    browser.post_form(f"{BASE}/{person.id}/avec-les-autres")
    assert session.get_one(Profile, person.id).priority is False


def test_an_agreement_is_withdrawn_without_a_reason(
    browser: PageClient, session: Session, person: Profile
) -> None:
    """Domain §1.10."""
    assert "Aucune raison" in browser.get(f"{BASE}/{person.id}/retrait-accord").get_data(as_text=True)
    browser.post_form(f"{BASE}/{person.id}/retrait-accord")
    session.expire_all()
    assert person.status is ProfileStatus.PAUSED
    page = browser.post_form(f"{BASE}/{person.id}/reprise", follow_redirects=True).get_data(as_text=True)
    assert "Notez d'abord l'accord" in page.replace("&#39;", "'")


def test_a_person_is_handed_over_to_a_colleague_and_to_nobody_else(
    browser: PageClient, make: Factory, session: Session, me: Account, person: Profile
) -> None:
    colleague, stranger = make.travailleur_social(me.team), make.travailleur_social()
    refused = browser.post_form(f"{BASE}/{person.id}/referent", {"referent": str(stranger.id)})
    assert refused.status_code == 422
    browser.post_form(f"{BASE}/{person.id}/referent", {"referent": str(colleague.id)})
    assert session.get_one(Profile, person.id).referent_id == colleague.id


def test_someone_alone_in_the_team_is_told_so(browser: PageClient, person: Profile) -> None:
    assert "seul·e dans cette équipe" in browser.get(f"{BASE}/{person.id}/referent").get_data(as_text=True)


@pytest.mark.parametrize("kind", list(ExclusionKind))
def test_an_association_is_left_out_then_taken_back_and_the_journal_knows(
    browser: PageClient,
    make: Factory,
    session: Session,
    person: Profile,
    journal: Callable[[Profile], list[JournalEvent]],
    kind: ExclusionKind,
) -> None:
    """R19: never silently."""
    association = make.published_offer().association
    page = browser.post_form(f"{BASE}/{person.id}/associations-ecartees", {"name": "jardins"})
    assert association.name in page.get_data(as_text=True)
    browser.post_form(f"{BASE}/{person.id}/associations-ecartees/{association.id}/{kind.value}")
    assert session.scalars(select(Exclusion.kind)).all() == [kind]
    assert session.scalars(select(Match)).all() == []
    browser.post_form(f"{BASE}/{person.id}/associations-ecartees/{association.id}/reprise")
    assert session.scalars(select(Exclusion)).all() == []
    assert session.scalars(select(Match)).all()
    assert journal(person).count(JournalEvent.PROFILE_WRITTEN) == 2


def test_an_unknown_association_cannot_be_left_out(browser: PageClient, person: Profile) -> None:
    address = f"{BASE}/{person.id}/associations-ecartees/{person.id}/wish"
    assert browser.post_form(address).status_code == 404


def test_the_file_shows_everything_said_and_its_history(
    browser: PageClient, make: Factory, person: Profile, me: Account
) -> None:
    make.contract(person, reference="C-12")
    make.proposition(person, make.published_offer(title="Jardin partagé"))
    html = browser.get(f"{BASE}/{person.id}").get_data(as_text=True)
    for words in (
        "Amina BENALI",
        "06 00 00 00 04",
        "jardinage",
        "mardi matin",
        "Troyes (10000)",
        "C-12",
        "Jardin partagé",
        "Mission proposée",
    ):
        assert words in html, words


@pytest.mark.parametrize("path", ["profils/", "profils/?vue=equipe", "propositions/", "engagements/", ""])
def test_a_list_costs_the_same_whatever_its_length(
    browser: PageClient, make: Factory, me: Account, app: object, path: str
) -> None:
    """Q3."""

    def add(count: int) -> None:
        for _ in range(count):
            make.engagement(make.active_profile(me))
            make.match(make.active_profile(me), make.published_offer())

    def cost() -> int:
        statements: list[str] = []

        def note(*arguments: object) -> None:
            statements.append(str(arguments[2]))

        with browser.application.app_context():
            bind = db.engine
        event.listen(bind, "before_cursor_execute", note)
        try:
            assert browser.get(f"/travailleur-social/{path}").status_code == 200
        finally:
            event.remove(bind, "before_cursor_execute", note)
        return len(statements)

    add(2)
    few = cost()
    add(9)
    assert cost() == few
