"""Every night's backup: once, the newest kept, and said when no folder is set (B1)."""

from datetime import timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy.orm import Session

from bénévolat.jobs import backup
from bénévolat.jobs.runner import run, run_due
from bénévolat.models.jobs import JobFailure, JobRun
from tests.clock import Clock


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def test_a_night_is_saved_once_and_late_only_the_last_one(
    app: Flask, session: Session, clock: Clock, tmp_path: Path
) -> None:
    folder = tmp_path / "sauvegardes"
    app.config.update(BACKUP_DIR=str(folder), BACKUP_KEEP=2)
    with app.app_context():
        for _ in range(2):
            run(backup.JOB, at=clock())
        assert names(folder) == ["benevolat-2026-11-03.zip"]
        run(backup.JOB, at=clock() + timedelta(weeks=5), dry_run=True)
        assert names(folder) == ["benevolat-2026-11-03.zip"]
        for weeks in (5, 6):
            run(backup.JOB, at=clock() + timedelta(weeks=weeks))
    assert names(folder) == ["benevolat-2026-12-08.zip", "benevolat-2026-12-15.zip"]
    rows = session.query(JobRun).filter_by(job="backup").order_by(JobRun.period).all()
    assert [row.period for row in rows] == ["2026-11-03", "2026-12-08", "2026-12-15"]
    assert rows[-1].detail["old_files"] == 1


def test_without_a_folder_it_says_so_and_does_nothing(app: Flask, session: Session, clock: Clock) -> None:
    with app.app_context():
        outcome = run(backup.JOB, at=clock())
    assert "BENEVOLAT_BACKUP_DIR" in outcome.sentence()
    assert session.query(JobRun).filter_by(job="backup").all() == []


def test_a_folder_that_takes_nothing_is_a_failure_that_is_shown(
    app: Flask, session: Session, clock: Clock, tmp_path: Path
) -> None:
    occupied = tmp_path / "occupied"
    occupied.write_text("a file")
    app.config.update(BACKUP_DIR=str(occupied))
    with app.app_context():
        [outcome] = run_due((backup.JOB,), at=clock())
    assert outcome.failed == 1
    assert [row.error for row in session.query(JobFailure)] == ["BackupRefused"]
