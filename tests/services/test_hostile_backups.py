"""Archives that somebody made or damaged: refused before anything is replaced (B1)."""

import hashlib
import json
import sqlite3
import zipfile
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from bénévolat.services import backups
from bénévolat.services.backups import BackupRefused
from tests.clock import Clock
from tests.factories import Factory
from tests.services.test_backups import backup, populate, restore


def _packed(folder: Path, name: str, manifest: object, data: bytes, inside: str) -> Path:
    """Return an archive made by hand."""
    file = folder / name
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(backups.MANIFEST, json.dumps(manifest))
        archive.writestr(inside, data)
    return file


def test_a_hostile_archive_is_refused_before_anything_is_replaced(
    session: Session, make: Factory, clock: Clock, engine: Engine, tmp_path: Path
) -> None:
    populate(make, session, clock)
    session.close()
    before = backups.counts_of(engine)
    good = asdict(backups.read_manifest(backup(engine, tmp_path, clock)))
    data = backups.DATA[engine.dialect.name]
    nothing = b"bonjour" * 1000
    signed = {**good, "size": len(nothing), "sha256": hashlib.sha256(nothing).hexdigest()}
    for wrong in (
        _packed(tmp_path, "no-database.zip", signed, nothing, data),
        _packed(tmp_path, "elsewhere.zip", signed, nothing, f"../../{data}"),
        _packed(tmp_path, "list.zip", [1, 2], b"", data),
        _packed(tmp_path, "types.zip", {**good, "size": "12"}, b"", data),
        _packed(tmp_path, "revision.zip", {**good, "revision": ["0001"]}, b"", data),
        _packed(tmp_path, "counts.zip", {**good, "counts": 3}, b"", data),
        _packed(tmp_path, "more.zip", {**good, "run": "me"}, b"", data),
        _packed(tmp_path, "long.zip", {**good, "version": "x" * 2_000_000}, b"", data),
        _cut(_packed(tmp_path, "whole.zip", signed, nothing, data)),
    ):
        with pytest.raises(BackupRefused):
            restore(engine, wrong, replace=True)
    assert backups.counts_of(engine) == before


def _cut(file: Path) -> Path:
    file.write_bytes(file.read_bytes()[:-40])
    return file


def test_an_archive_that_swells_is_not_unpacked_beyond_what_it_says(
    session: Session,
    clock: Clock,
    engine: Engine,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    session.close()
    good = asdict(backups.read_manifest(backup(engine, tmp_path, clock)))
    data = backups.DATA[engine.dialect.name]
    bomb = _packed(tmp_path, "bomb.zip", {**good, "size": 10}, bytes(50_000_000), data)
    assert bomb.stat().st_size < 100_000
    remember = Path.stat
    sizes: list[int] = []

    def stat_of(path: Path, **options: Any) -> Any:
        found = remember(path, **options)
        if path.name == data:
            sizes.append(found.st_size)
        return found

    monkeypatch.setattr(Path, "stat", stat_of)
    with pytest.raises(BackupRefused, match="manifeste"):
        restore(engine, bomb, replace=True)
    assert sizes
    assert max(sizes) <= 2 * 1024 * 1024


@pytest.mark.sqlite
def test_a_database_of_another_schema_than_its_manifest_says_is_refused(
    session: Session, clock: Clock, engine: Engine, tmp_path: Path
) -> None:
    session.close()
    other = tmp_path / "other.sqlite"
    with closing(sqlite3.connect(other)) as made, made:
        made.execute("CREATE TABLE alembic_version (version_num TEXT)")
        made.execute("INSERT INTO alembic_version VALUES ('0001')")
    content = other.read_bytes()
    good = asdict(backups.read_manifest(backup(engine, tmp_path, clock)))
    told = {**good, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    with pytest.raises(BackupRefused, match="celui que dit son manifeste"):
        restore(engine, _packed(tmp_path, "other.zip", told, content, "base.sqlite"), replace=True)
