"""Where the migrations are, how they run, and whether the database is up to date."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import Migrate
from sqlalchemy import Connection, Engine

from bénévolat.extensions import db

HERE = Path(__file__).parent


def migrations_folder() -> Path:
    """Return the folder of the migrations: inside an installed wheel, beside the package in a checkout."""
    inside = HERE / "_migrations"
    return inside if inside.is_dir() else HERE.parent / "migrations"


def _config(engine: Engine) -> Config:
    config = Config()
    # ConfigParser reads % as the start of a variable.
    config.set_main_option("script_location", str(migrations_folder()).replace("%", "%%"))
    config.attributes["engine"] = engine
    return config


def upgrade_database(engine: Engine, revision: str = "head") -> None:
    """Bring a database up to ``revision``, in one transaction, one process at a time (M1)."""
    command.upgrade(_config(engine), revision)


def downgrade_database(engine: Engine, revision: str) -> None:
    """Bring a database down to ``revision``; ``base`` removes every table."""
    command.downgrade(_config(engine), revision)


def upgrade(app: Flask) -> None:
    """Bring the application's database up to date."""
    with app.app_context():
        upgrade_database(db.engine)


@cache
def head() -> str | None:
    """Return the newest revision known to this version of the code."""
    return ScriptDirectory(str(migrations_folder())).get_current_head()


def known_revisions() -> set[str]:
    """Return every revision known to this version of the code."""
    return {found.revision for found in ScriptDirectory(str(migrations_folder())).walk_revisions()}


def current(connection: Connection) -> str | None:
    """Return the revision of a database, None when it was never migrated."""
    return MigrationContext.configure(connection).get_current_revision()


def current_and_head(engine: Engine) -> tuple[str | None, str | None]:
    """Return the revision of the database and the newest one: equal when the database is up to date."""
    with engine.connect() as connection:
        return current(connection), head()


def init_migrations(app: Flask) -> None:
    """Add the ``db`` commands (``benevolat db upgrade``…) on our folder."""
    Migrate(app, db, directory=str(migrations_folder()))
