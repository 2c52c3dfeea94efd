"""Backup, restore and check from the command line (B1)."""

from pathlib import Path

from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from bénévolat.commands.registry import init_commands
from tests.factories import Factory


def test_the_command_line_saves_checks_and_puts_back(
    app: Flask, session: Session, make: Factory, tmp_path: Path
) -> None:
    if "backup" not in app.cli.commands:
        init_commands(app)
    make.submitted_proposition()
    session.close()
    run = app.test_cli_runner().invoke
    saved = run(args=["backup", str(tmp_path / "s")])
    assert saved.exit_code == 0, saved.output
    assert "clé secrète" in saved.output
    [file] = (tmp_path / "s").iterdir()
    refused = run(args=["restore", str(file)])
    assert refused.exit_code == 1
    assert "--replace" in refused.output
    back = run(args=["restore", str(file), "--replace"])
    assert back.exit_code == 0, back.output
    assert "tout est juste" in back.output
    session.execute(text("UPDATE offers SET places_taken = 0"))
    session.commit()
    wrong = run(args=["check-invariants"])
    assert wrong.exit_code == 1
    assert "1\u00a0ligne fautive\u00a0: les places prises" in wrong.output


def test_a_folder_that_cannot_be_made_is_a_sentence(app: Flask, tmp_path: Path) -> None:
    if "backup" not in app.cli.commands:
        init_commands(app)
    (tmp_path / "file").touch()
    said = app.test_cli_runner().invoke(args=["backup", str(tmp_path / "file" / "below")])
    assert said.exit_code == 1
    assert "n'a pas pu être écrite" in said.output
