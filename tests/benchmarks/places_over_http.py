"""C1 over HTTP: 30 travailleurs sociaux send 30 propositions at once for one place, through 3 gunicorn workers.

    .venv/bin/python -m tests.benchmarks.places_over_http --rounds 100 [--database postgresql]

Prints, for each database: places taken, people told that no place is left, answers 5xx, times of the answers.
"""

import argparse
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

from flask import Flask
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from bénévolat.app import create_app
from bénévolat.domain.propositions import PropositionStatus
from bénévolat.extensions import Intent, begin_as, db
from bénévolat.models import Base
from bénévolat.models.offers import Offer
from bénévolat.services import sessions
from tests import postgres
from tests.clock import Clock
from tests.factories import Factory

PEOPLE = 30
KEY = "a key for this benchmark"
SENT = "/travailleur-social/propositions/{}"


def signed_in(app: Flask, token: str) -> tuple[str, str]:
    """Return the cookie of a browser that holds a session token, and its CSRF token."""
    with app.test_request_context():
        from flask import g
        from flask import session as browser
        from flask_wtf.csrf import generate_csrf

        g.pop("csrf_token", None)  # Kept for the whole context: each browser needs its own.
        browser["_user_id"] = token
        browser["_fresh"] = True
        csrf = generate_csrf()
        response = app.make_response("")
        app.session_interface.save_session(app, browser, response)  # type: ignore[arg-type]
        cookie = response.headers["Set-Cookie"].split(";")[0]
    return cookie, csrf


def send(port: int, proposition_id: str, cookie: str, csrf: str) -> tuple[int, str, float]:
    """Post one submission, then read the page it leads to; return status, what it says, seconds."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    started = time.perf_counter()
    connection.request(
        "POST",
        SENT.format(proposition_id) + "/envoi",
        urlencode({"csrf_token": csrf}),
        {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"},
    )
    response = connection.getresponse()
    body = response.read().decode()
    spent = time.perf_counter() - started
    kept = [line.split(";")[0] for line in response.headers.get_all("Set-Cookie") or []]
    if response.status in {302, 303}:
        connection.request(
            "GET", SENT.format(proposition_id), headers={"Cookie": kept[-1] if kept else cookie}
        )
        body = connection.getresponse().read().decode()
    connection.close()
    return response.status, body, spent


def one_round(
    session: Session, app: Flask, make: Factory, port: int
) -> tuple[Counter[str], int, list[float]]:
    """Run one round; return what people were told, places taken, and the times in seconds."""
    offer = make.published_offer(supervision_capacity=1, places=10)
    referent = make.travailleur_social()
    ready = [
        make.proposition(make.active_profile(referent), offer, PropositionStatus.AGREED)
        for _ in range(PEOPLE)
    ]
    browsers = []
    for _ in ready:
        _, token = sessions.open_for_account(
            session, referent, second_factor=True, device="benchmark", now=datetime.now(UTC)
        )
        browsers.append(signed_in(app, token))
    session.commit()
    with ThreadPoolExecutor(PEOPLE) as pool:
        answers = list(
            pool.map(lambda pair: send(port, str(pair[0].id), *pair[1]), zip(ready, browsers, strict=True))
        )
    told: Counter[str] = Counter()
    for status, body, _ in answers:
        if status >= 500:
            told["5xx"] += 1
        elif "Il n&#39;y a plus de place" in body or "Il n'y a plus de place" in body:
            told["no place left"] += 1
        elif "Envoyée à l&#39;association" in body or "Envoyée à l'association" in body:
            told["sent"] += 1
        else:
            told[f"other {status}"] += 1
    session.expire_all()
    return told, session.get_one(Offer, offer.id).places_taken, [spent for *_, spent in answers]


def measure(url: str, rounds: int, folder: Path) -> None:
    """Start the site on a database and run the rounds."""
    engine = create_engine(url)
    Base.metadata.create_all(engine)
    engine.dispose()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        "BENEVOLAT_DATABASE_URL": url,
        "BENEVOLAT_DATA_DIR": str(folder),
        "BENEVOLAT_SECRET_KEY": KEY,
        "BENEVOLAT_SECOND_FACTOR_ROLES": "",
        "BENEVOLAT_BASE_URL": f"http://127.0.0.1:{port}",
    }
    app = create_app({name.removeprefix("BENEVOLAT_"): value for name, value in environment.items()})
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "-w", "3", "-k", "gthread", "--threads", "4", "-b", f"127.0.0.1:{port}",
         "--log-level", "warning", "--no-control-socket", "wsgi:app"],
        env=environment,
    )  # fmt: skip
    try:
        _wait(port)
        told: Counter[str] = Counter()
        taken, times = 0, []
        with app.app_context(), Session(db.engine, expire_on_commit=False) as session:
            begin_as(Intent.WRITE)
            make = Factory(session, Clock(datetime.now(UTC)))
            for _ in range(rounds):
                said, places, spent = one_round(session, app, make, port)
                told += said
                taken += places
                times += spent
        times.sort()
        print(
            f"{app.config['SQLALCHEMY_DATABASE_URI'].split(':')[0]}: {rounds} rounds × {PEOPLE} at once, "
            f"places {rounds}, taken {taken}, told {dict(told)}, "
            f"median {statistics.median(times) * 1000:.0f} ms, p99 {times[int(len(times) * 0.99)] * 1000:.0f} ms"
        )
    finally:
        server.terminate()
        server.wait(20)
        with app.app_context():
            db.engine.dispose()


def _wait(port: int) -> None:
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), 0.2).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("the site does not answer")


def main() -> None:
    """Measure on the databases asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--database", choices=["sqlite", "postgresql", "both"], default="both")
    asked = parser.parse_args()
    runs: list[Callable[[], None]] = []
    with tempfile.TemporaryDirectory() as folder:
        if asked.database != "postgresql":
            runs.append(lambda: measure(f"sqlite:///{folder}/places.db", asked.rounds, Path(folder)))
        if asked.database != "sqlite":
            server = postgres.start()
            runs.append(lambda: measure(server.create_database(), asked.rounds, Path(folder)))
        for one in runs:
            one()
        if asked.database != "sqlite":
            server.stop()


if __name__ == "__main__":
    main()
