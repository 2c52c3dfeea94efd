"""``benevolat demo``: from nothing to a running site, with its scheduler, on a SQLite database of its own."""

import logging
import shutil
import signal
import socket
from pathlib import Path
from typing import Any

import click
from flask import Flask
from werkzeug.serving import make_server

from bénévolat import seeding
from bénévolat.app import create_app
from bénévolat.commands import demonstration
from bénévolat.commands.demonstration import Access
from bénévolat.config import load_config
from bénévolat.extensions import db, transaction
from bénévolat.jobs.scheduler import start_in_thread
from bénévolat.migrating import upgrade_database
from bénévolat.services.demonstration import Size
from bénévolat.services.matching_epochs import SNAPSHOTS

HOST = "127.0.0.1"
ACCESS_FILE = "acces.json"
MAILS, TEXTS = "courriels", "sms"
DATABASE = "benevolat.db"
CLOSE_DAYS = "35"
"""Later than by default: whatever the day, the month before is there to retain, and those before it are closed."""


@click.command("demo")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port du site.")
@click.option("--reset", is_flag=True, help="Repartir de zéro : efface la base de la démonstration.")
@click.option(
    "--size",
    type=click.Choice([size.value for size in Size]),
    default=Size.SMALL.value,
    show_default=True,
    help="Taille des données.",
)
@click.option("--password", help="Fixer le mot de passe des comptes ; sinon tiré au sort la première fois.")
def demo_command(*, port: int, reset: bool, size: str, password: str | None) -> None:
    """Ouvrir le site de démonstration : données inventées, site et ordonnanceur."""
    fixed = demonstration.chosen_password(password) if password is not None else None
    with _reserved(port) as reserved:
        folder = Path(str(load_config()["DATA_DIR"])) / "demonstration"
        if reset:
            _erase(folder)
        app = _app_of(folder, port)
        with app.app_context():
            access = _prepared(folder, fixed, Size(size))
            db.session.remove()
        demonstration.show(access, f"http://{HOST}:{port}")
        click.echo(f"Courriels et SMS : écrits dans {folder / MAILS} et {folder / TEXTS}, jamais envoyés.")
        click.echo("Second facteur : non demandé dans la démonstration.")
        click.echo("Ctrl-C pour arrêter : les données restent. « benevolat demo --reset » repart de zéro.")
        _serve(app, reserved, port)


def _reserved(port: int) -> socket.socket:
    """Return a listening socket: the port is ours before anything is written."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((HOST, port))
        listening.listen(128)
    except OSError as error:
        listening.close()
        raise click.ClickException(
            f"Le port {port} n'est pas libre ({error.strerror}). "
            f"Arrêtez ce qui l'utilise, ou choisissez-en un autre : benevolat demo --port {port % 65535 + 1}"
        ) from None
    return listening


def _erase(folder: Path) -> None:
    """Delete the demonstration's own files, and nothing else."""
    for name in (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", ACCESS_FILE):
        (folder / name).unlink(missing_ok=True)
    for name in (MAILS, TEXTS, SNAPSHOTS):
        shutil.rmtree(folder / name, ignore_errors=True)


def _app_of(folder: Path, port: int) -> Flask:
    settings: dict[str, Any] = {
        "DATA_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder / DATABASE}",
        "SECRET_KEY": "",
        "BASE_URL": f"http://{HOST}:{port}",
        "TRUSTED_HOSTS": "",
        "PROXY_HOPS": "0",
        "SECOND_FACTOR_ROLES": "",
        "MAIL_BACKEND": "file",
        "SMS_BACKEND": "file",
        "CLOSE_DAYS": CLOSE_DAYS,
    }
    return create_app(settings)


def _prepared(folder: Path, fixed: str | None, size: Size) -> Access:
    """Bring the database up to date, fill it the first time, and return what to show."""
    upgrade_database(db.engine)
    file = folder / ACCESS_FILE
    kept = Access.read(file)
    if not demonstration.exists():
        click.echo("Préparation de la démonstration…")
        with transaction() as session:
            seeding.load_reference(session)
        access = demonstration.build(fixed or demonstration.chosen_password(None), size, click.echo)
    else:
        password = fixed or (kept.password if kept else demonstration.chosen_password(None))
        access = demonstration.refreshed(
            Access(password, kept.handle, kept.secret) if kept else Access(password)
        )
    if access != kept:
        access.keep(file)
    return access


def _serve(app: Flask, listening: socket.socket, port: int) -> None:
    """Run the site and the scheduler until Ctrl-C or SIGTERM."""
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    server = make_server(HOST, port, app, threaded=True, fd=listening.fileno())
    thread, stop = start_in_thread(app)
    try:
        server.serve_forever()  # Returns at Ctrl-C.
    except KeyboardInterrupt:
        pass  # Ctrl-C between two requests.
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # A second Ctrl-C does not cut the stop short.
        click.echo("\nArrêt…")
        stop.set()
        server.server_close()
        thread.join(timeout=10)
