"""The commands of the scheduler and of the contract-review export: same rights and journal as on screen."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from bénévolat.commands.registry import init_commands
from bénévolat.domain.enums import JournalEvent, Right
from bénévolat.models.cer import CerRecord
from bénévolat.models.journal import JournalEntry
from tests.factories import Factory

Command = Callable[..., Result]


@pytest.fixture
def benevolat(app: Flask) -> Command:
    """Return a function that runs a command on the test's application."""
    if "jobs" not in app.cli.commands:
        init_commands(app)
    return lambda *words: app.test_cli_runner().invoke(args=list(words))


def test_jobs_are_listed_with_their_last_effect(benevolat: Command) -> None:
    said = benevolat("jobs", "list").output
    assert "record-engagement" in said
    assert "jamais" in said


def test_what_is_due_at_an_instant_runs_once(benevolat: Command, session: Session, make: Factory) -> None:
    """J1: ``jobs due --at`` twice, one record."""
    make.activity_session(make.engagement(started_on=date(2026, 9, 1)), date(2026, 10, 6), minutes=90)
    session.commit()
    for _ in range(2):
        assert benevolat("jobs", "due", "--at", "2026-11-01T04:10").exit_code == 0
    session.rollback()
    (record,) = session.scalars(select(CerRecord)).all()
    assert (record.month, record.minutes_declared) == (date(2026, 10, 1), 90)
    assert record.computed_at == datetime(2026, 11, 1, 3, 10, tzinfo=UTC)


def test_a_dry_run_writes_nothing(benevolat: Command, session: Session, make: Factory) -> None:
    make.activity_session(make.engagement(started_on=date(2026, 9, 1)), date(2026, 10, 6))
    session.commit()
    said = benevolat("jobs", "run", "record-engagement", "--at", "2026-11-01T04:10", "--dry-run")
    assert said.exit_code == 0
    session.rollback()
    assert session.scalars(select(CerRecord)).all() == []


def test_an_unknown_job_or_instant_is_told_in_french(benevolat: Command) -> None:
    assert "traitement inconnu" in benevolat("jobs", "run", "nope").output
    assert "2026-11-01T04:10" in benevolat("jobs", "due", "--at", "demain").output
    assert "entre 2000 et 2100" in benevolat("jobs", "due", "--at", "0001-01-01").output


def export(benevolat: Command, email: str, out: Path, *more: str) -> Result:
    period = ("--from", "2026-10-01", "--to", "2026-10-31", "--motive", "Revue des contrats d'octobre")
    return benevolat("export", "contract-review", *period, "--by", email, "--out", str(out), *more)


def test_the_export_of_the_command_line_needs_the_right_and_is_journaled(
    benevolat: Command, session: Session, make: Factory, tmp_path: Path
) -> None:
    """R75."""
    agent, other = make.departement_agent(Right.EXPORT), make.departement_agent()
    make.cer_record(make.contract_engagement(started_on=date(2026, 9, 1)), date(2026, 10, 1))
    session.commit()
    out = tmp_path / "revue.csv"
    refused = export(benevolat, other.email, out)
    assert refused.exit_code != 0
    assert "droit" in refused.output
    assert not out.exists()
    assert "Aucun compte" in export(benevolat, "personne@example.org", out).output
    done = export(benevolat, agent.email, out, "--profile", "latin9")
    assert done.exit_code == 0, done.output
    assert out.read_bytes().startswith(b'"version_export";"genere_le"')
    session.rollback()
    (entry,) = session.scalars(
        select(JournalEntry).where(JournalEntry.event == JournalEvent.EXPORT_MADE)
    ).all()
    assert (entry.account_id, entry.motive) == (agent.id, "Revue des contrats d'octobre")


def test_a_file_that_cannot_be_written_leaves_no_trace(
    benevolat: Command, session: Session, make: Factory, tmp_path: Path
) -> None:
    agent = make.departement_agent(Right.EXPORT)
    said = export(benevolat, agent.email, tmp_path / "nowhere" / "revue.csv")
    assert said.exit_code != 0
    assert "n'a pas pu être écrit" in said.output
    session.rollback()
    assert session.scalars(select(JournalEntry)).all() == []


def test_letters_may_be_made_from_the_command_line(
    benevolat: Command, session: Session, make: Factory, tmp_path: Path
) -> None:
    me = make.travailleur_social()
    make.proposition(make.active_profile(me))
    agent = make.departement_agent(Right.EXPORT)
    session.commit()
    out = tmp_path / "courriers.pdf"
    refused = benevolat("export", "letters", "--by", agent.email, "--out", str(out))
    assert refused.exit_code != 0
    assert not out.exists()
    done = benevolat("export", "letters", "--by", me.email, "--out", str(out))
    assert done.exit_code == 0, done.output
    assert out.read_bytes().startswith(b"%PDF")
