"""Every command of the project, in the order of the help."""

import click
from flask import Flask

from bénévolat.commands.accounts import account_group
from bénévolat.commands.backups import backup_command, restore_command
from bénévolat.commands.demo import demo_command
from bénévolat.commands.exports import export_group
from bénévolat.commands.geo import geo_group
from bénévolat.commands.imports import import_group
from bénévolat.commands.invariants import check_invariants_command
from bénévolat.commands.lists import lists_command
from bénévolat.commands.match_files import match_files_command
from bénévolat.commands.seed import seed_command
from bénévolat.jobs.commands import jobs_group, scheduler_command

COMMANDS: tuple[click.Command, ...] = (
    demo_command,
    seed_command,
    geo_group,
    import_group,
    account_group,
    scheduler_command,
    jobs_group,
    export_group,
    check_invariants_command,
    backup_command,
    restore_command,
    match_files_command,
    lists_command,
)


def init_commands(app: Flask) -> None:
    """Add every command to the application: ``flask --app wsgi`` knows them too."""
    for command in COMMANDS:
        app.cli.add_command(command)
