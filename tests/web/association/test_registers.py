"""Register, cover against accidents, convention and calendar of an association: an allow-list (R14, R22, A3)."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from bénévolat.domain.engagements import SessionStatus
from bénévolat.models.accounts import Account
from bénévolat.models.associations import Association
from bénévolat.models.engagements import Engagement
from bénévolat.web.files import DOCX, ICS, PDF
from tests.clock import Clock
from tests.exports.documents import words
from tests.factories import Factory
from tests.inspection import Page
from tests.pages import PageClient

REGISTER = "/association/registre"
DOCUMENTS = "/association/documents"


@pytest.fixture
def association(make: Factory) -> Association:
    return make.validated_association()


@pytest.fixture
def mine(make: Factory, association: Association, sign_in_as: Callable[[Account], PageClient]) -> PageClient:
    return sign_in_as(make.member_of(association))


@pytest.fixture
def engagement(make: Factory, association: Association) -> Engagement:
    person = make.active_profile(first_name="Samir", last_name="Delacroix")
    return make.engagement(
        person, make.published_offer(association, title="Accueil"), started_on=date(2026, 3, 2)
    )


def test_nobody_yet_says_what_to_do(mine: PageClient) -> None:
    assert "Personne n'a été accueilli pendant cette période" in Page(mine.get(REGISTER).text).text
    assert "Personne n'a été accueilli" in words(mine.get(f"{REGISTER}/registre.pdf").data)


def test_hours_and_sessions_are_those_of_the_period_in_days_of_paris(
    mine: PageClient, make: Factory, engagement: Engagement
) -> None:
    make.activity_session(engagement, date(2026, 6, 30), hour=22, minutes=60, status=SessionStatus.CONFIRMED)
    make.activity_session(engagement, date(2026, 6, 30), hour=20, minutes=30)
    make.activity_session(engagement, date(2026, 7, 3), minutes=15, status=SessionStatus.DRAFTED)
    june = words(mine.get(f"{REGISTER}/registre.pdf?du=2026-06-01&au=2026-06-30").data)
    july = words(mine.get(f"{REGISTER}/registre.pdf?du=2026-07-01&au=2026-07-31").data)
    assert "1 Samir Accueil 02/03/2026 — 1 30 min 0 min non renseigné" in june
    assert "1 Samir Accueil 02/03/2026 — 1 1 h 1 h non renseigné" in july
    assert "Delacroix" not in june.title()


def test_only_engagements_that_touch_the_period_are_there(
    mine: PageClient, make: Factory, association: Association, engagement: Engagement
) -> None:
    make.ended_engagement(
        make.active_profile(first_name="Zoé"),
        make.published_offer(association),
        started_on=date(2025, 1, 5),
        ended_on=date(2025, 12, 31),
    )
    make.engagement(make.active_profile(first_name="Ailleurs"), started_on=date(2026, 3, 2))
    this_year = Page(mine.get(REGISTER).text).text
    assert "Samir" in this_year
    assert "Zoé" not in this_year
    assert "Ailleurs" not in this_year
    assert "Zoé" in Page(mine.get(f"{REGISTER}?du=01/12/2025&au=31/12/2025").text).text


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("du=2026-02-31&au=2026-03-01", "Cette date n'existe pas"),
        ("du=2026-05-01&au=2026-03-01", "La fin de la période doit être après son début."),
        ("du=2000-05-01&au=2026-03-01", "cinq ans au plus"),
    ],
)
def test_a_wrong_period_is_said_and_what_was_typed_stays(
    mine: PageClient, engagement: Engagement, query: str, sentence: str
) -> None:
    text = mine.get(f"{REGISTER}?{query}").text
    assert sentence in Page(text).text
    assert f'value="{query.split("&", maxsplit=1)[0][3:]}"' in text
    assert mine.get(f"{REGISTER}/registre.pdf?{query}").status_code == 303


def test_the_cover_against_accidents_is_written_then_taken_back(
    mine: PageClient, engagement: Engagement
) -> None:
    page = f"{REGISTER}/{engagement.id}/couverture"
    assert mine.post_form(page, {"confirmed_by": "MAIF", "confirmed_on": "2026-03-01"}).status_code == 303
    assert "confirmée par MAIF le 01/03/2026" in Page(mine.get(REGISTER).text).text
    convention = words(mine.get(f"{DOCUMENTS}/{engagement.id}/convention.pdf").data)
    assert "Couverture en cas d'accident : confirmée par MAIF le 01/03/2026." in convention
    assert mine.post_form(page, {"confirmed_by": "", "confirmed_on": ""}).status_code == 303
    assert "non renseigné" in Page(mine.get(REGISTER).text).text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"confirmed_by": "MAIF", "confirmed_on": ""}, "Écrivez qui a confirmé et quel jour"),
        ({"confirmed_by": "", "confirmed_on": "2026-03-01"}, "Écrivez qui a confirmé et quel jour"),
        ({"confirmed_by": "MAIF", "confirmed_on": "2027-03-01"}, "Ce jour n'est pas encore venu"),
    ],
)
def test_a_cover_half_written_is_refused(
    mine: PageClient, engagement: Engagement, typed: dict[str, str], sentence: str
) -> None:
    answer = mine.post_form(f"{REGISTER}/{engagement.id}/couverture", typed)
    assert answer.status_code == 422
    assert sentence in Page(answer.text).text


@pytest.mark.parametrize(("ending", "kind"), [("pdf", PDF), ("docx", DOCX)])
def test_the_convention_holds_the_first_name_only(
    mine: PageClient, engagement: Engagement, ending: str, kind: str
) -> None:
    answer = mine.get(f"{DOCUMENTS}/{engagement.id}/convention.{ending}")
    assert answer.content_type == kind
    said = words(answer.data)
    assert "Samir" in said
    assert "delacroix" not in said.lower()
    assert "chaque semaine, 1 fois" in said.replace("\u00a0", " ")


def test_the_calendar_says_first_name_and_mission(
    mine: PageClient, make: Factory, engagement: Engagement, clock: Clock
) -> None:
    make.activity_session(engagement, clock().date() + timedelta(days=2), status=SessionStatus.DRAFTED)
    answer = mine.get(f"{DOCUMENTS}/calendrier.ics")
    assert answer.content_type == ICS
    assert "SUMMARY:Samir\\, Accueil" in answer.text
    assert "STATUS:TENTATIVE" in answer.text
    assert "Delacroix" not in answer.text


def test_what_another_association_welcomes_is_not_found(
    make: Factory, sign_in_as: Callable[[Account], PageClient], engagement: Engagement
) -> None:
    other = sign_in_as(make.member_of(make.validated_association()))
    assert other.get(f"{REGISTER}/{engagement.id}/couverture").status_code == 404
    assert other.get(f"{DOCUMENTS}/{engagement.id}/convention.pdf").status_code == 404
    assert "Samir" not in other.get(REGISTER).text
