"""Processes killed -9 at random instants: every effect exactly once (J1, K1).

``FAULT_ROUNDS`` sets the number of rounds; ``tests/benchmarks/faults.py`` does twenty on each database.
"""

import os
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from bénévolat.extensions import db
from tests.clock import Clock
from tests.databases import Database
from tests.factories import Factory
from tests.jobs.killing import Rounds
from tests.jobs.little_world import furnish
from tests.jobs.test_faults import AT

ROUNDS = int(os.environ.get("FAULT_ROUNDS", "2"))


@pytest.fixture
def rounds(app: Flask, database: Database, session: Session, clock: Clock, tmp_path: Path) -> Rounds:
    clock.now = AT
    furnish(Factory(session, clock), size=8)
    session.close()
    with app.app_context():
        db.engine.dispose()
    made = Rounds(database, tmp_path, AT)
    made.prepare()
    return made


def test_killed_at_random_instants_every_effect_is_there_once(rounds: Rounds) -> None:
    for number in range(ROUNDS):
        done = rounds.due(kills=2, processes=1 + number % 2)
        assert done.wrong == [], done
        assert all(lines <= rounds.total for lines in done.ledger)
