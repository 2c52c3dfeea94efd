"""How long a person waits on a slow line: first words, fonts, whole page; first visit, then the next page.

    .venv/bin/python -m tests.benchmarks.slow_line [--times 3]

The site of one person runs beside Chromium, whose network is slowed (CDP Network.emulateNetworkConditions). Medians
of a few visits, in seconds. «First words» is the first contentful paint. Figures of one machine, never a timed test.
"""

import argparse
import logging
import statistics
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright
from sqlalchemy import create_engine
from sqlalchemy.orm import Session
from werkzeug.serving import make_server

from bénévolat.app import create_app
from bénévolat.services.passwords import hash_secret
from tests.clock import Clock
from tests.conftest import migrate
from tests.factories import Factory

HANDLE, SECRET = "K7MP", "7KQ2M9XT"
LINES = {
    "GPRS, 50 kbit/s, 500 ms": (50, 20, 500),
    "2G, 250 kbit/s, 300 ms": (250, 50, 300),
    "2G far away, 280 kbit/s, 800 ms": (280, 256, 800),
    "3G, 750 kbit/s, 100 ms": (750, 250, 100),
}
"""Kilobits a second down and up, milliseconds: the presets of browsers and of WebPageTest."""
PAGES = {"/mon-espace/": "missions, first visit", "/mon-espace/aide": "help, next page"}
PAINT = """() => new Promise(done => document.fonts.ready.then(() => done([
  performance.getEntriesByName("first-contentful-paint")[0].startTime,
  performance.now(),
  performance.getEntriesByType("navigation")[0].loadEventStart])))"""


@contextmanager
def site() -> Iterator[str]:
    """Serve the site of a person who has a card, three missions and an engagement."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'site.db'}"
        migrate(url)
        clock = Clock()
        app = create_app({"DATABASE_URL": url, "DATA_DIR": folder, "SECRET_KEY": "x", "CLOCK": clock})
        with Session(create_engine(url), expire_on_commit=False) as session:
            make = Factory(session, clock)
            make.communes()
            person = make.active_profile(first_name="Marie-Christine")
            make.card(person, handle=HANDLE, secret_hash=hash_secret(SECRET))
            for _ in range(3):
                make.proposition(person, make.published_offer())
            engagement = make.engagement(person, make.published_offer())
            make.activity_session(engagement, date(2026, 10, 20))
            session.commit()
        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        server = make_server("127.0.0.1", 0, app, threaded=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.port}"
        server.shutdown()


def signed_in(browser: Browser, base: str) -> list[Any]:
    """Enter with the card on a quick line, and return the cookie."""
    page = browser.new_page()
    page.goto(f"{base}/acces")
    page.fill("[name=handle]", HANDLE)
    page.fill("[name=secret]", SECRET)
    with page.expect_navigation():
        page.get_by_role("button", name="Entrer").last.click()
    cookies = [{"name": one["name"], "value": one["value"], "url": base} for one in page.context.cookies()]
    page.context.close()
    return cookies


def slowed(browser: Browser, line: tuple[int, int, int]) -> Page:
    """Return a page of a new browser, empty, on a slow line."""
    page = browser.new_context(viewport={"width": 360, "height": 640}).new_page()
    page.set_default_timeout(120_000)
    down, up, latency = line
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": latency,
            "downloadThroughput": down * 1000 / 8,
            "uploadThroughput": up * 1000 / 8,
        },
    )
    return page


def visit(page: Page, base: str, cookies: list[Any]) -> list[list[float]]:
    """Return milliseconds to the first words, to the fonts and to the whole page, of each page in turn."""
    page.context.add_cookies(cookies)
    found = []
    for address in PAGES:
        page.goto(f"{base}{address}")
        found.append(page.evaluate(PAINT))
    page.context.close()
    return found


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=3)
    times = parser.parse_args().times
    with site() as base, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        cookies = signed_in(browser, base)
        print("| line | page | first words | fonts | whole page |\n|---|---|---|---|---|")
        for name, line in LINES.items():
            seen = [visit(slowed(browser, line), base, cookies) for _ in range(times)]
            for place, page in enumerate(PAGES.values()):
                figures = [statistics.median(one[place][which] for one in seen) / 1000 for which in range(3)]
                print(f"| {name} | {page} | " + " | ".join(f"{figure:.1f} s" for figure in figures) + " |")
        browser.close()


if __name__ == "__main__":
    main()
