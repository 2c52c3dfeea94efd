"""Hostile input: whatever is sent to whatever route, the site answers, keeps no NIR, and never with a 500.

Forms are read from the pages themselves, filled as a browser would fill them, then one field at a time is
replaced: a new form is tried without a line here.
"""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import cycle
from urllib.parse import quote_from_bytes

import pytest
from flask import Flask
from sqlalchemy import String, select
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from bénévolat.models import Base
from tests.clock import Clock
from tests.databases import Database
from tests.house.world import World, insiders
from tests.inspection import Page

NIR = "1841276451089" + f"{97 - 1841276451089 % 97:02d}"
"""An invented number with a right key."""

PAYLOADS = {
    "nothing": "",
    "every trick": "'; DROP TABLE accounts; -- <script>alert(1)</script>{{ 7*7 }}"
    "\x00\udcff\x01\x1b[31m\u202e../etc/passwd 🧑🏽",
    "a huge number": "9" * 400,
    "a negative number": "-1",
    "not a number": "NaN",
    "a far date": "9999-12-31",
    "a date that is not": "2026-02-31T25:61",
    "a long text": "é" * 20_000,
}
QUICK = ("every trick", "a huge number")
"""What a database may refuse where the other does not."""
EVERYTHING = os.environ.get("HOSTILE") == "everything"
"""Every payload in every field: minutes more. Without it each field meets two, turn by turn, and the worst if typed."""
LONG = 8
"""A form with more fields than this is one form class, whichever page shows it."""
PEOPLE = ("anonymous", "person", "association", "travailleur_social", "administrator")


@dataclass(frozen=True)
class Filled:
    """A form of a page with the values that a browser would send."""

    page: str
    action: str
    values: tuple[tuple[str, str], ...]
    typed: frozenset[str]

    @property
    def names(self) -> list[str]:
        """Return the names of its fields, each once."""
        return sorted({name for name, _ in self.values if name != "csrf_token"} | self.typed)

    @property
    def filled(self) -> int:
        """Return how many fields hold something."""
        return sum(bool(value) for _, value in self.values)

    def data(self, name: str, value: str) -> MultiDict[str, str]:
        """Return the form with one field replaced."""
        kept = [(own, held) for own, held in self.values if own != name]
        return MultiDict([*kept, (name, value)])


def forms_of(page: Page, address: str) -> Iterator[Filled]:
    """Yield the POST forms of a page, filled."""
    for form in page.forms:
        if form.method != "post":
            continue
        values, typed = [], set()
        for field in form.fields:
            name = field.get("name")
            if not name or "disabled" in field:
                continue
            if field["tag"] != "input" or field.get("type") in {
                None,
                "text",
                "search",
                "email",
                "tel",
                "url",
            }:
                typed.add(name)
            if field.get("type") in {"checkbox", "radio"} and "checked" not in field:
                typed.add(name)
                continue
            values.append((name, field.get("value") or ""))
        yield Filled(address, form.action or address, tuple(values), frozenset(typed))


@pytest.fixture
def world(app: Flask, database: Database, session: Session, clock: Clock) -> Iterator[World]:
    """Return a populated site that answers instead of raising, as in production."""
    app.config["PROPAGATE_EXCEPTIONS"] = False
    world = World.of(app, database, session, clock)
    for client in world.clients.values():
        client.inspecting = False  # Thousands of times the same pages: the other tests read them.
    yield world
    for client in world.clients.values():
        client.inspecting = True


def pages(world: World, role: str) -> Iterator[tuple[str, TestResponse]]:
    """Yield every page that a role may read."""
    for rule, client in insiders(world):
        if "GET" in (rule.methods or ()) and client is world.clients[role]:
            address = world.address(rule)
            with client.get(address) as answer:
                if answer.status_code == 200 and answer.mimetype == "text/html":
                    yield address, answer


def forms(world: World, role: str) -> list[Filled]:
    """Return every form that a role may send, each action once; a long form met twice is taken where it is filled."""
    found: dict[tuple[str, ...], Filled] = {}
    for address, answer in pages(world, role):
        for form in forms_of(Page(answer.text), address):
            key = tuple(form.names) if len(form.names) > LONG else (form.action, *form.names)
            if key not in found or form.filled > found[key].filled:
                found[key] = form
    return list(found.values())


def send(world: World, role: str, form: Filled, data: MultiDict[str, str]) -> TestResponse:
    """Send a form; the site is put back when it did something."""
    client = world.clients[role]
    data["csrf_token"] = client.csrf_token()
    body = "&".join(f"{quoted(name)}={quoted(value)}" for name, value in data.items(multi=True))
    kind = "application/x-www-form-urlencoded"
    return client.post(form.action, data=body.encode(), content_type=kind)


def quoted(text: str) -> str:
    """Return a text as a form sends it; halves of characters go out as the raw bytes they stand for."""
    return quote_from_bytes(text.encode("utf-8", "surrogateescape"))


@pytest.mark.parametrize("role", PEOPLE)
def test_no_field_of_any_form_breaks_the_site(world: World, role: str) -> None:
    wrong, count, met = [], 0, set()
    turn = cycle(PAYLOADS)
    for form in forms(world, role):
        for name in form.names if world.database.kind == "sqlite" else sorted(form.typed):
            tried = QUICK if world.database.kind == "postgresql" else tuple(PAYLOADS)
            if world.database.kind == "sqlite" and not EVERYTHING:
                tried = tuple({next(turn), next(turn), *QUICK[: name in form.typed]})
            for what in tried:
                met.add(what)
                count += 1
                answer = send(world, role, form, form.data(name, PAYLOADS[what]))
                if answer.status_code >= 500:
                    wrong.append(f"{form.action} {name}: {what}: {answer.status_code}")
                if answer.status_code < 400:
                    world.restore()
    print(f"hostile fields: {role} on {world.database.kind}: {count} posts")
    assert not wrong, "\n".join(wrong)
    assert met >= set(PAYLOADS if world.database.kind == "sqlite" else QUICK)


@pytest.mark.sqlite
@pytest.mark.parametrize("role", PEOPLE)
@pytest.mark.parametrize(
    "written", [NIR, f"{NIR[0]} {NIR[1:3]} {NIR[3:5]} {NIR[5:7]} {NIR[7:10]} {NIR[10:13]} {NIR[13:]}"]
)
def test_a_social_security_number_is_kept_nowhere(world: World, role: str, written: str) -> None:
    """R34: refused in every field where something can be typed, or at least never stored."""
    kept = []
    for form in forms(world, role):
        for name in sorted(form.typed):
            answer = send(world, role, form, form.data(name, f"mon numéro {written} voilà"))
            assert answer.status_code < 500
            if answer.status_code < 400:
                kept += [f"{form.action} {name} → {where}" for where in stored(world.session, written)]
                world.restore()
    assert not kept, "\n".join(kept)


def stored(session: Session, text: str) -> list[str]:
    """Return the columns that hold a text."""
    found = []
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, String) or "JSON" in str(column.type):
                rows = session.execute(select(column).where(column.is_not(None))).scalars()
                if any(text in str(value) for value in rows):
                    found.append(str(column))
    session.commit()
    return found


QUERIES = (
    "page=-1&statut=%27%3B--&etat=%00&jour=lundi&mois=0000-99&next=//exemple.fr",
    "page=99999999999999999999&status=%F0%9F%92%A9&q=%25%25&next=/%5Cexemple.fr&domaine=" + "a" * 3000,
    "page=%00&q=%00&commune=%00&mois=%00&statut=%00&domaine=%00",
    "page=%FF%FE&q=%FF&commune=%FF&mois=%FF&statut=%FF&jour=%FF",
    "page[]=1&etat[]=1&etat[]=2&page=1e9&page=0&&&===",
    "q=" + "a" * 3000 + "&commune=" + "9" * 300 + "&distance=-1&distance=NaN",
)


def test_no_query_string_breaks_a_page(world: World) -> None:
    wrong = []
    for rule, client in insiders(world):
        for query in QUERIES if "GET" in (rule.methods or ()) else ():
            with client.get(f"{world.address(rule)}?{query}") as answer:
                if answer.status_code >= 500:
                    wrong.append(f"{rule.endpoint}?{query[:40]}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)


SEGMENTS = (
    *("x", "%00", "%FF%FE", "..%2f..%2fetc", "1%27%20OR%201", "a" * 5000),
    "00000000-0000-0000-0000-000000000000",
)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_no_address_breaks_the_site(world: World, method: str) -> None:
    wrong = []
    for rule, client in insiders(world):
        for segment in SEGMENTS if rule.arguments else ():
            address = re.sub(r"<[^>]+>", segment, rule.rule)
            with client.open(address, method=method, headers={"X-CSRFToken": client.csrf_token()}) as answer:
                if answer.status_code >= 500:
                    wrong.append(f"{method} {address[:80]}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.sqlite
@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "OPTIONS", "HEAD", "BREW"])
def test_no_other_method_does_anything(world: World, method: str) -> None:
    wrong = []
    for rule, client in insiders(world):
        with client.open(world.address(rule), method=method) as answer:
            fine = {200, 302, 303, 400, 404, 405} if method in {"OPTIONS", "HEAD"} else {400, 405}
            if answer.status_code not in fine:
                wrong.append(f"{method} {rule.endpoint}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)


FORM = "application/x-www-form-urlencoded"
BODIES: dict[str, tuple[bytes, str]] = {
    "bytes that are not text": (bytes(range(256)) * 4, FORM),
    "JSON": (b'{"a": [1, {"b": null}]}', "application/json"),
    "broken JSON": (b"{", "application/json"),
    "XML": (b"<!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]><x>&y;</x>", "text/xml"),
    "broken parts": (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
    "no boundary": (b"--x", "multipart/form-data"),
    "a file where words go": (
        b'--x\r\nContent-Disposition: form-data; name="title"; filename="\xff.exe"\r\n\r\n\x00\r\n--x--\r\n',
        "multipart/form-data; boundary=x",
    ),
    "a thousand parts": (
        b"".join(b'--x\r\nContent-Disposition: form-data; name="f"\r\n\r\ny\r\n' for _ in range(1000))
        + b"--x--\r\n",
        "multipart/form-data; boundary=x",
    ),
    "three mebibytes": (b"title=" + b"x" * (3 * 1024 * 1024), FORM),
    "no type": (b"a=b", ""),
}


@pytest.mark.sqlite
@pytest.mark.parametrize("what", BODIES)
def test_no_body_breaks_an_act(world: World, what: str) -> None:
    wrong = []
    data, content_type = BODIES[what]
    for rule, client in insiders(world):
        if "POST" in (rule.methods or ()):
            headers = {"X-CSRFToken": client.csrf_token()}
            address = world.address(rule)
            with client.post(address, data=data, content_type=content_type, headers=headers) as answer:
                if answer.status_code >= 500:
                    wrong.append(f"{rule.endpoint}: {answer.status_code}")
                if answer.status_code < 400:
                    world.restore()
    assert not wrong, "\n".join(wrong)


@pytest.mark.sqlite
@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "exemple.fr"},
        {"Host": "localhost\\@exemple.fr"},
        {
            "X-Forwarded-Host": "exemple.fr",
            "X-Forwarded-For": "'; --, \x7f",
            "X-Forwarded-Proto": "javascript",
        },
        {"Cookie": "benevolat=%00; benevolat=..; session=x"},
        {"Cookie": "benevolat=" + "a" * 5000},
        {"User-Agent": "é" * 3000, "Accept-Language": "\x7f" * 100, "Referer": "//exemple.fr"},
        {"Range": "bytes=5-1", "If-Modified-Since": "hier", "If-None-Match": '"', "Accept": "\x7f"},
    ],
    ids=lambda headers: next(iter(headers)),
)
def test_no_header_breaks_a_page(world: World, headers: dict[str, str]) -> None:
    wrong = []
    for rule, client in insiders(world):
        if "GET" in (rule.methods or ()) and not rule.arguments:
            with client.get(world.address(rule), headers=headers) as answer:
                if answer.status_code >= 500 or "exemple.fr" in answer.headers.get("Location", ""):
                    wrong.append(f"{rule.endpoint}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)


def test_a_form_is_replaced_one_field_at_a_time() -> None:
    """The tool above can fail: a field replaced is alone changed."""
    form = Filled("/x", "/x", (("a", "1"), ("b", "2")), frozenset({"c"}))
    assert form.names == ["a", "b", "c"]
    assert form.data("a", "9").to_dict() == {"a": "9", "b": "2"}
    assert replace(form, values=()).data("c", "9").to_dict() == {"c": "9"}
