"""Every blueprint of the site, one line each: there is no other way in."""

from flask import Flask

from bénévolat.web.access import AudienceBlueprint

BLUEPRINTS: tuple[AudienceBlueprint, ...] = ()


def init_blueprints(app: Flask) -> None:
    """Register the blueprints."""
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
