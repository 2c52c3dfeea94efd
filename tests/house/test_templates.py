"""Templates: all compile, none is dead, none opens a door (X1), every address they write exists."""

import ast
import re

import jinja2.meta
import pytest
from flask import Flask
from jinja2 import StrictUndefined, nodes

from bénévolat.app import create_app
from bénévolat.web.errors import PAGES
from tests.house.sources import python_files, template_names, template_source, tree_of

HTML = template_names(suffixes=(".html",))
ALL = template_names()
OWN_DOORS = {"components/icons.html": {"escaping put off"}, "public/accessibility.html": {"third party"}}
"""Pictograms are constants of the template itself, never a value; the way of appeal is a public body's (R57)."""
OWN_SVG = {"qr.py"}
"""The SVG of a QR code comes from its library, which draws numbers only."""
MADE_BY_NAME = {f"errors/{code}.html" for code in PAGES}
"""Templates whose name is built by the code."""


@pytest.fixture(scope="module")
def quiet_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """Return an application without a database: only its templates and routes are read."""
    return create_app({"DATA_DIR": str(tmp_path_factory.mktemp("donnees")), "SECRET_KEY": "x"})


def parsed(app: Flask, name: str) -> nodes.Template:
    """Return a template as a tree."""
    return app.jinja_env.parse(template_source(name), name)


def standing_on(app: Flask, name: str) -> list[str]:
    """Return the template that a template extends, in a list; empty when it stands alone."""
    found = parsed(app, name).find_all(nodes.Extends)
    return [str(one.template.value) for one in found if isinstance(one.template, nodes.Const)]


@pytest.mark.parametrize("name", ALL)
def test_a_template_compiles_and_what_it_stands_on_exists(quiet_app: Flask, name: str) -> None:
    quiet_app.jinja_env.get_template(name)
    for other in jinja2.meta.find_referenced_templates(parsed(quiet_app, name)):
        if other is not None:
            assert other in ALL


def test_an_undefined_variable_is_an_error_and_html_is_escaped(quiet_app: Flask) -> None:
    assert quiet_app.jinja_env.undefined is StrictUndefined
    assert all(quiet_app.select_jinja_autoescape(name) for name in HTML)


@pytest.mark.parametrize("name", HTML)
def test_a_template_opens_no_door(name: str) -> None:
    source = template_source(name)
    doors = {
        "escaping put off": r"\|\s*safe\b|\bautoescape\s+false|\bMarkup\(",
        "inline style": r"<style\b|\sstyle\s*=",
        "inline script": r"<script(?![^>]*\bsrc=)",
        "event attribute": r"<[^>{]*\son[a-z]+\s*=\s*[\"']",
        "third party": r"(?:src|href|action)\s*=\s*[\"'](?:https?:)?//",
        "State design system": r"\bdsfr\b|\bfr-(?:btn|header|footer|container|grid|col)\b|[Mm]arianne",
        "half-written address": r"href\s*=\s*[\"']#[\"']",
    }
    found = {kind for kind, pattern in doors.items() if re.search(pattern, source)}
    assert found - OWN_DOORS.get(name, set()) == set()


def test_python_code_never_writes_html() -> None:
    found = []
    for path in python_files("bénévolat/web/", "bénévolat/services/", "bénévolat/exports/"):
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("Markup"):
                literal = node.args and isinstance(node.args[0], ast.Constant)
                if not literal and path.name not in OWN_SVG:
                    found.append(f"{path.name}:{node.lineno} {ast.unparse(node)[:60]}")
    assert found == []


def test_no_template_is_dead(quiet_app: Flask) -> None:
    used = set(MADE_BY_NAME)
    for name in ALL:
        used.update(
            other for other in jinja2.meta.find_referenced_templates(parsed(quiet_app, name)) if other
        )
    strings = {
        node.value
        for path in python_files("bénévolat/")
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    dead = []
    for name in ALL:
        stem = name.removeprefix("mails/").removesuffix(".txt")
        if name not in used and name not in strings and not (name.startswith("mails/") and stem in strings):
            dead.append(name)
    assert dead == []


def test_every_mail_that_is_written_has_its_template() -> None:
    asked = {
        str(node.args[1].value)
        for path in python_files("bénévolat/services/", "bénévolat/jobs/")
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) in {"outbox.enqueue", "enqueue"}
        and len(node.args) > 1
        and isinstance(node.args[1], ast.Constant)
    }
    assert asked
    assert {f"mails/{name}.txt" for name in asked} - set(ALL) == set()


def is_known(endpoint: str, template: str, known: set[str]) -> bool:
    """Tell whether an endpoint exists; «.show» is one of the blueprints of the template's audience."""
    if not endpoint.startswith("."):
        return endpoint in known
    audience = template.split("/", 1)[0]
    return any(one.startswith(audience) and one.endswith(endpoint) for one in known)


def test_every_address_written_in_a_template_exists(quiet_app: Flask) -> None:
    known = {rule.endpoint for rule in quiet_app.url_map.iter_rules()}
    wrong = []
    for name in ALL:
        for call in parsed(quiet_app, name).find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name == "url_for" and call.args:
                first = call.args[0]
                if isinstance(first, nodes.Const) and not is_known(str(first.value), name, known):
                    wrong.append(f"{name}: {first.value}")
    assert wrong == []


def test_every_address_written_in_a_view_exists(quiet_app: Flask) -> None:
    known = {rule.endpoint for rule in quiet_app.url_map.iter_rules()}
    wrong = []
    for path in python_files("bénévolat/web/"):
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "url_for" and node.args:
                first = node.args[0]
                value = first.value if isinstance(first, ast.Constant) else None
                if isinstance(value, str) and value not in known and not value.startswith("."):
                    wrong.append(f"{path.name}:{node.lineno} {value}")
    assert wrong == []


def test_every_block_filled_by_a_page_is_a_block_of_its_layout(quiet_app: Flask) -> None:
    def blocks(name: str) -> set[str]:
        own = {block.name for block in parsed(quiet_app, name).find_all(nodes.Block)}
        return own.union(*(blocks(parent) for parent in standing_on(quiet_app, name)))

    lost = []
    for name in HTML:
        top = {node.name for node in parsed(quiet_app, name).body if isinstance(node, nodes.Block)}
        for parent in standing_on(quiet_app, name):
            lost += [f"{name}: block {block}" for block in top - blocks(parent)]
    assert lost == []


@pytest.mark.parametrize("name", [name for name in HTML if not name.startswith(("components/", "layouts/"))])
def test_a_page_gives_its_own_title(quiet_app: Flask, name: str) -> None:
    parents = [other for other in standing_on(quiet_app, name) if not other.startswith(("layouts/", "base"))]
    if standing_on(quiet_app, name):
        assert any("block title" in template_source(one) for one in [name, *parents])
