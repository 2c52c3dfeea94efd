"""``benevolat match-files``: the matching engine without a database (formats in the documentation)."""

import json
from pathlib import Path
from typing import Any

import click

from bénévolat.matching.files import match_files
from bénévolat.matching.formats import FormatError
from bénévolat.matching.settings import DEFAULT

_IN = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)


@click.command("match-files")
@click.option("--profiles", required=True, type=_IN, help="Profils, un objet JSON par ligne.")
@click.option("--offers", required=True, type=_IN, help="Offres, un objet JSON par ligne.")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="Résultat.")
@click.option("--top", default=10, show_default=True, type=click.IntRange(1), help="Propositions par profil.")
@click.option("--stats", is_flag=True, help="Écrire les comptes et les durées, en JSON.")
@click.option("--exact", is_flag=True, help="Répartir avec le solveur HiGHS (paquet benevolat[exact]).")
@click.option(
    "--partition", type=click.Choice(["departement"]), help="Traiter un pays, département par département."
)
@click.option(
    "--halo-km",
    type=click.IntRange(0),
    help=f"Lire aussi les offres des départements voisins à tant de kilomètres d'une personne ({DEFAULT.halo_km}).",
)
@click.option("--workers", type=click.IntRange(1), help="Départements traités en même temps (1).")
@click.option(
    "--scheduler-address", help="Ordonnanceur Dask, par exemple tcp://machine:8786 (paquet benevolat[dask])."
)
def match_files_command(
    *,
    profiles: Path,
    offers: Path,
    out: Path,
    top: int,
    stats: bool,
    exact: bool,
    partition: str | None,
    halo_km: int | None,
    workers: int | None,
    scheduler_address: str | None,
) -> None:
    """Rapprocher un fichier de profils et un fichier d'offres."""
    spread = {"--halo-km": halo_km, "--workers": workers, "--scheduler-address": scheduler_address}
    alone = [name for name, value in spread.items() if value is not None]
    if alone and not partition:
        raise click.UsageError(f"{alone[0]} demande aussi --partition departement.")
    if workers and scheduler_address:
        raise click.UsageError("Choisissez --workers ou --scheduler-address : l'un ou l'autre.")
    counts: dict[str, Any]
    try:
        if partition:
            from bénévolat.commands.match_nation import nation  # noqa: PLC0415 - a single département starts no process

            counts = nation(profiles, offers, out, top, workers, scheduler_address, halo_km, exact=exact)
        else:
            counts = match_files(profiles, offers, out, top, stats=stats, exact=exact)
    except FormatError as refusal:
        raise click.ClickException(str(refusal)) from None
    if stats:
        click.echo(json.dumps(counts, ensure_ascii=False))
    else:
        click.echo(f"{counts['profiles']} profil(s), {counts['offers']} offre(s) : résultat dans {out}")
