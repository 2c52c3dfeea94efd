"""The catalogue is read without an account (R50) and shows only what was checked (R15)."""

import pytest

from bénévolat.domain.enums import HalfDay, Remote
from tests.factories import Factory
from tests.inspection import Page
from tests.pages import PageClient
from tests.queries import statements_of


def test_a_visitor_reads_a_mission_and_how_to_come(client: PageClient, make: Factory) -> None:
    offer = make.published_offer(title="Aide au jardin", address="Chemin du Moulin")
    page = Page(client.get(f"/offres/{offer.id}").text).text
    for said in (
        "Aide au jardin",
        "Version simple",
        "Chemin du Moulin",
        "2 h 30",
        "Cette mission vous plaît",
    ):
        assert said in page


def test_a_visitor_reads_no_name_of_anyone(client: PageClient, make: Factory) -> None:
    offer = make.published_offer()
    make.engagement(make.active_profile(first_name="Yasmine"), offer)
    page = client.get(f"/offres/{offer.id}").text
    for hidden in ("LEROY", "Dominique", "Yasmine", "03 25 00 00 02", "contact@jardins.exemple.fr"):
        assert hidden not in page


def test_what_is_not_published_does_not_exist(client: PageClient, make: Factory) -> None:
    for offer in (make.offer(), make.submitted_offer(), make.published_offer(make.association())):
        assert client.get(f"/offres/{offer.id}").status_code == 404
        assert offer.title not in client.get("/offres").text


def test_a_full_mission_says_so(client: PageClient, make: Factory) -> None:
    offer = make.full_offer()
    assert "Complet pour l'instant" in Page(client.get("/offres").text).text
    assert "Complet pour l'instant" in Page(client.get(f"/offres/{offer.id}").text).text


def test_a_search_keeps_what_was_typed_and_answers_to_it(client: PageClient, make: Factory) -> None:
    make.communes()
    make.published_offer(
        title="Épicerie solidaire", half_days=[HalfDay.SAT_AM], commune=make.commune("10323")
    )
    make.published_offer(title="Club de marche")
    page = client.get("/offres?mots=epicerie&lieu=romilly+sur+seine&distance=10&moment=sat_am").text
    assert "Épicerie solidaire" in page
    assert "Club de marche" not in page
    assert 'value="epicerie"' in page
    assert 'value="romilly sur seine"' in page
    assert '<option value="10" selected>' in page


def test_a_place_that_is_not_known_offers_names_that_look_like_it_r33(
    client: PageClient, make: Factory
) -> None:
    make.communes()
    make.published_offer(title="À distance", remote=Remote.FULL, commune=None)
    page = Page(client.get("/offres?lieu=Romilly").text).text
    assert "Romilly-sur-Seine" in page
    assert "À distance" in page


@pytest.mark.parametrize(
    "query",
    [
        "page=-1",
        "page=999999",
        "distance=x&moment=x&domaine=x",
        "mots=%25%5F%27",
        "lieu=%00",
        "mots=" + "a" * 300,
    ],
)
def test_a_strange_search_is_only_a_search(client: PageClient, make: Factory, query: str) -> None:
    make.published_offer()
    assert client.get(f"/offres?{query}").status_code == 200


def test_an_empty_search_says_what_to_do(client: PageClient, make: Factory) -> None:
    assert "Aucune mission ne répond" in client.get("/offres?mots=zzzz").text


def test_the_catalogue_costs_the_same_for_one_mission_and_for_twelve_q3(
    client: PageClient, make: Factory
) -> None:
    make.communes()
    make.published_offer()
    before = [len(statements_of(client, url)) for url in ("/", "/offres")]
    for insee in ("10323", "10033", "10081"):
        for _ in range(4):
            make.published_offer(commune=make.commune(insee))
    assert [len(statements_of(client, url)) for url in ("/", "/offres")] == before
    assert len(statements_of(client, "/offres?mots=jardin")) <= before[1] + 1
