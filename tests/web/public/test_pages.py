"""Pages that anyone may read: rules, legal pages, health (R28, R42, R57, R59, H1)."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import Engine, text

from bénévolat import migrating
from bénévolat.domain.accessibility import declaration
from bénévolat.matching import DEFAULT, VERSION, public_filters, public_rules
from tests.factories import Factory
from tests.inspection import Page
from tests.pages import PageClient

PAGES = (
    "/regles-du-rapprochement",
    "/accessibilite",
    "/plan-du-site",
    "/aide",
    "/contact",
    "/mentions-legales",
    "/donnees-personnelles",
)


@pytest.mark.parametrize("path", PAGES)
def test_each_page_exists_and_is_in_the_footer_or_the_map_r59(client: PageClient, path: str) -> None:
    assert client.get(path).status_code == 200
    assert f'href="{path}"' in client.get("/").text


@pytest.mark.parametrize("path", ["/", "/offres", *PAGES])
def test_public_pages_carry_no_stigma_r38(client: PageClient, path: str) -> None:
    words = Page(client.get(path).text).text.upper().split()
    assert not {"RSA", "ALLOCATAIRE", "ALLOCATAIRES", "CER"} & {word.strip(".,;:()«»") for word in words}


def test_the_rules_in_force_are_published_with_their_weights_and_version_r28(client: PageClient) -> None:
    page = Page(client.get("/regles-du-rapprochement").text).text
    assert VERSION in page
    for label, weight, sentence in DEFAULT.as_public_rules():
        assert label in page
        assert f"{weight} points au plus" in page.replace("\u00a0", " ")
        assert " ".join(sentence.split()) in " ".join(page.split())
    for sentence in (*public_rules.thresholds(DEFAULT), *public_rules.sharing(DEFAULT)):
        assert sentence.replace("\u00a0", " ") in " ".join(page.replace("\u00a0", " ").split())
    for means, speed, _, _ in public_rules.ways(DEFAULT):
        assert means in page
        assert speed.replace("\u00a0", " ") in page.replace("\u00a0", " ")
    for _, sentence in public_filters():
        assert " ".join(sentence.replace("\u00a0", " ").split()) in " ".join(
            page.replace("\u00a0", " ").split()
        )


def test_accessibility_says_non_conforme_and_how_to_complain_r57(client: PageClient) -> None:
    page = Page(client.get("/accessibilite").text).text
    for said in ("non conforme", "Défenseur des droits", "RGAA", "contact"):
        assert said in page
    assert "Accessibilité : non conforme" in Page(client.get("/").text).text.replace("\u00a0", " ")


def test_personal_data_says_the_legal_items_and_a_simple_version_r42(client: PageClient) -> None:
    page = Page(client.get("/donnees-personnelles").text).text
    for said in (
        "Version simple",
        "24 mois",
        "intérêt public",
        "cnil.fr",
        "12 mois",
        "protection des données",
    ):
        assert said in page.replace("\u00a0", " ")


def test_home_opens_the_two_doors_and_the_missions(client: PageClient) -> None:
    page = client.get("/").text
    for target in ("/acces", "/connexion", "/offres"):
        assert f'href="{target}"' in page


def test_robots_are_sent_away_from_private_pages(client: PageClient) -> None:
    answer = client.get("/robots.txt")
    assert answer.mimetype == "text/plain"
    assert "Disallow: /mon-espace" in answer.text


def test_health_is_good_when_the_database_answers_and_is_current_h1(
    client: PageClient, engine: Engine
) -> None:
    with engine.begin() as connection:
        connection.execute(
            text("CREATE TABLE IF NOT EXISTS alembic_version (version_num VARCHAR(32) NOT NULL)")
        )
        connection.execute(text("DELETE FROM alembic_version"))
        connection.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": migrating.head()})
    answer = client.get("/sante")
    assert (answer.status_code, answer.json) == (200, {"etat": "ok", "base": "ok", "migrations": "ok"})


def test_health_is_bad_when_migrations_are_late_h1(client: PageClient, engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(
            text("CREATE TABLE IF NOT EXISTS alembic_version (version_num VARCHAR(32) NOT NULL)")
        )
        connection.execute(text("DELETE FROM alembic_version"))
    answer = client.get("/sante")
    assert (answer.status_code, (answer.json or {}).get("etat")) == (503, "panne")


def test_health_is_bad_and_says_nothing_more_when_the_database_is_silent_h1(
    app: Flask, client: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sqlalchemy.exc import OperationalError

    def silent(*_: object) -> None:
        raise OperationalError("SELECT 1", {}, Exception("secret host"))

    monkeypatch.setattr(migrating, "current", silent)
    answer = client.get("/sante")
    assert answer.status_code == 503
    assert "secret" not in answer.text


def test_an_audit_of_accessibility_is_told_everywhere_r57(app: Flask, client: PageClient) -> None:
    audited = declaration("2027-03-15", "Cabinet Untel", "72", "La carte des missions ; Un vieux PDF", "")
    app.jinja_env.globals["accessibility"] = audited
    try:
        page = Page(client.get("/accessibilite").text).text.replace("\u00a0", " ")
        home = Page(client.get("/").text).text.replace("\u00a0", " ")
    finally:
        app.jinja_env.globals["accessibility"] = app.config["ACCESSIBILITY"]
    for said in ("partiellement conforme", "72 %", "Cabinet Untel", "Un vieux PDF", "lundi 15 mars 2027"):
        assert said in page
    assert "non conforme" not in page
    assert "Accessibilité : partiellement conforme" in home


def test_the_map_of_the_site_shows_a_visitor_what_they_may_open_r59(
    make: Factory, client: PageClient, sign_in_as: Callable[..., PageClient]
) -> None:
    host = sign_in_as(make.member_of(make.validated_association()))
    agent = sign_in_as(make.departement_agent())
    for browser, seen, hidden in (
        (client, "/connexion", "/association/offres"),
        (host, "/association/offres", "/departement/"),
        (host, "/compte/", "/mon-espace/"),
        (agent, "/departement/offres", "/departement/comptes"),
    ):
        page = browser.get("/plan-du-site").text
        assert f'href="{seen}"' in page
        assert f'href="{hidden}"' not in page
