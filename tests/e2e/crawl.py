"""Walks the whole site of one role by its links, as a reader would, and audits each page that is new.

Pages are fetched without a browser first: a page whose tags, classes and fields were all seen on the same
route teaches nothing, and only its links are kept. The others are opened in Chromium and audited (R58).
"""

import os
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import axe_playwright_python
from flask import Flask
from playwright.sync_api import Page, Response
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from tests.pages import PageClient

AXE = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"],
    "resultTypes": ["violations"],
}
SMALL = {"width": 320, "height": 568}
WIDE = {"width": 1280, "height": 900}
PAGES_OF_A_ROUTE = 80
"""Addresses read of one route, whatever its objects and its filters."""


@cache
def scripts() -> str:
    """Return axe and our own questions, put in every page before its scripts (X1 does not see them)."""
    axe = Path(axe_playwright_python.__file__).with_name("axe.min.js")
    return axe.read_text("utf-8") + "\n" + Path(__file__).with_name("audit.js").read_text("utf-8")


class Shape(HTMLParser):
    """The links of a page, and the set of what it is made of."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.parts: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "a" and values.get("href"):
            self.links.append(str(values["href"]))
        for word in (values.get("class") or "").split() or [""]:
            self.parts.add(f"{tag}.{word}")
        if tag in {"input", "select", "textarea", "button"}:
            name = (values.get("name") or "").rstrip("0123456789-")
            self.parts.add(f"{tag} {values.get('type')} {name}")


@dataclass
class Crawl:
    """One role: what was read, what was audited, what is wrong."""

    app: Flask
    page: Page
    site: str
    mine: Callable[[str], bool]
    least_target: int = 24
    visited: set[str] = field(default_factory=set)
    files: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)
    titles: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    audited: int = 0
    read: int = 0
    spent: float = 0.0
    _client: PageClient = field(init=False)
    _known: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    _addresses: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    _queued: set[tuple[Any, ...]] = field(default_factory=set)
    _tabbed: set[str] = field(default_factory=set)
    _forms: dict[str, tuple[str, int]] = field(default_factory=dict)

    def become(self, client: PageClient) -> None:
        """Take the session of a test's browser, and read every address anew."""
        client.inspecting = False
        self._client = client
        self._queued.clear()
        self._addresses.clear()
        self.page.context.clear_cookies()
        cookie = client.get_cookie(self.app.config["SESSION_COOKIE_NAME"])
        if cookie is not None:
            self.page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": self.site}])

    def endpoint(self, address: str, method: str = "GET") -> tuple[str, dict[str, Any]] | None:
        """Return the route of an address of the site and its values, None outside."""
        parts = urlsplit(address)
        if parts.scheme not in {"", "http"} or (parts.netloc and parts.netloc != urlsplit(self.site).netloc):
            return None
        try:
            return self.app.url_map.bind("localhost").match(parts.path, method=method)
        except (RequestRedirect, HTTPException):
            return None

    def key(self, address: str) -> tuple[Any, ...] | None:
        """Return what makes an address worth reading once: its route, its values, the way it is filtered."""
        found = self.endpoint(address)
        if found is None or not self.mine(found[0]):
            return None
        query = {name: value for name, value in parse_qsl(urlsplit(address).query) if name != "page"}
        return found[0], tuple(sorted(map(str, found[1].values()))), tuple(sorted(query.items()))

    def walk(self, starts: Iterable[str]) -> None:
        """Read every page that the links of ``starts`` reach, and audit those of a new shape."""
        waiting = deque(starts)
        while waiting:
            address = waiting.popleft()
            key = self.key(address)
            if key is None or key in self._queued or self._addresses[key[0]] >= PAGES_OF_A_ROUTE:
                continue
            self._queued.add(key)
            self._addresses[key[0]] += 1
            waiting.extend(self._read(address, key[0]))

    def _read(self, address: str, endpoint: str) -> list[str]:
        answer = self._client.get(address)
        self.read += 1
        if answer.status_code in {301, 302, 303}:
            return [answer.headers["Location"]]
        if answer.mimetype != "text/html":
            self.files.add(endpoint)
            answer.close()
            return []
        if answer.status_code != 200:
            self.faults.append(f"{address}: a link leads to {answer.status_code}")
            return []
        self.visited.add(endpoint)
        shape = Shape(answer.text)
        if shape.parts - self._known[endpoint]:
            self._known[endpoint] |= shape.parts
            self.open(address)
            for form in self.page.evaluate("audit.forms()"):
                posts = form["method"] == "post"
                found = self.endpoint(form["action"], "POST" if posts else "GET")
                name = f"{endpoint} {found[0] if found else form['action']} {form['method']}"
                self._forms.setdefault(name, (address, form["number"]))
        return shape.links

    def open(self, address: str) -> None:
        """Open a page of the site and audit it."""
        answer = self.page.goto(address)
        assert answer is not None
        self.audit(answer, address)

    def audit(self, answer: Response, said: str, *, errors: bool = False) -> None:
        """Ask the present page everything."""
        self.audited += 1
        if os.environ.get("CRAWL_REPORT"):
            print(f"{time.monotonic():.0f} {said}", flush=True)
        found = self.endpoint(self.page.url)
        name = f"{found[0] if found else ''} {said.replace(self.site, '')}"
        if answer.status >= 500:
            self.faults.append(f"{name}: {answer.status}")
            return
        began = time.monotonic()
        faults = self._ask(found[0] if found else "", errors=errors)
        self.spent += time.monotonic() - began
        self.faults += [f"{name}: {fault}" for fault in faults]
        if found and not errors:
            self.titles[self.page.title()].add(found[0])

    def _ask(self, endpoint: str, *, errors: bool) -> list[str]:
        page = self.page
        faults: list[str] = page.evaluate("audit.errors()") if errors else []
        faults += page.evaluate("async rules => [...audit.wide(), ...await audit.axe(rules)]", AXE)
        faults += self._use_keyboard(whole=endpoint not in self._tabbed)
        self._tabbed.add(endpoint)
        page.set_viewport_size(SMALL)
        faults += page.evaluate(
            "least => [...audit.room('320 px'), ...audit.targets(least)]", self.least_target
        )
        page.emulate_media(media="print", reduced_motion="reduce")
        faults += page.evaluate("audit.paper()")
        page.emulate_media(media="screen", reduced_motion="reduce")
        page.set_viewport_size(WIDE)
        return faults

    def _use_keyboard(self, *, whole: bool) -> list[str]:
        """Press Tab through the whole page, or once and ask each stop for its ring: a route is pressed through once."""
        stops = self.page.evaluate("audit.startKeys()") + 1 if whole else 1
        for _ in range(stops):
            self.page.keyboard.press("Tab")
        faults: list[str] = self.page.evaluate("whole => audit.endKeys(whole)", whole)
        return faults

    def submit_empty_forms(self, restore: Callable[[], None]) -> int:
        """Send each form with nothing in it, audit what comes back; return how many answered with errors."""
        refused = 0
        for name, (address, number) in self._forms.items():
            typed = "" if name.endswith("post") else "zzzz"
            self.page.goto(address)
            self.page.evaluate("audit.open()")
            with self.page.expect_navigation() as navigation:
                self.page.evaluate("([number, typed]) => audit.empty(number, typed)", [number, typed])
            answer = navigation.value
            assert answer is not None
            kept = answer.status == 422
            refused += kept
            self.audit(answer, f"{address} after {name}", errors=kept)
            restore()
        return refused
