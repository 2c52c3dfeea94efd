"""R58: every page of every role, found by its links and never listed by hand, holds the rules of accessibility."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from bénévolat.domain.enums import Audience
from tests.clock import Clock
from tests.databases import Database
from tests.e2e.furnished import empty_spaces, furnish
from tests.house.world import World, routes

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.e2e.crawl import Crawl

pytestmark = [pytest.mark.e2e, pytest.mark.sqlite]

PAGES_OF: dict[str, tuple[Audience, ...]] = {
    "anonymous": (Audience.PUBLIC,),
    "person": (Audience.ALLOCATAIRE,),
    "association": (Audience.ASSOCIATION, Audience.COMPTE),
    "travailleur_social": (Audience.TRAVAILLEUR_SOCIAL,),
    "administrator": (Audience.DEPARTEMENT,),
}
"""Who reads which pages: together, every audience of the site."""
STARTS = {
    "anonymous": "/",
    "person": "/mon-espace/",
    "association": "/association/",
    "travailleur_social": "/travailleur-social/",
    "administrator": "/departement/",
}
MAILED = {"compte_access.invitation", "compte_access.reset", "public_presences.show"}
"""Pages whose address comes by mail: the walk starts from them too."""
APART: dict[str, str] = {
    "travailleur_social_letters.progress": "after letters are asked for: their making is followed there",
    "travailleur_social_contracts.natures": "when a contract that holds an engagement has changed",
    "allocataire_identity.ask": "asked on the way to another page",
    "allocataire_traces.erased": "said on the way out",
    "compte.reauthenticate": "asked on the way to another page",
    "compte_access.sent": "after a form that is sent filled",
    "public_presences.sent": "after a form that is sent filled",
}
"""Pages that no link reaches, and why: they are audited at their own address."""
ELSEWHERE: dict[str, str] = {
    "compte_access.code": "asked between password and home: test_loop.py audits it",
    "travailleur_social_documents.copy": "a file; refused with a sentence when the engagement is out of the contract",
}
"""Pages that the crawl cannot open, and the test that audits them."""


@pytest.fixture
def world(app: Flask, database: Database, session: Session, clock: Clock) -> World:
    """Return a furnished site, made once per worker: as long as the house's own world was not saved over it."""
    kept: World | None = app.extensions.get("furnished")
    if kept is None or "world" in app.extensions:
        app.extensions.pop("world", None)
        kept = app.extensions["furnished"] = World(app, database, session, clock)
        furnish(kept)
        empty_spaces(kept)
    kept.session = kept.make.session = session
    kept.make.clock = clock
    for client in kept.clients.values():
        client.test_session = session
    kept.restore()
    return kept


@pytest.fixture
def crawl_of(world: World, site: str, browser: "Browser") -> "Iterator[object]":
    """Return a maker of crawls, one browser for each role."""
    from tests.e2e.crawl import WIDE, Crawl, scripts

    contexts = []

    def make(role: str) -> "Crawl":
        context = browser.new_context(
            base_url=site, locale="fr-FR", timezone_id="Europe/Paris", viewport=WIDE, reduced_motion="reduce"
        )
        contexts.append(context)
        context.add_init_script(scripts())
        mine = {rule.endpoint for rule in own_pages(world, role)}
        least_target = 44 if role == "person" else 24
        crawl = Crawl(world.app, context.new_page(), site, mine.__contains__, least_target)
        crawl.become(world.clients[role])
        return crawl

    yield make
    for context in contexts:
        context.close()


def own_pages(world: World, role: str) -> list[Rule]:
    """Return the routes that this role must be able to read."""
    return [
        rule
        for rule in routes(world.app)
        if "GET" in (rule.methods or ()) and world.audience(rule).audience in PAGES_OF[role]
    ]


def missed(world: World, crawl: "Crawl", role: str) -> list[str]:
    """Return the pages of a role that its links do not reach: neither files, nor explained."""
    found = []
    for rule in own_pages(world, role):
        if rule.endpoint in crawl.visited | crawl.files | ELSEWHERE.keys():
            continue
        with world.clients[role].get(world.address(rule)) as answer:
            if answer.mimetype == "text/html":
                found.append(f"{rule.endpoint} ({world.address(rule)}): {answer.status_code}")
    return found


@pytest.mark.parametrize("role", PAGES_OF)
def test_every_page_of_a_role_is_accessible(world: World, crawl_of: object, role: str) -> None:
    """R58: axe, structure, 200 % text, 320 px, keyboard, focus, paper, reduced motion; with errors too."""
    crawl = crawl_of(role)  # type: ignore[operator]
    starts = [STARTS[role]]
    starts += [world.address(rule) for rule in own_pages(world, role) if rule.endpoint in MAILED]
    starts += [world.address(rule) for rule in own_pages(world, role) if rule.endpoint in APART]
    crawl.walk(starts)
    if f"{role}_empty" in world.clients:
        crawl.become(world.clients[f"{role}_empty"])
        crawl.walk([STARTS[role]])
        crawl.become(world.clients[role])
    refused = crawl.submit_empty_forms(world.restore)
    lost = missed(world, crawl, role)
    crawl.faults += [
        f"one title for several pages: «{title}»: {sorted(pages)}"
        for title, pages in crawl.titles.items()
        if len(pages) > 1
    ]
    print(
        f"crawl: {role}: {crawl.read} addresses read, {crawl.audited} pages audited, "
        f"{refused} with errors, {len(crawl.visited)} routes, {len(crawl.faults)} faults, {crawl.spent:.0f} s"
    )
    if os.environ.get("CRAWL_REPORT"):
        Path(os.environ["CRAWL_REPORT"], f"{role}.json").write_text(
            json.dumps(
                {"faults": crawl.faults, "missed": lost, "visited": sorted(crawl.visited)},
                indent=1,
                ensure_ascii=False,
            )
        )
    assert not lost, "\n".join(lost)
    assert not crawl.faults, "\n".join(crawl.faults)
