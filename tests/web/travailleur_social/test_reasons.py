"""«Pourquoi ?», «pourquoi pas ?», and who a mission suits: explained in full, and only about my own people."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from bénévolat.domain.enums import HalfDay, JournalEvent, Right
from bénévolat.domain.offers import OfferCheck
from bénévolat.models.accounts import Account
from bénévolat.models.offers import Offer
from bénévolat.models.profiles import Profile
from tests.factories import Factory
from tests.pages import PageClient
from tests.queries import statements_of

BASE = "/travailleur-social/profils"
OFFERS = "/travailleur-social/offres"
GARDEN = {"title": "Jardin partagé", "description": "Cultiver un jardin.", "tasks": ["Semer"]}


@pytest.fixture
def offer(make: Factory) -> Offer:
    return make.published_offer(**GARDEN)


def page(browser: PageClient, url: str) -> str:
    answer = browser.get(url)
    assert answer.status_code == 200, answer.status_code
    return answer.get_data(as_text=True).replace("\u00a0", " ").replace("&nbsp;", " ")


def why(browser: PageClient, person: Profile, offer: Offer) -> str:
    return page(browser, f"{BASE}/{person.id}/missions/{offer.id}/pourquoi")


def test_the_full_explanation_of_a_suggestion_has_its_four_legal_items(
    browser: PageClient, person: Profile, offer: Offer
) -> None:
    """R26, R27: part of the computation, data and their source, parameters, operations."""
    html = why(browser, person, offer)
    for words in (
        "Pourquoi cette mission ?",
        "Cette mission est parmi celles qui peuvent être suggérées.",
        "Les points, critère par critère",
        "sur 45",
        "Une place accompagnée est libre",
        "Ce qui n'est pas connu",
        "Dossier, envies et savoir-faire",
        f"Offre écrite par {offer.association.name}",
        "La part du calcul",
        "Règles et mots : version 2.",
        "R311-3-1-2",
        "imprimez cette page",
    ):
        assert words in html.replace("&#39;", "'"), words


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"commune": "10323"}, "Ce qui débloquerait"),
        ({"half_days": [HalfDay.SUN_EVE]}, "Être libre"),
        ({"places_taken": 2}, "Toutes les places accompagnées sont prises."),
        (
            {"title": "Tenir la caisse", "description": "Encaisser les ventes.", "tasks": ["Encaisser"]},
            "Rien ne bloque, mais elle n'est pas assez proche.",
        ),
    ],
)
def test_why_not_says_what_stops_any_open_mission_or_why_it_is_not_close_enough(
    browser: PageClient, make: Factory, person: Profile, values: dict[str, object], words: str
) -> None:
    """R31, R32."""
    if "commune" in values:
        values = {**values, "commune": make.commune(str(values["commune"]))}
    html = why(browser, person, make.published_offer(**{**GARDEN, **values}))
    assert "Pourquoi pas cette mission ?" in html
    assert words in html.replace("&#39;", "'")


def test_a_former_employer_is_said_and_nothing_would_unlock_it(
    browser: PageClient, make: Factory, person: Profile, offer: Offer
) -> None:
    make.exclusion(person, offer.association)
    assert "La personne a demandé à ne pas aller dans cette association." in why(browser, person, offer)


def test_any_open_mission_is_found_by_its_words(
    browser: PageClient, make: Factory, person: Profile, offer: Offer
) -> None:
    make.offer(title="Jardin pas encore publié")
    url = f"{BASE}/{person.id}/missions/chercher"
    assert "Jardin partagé" not in page(browser, url)
    html = page(browser, f"{url}?mots=jardin")
    assert f"/missions/{offer.id}/pourquoi" in html
    assert "pas encore publié" not in html
    assert "Aucune mission ne répond" in page(browser, f"{url}?mots=aviation")


def test_a_draft_or_a_closed_offer_is_explained_to_nobody(
    browser: PageClient, make: Factory, person: Profile, offer: Offer
) -> None:
    draft = make.profile(person.referent)
    assert "pas actif" in why(browser, draft, offer)
    closed = make.offer()
    assert browser.get(f"{BASE}/{person.id}/missions/{closed.id}/pourquoi").status_code == 404
    assert browser.get(f"{OFFERS}/{closed.id}/personnes").status_code == 404


def test_what_is_not_mine_is_404_and_what_i_read_is_in_the_journal(
    browser: PageClient,
    stranger: PageClient,
    person: Profile,
    offer: Offer,
    journal: Callable[[Profile], list[JournalEvent]],
) -> None:
    """A2, R40."""
    for url in (f"{BASE}/{person.id}/missions/{offer.id}/pourquoi", f"{BASE}/{person.id}/missions/chercher"):
        assert stranger.get(url).status_code == 404
    assert journal(person) == []
    why(browser, person, offer)
    page(browser, f"{OFFERS}/{offer.id}/personnes")
    assert journal(person) == [JournalEvent.PROFILE_READ] * 2


def test_a_mission_is_turned_into_the_people_of_my_caseload_then_of_my_team(
    browser: PageClient, stranger: PageClient, make: Factory, me: Account, person: Profile, offer: Offer
) -> None:
    """The scope is in the query: nobody else's people are read (A2, R39)."""
    late = make.active_profile(me, last_name="Tardif", wishes=["jardin"], half_days=[HalfDay.SUN_EVE])
    other = make.active_profile(make.travailleur_social(me.team), last_name="Collègue")
    make.active_profile(me, last_name="Ailleurs", wishes=["mécanique"], skills=[])
    make.profile(me, last_name="Brouillon", wishes=["jardin"])
    make.active_profile(last_name="Inconnu")
    mine = page(browser, f"{OFFERS}/{offer.id}/personnes")
    assert "Amina BENALI" in mine
    assert f"/profils/{person.id}/missions/{offer.id}/pourquoi" in mine
    near = mine.index("Presque possible")
    assert near < mine.index(late.full_name)
    assert "Aucune demi-journée commune" in mine[near:]
    for name in ("COLLÈGUE", "AILLEURS", "BROUILLON", "INCONNU"):
        assert name not in mine
    team = page(browser, f"{OFFERS}/{offer.id}/personnes?vue=equipe")
    assert other.full_name in team
    assert "INCONNU" not in team
    assert "Amina BENALI" not in page(stranger, f"{OFFERS}/{offer.id}/personnes")


def test_a_mission_already_put_before_someone_is_not_put_again(
    browser: PageClient, make: Factory, person: Profile, offer: Offer
) -> None:
    put = make.submitted_proposition(person, offer)
    html = page(browser, f"{OFFERS}/{offer.id}/personnes")
    assert f"/travailleur-social/propositions/{put.id}" in html
    assert "Proposer cette mission" not in html


def test_an_offer_that_suits_nobody_says_so(browser: PageClient, make: Factory, person: Profile) -> None:
    offer = make.published_offer(title="Tenir la caisse", description="Encaisser.", tasks=["Encaisser"])
    assert "Personne ne s'y retrouve" in page(browser, f"{OFFERS}/{offer.id}/personnes").replace("&#39;", "'")


def test_the_missions_are_listed_and_searched(browser: PageClient, make: Factory, offer: Offer) -> None:
    make.published_offer(title="Tenir la caisse")
    html = page(browser, f"{OFFERS}/")
    assert "Jardin partagé" in html
    assert "Tenir la caisse" in html
    html = page(browser, f"{OFFERS}/?mots=caisse")
    assert "Jardin partagé" not in html
    assert "Aucune mission ne répond" in page(browser, f"{OFFERS}/?mots=aviation")


def test_more_people_cost_no_more_statements(
    browser: PageClient, make: Factory, me: Account, person: Profile, offer: Offer, session: Session
) -> None:
    """Q3."""
    url = f"{OFFERS}/{offer.id}/personnes"
    statements_of(browser, url)
    few = statements_of(browser, url)
    for _ in range(12):
        make.active_profile(me)
        make.active_profile(me, half_days=[HalfDay.SUN_EVE])
    session.commit()
    assert len(statements_of(browser, url)) <= len(few) + 2  # Near misses are read like the others.


def test_the_order_advised_is_shown_with_its_reason_on_the_suggestions_and_the_caseload(
    browser: PageClient, make: Factory, person: Profile, offer: Offer
) -> None:
    second, full = make.published_offer(title="Cuisine du midi"), make.full_offer(title="Complet")
    plan = make.plan()
    make.plan_line(person, full, plan=plan)
    make.plan_line(person, offer, plan=plan, rank=2, reason="La plus forte de ses suggestions.")
    make.plan_line(person, second, plan=plan, rank=3)
    html = page(browser, f"{BASE}/{person.id}/missions/")
    start = (
        html.index("L'ordre conseillé")
        if "L'ordre conseillé" in html
        else html.index("L&#39;ordre conseillé")
    )
    told = html[start : start + 2000]
    assert told.index("Jardin partagé") < told.index("Cuisine du midi")
    assert "La plus forte de ses suggestions." in told
    assert "Complet" not in told
    assert "Jardin partagé" in page(browser, f"{BASE}/")
    assert "dans l'ordre conseillé" in why(browser, person, offer).replace("&#39;", "'")


def test_nothing_close_says_what_would_open_other_missions(
    browser: PageClient, make: Factory, session: Session, person: Profile
) -> None:
    make.published_offer(**{**GARDEN, "half_days": [HalfDay.SUN_EVE]})
    browser.post_form(f"{BASE}/{person.id}/missions/recalcul")
    html = page(browser, f"{BASE}/{person.id}/missions/").replace("&#39;", "'")
    assert "Rien de vraiment proche" in html
    assert "Ce qui ouvrirait d'autres missions" in html
    assert "ouvrirait 1 mission proche de ses envies" in html


def test_a_published_offer_is_suggested_as_soon_as_the_page_is_opened(
    browser: PageClient, make: Factory, person: Profile, sign_in_as: Callable[[Account], PageClient]
) -> None:
    """No night in between: the act of one browser is seen by another."""
    waiting = make.submitted_offer(title="Jardin ouvert", description="Cultiver un jardin avec l'équipe.")
    assert "Jardin ouvert" not in page(browser, f"{BASE}/{person.id}/missions/")
    agent = sign_in_as(make.departement_agent(Right.VALIDATE))
    ticked = {"checklist": [check.value for check in OfferCheck]}
    answer = agent.post_form(f"/departement/offres/{waiting.id}/publier", ticked)
    assert answer.status_code == 303
    assert "Jardin ouvert" in page(browser, f"{BASE}/{person.id}/missions/")
    host = sign_in_as(make.member_of(waiting.association))
    host.post_form(f"/association/offres/{waiting.id}/mettre-en-pause")
    assert "Jardin ouvert" not in page(browser, f"{BASE}/{person.id}/missions/")
