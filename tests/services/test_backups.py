"""Backup and restore, drilled under load on both databases: nothing acknowledged before is lost (B1)."""

import json
import stat
import threading
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, create_engine, event, insert, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from bénévolat.domain.actors import ActorKind
from bénévolat.domain.cer import CerRecordStatus
from bénévolat.domain.enums import JournalEvent
from bénévolat.extensions import _connect_sqlite
from bénévolat.migrating import head, known_revisions, upgrade_database
from bénévolat.models.cer import CerRecord
from bénévolat.models.journal import JournalEntry
from bénévolat.models.profiles import Profile
from bénévolat.services import backups, invariants
from bénévolat.services.backups import BackupRefused
from tests.clock import Clock
from tests.databases import Database
from tests.factories import Factory
from tests.postgres import Server

NewEngine = Callable[[], Engine]


@pytest.fixture
def elsewhere(database: Database, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[NewEngine]:
    """Return a function that gives another database of the same kind, without any table."""
    made: list[Engine] = []
    urls: list[str] = []

    def new() -> Engine:
        if database.kind == "sqlite":
            url = f"sqlite:///{tmp_path / f'elsewhere{len(made)}.db'}"
        else:
            server: Server = request.getfixturevalue("postgres_server")
            url = server.create_database()
            urls.append(url)
        engine = create_engine(url, poolclass=NullPool)
        if database.kind == "sqlite":
            event.listen(engine, "connect", _connect_sqlite)
        made.append(engine)
        return engine

    yield new
    for engine in made:
        engine.dispose()
    for url in urls:
        request.getfixturevalue("postgres_server").drop_database(url)


def backup(engine: Engine, folder: Path, clock: Clock) -> Path:
    return backups.make(engine, folder, version="test", now=clock())


def restore(engine: Engine, file: Path, *, replace: bool = False) -> backups.Manifest:
    return backups.restore(engine, file, known_revisions=known_revisions(), replace=replace)


def populate(make: Factory, session: Session, clock: Clock) -> None:
    """Make a small world, with a closed month that the database defends."""
    engagement = make.contract_engagement(started_on=date(2026, 9, 1))
    make.submitted_proposition()
    make.activity_session(engagement, date(2026, 9, 8), minutes=90)
    record = make.cer_record(
        engagement, date(2026, 9, 1), minutes_declared=90, minutes_confirmed=0, nb_sessions=1
    )
    record.status, record.closed_at = CerRecordStatus.CLOSED, clock()
    session.commit()


class Writer(threading.Thread):
    """Somebody who works on: writes journal lines one by one and remembers those the database acknowledged."""

    def __init__(self, url: str, clock: Clock) -> None:
        super().__init__(daemon=True)
        self.url, self.clock = url, clock
        self.acknowledged: list[str] = []
        self.failures: list[str] = []
        self.warm, self.stop = threading.Event(), threading.Event()

    def run(self) -> None:
        engine = create_engine(self.url, poolclass=NullPool)
        if engine.dialect.name == "sqlite":
            event.listen(engine, "connect", _connect_sqlite)
        while not self.stop.is_set():
            number = len(self.acknowledged)
            try:
                with engine.begin() as connection:
                    connection.execute(insert(JournalEntry).values(**self._line(number)))
            except SQLAlchemyError as error:
                self.failures.append(type(error).__name__)
                continue
            self.acknowledged.append(f"ligne {number}")
            if number == 50:
                self.warm.set()
        engine.dispose()

    def _line(self, number: int) -> dict[str, Any]:
        return {
            "at": self.clock(),
            "event": JournalEvent.SIGN_IN,
            "actor_kind": ActorKind.SYSTEM,
            "motive": f"ligne {number}",
        }


def test_a_backup_under_load_keeps_all_that_was_acknowledged_before_and_nothing_half_done(
    app: Flask,
    database: Database,
    session: Session,
    make: Factory,
    clock: Clock,
    engine: Engine,
    tmp_path: Path,
    elsewhere: NewEngine,
) -> None:
    populate(make, session, clock)
    session.close()
    writer = Writer(database.url, clock)
    writer.start()
    try:
        assert writer.warm.wait(30)
        before = list(writer.acknowledged)
        file = backup(engine, tmp_path / "sauvegardes", clock)
        after = len(writer.acknowledged)
    finally:
        writer.stop.set()
        writer.join(30)
    assert writer.failures == []
    assert after > len(before), "nobody could write during the backup"
    other = elsewhere()
    manifest = restore(other, file)
    with Session(other) as restored:
        lines = {
            line
            for line in restored.scalars(select(JournalEntry.motive))
            if line is not None and line.startswith("ligne")
        }
        assert set(before) <= lines <= set(writer.acknowledged)
        assert invariants.broken(restored) == []
        assert restored.scalar(text("SELECT version_num FROM alembic_version")) == head()
    assert backups.counts_of(other) == manifest.counts
    assert manifest.counts["journal"] == len(lines)
    print(
        f"{database.kind}: {len(before)} lines before, {after - len(before)} during, {len(lines)} in the backup"
    )


def test_what_the_database_defends_is_still_defended_after_a_restore(
    session: Session, make: Factory, clock: Clock, engine: Engine, tmp_path: Path, elsewhere: NewEngine
) -> None:
    """Triggers and constraints come back with the rows: a closed month refuses to change."""
    populate(make, session, clock)
    session.close()
    other = elsewhere()
    restore(other, backup(engine, tmp_path, clock))
    with Session(other) as restored:
        record = restored.scalars(select(CerRecord)).one()
        with pytest.raises(SQLAlchemyError, match="closed"):
            restored.execute(text("UPDATE cer_records SET minutes_declared = 1"))
        restored.rollback()
        assert record.minutes_declared == 90


def test_a_database_with_rows_is_only_replaced_when_it_is_said(
    session: Session, make: Factory, clock: Clock, engine: Engine, tmp_path: Path, elsewhere: NewEngine
) -> None:
    populate(make, session, clock)
    people = session.query(Profile).count()
    session.close()
    file = backup(engine, tmp_path, clock)
    other = elsewhere()
    upgrade_database(other)
    restore(other, file)  # Migrated but empty: nothing to lose.
    with other.begin() as connection:
        connection.execute(text("DELETE FROM journal"))
        connection.execute(text("UPDATE offers SET title = 'changée'"))
    with pytest.raises(BackupRefused, match="contient déjà"):
        restore(other, file)
    restore(other, file, replace=True)
    with Session(other) as restored:
        assert restored.query(Profile).count() == people
        assert restored.scalar(text("SELECT count(*) FROM offers WHERE title = 'changée'")) == 0


def test_a_restore_that_fails_leaves_the_database_as_it_was(
    session: Session, make: Factory, clock: Clock, engine: Engine, tmp_path: Path
) -> None:
    populate(make, session, clock)
    session.close()
    before = backups.counts_of(engine)
    file = backup(engine, tmp_path, clock)
    damaged = tmp_path / "damaged.zip"
    manifest = backups.read_manifest(file)
    with zipfile.ZipFile(file) as archive, zipfile.ZipFile(damaged, "w") as copy:
        copy.writestr(backups.MANIFEST, archive.read(backups.MANIFEST))
        copy.writestr(
            backups.DATA[manifest.database], archive.read(backups.DATA[manifest.database])[:-1] + b"?"
        )
    for wrong in (
        damaged,
        _other(file, tmp_path, revision="9999"),
        _other(file, tmp_path, database="oracle"),
    ):
        with pytest.raises(BackupRefused):
            restore(engine, wrong, replace=True)
    text_file = tmp_path / "notes.zip"
    text_file.write_text("bonjour")
    with pytest.raises(BackupRefused, match="n'est pas une sauvegarde"):
        restore(engine, text_file, replace=True)
    assert backups.counts_of(engine) == before


def _other(file: Path, folder: Path, **changed: str) -> Path:
    """Return the same backup with another manifest."""
    wrong = folder / f"{'-'.join(changed)}.zip"
    with zipfile.ZipFile(file) as archive, zipfile.ZipFile(wrong, "w") as copy:
        for name in archive.namelist():
            content = archive.read(name)
            if name == backups.MANIFEST:
                content = json.dumps({**json.loads(content), **changed}).encode()
            copy.writestr(name, content)
    return wrong


def test_a_backup_is_for_its_owner_and_says_what_it_holds(
    session: Session, make: Factory, clock: Clock, engine: Engine, tmp_path: Path
) -> None:
    populate(make, session, clock)
    session.close()
    file = backup(engine, tmp_path / "new" / "folder", clock)
    assert file.name == "benevolat-20261103T090000Z.zip"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(file.parent.iterdir()) == [file]
    manifest = backups.read_manifest(file)
    assert (manifest.revision, manifest.version) == (head(), "test")
    assert manifest.counts == backups.counts_of(engine)
    with zipfile.ZipFile(file) as archive:
        assert archive.testzip() is None
        assert len(archive.namelist()) == 2


def test_the_newest_are_kept(tmp_path: Path) -> None:
    for day in range(1, 6):
        (tmp_path / f"benevolat-2026-11-0{day}.zip").touch()
    (tmp_path / "notes.zip").touch()
    assert [file.name for file in backups.keep_newest(tmp_path, 2)] == [
        f"benevolat-2026-11-0{day}.zip" for day in (1, 2, 3)
    ]
    assert len(list(tmp_path.iterdir())) == 3


@pytest.mark.postgresql
def test_without_pg_dump_the_sentence_says_what_to_install(
    engine: Engine, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PG_BINDIR", str(tmp_path))
    with pytest.raises(BackupRefused, match="pg_dump de PostgreSQL n'est pas installé"):
        backup(engine, tmp_path / "sauvegardes", clock)
    assert list((tmp_path / "sauvegardes").iterdir()) == []
