"""``benevolat lists``: every closed list, codes and French labels."""

import json

import click

from bénévolat.domain import enums
from bénévolat.domain.labels import LabelledEnum
from bénévolat.domain.soft_skills import SoftSkill

LISTS: dict[str, tuple[str, type[LabelledEnum]]] = {
    "domains": ("Domaines", enums.Domain),
    "demands": ("Ce que demande une mission", enums.Demand),
    "constraints": ("Souhaits de la personne", enums.Constraint),
    "comfort": ("Confort", enums.Comfort),
    "travel": ("Façons de se déplacer", enums.TravelMeans),
    "half_days": ("Demi-journées", enums.HalfDay),
    "soft_skills": ("Savoir-être", SoftSkill),
    "end_kinds": ("Fins d'engagement", enums.EndKind),
    "channels": ("Façons de répondre", enums.Channel),
    "transit": ("Desserte", enums.Transit),
    "rhythms": ("Rythmes", enums.Rhythm),
    "remote": ("À distance", enums.Remote),
    "levels": ("Niveaux de français", enums.Level),
    "supervision_levels": ("Niveaux d'encadrement", enums.SupervisionLevel),
    "expenses": ("Frais", enums.ExpensesPolicy),
    "background_checks": ("Contrôles d'honorabilité", enums.BackgroundCheck),
    "contact_choices": ("Façons de joindre la personne", enums.ContactChoice),
    "answer_reasons": ("Raisons de l'association", enums.AnswerReason),
}
"""Name in JSON → (French title, closed list)."""


@click.command("lists")
@click.option("--json", "as_json", is_flag=True, help="Écrire en JSON.")
def lists_command(*, as_json: bool) -> None:
    """Écrire toutes les listes fermées : codes et libellés."""
    if as_json:
        everything = {
            name: [{"code": code, "label": label} for code, label in closed.choices()]
            for name, (_, closed) in LISTS.items()
        }
        click.echo(json.dumps(everything, ensure_ascii=False, indent=2))
        return
    for name, (title, closed) in LISTS.items():
        click.echo(f"{title} ({name})")
        for code, label in closed.choices():
            click.echo(f"  {code:24} {label}")
        click.echo()
