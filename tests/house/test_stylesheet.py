"""Stylesheets: the part of Bootstrap in use is up to date and stays light; every file is named by its content."""

import gzip
import re

import pytest
from flask import Flask

from tests.house.sources import ROOT
from tests.house.stylesheet import TARGET, made, with_versions
from tests.pages import PageClient

STYLESHEETS = sorted(TARGET.parent.glob("*.css"))


def test_the_part_of_bootstrap_holds_all_that_the_pages_use() -> None:
    """Otherwise: python -m tests.house.stylesheet. What is not used any more may wait for the next time."""
    assert set(made().splitlines()) - set(TARGET.read_text("utf-8").splitlines()) == set()


def test_the_part_of_bootstrap_keeps_its_licence_and_stays_light() -> None:
    text = TARGET.read_text("utf-8")
    assert "Licensed under MIT" in text[:300]
    assert len(gzip.compress(text.encode())) < 8_000


@pytest.mark.parametrize("path", STYLESHEETS, ids=lambda path: path.name)
def test_fonts_and_drawings_are_named_by_their_content(path: object) -> None:
    """Otherwise: python -m tests.house.stylesheet."""
    text = (ROOT / str(path)).read_text("utf-8")
    assert with_versions(text) == text


@pytest.mark.sqlite
def test_every_static_file_of_a_page_is_kept_for_a_year(client: PageClient) -> None:
    page = client.get("/acces").text
    files = re.findall(r"(?:href|src)=\"(/static/[^\"]+)\"", page)
    assert len(files) >= 4
    for address in files:
        with client.get(address.replace("&amp;", "&")) as answer:
            assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable", address


@pytest.mark.sqlite
def test_an_address_of_another_version_is_not_kept_for_a_year(client: PageClient) -> None:
    for query in ("", "?v=0123456789"):
        with client.get(f"/static/css/benevolat.css{query}") as answer:
            assert "immutable" not in answer.headers["Cache-Control"]


@pytest.mark.sqlite
def test_a_page_and_its_files_are_compressed_for_who_asks(client: PageClient) -> None:
    asked = {"Accept-Encoding": "gzip, deflate"}
    for address in ("/acces", "/static/css/benevolat.css", "/nulle-part"):
        client.inspecting = False
        with client.get(address, headers=asked) as answer, client.get(address) as plain:
            assert answer.headers["Content-Encoding"] == "gzip"
            assert answer.vary.find("Accept-Encoding") >= 0
            assert plain.vary.find("Accept-Encoding") >= 0
            assert "Content-Encoding" not in plain.headers
            assert len(answer.data) == answer.content_length < len(plain.data) / 2
            if address != "/nulle-part":
                assert len(gzip.decompress(answer.data)) == len(plain.data)


@pytest.mark.sqlite
def test_the_size_of_a_compressed_page_tells_nothing(client: PageClient) -> None:
    """BREACH: up to 100 bytes of chance in each page, none in a file, which holds nothing secret."""
    client.inspecting = False
    asked = {"Accept-Encoding": "gzip"}
    sizes = {client.get("/aide", headers=asked).content_length for _ in range(20)}
    assert len(sizes) > 5
    files = set()
    for _ in range(3):
        with client.get("/static/css/benevolat.css", headers=asked) as answer:
            files.add(answer.content_length)
    assert len(files) == 1


@pytest.mark.sqlite
def test_a_file_that_has_not_changed_is_not_sent_again(client: PageClient) -> None:
    asked = {"Accept-Encoding": "gzip"}
    with client.get("/static/css/benevolat.css", headers=asked) as first:
        etag = first.headers["ETag"]
    with client.get("/static/css/benevolat.css", headers={**asked, "If-None-Match": etag}) as again:
        assert again.status_code == 304


def test_the_version_of_a_file_that_is_not_there_is_left_out(app: Flask) -> None:
    with app.test_request_context():
        assert app.url_for("static", filename="rien.css") == "/static/rien.css"
        assert app.url_for("static", filename="../config.py").startswith("/static/")
