"""Every command of the project, in the order of the help; each is loaded when it is asked for.

What one command needs (a template engine, a typesetter, a database) is no burden of the others: ``match-files`` runs
on a machine that has little memory.
"""

from collections.abc import Iterator
from importlib import import_module

import click
from flask import Flask

_WHERE = {
    "demo": "bénévolat.commands.demo:demo_command",
    "seed": "bénévolat.commands.seed:seed_command",
    "geo": "bénévolat.commands.geo:geo_group",
    "import": "bénévolat.commands.imports:import_group",
    "account": "bénévolat.commands.accounts:account_group",
    "scheduler": "bénévolat.jobs.commands:scheduler_command",
    "jobs": "bénévolat.jobs.commands:jobs_group",
    "export": "bénévolat.commands.exports:export_group",
    "check-invariants": "bénévolat.commands.invariants:check_invariants_command",
    "backup": "bénévolat.commands.backups:backup_command",
    "restore": "bénévolat.commands.backups:restore_command",
    "match-files": "bénévolat.commands.match_files:match_files_command",
    "lists": "bénévolat.commands.lists:lists_command",
    "db": "flask_migrate.cli:db",
}
OF_LIBRARIES = frozenset(["db"])
"""Commands that the application has already when its extensions are there."""

NAMES = tuple(_WHERE)


def command_named(name: str) -> click.Command | None:
    """Load a command, None when there is none of this name."""
    where = _WHERE.get(name)
    if where is None:
        return None
    module, attribute = where.split(":")
    command: click.Command = getattr(import_module(module), attribute)
    return command


def own_commands() -> Iterator[click.Command]:
    """Load every command of the project."""
    for name in NAMES:
        if name not in OF_LIBRARIES and (command := command_named(name)) is not None:
            yield command


def init_commands(app: Flask) -> None:
    """Add every command to the application: ``flask --app wsgi`` knows them too."""
    for command in own_commands():
        app.cli.add_command(command)
