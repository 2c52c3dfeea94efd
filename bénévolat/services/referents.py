"""Who reads what is told to a référent: the référent, or the team once they have left. Nothing waits in silence."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from bénévolat.models.accounts import Account
from bénévolat.models.profiles import Profile


def readers(session: Session, profile: Profile) -> Sequence[Account]:
    """Return the account of the référent of a person; the active ones of the team when it is disabled."""
    if profile.referent.disabled_at is None:
        return [profile.referent]
    team = select(Account).where(Account.team_id == profile.team_id, Account.disabled_at.is_(None))
    return session.scalars(team.order_by(Account.id)).all()


def by_reader(session: Session, profiles: Iterable[Profile]) -> list[tuple[Account, list[Profile]]]:
    """Return each reader with the people about whom they are told, so that one mail says it all."""
    told: dict[UUID, tuple[Account, list[Profile]]] = {}
    left: dict[tuple[UUID, UUID], Sequence[Account]] = {}
    for profile in profiles:
        key = (profile.referent_id, profile.team_id)
        if key not in left:
            left[key] = readers(session, profile)
        for reader in left[key]:
            told.setdefault(reader.id, (reader, []))[1].append(profile)
    return list(told.values())
