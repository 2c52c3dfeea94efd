"""``backup``: every night the database is saved in a folder, and the oldest files are deleted (B1).

Period: a date; only the latest one is worth doing. The copy lasts, so it is made outside any transaction and the
ledger's row comes after: a crash in between makes the file of the night again, under the same name.
"""

from datetime import datetime
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import select

import bénévolat
from bénévolat.extensions import db, release, transaction
from bénévolat.jobs.registry import WHOLE, Cron, Job, day_period
from bénévolat.models.jobs import JobRun
from bénévolat.services import backups, ledger

NAME = "backup"
HOUR, MINUTE = 1, 20


def save(at: datetime, *, dry_run: bool) -> dict[str, Any]:
    """Make the backup of the latest night unless it is made; return what was done."""
    typed = str(current_app.config["BACKUP_DIR"])
    if not typed:
        return {"no_folder": "BENEVOLAT_BACKUP_DIR est vide"}
    period = day_period(at, hour=HOUR, minute=MINUTE)
    with transaction() as session:
        made = session.scalar(
            select(JobRun.id).where(JobRun.job == NAME, JobRun.period == period, JobRun.unit == WHOLE)
        )
    if made is not None or dry_run:
        return {} if made is not None else {"files": 1}
    release()
    folder = Path(typed)
    name = f"{backups.PREFIX}{period}{backups.SUFFIX}"
    backups.make(db.engine, folder, version=bénévolat.__version__, now=at, name=name)
    deleted = backups.keep_newest(folder, int(current_app.config["BACKUP_KEEP"]))
    detail = {"files": 1, "old_files": len(deleted)}
    with transaction() as session:
        ledger.take(session, NAME, period, WHOLE, now=at, detail=detail)
    return detail


JOB = Job(
    name=NAME,
    label="Sauvegarder la base",
    cron=Cron(minute=str(MINUTE), hour=str(HOUR)),
    outside=save,
)
