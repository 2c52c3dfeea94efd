"""``benevolat``: the Flask command group of the application."""

import sys

import click
from flask import Flask
from flask.cli import FlaskGroup

from bénévolat.commands.registry import NAMES, command_named


def _app_of_commands() -> Flask:
    from bénévolat.app import create_app  # noqa: PLC0415 - most of the project: some commands need none of it

    return create_app(web=False)


class Commands(FlaskGroup):
    """The group of commands; its help is read without making an application, and a command when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - signature of the library
        """Return the names of the commands."""
        return sorted({*self.commands, *NAMES})

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """Return a command: one of ours, or one that the library brings."""
        return command_named(name) or super().get_command(ctx, name)


cli = Commands(
    name="benevolat",
    create_app=_app_of_commands,
    help="bénévolat : commandes de la plateforme. Commencez par « benevolat demo ».",
)


def main() -> None:
    """Run the command line; a database that does not answer is a sentence, not a traceback."""
    try:
        cli.main(prog_name="benevolat")
    except Exception as error:
        sentence = _sentence(error)
        if sentence is None:
            raise
        click.echo(f"Erreur : {sentence}", err=True)
        sys.exit(1)


def _sentence(error: Exception) -> str | None:
    from sqlalchemy.exc import OperationalError  # noqa: PLC0415 - see _app_of_commands

    if isinstance(error, OperationalError):
        return f"la base de données ne répond pas ({error.orig})."
    if isinstance(error, ValueError) and "invalid literal for int" in str(error):
        return f"un réglage BENEVOLAT_… devrait être un nombre ({error})."
    return None


if __name__ == "__main__":
    main()
