"""Application factory: one small function per step."""

from collections.abc import Mapping
from typing import Any

from flask import Flask
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from bénévolat.config import load_config
from bénévolat.extensions import bootstrap, init_database
from bénévolat.jobs.refresh_matches import init_epochs
from bénévolat.jobs.update_matches import init_updates
from bénévolat.migrating import init_migrations
from bénévolat.web.access import init_access
from bénévolat.web.compression import init_compression
from bénévolat.web.errors import init_errors
from bénévolat.web.formats import init_formats
from bénévolat.web.headers import init_headers
from bénévolat.web.languages import init_languages
from bénévolat.web.navigation import init_navigation
from bénévolat.web.registry import init_blueprints
from bénévolat.web.static_files import init_static_files


def create_app(overrides: Mapping[str, Any] | None = None, *, web: bool = True) -> Flask:
    """Return a ready application. ``web`` is False for commands: no time limit on statements (D2)."""
    app = Flask("bénévolat")
    app.config.from_mapping(load_config(**dict(overrides or {})))
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.globals["accessibility"] = app.config["ACCESSIBILITY"]  # Every footer says it, even of 503.
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    hops = app.config["PROXY_HOPS"]
    if hops:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    init_database(app, web=web)
    init_migrations(app)
    bootstrap.init_app(app)
    init_compression(app)  # First named, last to act on an answer.
    init_access(app)
    init_headers(app)
    init_static_files(app)
    init_errors(app)
    init_formats(app)
    init_languages(app)
    init_navigation(app)
    init_blueprints(app)
    init_epochs(app)
    if web:
        init_updates(app)
    return app
