"""The sample configuration of servers: nothing that opens an account is written in a log (G1)."""

import re
import runpy
from datetime import timedelta
from types import SimpleNamespace

import pytest
from flask import Flask
from gunicorn.config import Config

from tests.house.sources import ROOT

TOKEN = "secret-token-of-a-mailed-link"


def paths_of_links(app: Flask) -> list[str]:
    """Return every address of the site that holds a mailed token."""
    rules = [rule.rule for rule in app.url_map.iter_rules() if "token" in rule.arguments]
    return [rule.replace("<token>", TOKEN) for rule in rules]


def test_gunicorn_writes_no_token_g1(app: Flask) -> None:
    settings = runpy.run_path(str(ROOT / "docs/deploiement/gunicorn.conf.py"))
    logger = settings["logger_class"](Config())
    said = SimpleNamespace(status="200 OK", sent=1, headers=[])
    assert paths_of_links(app)
    for path in [*paths_of_links(app), "/association/offres"]:
        environ = {"REQUEST_METHOD": "GET", "RAW_URI": path, "PATH_INFO": path, "SERVER_PROTOCOL": "HTTP/1.1"}
        atoms = logger.atoms(said, SimpleNamespace(headers=[]), environ, timedelta(seconds=1))
        line = settings["access_log_format"] % logger.atoms_wrapper_class(atoms)
        assert TOKEN not in line
        assert path.split(TOKEN)[0] in line


def test_nginx_writes_no_token_g1(app: Flask) -> None:
    text = (ROOT / "docs/deploiement/nginx.conf").read_text("utf-8")
    found = re.search(r"~(\^\S+) ", text)
    assert found is not None
    hidden = re.compile(found[1].replace("?<", "?P<"))
    assert all(hidden.match(path) for path in paths_of_links(app))
    formats = re.findall(r"log_format[^;]+;", text)
    assert formats
    for written in formats:
        assert not re.search(r"\$(uri|request|request_uri|args|http_referer)\b", written)


def test_gunicorn_writes_no_token_in_its_errors_g1(app: Flask, capsys: pytest.CaptureFixture[str]) -> None:
    settings = runpy.run_path(str(ROOT / "docs/deploiement/gunicorn.conf.py"))
    config = Config()
    config.set("errorlog", "-")
    logger = settings["logger_class"](config)
    for path in paths_of_links(app):
        logger.error("Error handling request %s", path)
    said = capsys.readouterr()
    assert "Error handling request /acces/" in said.err + said.out
    assert TOKEN not in said.err + said.out


def test_the_error_log_of_nginx_cites_no_address_with_a_token_g1(app: Flask) -> None:
    """What a visitor asked is cited from «error» up: only «crit» is kept, and nothing at the addresses of links."""
    text = (ROOT / "docs/deploiement/nginx.conf").read_text("utf-8")
    assert set(re.findall(r"error_log \S+ (\w+);", text)) == {"crit", "emerg"}
    found = re.search(r"location ~ (\S+) {\s+error_log /dev/null emerg;", text)
    assert found is not None
    assert all(re.match(found[1], path) for path in paths_of_links(app))
    assert text.index(found[1]) < text.index("location ~ ^/(connexion"), "the first that matches is taken"


@pytest.mark.parametrize("name", ["gunicorn.conf.py", "nginx.conf"])
def test_the_samples_name_no_query_string_g1(name: str) -> None:
    text = (ROOT / "docs/deploiement" / name).read_text("utf-8")
    assert "%(q)s" not in text
    assert "%(r)s" not in text
