"""``benevolat``: the Flask command group of the application."""

import sys

import click
from flask import Flask
from flask.cli import FlaskGroup
from flask_migrate.cli import db as database_group
from sqlalchemy.exc import OperationalError

from bénévolat.app import create_app
from bénévolat.commands.registry import COMMANDS


def _app_of_commands() -> Flask:
    return create_app(web=False)


class Commands(FlaskGroup):
    """The group of commands; its help is read without making an application."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - signature of the library
        """Return the names of the commands."""
        return sorted(self.commands)


cli = Commands(
    name="benevolat",
    create_app=_app_of_commands,
    help="bénévolat : commandes de la plateforme. Commencez par « benevolat demo ».",
)
for command in (*COMMANDS, database_group):  # Known without making the application.
    cli.add_command(command)


def main() -> None:
    """Run the command line; a database that does not answer is a sentence, not a traceback."""
    try:
        cli.main(prog_name="benevolat")
    except OperationalError as error:
        click.echo(f"Erreur : la base de données ne répond pas ({error.orig}).", err=True)
        sys.exit(1)
    except ValueError as error:
        if "invalid literal for int" not in str(error):
            raise
        click.echo(f"Erreur : un réglage BENEVOLAT_… devrait être un nombre ({error}).", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
