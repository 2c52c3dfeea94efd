"""How a revision runs (rule M1): one transaction, one process at a time, no child row lost on the way.

SQLite rebuilds a table to change it (batch mode). With foreign keys on, dropping the old table silently
deletes every child row: they are put off before the transaction, and every reference is checked before the
commit. PostgreSQL: an advisory lock lets one process migrate while others wait; a table that stays busy makes
the migration give up rather than stop the site.
"""

from alembic import context
from sqlalchemy import JSON, Column, Connection, Engine

from bénévolat.models import Base

ADVISORY_LOCK = 4_210_100_001
LOCK_TIMEOUT = "5s"


def find_engine() -> Engine:
    """Return the engine given by ``bénévolat.migrating``, or the one of the present application."""
    given = context.config.attributes.get("engine")
    if isinstance(given, Engine):
        return given
    from flask import current_app  # noqa: PLC0415 - only the «db» commands run inside an application

    engine: Engine = current_app.extensions["migrate"].db.engine
    return engine


def same_default(_context: object, seen: Column[object], *_declared: object) -> bool | None:
    """Leave defaults to be compared, but for JSON: PostgreSQL cannot compare two of them."""
    return False if isinstance(seen.type, JSON) else None


def run(connection: Connection) -> None:
    """Run the asked revisions on one connection."""
    sqlite = connection.dialect.name == "sqlite"
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        transactional_ddl=True,
        compare_server_default=same_default,
    )
    with context.begin_transaction():
        if not sqlite:
            connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
            connection.exec_driver_sql("SET LOCAL lock_timeout = 0")
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({ADVISORY_LOCK})")
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'")
        context.run_migrations()
        if sqlite:
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
            if broken:
                tables = sorted({f"{row[0]} → {row[2]}" for row in broken})
                raise RuntimeError(
                    f"migration annulée : {len(broken)} références perdues ({', '.join(tables)})"
                )


def online() -> None:
    """Migrate the real database."""
    with find_engine().connect() as connection:
        if connection.dialect.name != "sqlite":
            run(connection)
            return
        # Straight to the driver: inside a transaction this pragma does nothing.
        driver = connection.connection.driver_connection
        driver.execute("PRAGMA foreign_keys = OFF")
        # A table rebuilt takes its name while a trigger of another one still speaks of it: let it be.
        driver.execute("PRAGMA legacy_alter_table = ON")
        try:
            run(connection)
        finally:
            driver.execute("PRAGMA legacy_alter_table = OFF")
            driver.execute("PRAGMA foreign_keys = ON")


if context.is_offline_mode():
    raise SystemExit("Les migrations s'exécutent sur une base : le mode « --sql » n'est pas pris en charge.")
online()
