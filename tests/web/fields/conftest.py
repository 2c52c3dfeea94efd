"""The site of the form tests: no database, one request around each test."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask_wtf import CSRFProtect
from jinja2 import StrictUndefined

from bénévolat.domain.accessibility import Declaration
from bénévolat.extensions import bootstrap
from bénévolat.web.languages import init_languages


@pytest.fixture(scope="module")
def site() -> Flask:
    """Make an application with the templates and no database: forms need none."""
    site = Flask("bénévolat")
    site.config.update(SECRET_KEY="essai", WTF_CSRF_ENABLED=False, BOOTSTRAP_SERVE_LOCAL=True)
    site.jinja_env.undefined = StrictUndefined
    bootstrap.init_app(site)
    CSRFProtect(site)
    init_languages(site)
    site.jinja_env.globals["accessibility"] = Declaration()
    return site


@pytest.fixture(autouse=True)
def _inside(site: Flask) -> Iterator[None]:
    with site.test_request_context("/", method="POST"):
        yield
