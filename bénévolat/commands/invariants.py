"""``benevolat check-invariants``: what must always be true of the data, told line by line."""

import click
from flask.cli import with_appcontext

from bénévolat.commands.guards import require_migrated
from bénévolat.extensions import Intent, begin_as, db
from bénévolat.services import invariants


@click.command("check-invariants")
@with_appcontext
def check_invariants_command() -> None:
    """Contrôler les données ; le code de sortie est 1 quand quelque chose est faux."""
    require_migrated()
    if tell_invariants():
        raise SystemExit(1)


def tell_invariants() -> int:
    """Check the configured database, write each line on the terminal; return how many do not hold."""
    begin_as(Intent.READ)
    try:
        found = invariants.check(db.session())
    finally:
        db.session().rollback()
        begin_as(Intent.WRITE)
    for finding in found:
        click.echo(f"  {finding.sentence()}")
    wrong = sum(finding.count > 0 for finding in found)
    click.echo(
        f"{len(found)} contrôles, tout est juste."
        if not wrong
        else f"{len(found)} contrôles, {wrong} à corriger."
    )
    return wrong
