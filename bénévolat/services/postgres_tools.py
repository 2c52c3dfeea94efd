"""pg_dump, pg_restore and psql: found where Debian puts them, called without a password on the command line."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from sqlalchemy import URL

DEBIAN = Path("/usr/lib/postgresql")
LOCK_WAIT = "30s"
_LAST_WORDS = 400


class ToolFailed(Exception):
    """A tool of PostgreSQL is missing or refused; the text is a French sentence."""


def find(name: str) -> str:
    """Return the path of a tool: ``PG_BINDIR``, then the newest Debian version, then the PATH. Raises ToolFailed."""
    given = os.environ.get("PG_BINDIR")
    if given:
        found = shutil.which(name, path=given)
    else:
        folders = sorted(DEBIAN.glob("*/bin"), key=_number, reverse=True)
        found = next((path for folder in folders if (path := shutil.which(name, path=folder))), None)
        found = found or shutil.which(name)
    if found is None:
        raise ToolFailed(
            f"L'outil {name} de PostgreSQL n'est pas installé ici. Installez le paquet postgresql-client de la "
            "version du serveur, ou indiquez son dossier dans PG_BINDIR."
        )
    return found


def _number(folder: Path) -> float:
    try:
        return float(folder.parent.name)
    except ValueError:
        return 0


def dump(url: URL, target: Path, snapshot: str) -> None:
    """Write the custom format of a database as a snapshot shows it."""
    _run(
        [
            find("pg_dump"),
            "--format=custom",
            "--no-owner",
            "--no-privileges",
            "--schema=public",
            f"--snapshot={snapshot}",
            f"--file={target}",
        ],
        url,
    )


def load(url: URL, dumped: Path, drops: str) -> None:
    """Run some statements, then load a dump, in one transaction: all of it or nothing."""
    psql = find("psql")
    with tempfile.TemporaryDirectory(prefix="restauration-") as work:
        before, script = Path(work) / "before.sql", Path(work) / "restore.sql"
        before.write_text(drops)
        options = ["--no-owner", "--no-privileges", "--schema=public", f"--file={script}"]
        _run([find("pg_restore"), *options, str(dumped)], url)
        _run(
            [
                psql,
                "--no-psqlrc",
                "--quiet",
                "--output=/dev/null",
                "--set=ON_ERROR_STOP=1",
                "--single-transaction",
                f"--file={before}",
                f"--file={script}",
            ],
            url,
        )


def _run(command: list[str], url: URL) -> None:
    try:
        done = subprocess.run(  # noqa: S603 - our own arguments, no shell
            command, env=_environment(url), capture_output=True, check=False
        )
    except OSError as error:
        raise ToolFailed(f"{Path(command[0]).name} n'a pas pu être lancé : {error.strerror}.") from error
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip()[-_LAST_WORDS:]
        hint = " Arrêtez le site et l'ordonnanceur, puis recommencez." if "lock timeout" in said else ""
        raise ToolFailed(f"{Path(command[0]).name} a échoué : {said}.{hint}")


def _environment(url: URL) -> dict[str, str]:
    """Return the environment that tells libpq where the database is: a password is never an argument."""
    known = {
        "PGHOST": url.host or url.query.get("host"),
        "PGPORT": str(url.port) if url.port else url.query.get("port"),
        "PGUSER": url.username,
        "PGPASSWORD": url.password,
        "PGDATABASE": url.database,
        "PGSSLMODE": url.query.get("sslmode"),
    }
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    environment |= {name: value for name, value in known.items() if isinstance(value, str) and value}
    return environment | {"PGOPTIONS": f"-c lock_timeout={LOCK_WAIT}", "LC_ALL": "C.UTF-8"}
