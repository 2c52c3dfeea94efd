"""``benevolat demo``: one command from nothing to a running site, and the same data at the next start."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from bénévolat.commands import demo
from bénévolat.commands.demonstration import SHOWN, Access
from bénévolat.domain.enums import Role
from bénévolat.extensions import Intent, begin_as, db, transaction
from bénévolat.models.accounts import Account
from bénévolat.models.cards import Card
from bénévolat.services import cards
from bénévolat.services.demonstration import Size
from bénévolat.services.passwords import verify_secret

ROOT = Path(__file__).parents[2]
PASSWORD = "lanterne-sous-la-pluie-42"


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probing:
        probing.bind(("127.0.0.1", 0))
        return probing.getsockname()[1]


def start(folder: Path, *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", "from bénévolat.cli import main; main()", "demo", *words],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "BENEVOLAT_DATABASE_URL": ""},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def answer(port: int, site: subprocess.Popen[str], limit: float = 60) -> int:
    """Return the status of the first page, as soon as the site answers."""
    until = time.monotonic() + limit
    while time.monotonic() < until and site.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=limit) as page:
                return int(page.status)
        except OSError:
            time.sleep(0.1)
    return 0


def stop(site: subprocess.Popen[str]) -> str:
    site.send_signal(signal.SIGTERM)
    told, _ = site.communicate(timeout=30)
    return told


def test_from_nothing_to_a_running_site_then_again_with_the_same_data(tmp_path, free_port):
    site = start(tmp_path, "--port", str(free_port))
    try:
        assert answer(free_port, site) == 200
    finally:
        first = stop(site)
    assert site.returncode == 0, first
    assert "Arrêt" in first
    assert "Traceback" not in first
    kept = tmp_path / "donnees" / "demonstration" / "acces.json"
    assert kept.stat().st_mode & 0o777 == 0o600

    taken = socket.socket()
    taken.bind(("127.0.0.1", free_port))
    taken.listen()
    with taken:
        refused = start(tmp_path, "--port", str(free_port), "--reset")
        told, _ = refused.communicate(timeout=30)
    assert refused.returncode == 1
    assert f"Le port {free_port} n'est pas libre" in told
    assert kept.exists(), "nothing is erased when the port is taken"

    site = start(tmp_path, "--port", str(free_port))
    try:
        assert answer(free_port, site) == 200
    finally:
        second = stop(site)
    assert "Préparation" not in second
    shown = re.compile(r"(Mot de passe|Numéro de carte|Code secret) .*")
    assert [found[0] for found in shown.finditer(first)] == [found[0] for found in shown.finditer(second)]
    assert len(shown.findall(second)) == 3


@pytest.fixture
def prepared(tmp_path) -> Iterator[tuple[Path, Access]]:
    """Return the folder of a demonstration that is not served, and what it shows."""
    app = demo._app_of(tmp_path, 8000)
    begin_as(Intent.WRITE)
    with app.app_context():
        yield tmp_path, demo._prepared(tmp_path, PASSWORD, Size.SMALL)
        db.session.remove()
        db.engine.dispose()


def opens(access: Access) -> bool:
    with transaction() as session:
        emails = [email for _, email in SHOWN]
        hashes = session.scalars(select(Account.password_hash).where(Account.email.in_(emails))).all()
        card = session.scalars(select(Card).where(Card.handle == access.handle)).one()
    return (
        len(hashes) == 3
        and all(verify_secret(kept, access.password) for kept in hashes)
        and card.revoked_at is None
        and verify_secret(card.secret_hash, access.secret)
    )


def test_what_is_shown_opens_even_after_people_played_with_it(prepared):
    folder, first = prepared
    assert (first.password, opens(first)) == (PASSWORD, True)
    assert demo._prepared(folder, None, Size.SMALL) == first

    with transaction() as session:
        account = session.scalars(select(Account).where(Account.role == Role.ASSOCIATION)).first()
        account.password_hash = None
        for _ in range(5):
            cards.count_try(session, first.handle, now=account.created_at)
        shown = session.scalars(select(Account).where(Account.email == SHOWN[1][1])).one()
        shown.password_hash = account.password_hash
    db.session.expire_all()
    second = demo._prepared(folder, None, Size.SMALL)
    assert second.password == PASSWORD
    assert opens(second)

    other = "un-autre-mot-de-passe-long-7"
    third = demo._prepared(folder, other, Size.SMALL)
    assert (third.password, opens(third)) == (other, True)
    assert Access.read(folder / demo.ACCESS_FILE) == third

    (folder / demo.ACCESS_FILE).write_text("{broken")
    assert opens(demo._prepared(folder, None, Size.SMALL))


def test_reset_erases_the_demonstration_and_nothing_else(tmp_path):
    mine = [tmp_path / name for name in (demo.DATABASE, f"{demo.DATABASE}-wal", demo.ACCESS_FILE)]
    others = [tmp_path / "secret_key", tmp_path / "mes-notes.txt"]
    for file in (*mine, *others):
        file.write_text("x")
    demo._erase(tmp_path)
    assert not any(file.exists() for file in mine)
    assert all(file.exists() for file in others)
