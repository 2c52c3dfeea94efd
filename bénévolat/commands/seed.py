"""``benevolat seed``: reference data, and the demonstration, into the configured database."""

import click
from flask import current_app
from flask.cli import with_appcontext

from bénévolat import seeding
from bénévolat.commands import demonstration
from bénévolat.commands.geo import tell
from bénévolat.commands.guards import require_migrated
from bénévolat.extensions import transaction
from bénévolat.services.demonstration import Size


@click.command("seed")
@click.option("--demo", is_flag=True, help="Ajouter les données de démonstration (base vide seulement).")
@click.option(
    "--size",
    type=click.Choice([size.value for size in Size]),
    default=Size.SMALL.value,
    show_default=True,
    help="Taille de la démonstration.",
)
@click.option("--password", help="Mot de passe des comptes de démonstration ; sinon tiré au sort.")
@with_appcontext
def seed_command(*, demo: bool, size: str, password: str | None) -> None:
    """Charger les communes de l'Aube, et la démonstration avec --demo."""
    require_migrated()
    chosen = demonstration.chosen_password(password) if demo else ""
    with transaction() as session:
        tell(seeding.load_reference(session))
    if not demo:
        return
    if demonstration.exists():
        click.echo("La démonstration est déjà là : rien n'a été changé.")
        return
    access = demonstration.build(chosen, Size(size), click.echo)
    demonstration.show(access, current_app.config["BASE_URL"])
    click.echo("Notez le mot de passe et la carte : ils ne seront plus affichés.")
