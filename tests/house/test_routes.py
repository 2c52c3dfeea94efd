"""A1, A2: every route × every role × GET and POST, read from ``url_map``; a new route is asked for its audience.

What is expected of a cell comes from the declaration of the blueprint, never from its view.
"""

import re
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from bénévolat.domain.enums import Audience, Right
from bénévolat.web.access import OPEN_ENDPOINTS, SIGNED, AudienceBlueprint
from tests.clock import Clock
from tests.databases import Database
from tests.exports.documents import words
from tests.house.world import HELD, MINE, RIGHTS, ROLES, SECRETS, World, routes
from tests.inspection import Page

OWNERS = {
    "login_id": {"association"},
    "export_id": {"agent_export"},
    "order_id": {"agent_export"},
    "pack_id": {"travailleur_social"},
    "letters_id": {"travailleur_social"},
    "pack_file_id": {"travailleur_social"},
}
"""Objects of one account only; the others belong to a side, or to the Département as a whole."""

EVERYBODYS = {("travailleur_social_offers.people", "offer_id")}
"""Objects that no team owns: an open mission is before each of them. Whom it shows of whose is tested with its page."""


@pytest.fixture
def world(app: Flask, database: Database, session: Session, clock: Clock) -> World:
    """Return a populated site."""
    return World.of(app, database, session, clock)


def right_of(world: World, rule: Rule) -> Right | None:
    """Return the right that a route asks for, on its blueprint or on its view."""
    view = world.app.view_functions[rule.endpoint]
    return getattr(view, "required_right", None) or world.audience(rule).right


def expected(world: World, rule: Rule, role: str, method: str) -> str:
    """Return the kind of answer that a cell of the table must give."""
    if method not in (rule.methods or set()):
        return "405"
    if world.audience(rule).audience is Audience.PUBLIC:
        return "public"
    if role == "anonymous":
        return "sign in" if method == "GET" else "401"
    return expected_inside(world, rule, role)


def expected_inside(world: World, rule: Rule, role: str) -> str:
    """Return what a signed-in role must get from a route that is not public."""
    audience = world.audience(rule).audience
    mine = Audience.DEPARTEMENT if role in RIGHTS else MINE[role.removeprefix("other_")]
    let_in = mine is not Audience.ALLOCATAIRE if audience is Audience.COMPTE else audience is mine
    right = right_of(world, rule)
    if not let_in or (right is not None and right not in HELD.get(role, ())):
        return "403"
    owners = [OWNERS[name] for name in rule.arguments if name in OWNERS]
    if any(role not in one for one in owners):
        return "404"
    objects = [
        name
        for name in rule.arguments
        if name.endswith("_id") and name not in OWNERS and (rule.endpoint, name) not in EVERYBODYS
    ]
    return "404" if role.startswith("other_") and objects else "mine"


VERDICTS: dict[str, Callable[[TestResponse], bool]] = {
    "405": lambda answer: answer.status_code == 405,
    "401": lambda answer: answer.status_code == 401,
    "403": lambda answer: answer.status_code == 403,
    "404": lambda answer: answer.status_code == 404,
    "public": lambda answer: answer.status_code < 500 and answer.status_code != 403,
    "sign in": lambda answer: (
        answer.status_code == 302 and answer.headers["Location"].startswith(("/connexion", "/acces"))
    ),
    "mine": lambda answer: answer.status_code in {200, 302, 303, 409, 422},
}


def table(world: World, role: str, method: str) -> Iterator[tuple[Rule, str]]:
    """Yield each route with what this role must get from it.

    A refusal made before any row is read does not depend on the database: it is tried on SQLite only.
    """
    answered = {(rule.rule, one) for rule in routes(world.app) for one in rule.methods or ()}
    for rule in routes(world.app):
        want = expected(world, rule, role, method)
        if want == "405" and (rule.rule, method) in answered:
            continue  # Another route answers at the same address.
        if world.database.kind == "sqlite" or want in {"404", "mine", "public"}:
            yield rule, want


def fault(rule: Rule, want: str, ask: Callable[[], TestResponse]) -> list[str]:
    """Ask, and return what is wrong with the cell: its answer, its page, or an error of the application."""
    try:
        with ask() as answer:
            return [] if VERDICTS[want](answer) else [say(rule, want, answer)]
    except Exception as error:  # noqa: BLE001 - one broken page must not hide the others
        return [f"{rule.endpoint} ({rule.rule}): {type(error).__name__}: {error}"]


def say(rule: Rule, want: str, answer: TestResponse) -> str:
    """Return one wrong cell in words."""
    return f"{rule.endpoint} ({rule.rule}): {want} expected, {answer.status_code} {answer.headers.get('Location', '')}"


def test_every_route_declares_its_audience(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        if rule.endpoint not in OPEN_ENDPOINTS:
            blueprint = app.blueprints.get(rule.endpoint.rsplit(".", 1)[0])
            assert isinstance(blueprint, AudienceBlueprint), rule.endpoint


@pytest.mark.parametrize("role", ROLES)
def test_what_each_role_reads(world: World, role: str) -> None:
    wrong, cells = [], 0
    client = world.clients[role]
    for rule, want in table(world, role, "GET"):
        cells += 1
        wrong += fault(rule, want, lambda rule=rule: client.get(world.address(rule)))
    print(f"routes × roles: GET × {role}: {cells} cells")
    assert not wrong, "\n".join(wrong)
    assert cells >= (100 if world.database.kind == "sqlite" else 1)


@pytest.mark.parametrize("role", ROLES)
def test_what_each_role_does(world: World, role: str) -> None:
    """POST with a good CSRF token and an empty form; after an act that was let in, the site is put back."""
    wrong, cells = [], 0
    for rule, want in table(world, role, "POST"):
        cells += 1
        wrong += fault(rule, want, lambda rule=rule: world.clients[role].post_form(world.address(rule)))
        if want in {"mine", "public"}:
            world.restore()
    print(f"routes × roles: POST × {role}: {cells} cells")
    assert not wrong, "\n".join(wrong)


def test_no_act_is_done_without_its_csrf_token(world: World) -> None:
    wrong = []
    for role in ROLES:
        for rule, want in table(world, role, "POST"):
            if want in {"mine", "public"} and rule.endpoint not in SIGNED:
                answer = world.clients[role].post(world.address(rule))
                if answer.status_code != 400:
                    wrong.append(f"{role}: {say(rule, '400', answer)}")
    assert not wrong, "\n".join(wrong)


def test_what_needs_no_csrf_token_needs_a_signature(world: World) -> None:
    """The gateway of text messages has no browser: two addresses, and nothing else."""
    assert {rule.rule for rule in routes(world.app) if rule.endpoint in SIGNED} == {
        "/sms/reponses",
        "/sms/comptes-rendus",
    }
    for role in ROLES:
        for address in ("/sms/reponses", "/sms/comptes-rendus"):
            assert world.clients[role].post_form(address).status_code == 404
            world.app.config["SMS_REPLY_SECRET"] = "s" * 32
            assert world.clients[role].post_form(address).status_code in {401, 429}
            world.app.config["SMS_REPLY_SECRET"] = ""


def test_what_an_association_reads_of_a_person_is_bounded(world: World) -> None:
    """A3: the pages and the files of an association never hold what the person did not choose to give."""
    client, seen, files = world.clients["association"], 0, 0
    for rule, want in table(world, "association", "GET"):
        if want == "mine" and world.audience(rule).audience is Audience.ASSOCIATION:
            answer = client.get(world.address(rule), follow_redirects=True)
            seen += 1
            page = answer.mimetype == "text/html"
            said = answer.text if page else words(answer.data)
            told = [name for name, value in SECRETS.items() if value in said]
            digits = re.sub(r"\D", "", Page(answer.text).text if page else said)
            assert told == [], rule.endpoint
            assert "0699887766" not in digits, rule.endpoint
            files += not page
    assert seen >= 15
    assert files >= 4


def test_a_mission_is_turned_into_nobody_of_another_team(world: World) -> None:
    """A2: the mission is everybody's, the people are not: in the page, by team, further on and in the journal."""
    for query in ("", "?vue=equipe", "?page=2", f"?vue=equipe&profile_id={world.values['profile_id']}"):
        address = f"/travailleur-social/offres/{world.values['offer_id']}/personnes{query}"
        mine, theirs = (world.clients[f"{side}travailleur_social"].get(address) for side in ("", "other_"))
        assert mine.status_code == theirs.status_code == 200
        assert str(world.values["profile_id"]) not in theirs.text
        assert SECRETS["last_name"].upper() not in theirs.text.upper()


def test_no_address_names_a_person(world: World) -> None:
    """A2: no name, code or reference in an address or a query string."""
    for role in ROLES:
        for rule, want in table(world, role, "GET"):
            if want == "mine":
                with world.clients[role].get(world.address(rule)) as answer:
                    if answer.mimetype == "text/html":
                        links = " ".join(Page(answer.text).links) if answer.status_code == 200 else ""
                        said = [value for value in SECRETS.values() if value.lower() in links.lower()]
                        assert said == [], rule.endpoint
