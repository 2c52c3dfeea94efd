"""``benevolat match-files``: the matching engine without a database (formats in the documentation)."""

import json
from pathlib import Path

import click

from bénévolat.matching.files import match_files
from bénévolat.matching.formats import FormatError

_IN = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)


@click.command("match-files")
@click.option("--profiles", required=True, type=_IN, help="Profils, un objet JSON par ligne.")
@click.option("--offers", required=True, type=_IN, help="Offres, un objet JSON par ligne.")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="Résultat.")
@click.option("--top", default=10, show_default=True, type=click.IntRange(1), help="Propositions par profil.")
@click.option("--stats", is_flag=True, help="Écrire les comptes et les durées, en JSON.")
def match_files_command(*, profiles: Path, offers: Path, out: Path, top: int, stats: bool) -> None:
    """Rapprocher un fichier de profils et un fichier d'offres."""
    try:
        counts = match_files(profiles, offers, out, top, stats=stats)
    except FormatError as refusal:
        raise click.ClickException(str(refusal)) from None
    if stats:
        click.echo(json.dumps(counts, ensure_ascii=False))
    else:
        click.echo(f"{counts['profiles']} profil(s), {counts['offers']} offre(s) : résultat dans {out}")
