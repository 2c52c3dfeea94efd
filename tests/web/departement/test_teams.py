"""Teams and sectors (R68): made and changed on screen, communes typed one a line (R66, R67)."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bénévolat.models.accounts import Account
from bénévolat.models.communes import Commune
from bénévolat.models.teams import Sector, Team
from tests.factories import Factory
from tests.pages import PageClient

EQUIPES = "/departement/equipes"
NEW_SECTOR = f"{EQUIPES}/secteurs/nouveau"


@pytest.fixture
def admin(make: Factory, sign_in_as: Callable[[Account], PageClient]) -> PageClient:
    """Return the browser of an administrator, the four communes of the tests being known."""
    make.communes()
    return sign_in_as(make.administrator())


def sectors(session: Session) -> dict[str, list[str]]:
    return {row.name: [commune.insee for commune in row.communes] for row in session.scalars(select(Sector))}


def test_an_empty_page_says_what_to_do_next(admin: PageClient) -> None:
    page = admin.get(EQUIPES).text
    assert "Aucune équipe pour l&#39;instant" in page
    assert f'href="{EQUIPES}/nouvelle"' in page


def test_a_team_is_made_then_changed(admin: PageClient, make: Factory, session: Session) -> None:
    sector = make.sector("Troyes-Est")
    data = {"name": "CMS des Vassaules", "phone": "03 25 00 00 09", "sector": str(sector.id)}
    assert admin.post_form(f"{EQUIPES}/nouvelle", data).status_code == 303
    team = session.scalars(select(Team)).one()
    assert (team.name, team.phone, team.sector_id) == ("CMS des Vassaules", "+33325000009", sector.id)
    page = admin.get(f"{EQUIPES}/{team.id}").text
    assert "03 25 00 00 09" in page
    admin.post_form(f"{EQUIPES}/{team.id}", {"name": "CMS Vassaules", "phone": "", "sector": ""})
    assert (team.name, team.phone, team.sector_id) == ("CMS Vassaules", None, None)


def test_a_name_already_taken_is_said_whatever_its_case(admin: PageClient, make: Factory) -> None:
    make.team("CMS Nord")
    answer = admin.post_form(f"{EQUIPES}/nouvelle", {"name": "cms nord"})
    assert answer.status_code == 422
    assert 'id="name-error"' in answer.text


def test_communes_are_read_by_name_code_or_both_and_kept_once(admin: PageClient, session: Session) -> None:
    """R33, R67."""
    typed = "Troyes\n10323\n\n10033 Bar-sur-Aube\nla chapelle st luc\nTROYES\n"
    assert admin.post_form(NEW_SECTOR, {"name": "Ouest", "communes": typed}).status_code == 303
    assert set(sectors(session)["Ouest"]) == {"10387", "10323", "10033", "10081"}


def test_each_line_that_names_no_commune_is_said_with_its_number_and_nothing_is_lost(
    admin: PageClient, make: Factory, session: Session
) -> None:
    make.session.add(Commune(insee="89387", name="Troyes", search_key="troyes", departement="89"))
    make.session.commit()
    typed = "10323\nTroie-Ville\n10000\nTroyes\n99999\n"
    answer = admin.post_form(NEW_SECTOR, {"name": "Ouest", "communes": typed})
    assert answer.status_code == 422
    for words in (
        "Ligne 2, «\u00a0Troie-Ville\u00a0»\u00a0: cette commune n&#39;est pas connue.",
        "Ligne 3, «\u00a010000\u00a0»\u00a0: c&#39;est un code postal.",
        "Ligne 4, «\u00a0Troyes\u00a0»\u00a0: plusieurs communes portent ce nom (10387 Troyes, 89387 Troyes).",
        "Ligne 5, «\u00a099999\u00a0»\u00a0: cette commune n&#39;est pas connue.",
        "Troie-Ville",
    ):
        assert words in answer.text
    assert sectors(session) == {}


def test_many_wrong_lines_are_counted_not_listed(admin: PageClient) -> None:
    typed = "\n".join(f"Nulle part {number}" for number in range(60))
    answer = admin.post_form(NEW_SECTOR, {"name": "Ouest", "communes": typed})
    assert "Et 50 autres lignes" in answer.text


def test_a_long_list_of_codes_is_not_taken_for_a_social_security_number(
    admin: PageClient, make: Factory, session: Session
) -> None:
    """R34 is asked line by line here: three INSEE codes of the Aube have fifteen digits that begin with 1."""
    codes = [f"10{number:03d}" for number in range(1, 442)]
    known = set(session.scalars(select(Commune.insee)))
    session.add_all(
        Commune(insee=code, name=f"Lieu {code}", search_key=f"lieu {code}", departement="10")
        for code in codes
        if code not in known
    )
    session.commit()
    answer = admin.post_form(NEW_SECTOR, {"name": "Aube", "communes": "\n".join(codes)})
    assert answer.status_code == 303
    assert len(sectors(session)["Aube"]) == 441


def test_a_social_security_number_is_still_refused(admin: PageClient) -> None:
    answer = admin.post_form(NEW_SECTOR, {"name": "Ouest", "communes": "Troyes\n2 69 05 49 588 157 80\n"})
    assert answer.status_code == 422
    assert "sécurité sociale" in answer.text


def test_a_sector_is_shown_as_it_is_typed_and_changed_as_a_whole(
    admin: PageClient, make: Factory, session: Session
) -> None:
    sector = make.sector("Est", make.communes())
    path = f"{EQUIPES}/secteurs/{sector.id}"
    assert "10387 Troyes" in admin.get(path).text
    assert admin.post_form(path, {"name": "Est", "communes": "10033"}).status_code == 303
    assert sectors(session) == {"Est": ["10033"]}


def test_unknown_ones_are_not_found(admin: PageClient) -> None:
    unknown = "00000000-0000-4000-8000-000000000000"
    for path in (f"{EQUIPES}/{unknown}", f"{EQUIPES}/secteurs/{unknown}"):
        assert admin.get(path).status_code == 404
        assert admin.post_form(path, {"name": "x"}).status_code == 404
