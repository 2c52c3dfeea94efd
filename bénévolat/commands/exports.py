"""``benevolat export contract-review``: the same export as on screen, with the same rights and journal."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import select

from bénévolat.domain.errors import DomainError
from bénévolat.exports.french_csv import CsvProfile
from bénévolat.extensions import transaction
from bénévolat.models.accounts import Account
from bénévolat.services import contract_reviews, export_files


@click.group("export")
def export_group() -> None:
    """Produire des exports."""


@export_group.command("contract-review")
@click.option("--from", "start", required=True, type=click.DateTime(["%Y-%m-%d"]), help="Début : 2026-01-01.")
@click.option("--to", "end", required=True, type=click.DateTime(["%Y-%m-%d"]), help="Fin : 2026-06-30.")
@click.option("--motive", required=True, help="Motif, gardé au journal.")
@click.option("--by", "email", required=True, help="Courriel de l'agent qui a le droit d'exporter.")
@click.option(
    "--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="Fichier à écrire."
)
@click.option("--format", type=click.Choice(["csv"]), default="csv", show_default=True, expose_value=False)
@click.option(
    "--profile",
    type=click.Choice([member.value for member in CsvProfile]),
    default=CsvProfile.UTF8.value,
    show_default=True,
    help="Encodage.",
)
@with_appcontext
def contract_review(start: datetime, end: datetime, motive: str, email: str, out: Path, profile: str) -> None:
    """Exporter les engagements pour les revues de contrat (une ligne par engagement et contrat)."""
    try:
        with transaction() as session:
            account = session.scalar(select(Account).where(Account.email == email.strip().lower()))
            if account is None:
                raise click.ClickException(f"Aucun compte n'a le courriel {email}.")
            export = contract_reviews.make(
                session,
                account,
                period_from=start.date(),
                period_to=end.date(),
                motive=motive,
                profile=CsvProfile(profile),
                team_id=None,
                lasts=timedelta(hours=current_app.config["EXPORT_HOURS"]),
                now=datetime.now(UTC),
            )
            try:
                with out.open("wb") as file:
                    for piece in export_files.pieces(session, export.id):
                        file.write(piece)
            except OSError as error:
                raise click.ClickException(
                    f"Le fichier {out} n'a pas pu être écrit : {error.strerror}."
                ) from error
    except DomainError as refusal:
        raise click.ClickException(refusal.sentence) from None
    click.echo(f"{export.nb_lines} ligne(s) dans {out}, {export.nb_transliterated} caractère(s) remplacé(s).")
