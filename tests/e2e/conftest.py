"""Fixtures of the browser tests: Chromium, the site served beside the test, users whose pages are all checked."""

import os
import threading
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from werkzeug.serving import make_server

from tests.databases import Database

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.e2e.visitor import Visitor

CHROMIUM = "/usr/bin/chromium"
collect_ignore_glob = [] if find_spec("playwright") else ["test_*.py"]
"""Without the extra «e2e» there is nothing to collect here; .ci/run installs it and exits on an empty run."""


@pytest.fixture(scope="module")
def browser() -> "Iterator[Browser]":
    """Return Debian's Chromium; skip without it, fail when REQUIRE_BROWSER=1."""
    if not Path(CHROMIUM).exists():
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail("Chromium est exigé")
        pytest.skip("pas de Chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"],
        )
        yield chromium
        chromium.close()


@pytest.fixture
def site(app: Flask) -> Iterator[str]:
    """Return the address of the site, served beside the test."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    app.config["BASE_URL"] = f"http://127.0.0.1:{server.port}"
    yield app.config["BASE_URL"]
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def visit(browser: "Browser", site: str, database: Database) -> "Iterator[Callable[[str], Visitor]]":
    """Return a maker of users; at the end none of their pages may have a fault.

    Pages are the same on both databases: they are checked on SQLite, and the path alone is walked again on PostgreSQL.
    """
    from tests.e2e.visitor import Visitor

    visitors: list[Visitor] = []

    def come(name: str, *, checked: bool = True) -> Visitor:
        visitors.append(Visitor(browser, site, name, checked=checked and database.kind == "sqlite"))
        return visitors[-1]

    yield come
    for visitor in visitors:
        visitor.context.close()
    pages = sum(visitor.pages for visitor in visitors)
    print(f"axe: {pages} pages checked")
    faults = [fault for visitor in visitors for fault in visitor.faults]
    assert faults == []
