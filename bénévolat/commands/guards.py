"""What every command that touches the database checks first."""

import click

from bénévolat.extensions import db
from bénévolat.migrating import current_and_head


def require_migrated() -> None:
    """Refuse to go on when the database is not at the present schema. Raises ClickException."""
    present, newest = current_and_head(db.engine)
    if present != newest:
        state = "est vide" if present is None else "n'est pas à jour"
        raise click.ClickException(f"La base {state}. Lancez d'abord « benevolat db upgrade ».")
