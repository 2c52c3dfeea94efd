"""``benevolat account create``: the first account of a site, then any other, by a link to open once."""

from datetime import UTC, datetime

import click
from email_validator import EmailNotValidError, validate_email
from flask import current_app, url_for
from flask.cli import with_appcontext
from sqlalchemy import select
from sqlalchemy.orm import Session

from bénévolat.commands.guards import require_migrated
from bénévolat.domain.accounts import RIGHTS_OF, AccountIdentity, Position
from bénévolat.domain.actors import Actor
from bénévolat.domain.enums import MembershipRole, Right, Role
from bénévolat.domain.errors import DomainError
from bénévolat.domain.names import search_key
from bénévolat.extensions import transaction
from bénévolat.models.associations import Association
from bénévolat.models.outbox import OutboxMessage
from bénévolat.models.teams import Team
from bénévolat.services import accounts


@click.group("account")
def account_group() -> None:
    """Gérer les comptes."""


@account_group.command("create")
@click.option("--email", required=True, help="Adresse électronique.")
@click.option("--role", required=True, type=click.Choice([role.value for role in Role]))
@click.option("--first-name", required=True, help="Prénom.")
@click.option("--last-name", required=True, help="Nom.")
@click.option(
    "--right",
    "rights",
    multiple=True,
    type=click.Choice([right.value for right in Right]),
    help="Droit, répétable.",
)
@click.option("--team", help="Équipe d'un travailleur social, par son nom.")
@click.option("--association", help="Association d'un de ses membres, par son nom.")
@with_appcontext
def create_account(
    *,
    email: str,
    role: str,
    first_name: str,
    last_name: str,
    rights: tuple[str, ...],
    team: str | None,
    association: str | None,
) -> None:
    """Créer un compte et écrire le lien d'invitation, à transmettre à la personne."""
    require_migrated()
    try:
        address = validate_email(email.strip(), check_deliverability=False).normalized.lower()
    except EmailNotValidError:
        raise click.BadParameter("cette adresse n'est pas complète.", param_hint="--email") from None
    now, days = datetime.now(UTC), current_app.config["INVITATION_DAYS"]
    try:
        with transaction() as session:
            position = _position(session, Role(role), rights, team, association)
            identity = AccountIdentity(address, first_name.strip(), last_name.strip())
            account = accounts.invite(session, identity, position, by=Actor.system(), now=now, days=days)
            session.flush()
            token = _token(session, address)
    except DomainError as refusal:
        raise click.ClickException(refusal.sentence) from None
    with current_app.test_request_context(base_url=current_app.config["BASE_URL"]):
        link = url_for("compte_access.invitation", token=token, _external=True)
    click.echo(f"Compte créé pour {account.full_name} ({account.role.label}).")
    click.echo(f"Lien à ouvrir pour choisir un mot de passe, valable {days} jours :\n{link}")


def _position(
    session: Session, role: Role, typed: tuple[str, ...], team: str | None, association: str | None
) -> Position:
    rights = frozenset(Right(code) for code in typed)
    if refused := rights - RIGHTS_OF[role]:
        names = ", ".join(sorted(right.value for right in refused))
        raise click.BadParameter(
            f"le rôle « {role.label} » n'a pas ce droit : {names}.", param_hint="--right"
        )
    team_id = association_id = None
    if team is not None:
        team_id = session.scalar(select(Team.id).where(Team.name == team.strip()))
        if team_id is None:
            known = ", ".join(session.scalars(select(Team.name).order_by(Team.name))) or "aucune"
            raise click.BadParameter(f"équipe inconnue. Équipes : {known}.", param_hint="--team")
    if association is not None:
        key = search_key(association)
        found = session.scalars(select(Association.id).where(Association.search_key == key)).all()
        if len(found) != 1:
            raise click.BadParameter(f"{len(found)} association(s) de ce nom.", param_hint="--association")
        association_id = found[0]
    return Position(
        role,
        team_id=team_id,
        rights=rights,
        association_id=association_id,
        membership_role=MembershipRole.ADMINISTRATOR,
    )


def _token(session: Session, address: str) -> str:
    """Return the token of the invitation just written in the outbox: the database keeps its hash only."""
    message = session.scalars(
        select(OutboxMessage)
        .where(OutboxMessage.recipient == address, OutboxMessage.template == "invitation")
        .order_by(OutboxMessage.created_at.desc())
    ).first()
    return str(message.context["token"]) if message else ""
