"""``benevolat backup DIR`` and ``benevolat restore FILE``: the whole database in one file, and back (B1)."""

from datetime import UTC, datetime
from pathlib import Path

import click
from flask.cli import with_appcontext

import bénévolat
from bénévolat import migrating
from bénévolat.commands.invariants import tell_invariants
from bénévolat.extensions import db
from bénévolat.services import backups
from bénévolat.services.backups import BackupRefused


@click.command("backup")
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@with_appcontext
def backup_command(folder: Path) -> None:
    """Sauvegarder la base dans un dossier, pendant que le site travaille."""
    try:
        file = backups.make(db.engine, folder, version=bénévolat.__version__, now=datetime.now(UTC))
        manifest = backups.read_manifest(file)
    except BackupRefused as refusal:
        raise click.ClickException(refusal.sentence) from None
    click.echo(
        f"{file} : {manifest.rows} lignes de {len(manifest.counts)} tables, schéma {manifest.revision}, "
        f"{file.stat().st_size / 1e6:.1f} Mo."
    )
    click.echo("La clé secrète et les réglages n'y sont pas : sauvegardez-les à part.")


@click.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
@click.option("--replace", is_flag=True, help="Remplacer une base qui contient déjà des données.")
@with_appcontext
def restore_command(file: Path, *, replace: bool) -> None:
    """Remettre une sauvegarde, mettre le schéma à jour, puis contrôler les données."""
    try:
        manifest = backups.restore(
            db.engine, file, known_revisions=migrating.known_revisions(), replace=replace
        )
        if backups.counts_of(db.engine) != manifest.counts:
            raise BackupRefused(
                "La base remise n'a pas le nombre de lignes que dit le manifeste : ne l'utilisez pas."
            )
    except BackupRefused as refusal:
        raise click.ClickException(refusal.sentence) from None
    click.echo(
        f"{manifest.rows} lignes de {len(manifest.counts)} tables remises, telles que le {manifest.made_at}."
    )
    if manifest.revision != migrating.head():
        migrating.upgrade_database(db.engine)
        click.echo(f"Schéma mis à jour : {manifest.revision} → {migrating.head()}.")
    if tell_invariants():
        raise SystemExit(1)
