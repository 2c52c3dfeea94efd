"""The demonstration in a database: built once, its password and a person's card kept beside it."""

import json
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import click
from flask import current_app
from sqlalchemy import select

from bénévolat.domain.actors import Actor
from bénévolat.domain.identifiers import random_code
from bénévolat.extensions import release, transaction
from bénévolat.models.accounts import Account
from bénévolat.seeding import demonstration_script
from bénévolat.services import accounts, cards, demonstration
from bénévolat.services.demonstration import Size
from bénévolat.services.passwords import WeakPassword, check_rule, hash_secret, verify_secret

SHOWN = (
    ("Département", "departement@demo.example"),
    ("Travailleur social", "ts@demo.example"),
    ("Association", "association@demo.example"),
)
"""One account per role."""


@dataclass(frozen=True, slots=True)
class Access:
    """What the demonstration shows on the terminal: one password for all, one person's card."""

    password: str
    handle: str = ""
    secret: str = ""

    @classmethod
    def read(cls, file: Path) -> "Access | None":
        """Return what was kept, or None when nothing readable was."""
        try:
            kept = json.loads(file.read_text(encoding="utf-8"))
            return cls(str(kept["password"]), str(kept["handle"]), str(kept["secret"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def keep(self, file: Path) -> None:
        """Write it for the next start, readable by its owner only."""
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            json.dump(asdict(self), stream)


def chosen_password(typed: str | None) -> str:
    """Return the typed password, or a random one of 80 bits. Raises BadParameter when it is too weak."""
    if typed is None:
        return "-".join(random_code(4) for _ in range(4))
    try:
        check_rule(typed, about=[email for _, email in SHOWN])
    except WeakPassword as refusal:
        raise click.BadParameter(refusal.sentence, param_hint="--password") from None
    return typed


def exists() -> bool:
    """Tell whether the demonstration is in the configured database."""
    with transaction() as session:
        return demonstration.exists(session)


def build(password: str, size: Size, say: Callable[[str], None]) -> Access:
    """Make the demonstration in the configured, empty database. Raises ClickException when it is not empty."""
    password_hash = hash_secret(password)
    with transaction() as session:
        if not demonstration.is_empty(session):
            raise click.ClickException(
                "Cette base a déjà des comptes : la démonstration ne s'y mélange pas. Choisissez une base vide."
            )
        demonstration.build(
            session,
            demonstration_script(),
            password_hash=password_hash,
            now=datetime.now(UTC),
            size=size,
            say=say,
        )
    return new_card(Access(password))


def refreshed(access: Access) -> Access:
    """Make sure that what is shown still opens: give back the password, print another card when needed."""
    now = datetime.now(UTC)
    with transaction() as session:
        emails = [email for _, email in SHOWN]
        shown = session.scalars(select(Account).where(Account.email.in_(emails))).all()
        profile = demonstration.main_person(session)
        card = cards.current_of(session, profile.id, now=now)
    release()
    changed = [account for account in shown if not verify_secret(account.password_hash, access.password)]
    if changed:
        password_hash = hash_secret(access.password)
        with transaction() as session:
            for account in session.scalars(select(Account).where(Account.email.endswith("@demo.example"))):
                accounts.change_password(
                    session, account, password_hash=password_hash, keep=uuid4(), by=Actor.system(), now=now
                )
    good = (
        card is not None and card.handle == access.handle and verify_secret(card.secret_hash, access.secret)
    )
    return access if good else new_card(access)


def new_card(access: Access) -> Access:
    """Print another card for the person whose card is shown."""
    drawn = cards.draw_secret()
    with transaction() as session:
        profile = demonstration.main_person(session)
        card, secret = cards.issue(
            session,
            profile,
            by=profile.referent.as_actor(),
            now=datetime.now(UTC),
            days=current_app.config["CARD_DAYS"],
            drawn=drawn,
        )
    return Access(access.password, card.handle, secret)


def show(access: Access, base_url: str) -> None:
    """Write the address, one account per role and the card on the terminal."""
    click.echo(f"\nAdresse : {base_url}\n\nUn compte par rôle, sur {base_url}/connexion")
    for role, email in SHOWN:
        click.echo(f"  {role:20} {email}")
    click.echo(f"  {'Mot de passe':20} {access.password}   (le même pour tous)")
    click.echo(f"\nLa carte d'une personne, sur {base_url}/acces")
    click.echo(f"  {'Numéro de carte':20} {access.handle}")
    click.echo(f"  {'Code secret':20} {access.secret[:4]} {access.secret[4:]}\n")
