"""Rule M1: migrations make exactly the schema of the models, on both databases, and lose no row."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from sqlalchemy import Engine, create_engine, event, inspect
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from bénévolat import migrating
from bénévolat.extensions import _connect_sqlite
from bénévolat.models import Base
from bénévolat.models.offers import Offer
from bénévolat.models.profiles import Profile
from tests.clock import Clock
from tests.factories import Factory

BOTH = pytest.mark.parametrize("kind", ["sqlite", "postgresql"])


@pytest.fixture
def empty_engine(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """Return the engine of a database that was never migrated, with the rules of the application."""
    if kind == "sqlite":
        engine = create_engine(f"sqlite:///{tmp_path / 'fresh.db'}", poolclass=NullPool)
        event.listen(engine, "connect", _connect_sqlite)
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
        yield engine
        return
    server = request.getfixturevalue("postgres_server")
    url = server.create_database()
    engine = create_engine(url, poolclass=NullPool)
    yield engine
    engine.dispose()
    server.drop_database(url)


def plain(expression: str) -> str:
    """Return a CHECK without the parentheses, casts and quotes that a database adds."""
    return re.sub(r"[\s()\"]|::\w+( varying)?(\[\])?", "", expression.lower())


def describe(engine: Engine) -> dict[str, dict[str, Any]]:
    """Return a schema as data, without the order in which it was made."""
    seen = inspect(engine)
    columns, primary = seen.get_multi_columns(), seen.get_multi_pk_constraint()
    foreign, unique = seen.get_multi_foreign_keys(), seen.get_multi_unique_constraints()
    checks, indexes = seen.get_multi_check_constraints(), seen.get_multi_indexes()
    return {
        key[1]: {
            "columns": {
                one["name"]: (str(one["type"]), one["nullable"], one["default"]) for one in columns[key]
            },
            "primary": (primary[key]["name"], primary[key]["constrained_columns"]),
            "foreign": sorted(
                (
                    str(one["name"]),
                    one["constrained_columns"],
                    one["referred_table"],
                    one["referred_columns"],
                    one["options"].get("ondelete"),
                )
                for one in foreign[key]
            ),
            "unique": sorted((str(one["name"]), one["column_names"]) for one in unique[key]),
            "checks": sorted((str(one["name"]), plain(one["sqltext"])) for one in checks[key]),
            "indexes": sorted(
                (
                    str(one["name"]),
                    one["column_names"],
                    one["unique"],
                    sorted(
                        (name, plain(str(value))) for name, value in one.get("dialect_options", {}).items()
                    ),
                )
                for one in indexes[key]
            ),
        }
        for key in columns
        if key[1] != "alembic_version"
    }


@BOTH
def test_migrations_make_the_schema_of_the_models(empty_engine: Engine) -> None:
    Base.metadata.create_all(empty_engine)
    asked = describe(empty_engine)
    Base.metadata.drop_all(empty_engine)
    migrating.upgrade_database(empty_engine)
    made = describe(empty_engine)
    assert made.keys() == asked.keys()
    for table in asked:
        assert made[table] == asked[table], table
    assert sum(len(table["checks"]) for table in made.values()) > 80
    for name, table in made.items():
        names = [one for kind in ("foreign", "unique", "checks", "indexes") for one, *_ in table[kind]]
        assert table["primary"][0], name
        assert "None" not in names, f"{name} has a constraint without a name"


@BOTH
def test_a_revision_asked_now_would_be_empty(empty_engine: Engine) -> None:
    migrating.upgrade_database(empty_engine)
    command.check(migrating._config(empty_engine))


@BOTH
def test_migrations_come_down_to_nothing_and_up_again(empty_engine: Engine) -> None:
    migrating.upgrade_database(empty_engine)
    assert migrating.current_and_head(empty_engine) == (migrating.head(), migrating.head())
    migrating.downgrade_database(empty_engine, "base")
    assert set(inspect(empty_engine).get_table_names()) <= {"alembic_version"}
    migrating.upgrade_database(empty_engine)
    migrating.upgrade_database(empty_engine)


@BOTH
def test_an_unmigrated_database_says_so(empty_engine: Engine) -> None:
    assert migrating.current_and_head(empty_engine) == (None, migrating.head())


def rows(engine: Engine) -> dict[str, int]:
    """Return the number of rows of each table that the database has."""
    present = set(inspect(engine).get_table_names())
    with engine.connect() as connection:
        return {
            table.name: connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
            if table.name in present
        }


def fill(engine: Engine) -> None:
    """Put a row nearly everywhere."""
    with Session(engine, expire_on_commit=False) as session:
        make = Factory(session, Clock())
        engagement = make.contract_engagement()
        make.activity_session(engagement)
        make.cer_record(engagement)
        make.match(engagement.profile, make.published_offer())
        make.card(engagement.profile)
        make.exclusion(engagement.profile, make.validated_association())
        make.member_of(engagement.offer.association)


def fill_released(engine: Engine, folder: Path) -> None:
    """Put the same rows at an older schema: the columns and tables that it has."""
    present = create_engine(f"sqlite:///{folder / 'present.db'}", poolclass=NullPool)
    migrating.upgrade_database(present)
    fill(present)
    older = sa.MetaData()
    older.reflect(engine)
    with present.connect() as source, engine.begin() as target:
        for table in Base.metadata.sorted_tables:
            if table.name not in older.tables or table.name == "alembic_version":
                continue
            kept = [column for column in table.columns if column.name in older.tables[table.name].columns]
            found = [dict(row) for row in source.execute(sa.select(*kept)).mappings()]
            if found:
                target.execute(sa.insert(sa.table(table.name, *map(_bare, kept))), found)
    present.dispose()


def _bare(column: sa.Column[Any]) -> sa.ColumnClause[Any]:
    """Return a column with its type and without its default, which belongs to the present schema."""
    return sa.column(column.name, column.type)


@pytest.mark.parametrize("table", ["profiles", "offers", "accounts", "propositions", "engagements"])
def test_rebuilding_a_parent_table_on_sqlite_keeps_its_children(
    table: str, tmp_path: Path, revisions: Any
) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'full.db'}", poolclass=NullPool)
    event.listen(engine, "connect", _connect_sqlite)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    migrating.upgrade_database(engine)
    fill(engine)
    before = rows(engine)
    revisions(
        f"""
    with op.batch_alter_table("{table}", recreate="always") as batch:
        batch.add_column(sa.Column("new_column", sa.Integer(), nullable=True))
"""
    )
    migrating.upgrade_database(engine)
    assert rows(engine) == before
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_a_migration_that_loses_a_reference_is_undone_as_a_whole(tmp_path: Path, revisions: Any) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'full.db'}", poolclass=NullPool)
    event.listen(engine, "connect", _connect_sqlite)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    migrating.upgrade_database(engine)
    fill(engine)
    before, before_head = rows(engine), migrating.head()
    revisions('\n    op.execute("DELETE FROM profiles")\n')
    with pytest.raises(RuntimeError, match="références perdues"):
        migrating.upgrade_database(engine)
    assert rows(engine) == before
    assert migrating.current_and_head(engine)[0] == before_head


@pytest.fixture
def revisions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return a function that adds one revision after ours, in a copy of the folder."""
    import shutil

    def add(body: str) -> None:
        folder = tmp_path / "migrations"
        shutil.copytree(migrating.migrations_folder(), folder, ignore=shutil.ignore_patterns("__pycache__"))
        (folder / "versions" / "9999_test.py").write_text(
            "import sqlalchemy as sa\nfrom alembic import op\n\n"
            f"revision, down_revision = '9999', {migrating.head()!r}\n\n\n"
            f"def upgrade() -> None:{body}\n\ndef downgrade() -> None:\n    pass\n"
        )
        monkeypatch.setattr(migrating, "migrations_folder", lambda: folder)

    return add


@BOTH
def test_data_survives_from_every_released_schema(empty_engine: Engine, tmp_path: Path) -> None:
    """Grows with the revisions: data put at the first schema is still there at the last one."""
    migrating.upgrade_database(empty_engine, "0001")
    fill_released(empty_engine, tmp_path)
    before = rows(empty_engine)
    migrating.upgrade_database(empty_engine)
    after = rows(empty_engine)
    assert {table: after[table] for table in before} == before
    assert sum(before.values()) > 10
    with Session(empty_engine) as session:
        assert session.scalars(sa.select(Profile)).first()
        assert session.scalars(sa.select(Offer)).first()


def test_two_processes_may_migrate_at_once(postgres_server: Any) -> None:
    from concurrent.futures import ThreadPoolExecutor

    url = postgres_server.create_database()
    engines = [create_engine(url, poolclass=NullPool) for _ in range(2)]
    # Alembic's context is global to a process: the second process is played by a lock held from outside.
    with ThreadPoolExecutor(1) as pool, engines[0].connect() as holder:
        holder.exec_driver_sql("SELECT pg_advisory_lock(4210100001)")
        waiting = pool.submit(migrating.upgrade_database, engines[1])
        with pytest.raises(TimeoutError):
            waiting.result(timeout=0.5)
        assert migrating.current_and_head(engines[0])[0] is None
        holder.exec_driver_sql("SELECT pg_advisory_unlock(4210100001)")
        waiting.result(timeout=30)
    assert migrating.current_and_head(engines[0])[0] == migrating.head()
