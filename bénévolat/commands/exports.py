"""``benevolat export contract-review`` and ``letters``: the same files as on screen, the same rights and journal."""

import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import select

from bénévolat.domain.enums import Role
from bénévolat.domain.errors import DomainError, NotAllowed
from bénévolat.domain.letters import MOST, LetterForm, LetterKind
from bénévolat.domain.work_orders import WorkStatus
from bénévolat.exports.contract_review import ReviewFormat
from bénévolat.exports.french_csv import CsvProfile
from bénévolat.extensions import db, transaction
from bénévolat.jobs.make_files import make_one
from bénévolat.models.accounts import Account
from bénévolat.models.exports import WorkOrder
from bénévolat.models.profiles import Profile
from bénévolat.models.teams import Team
from bénévolat.services import contract_reviews, letters
from bénévolat.services.contract_reviews import ReviewOrder
from bénévolat.services.review_lines import ReviewScope
from bénévolat.services.texts import Desk


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
@click.option(
    "--format",
    "file_format",
    type=click.Choice([str(member.value) for member in ReviewFormat]),
    default=ReviewFormat.CSV.value,
    show_default=True,
    help="Sorte de fichier.",
)
@click.option(
    "--profile",
    type=click.Choice([str(member.value) for member in CsvProfile]),
    default=CsvProfile.UTF8.value,
    show_default=True,
    help="Encodage d'un CSV.",
)
@click.option("--team", "team_name", help="Une équipe référente seulement, par son nom.")
@click.option("--referent", "referent_email", help="Un référent seulement, par son courriel.")
@click.option("--with-number", is_flag=True, help="Ajouter le numéro d'allocataire.")
@with_appcontext
def contract_review(
    start: datetime,
    end: datetime,
    motive: str,
    email: str,
    out: Path,
    file_format: str,
    profile: str,
    team_name: str | None,
    referent_email: str | None,
    *,
    with_number: bool,
) -> None:
    """Exporter les engagements pour les revues de contrat (une ligne par engagement et contrat)."""
    try:
        with transaction() as session:
            team = session.scalar(select(Team).where(Team.name == team_name)) if team_name else None
            if team_name and team is None:
                raise click.ClickException(f"Aucune équipe ne s'appelle «\u00a0{team_name}\u00a0».")
            order = ReviewOrder(
                scope=ReviewScope(
                    period_from=start.date(),
                    period_to=end.date(),
                    team_id=team.id if team else None,
                    referent_id=_account(referent_email).id if referent_email else None,
                ),
                motive=motive,
                file_format=ReviewFormat(file_format),
                encoding=CsvProfile(profile),
                with_number=with_number,
            )
            asked = contract_reviews.ask(session, _account(email), order, now=datetime.now(UTC))
    except DomainError as refusal:
        raise click.ClickException(refusal.sentence) from None
    _make(asked, out)


@export_group.command("letters")
@click.option("--by", "email", required=True, help="Courriel du travailleur social qui suit ces personnes.")
@click.option(
    "--why",
    type=click.Choice([str(member.value) for member in LetterKind]),
    default=LetterKind.WAITING.value,
    show_default=True,
    help="Une proposition attend, pas de carte, ou reprendre contact.",
)
@click.option(
    "--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="Fichier à écrire."
)
@click.option(
    "--format",
    "form",
    type=click.Choice([str(member.value) for member in LetterForm]),
    default=LetterForm.PDF.value,
    show_default=True,
    help="Un seul PDF, ou un ZIP.",
)
@click.option("--team", is_flag=True, help="Toute l'équipe, et non ses seuls suivis.")
@with_appcontext
def letters_command(email: str, why: str, out: Path, form: str, *, team: bool) -> None:
    """Préparer les courriers d'une file (une lettre par personne concernée)."""
    kind, now = LetterKind(why), datetime.now(UTC)
    desk = Desk(current_app.config["SMS_BACKEND"], current_app.config["DEPARTEMENT_PHONE"])
    try:
        with transaction() as session:
            account = _account(email)
            if account.role is not Role.TRAVAILLEUR_SOCIAL or account.disabled_at is not None:
                raise NotAllowed
            among = letters.concerned(account, kind, team=team, now=now).with_only_columns(Profile.id)
            chosen = session.scalars(among.limit(MOST)).all()
            asked = letters.ask(
                session, account, kind, LetterForm(form), chosen, team=team, desk=desk, now=now
            )
    except DomainError as refusal:
        raise click.ClickException(refusal.sentence) from None
    _make(asked, out)


def _account(email: str) -> Account:
    account = db.session.scalar(select(Account).where(Account.email == email.strip().lower()))
    if account is None:
        raise click.ClickException(f"Aucun compte n'a le courriel {email}.")
    return account


def _make(asked: WorkOrder, out: Path) -> None:
    """Make the file of an order at once, copy it, tell the progress on a terminal."""

    def copy(path: Path) -> None:
        try:
            shutil.copyfile(path, out)
        except OSError as error:
            raise CannotWrite(f"Le fichier {out} n'a pas pu être écrit\u00a0: {error.strerror}.") from error

    with click.progressbar(
        length=1, label="Dossiers lus", file=sys.stderr, hidden=not sys.stderr.isatty()
    ) as bar:

        def tell(done: int, total: int) -> None:
            bar.length = max(total, 1)
            bar.update(done - bar.pos)

        make_one(asked.id, at=datetime.now(UTC), tell=tell, before_keeping=copy)
    with transaction() as session:
        order = session.get_one(WorkOrder, asked.id, populate_existing=True)
        if order.status is not WorkStatus.DONE or order.export is None:
            raise click.ClickException(order.refusal or "L'export n'a pas abouti.")
        lines, replaced = order.export.nb_lines, order.export.nb_transliterated
    click.echo(f"{lines} ligne(s) dans {out}, {replaced} caractère(s) remplacé(s).")


class CannotWrite(DomainError):
    """The file asked for cannot be written where it was asked."""

    field = None
