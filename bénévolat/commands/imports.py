"""``benevolat import``: data of other tools."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

import click
from flask.cli import with_appcontext

from bénévolat.commands.guards import require_migrated
from bénévolat.domain.actors import Actor
from bénévolat.exports.hub_report import HubDecision, report_csv
from bénévolat.extensions import transaction
from bénévolat.services.hub_missions import HubReport, import_missions
from bénévolat.services.hub_records import MAX_LINE


@click.group("import")
def import_group() -> None:
    """Reprendre des données d'autres outils."""


@import_group.command("offers")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
@click.option(
    "--report",
    "report_file",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Écrire le compte rendu, ligne par ligne, dans ce fichier CSV.",
)
@with_appcontext
def import_offers(file: Path, report_file: Path | None) -> None:
    """Reprendre les missions du format national (une par ligne, en JSON) comme brouillons d'offres."""
    require_migrated()
    with file.open("rb") as stream, transaction() as session:
        report = import_missions(session, _lines(stream), by=Actor.system(), now=datetime.now(UTC))
    _tell(report)
    if report_file is not None:
        try:
            report_file.write_bytes(report_csv(report.lines))
        except OSError as error:
            raise click.ClickException(
                f"Les offres sont importées, mais {report_file} n'a pas pu être écrit : {error.strerror}."
            ) from error
        click.echo(f"Compte rendu ligne par ligne : {report_file}")


def _lines(stream: BinaryIO) -> Iterator[bytes]:
    """Yield the lines of a file; what a line holds beyond the limit is dropped, not kept in memory."""
    while line := stream.readline(MAX_LINE + 2):
        rest = line
        while rest and not rest.endswith(b"\n"):
            rest = stream.readline(MAX_LINE)
        yield line


def _tell(report: HubReport) -> None:
    click.echo(f"{len(report.lines)} ligne(s) lue(s)")
    for decision in HubDecision:
        if count := report.decisions[decision]:
            click.echo(f"  {count:6} {decision.label}")
    click.echo("Lieux des offres")
    for status, count in report.places_of_offers.most_common():
        click.echo(f"  {count:6} {status.label}")
    refused = [line for line in report.lines if line.decision is HubDecision.REFUSED]
    for line in refused[:10]:
        click.echo(f"  ligne {line.ligne} refusée : {line.raison}", err=True)
