"""``benevolat geo import``: the communes of any département (R71)."""

from pathlib import Path

import click
from flask.cli import with_appcontext

from bénévolat.commands.guards import require_migrated
from bénévolat.extensions import transaction
from bénévolat.services.commune_files import BadCommuneFile, CommuneReport, import_rows, read_file

SHOWN = 20


@click.group("geo")
def geo_group() -> None:
    """Charger des communes."""


@geo_group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
@with_appcontext
def import_communes(file: Path) -> None:
    """Charger les communes d'un fichier CSV (format décrit dans seed/README.md)."""
    require_migrated()
    try:
        with transaction() as session:
            report = import_rows(session, read_file(file.read_bytes()))
    except BadCommuneFile as refusal:
        raise click.ClickException(str(refusal)) from None
    tell(report)


def tell(report: CommuneReport) -> None:
    """Write what a load did on the terminal, and the first bad lines."""
    click.echo(
        f"{report.created} commune(s) ajoutée(s), {report.updated} mise(s) à jour, "
        f"{report.unchanged} inchangée(s), {len(report.refused)} ligne(s) laissée(s) de côté."
    )
    for refused in report.refused[:SHOWN]:
        click.echo(f"  ligne {refused.line} : {refused.reason}", err=True)
    if len(report.refused) > SHOWN:
        click.echo(f"  … et {len(report.refused) - SHOWN} autre(s).", err=True)
