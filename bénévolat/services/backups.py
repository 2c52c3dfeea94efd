"""Backups: a whole database in one file, taken while people work, and put back (B1).

The file is a ZIP: ``manifeste.json`` says what is inside, then the data: an SQLite file made by SQLite's own backup
(never a copy of a file in WAL mode), or the custom format of pg_dump. No secret key is inside, nor any setting.
"""

import hashlib
import json
import os
import sqlite3
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Engine, inspect, text

from bénévolat.domain.errors import DomainError
from bénévolat.services import postgres_tools

FORMAT = 1
MANIFEST = "manifeste.json"
DATA = {"sqlite": "base.sqlite", "postgresql": "base.dump"}
PREFIX, SUFFIX = "benevolat-", ".zip"
VERSION_TABLE = "alembic_version"
_PIECE = 1024 * 1024
_LONGEST_MANIFEST = 1024 * 1024
_DAMAGED = (zipfile.BadZipFile, zlib.error, KeyError, EOFError, ValueError, RuntimeError)
"""What reading a damaged or foreign archive raises; RuntimeError: it is encrypted, or packed in an unknown way."""
_PAGES = 256
"""Pages copied at once by SQLite's backup: others read and write between two steps."""


class BackupRefused(DomainError):
    """A backup cannot be made, read or put back; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself. ``counts``: rows of each table; ``sha256``, ``size`` (bytes): of the data."""

    format: int
    version: str
    revision: str | None
    database: str
    made_at: str
    counts: dict[str, int]
    sha256: str
    size: int

    @property
    def rows(self) -> int:
        """Return how many rows the backup holds."""
        return sum(self.counts.values())


def make(engine: Engine, folder: Path, *, version: str, now: datetime, name: str | None = None) -> Path:
    """Write a backup of a database in a folder, readable by its owner only; return the file.

    Writers go on meanwhile: what they had committed before is inside. ``name`` replaces the one made of the date.
    Raises BackupRefused when the folder cannot be written or pg_dump is missing or fails.
    """
    target = folder / (name or f"{PREFIX}{now:%Y%m%dT%H%M%SZ}{SUFFIX}")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".sauvegarde-", dir=folder) as work:
            data, unfinished = Path(work) / "data", Path(work) / "backup.zip"
            copy = _copy_sqlite if engine.dialect.name == "sqlite" else _copy_postgresql
            revision, counts = copy(engine, data)
            manifest = Manifest(
                format=FORMAT,
                version=version,
                revision=revision,
                database=engine.dialect.name,
                made_at=now.isoformat(),
                counts=counts,
                sha256=_digest(data),
                size=data.stat().st_size,
            )
            _write_zip(unfinished, manifest, data)
            unfinished.replace(target)
    except OSError as error:
        raise BackupRefused(
            f"La sauvegarde n'a pas pu être écrite dans {folder} : {error.strerror}."
        ) from error
    return target


def kept(folder: Path) -> list[Path]:
    """Return the backups of a folder, oldest first."""
    return sorted(folder.glob(f"{PREFIX}*{SUFFIX}"))


def keep_newest(folder: Path, number: int) -> list[Path]:
    """Delete the oldest backups of a folder but ``number`` of them; return those deleted."""
    old = kept(folder)[: -max(1, number)]
    for file in old:
        file.unlink(missing_ok=True)
    return old


def read_manifest(file: Path) -> Manifest:
    """Return what a backup says of itself. Raises BackupRefused when it is no backup of ours."""
    try:
        with zipfile.ZipFile(file) as archive, archive.open(MANIFEST) as packed:
            manifest = Manifest(**json.loads(packed.read(_LONGEST_MANIFEST)))
        _check_types(manifest)
    except (OSError, TypeError, *_DAMAGED) as error:
        raise BackupRefused(f"{file} n'est pas une sauvegarde de bénévolat, ou elle est abîmée.") from error
    return manifest


def _check_types(manifest: Manifest) -> None:
    """Raise TypeError for a manifest that was not written by ``make``."""
    texts = (manifest.version, manifest.database, manifest.made_at, manifest.sha256, manifest.revision or "")
    numbers = (manifest.format, manifest.size, *dict(manifest.counts).values())
    if not all(isinstance(one, str) for one in texts) or not all(type(one) is int for one in numbers):
        raise TypeError


def restore(engine: Engine, file: Path, *, known_revisions: set[str], replace: bool) -> Manifest:
    """Put a backup in the place of a database, all or nothing; return its manifest.

    Raises BackupRefused when the file is damaged, comes from the other kind of database or from a newer schema, or
    when the database holds rows and ``replace`` is not said.
    """
    manifest = read_manifest(file)
    if manifest.format != FORMAT or manifest.database != engine.dialect.name:
        raise BackupRefused(
            f"Cette sauvegarde vient d'une base {manifest.database} : elle ne va pas dans une base "
            f"{engine.dialect.name}. Vérifiez BENEVOLAT_DATABASE_URL."
        )
    if manifest.revision not in known_revisions:
        raise BackupRefused(
            f"Cette sauvegarde a le schéma {manifest.revision}, que cette version du logiciel ne connaît pas. "
            "Installez la version qui l'a faite, ou une plus récente."
        )
    if not replace and (rows := _rows_in(engine)):
        raise BackupRefused(
            f"La base contient déjà {rows} lignes. Pour la remplacer, ajoutez --replace : tout ce qu'elle contient "
            "sera perdu."
        )
    with _data_of(file, manifest) as data:
        put = _put_sqlite if engine.dialect.name == "sqlite" else _put_postgresql
        put(engine, data, manifest.revision)
    return manifest


def counts_of(engine: Engine) -> dict[str, int]:
    """Return the number of rows of each table of a database."""
    with engine.connect() as connection:
        names = sorted(set(inspect(connection).get_table_names()) - {VERSION_TABLE})
        return {name: int(connection.scalar(text(f'SELECT count(*) FROM "{name}"')) or 0) for name in names}  # noqa: S608 - names of our own tables


def _rows_in(engine: Engine) -> int:
    return sum(counts_of(engine).values())


# The file ---------------------------------------------------------------------------------------------------


def _private(path: Path) -> IO[bytes]:
    """Open a new file that only its owner reads."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write_zip(path: Path, manifest: Manifest, data: Path) -> None:
    with _private(path) as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
            archive.writestr(MANIFEST, json.dumps(asdict(manifest), ensure_ascii=False, indent=1))
            archive.write(data, DATA[manifest.database])
        file.flush()
        os.fsync(file.fileno())


@contextmanager
def _data_of(file: Path, manifest: Manifest) -> Iterator[Path]:
    """Yield the data of a backup, unpacked and verified."""
    with tempfile.TemporaryDirectory(prefix="restauration-") as work:
        data = Path(work) / DATA[manifest.database]
        try:
            with zipfile.ZipFile(file) as archive, archive.open(data.name) as packed, _private(data) as out:
                # Never more than the manifest says: an archive may unpack to a thousand times its size.
                while (piece := packed.read(_PIECE)) and out.tell() <= manifest.size:
                    out.write(piece)
        except OSError as error:
            raise BackupRefused(
                f"La sauvegarde n'a pas pu être dépliée dans {work} : {error.strerror}."
            ) from error
        except _DAMAGED as error:
            raise BackupRefused(f"{file} est abîmée : son contenu ne se lit pas jusqu'au bout.") from error
        if data.stat().st_size != manifest.size or _digest(data) != manifest.sha256:
            raise BackupRefused(f"{file} est abîmée : son contenu n'est pas celui que dit son manifeste.")
        yield data


# SQLite -----------------------------------------------------------------------------------------------------


def _copy_sqlite(engine: Engine, data: Path) -> tuple[str | None, dict[str, int]]:
    """Copy the database through SQLite's backup; return its revision and counts, read in the copy."""
    _private(data).close()
    path = str(engine.url.database)
    with closing(sqlite3.connect(path, timeout=30)) as source, closing(sqlite3.connect(data)) as copy:
        # A read held open keeps one state of the database for the whole copy, however long writers go on.
        source.execute("BEGIN")
        source.execute("SELECT count(*) FROM sqlite_master").fetchone()
        source.backup(copy, pages=_PAGES)
        source.rollback()
        copy.execute("PRAGMA journal_mode = DELETE")
        names = [
            row[0]
            for row in copy.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
            )
        ]
        counts = {name: copy.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}  # noqa: S608 - names of our own tables
        revision = None
        if counts.pop(VERSION_TABLE, 0):
            revision = copy.execute(f"SELECT version_num FROM {VERSION_TABLE}").fetchone()[0]  # noqa: S608 - a constant
    return revision, counts


def _put_sqlite(engine: Engine, data: Path, revision: str | None) -> None:
    """Write the backup over the database in one transaction of SQLite: others see before or after."""
    engine.dispose()
    path = str(engine.url.database)
    try:
        with closing(sqlite3.connect(data)) as source, closing(sqlite3.connect(path, timeout=30)) as target:
            _check_sqlite(source, revision)
            target.execute("PRAGMA synchronous = FULL")
            source.backup(target)
            target.execute("PRAGMA journal_mode = WAL")
    except sqlite3.Error as error:
        raise BackupRefused(
            f"La base n'a pas pu être remplacée ({error}). Arrêtez le site et l'ordonnanceur, puis recommencez."
        ) from error


def _check_sqlite(source: sqlite3.Connection, revision: str | None) -> None:
    """Refuse, before anything is replaced, a file that is no database of that schema. Raises BackupRefused."""
    try:
        sound = source.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok"
        held = source.execute(f"SELECT version_num FROM {VERSION_TABLE}").fetchone()  # noqa: S608 - a constant
    except sqlite3.Error as error:
        raise BackupRefused("Le contenu de cette sauvegarde n'est pas une base de bénévolat.") from error
    if not sound or (held[0] if held else None) != revision:
        raise BackupRefused("Le contenu de cette sauvegarde n'est pas celui que dit son manifeste.")


# PostgreSQL -------------------------------------------------------------------------------------------------


def _copy_postgresql(engine: Engine, data: Path) -> tuple[str | None, dict[str, int]]:
    """Dump the database as one snapshot shows it; return its revision and counts, read in the same snapshot."""
    _private(data).close()
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        snapshot = str(connection.scalar(text("SELECT pg_export_snapshot()")))
        names = sorted(inspect(connection).get_table_names())
        counts: dict[str, Any] = {
            name: connection.scalar(text(f'SELECT count(*) FROM "{name}"'))  # noqa: S608 - names of our own tables
            for name in names
        }
        revision = None
        if counts.pop(VERSION_TABLE, 0):
            revision = connection.scalar(text(f"SELECT version_num FROM {VERSION_TABLE}"))  # noqa: S608 - a constant
        _postgres(postgres_tools.dump, engine, data, snapshot)
    return revision, counts


def _put_postgresql(engine: Engine, data: Path, _revision: str | None) -> None:
    """Replace tables and functions by those of the backup in one transaction."""
    with engine.connect() as connection:
        tables = inspect(connection).get_table_names()
        functions = connection.scalars(
            text(
                "SELECT p.oid::regprocedure::text FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace "
                "WHERE n.nspname = 'public' AND NOT EXISTS "
                "(SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')"
            )
        ).all()
    drops = [f'DROP TABLE IF EXISTS "{name}" CASCADE;' for name in tables]
    drops += [f"DROP FUNCTION IF EXISTS {name} CASCADE;" for name in functions]
    engine.dispose()
    _postgres(postgres_tools.load, engine, data, "\n".join(drops))


def _postgres(run: Any, engine: Engine, *arguments: object) -> None:
    try:
        run(engine.url, *arguments)
    except postgres_tools.ToolFailed as error:
        raise BackupRefused(str(error)) from error
