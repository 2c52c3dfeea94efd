"""Sign-in sessions: opened, found, touched, revoked (S1)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session, joinedload

from bénévolat.domain.enums import Role
from bénévolat.domain.identifiers import random_token, token_hash
from bénévolat.models.accounts import Account
from bénévolat.models.cards import Card
from bénévolat.models.profiles import Profile
from bénévolat.models.sessions import LoginSession

ABSOLUTE = timedelta(hours=12)
IDLE_PERSON = timedelta(minutes=15)
IDLE = {
    Role.DEPARTEMENT: timedelta(minutes=30),
    Role.TRAVAILLEUR_SOCIAL: timedelta(minutes=60),
    Role.ASSOCIATION: timedelta(minutes=60),
}


def idle_limit(login: LoginSession) -> timedelta:
    """Return how long this session may stay without a request."""
    return IDLE[login.account.role] if login.account else IDLE_PERSON


def open_for_account(
    session: Session, account: Account, *, second_factor: bool, device: str, now: datetime
) -> tuple[LoginSession, str]:
    """Open a session for an account; return the row and the token to put in the cookie."""
    token = random_token()
    login = LoginSession(
        token_hash=token_hash(token),
        account=account,
        created_at=now,
        last_seen_at=now,
        expires_at=now + ABSOLUTE,
        second_factor_at=now if second_factor else None,
        reauthenticated_at=now,
        device=device[:200],
    )
    account.last_sign_in_at = now
    session.add(login)
    session.flush()
    return login, token


def open_for_card(session: Session, card: Card, *, device: str, now: datetime) -> tuple[LoginSession, str]:
    """Open a session for a person's card; return the row and the token to put in the cookie."""
    token = random_token()
    login = LoginSession(
        token_hash=token_hash(token),
        card=card,
        created_at=now,
        last_seen_at=now,
        expires_at=now + ABSOLUTE,
        device=device[:200],
    )
    card.last_used_at = now
    session.add(login)
    session.flush()
    return login, token


def find_open(session: Session, token: str, *, now: datetime) -> LoginSession | None:
    """Return the session of a token when it is still good: not revoked, idle, expired, nor its owner out."""
    login = session.scalar(
        select(LoginSession)
        .where(
            LoginSession.token_hash == token_hash(token),
            LoginSession.revoked_at.is_(None),
            LoginSession.expires_at > now,
        )
        .options(
            joinedload(LoginSession.account).joinedload(Account.team),
            joinedload(LoginSession.card).joinedload(Card.profile).joinedload(Profile.team),
        )
    )
    if login is None or now - login.last_seen_at > idle_limit(login) or _is_out(login, now):
        return None
    return login


def find_ended(session: Session, token: str, *, now: datetime) -> LoginSession | None:
    """Return the session of a token that ended by itself these last hours: nobody signed out nor revoked it."""
    login = session.scalar(
        select(LoginSession)
        .where(
            LoginSession.token_hash == token_hash(token),
            LoginSession.revoked_at.is_(None),
            LoginSession.last_seen_at > now - ABSOLUTE,
        )
        .options(joinedload(LoginSession.account), joinedload(LoginSession.card))
    )
    return None if login is None or _is_out(login, now) else login


def _is_out(login: LoginSession, now: datetime) -> bool:
    """Tell whether the owner of a session may not come in any more."""
    if login.account is not None:
        return login.account.disabled_at is not None
    return login.card is not None and (login.card.revoked_at is not None or login.card.expires_at <= now)


def touch(session: Session, login: LoginSession, *, now: datetime) -> None:
    """Write that the session is alive."""
    session.execute(update(LoginSession).where(LoginSession.id == login.id).values(last_seen_at=now))


def revoke(session: Session, login_id: UUID, *, now: datetime) -> None:
    """Refuse this session from now on."""
    session.execute(
        update(LoginSession)
        .where(LoginSession.id == login_id, LoginSession.revoked_at.is_(None))
        .values(revoked_at=now)
    )


def revoke_all_of_account(
    session: Session, account_id: UUID, *, now: datetime, but: UUID | None = None
) -> None:
    """Refuse every session of an account (password, role or rights changed, account disabled)."""
    statement = update(LoginSession).where(
        LoginSession.account_id == account_id, LoginSession.revoked_at.is_(None)
    )
    if but is not None:
        statement = statement.where(LoginSession.id != but)
    session.execute(statement.values(revoked_at=now))


def revoke_all_of_card(session: Session, card_id: UUID, *, now: datetime) -> None:
    """Refuse every session opened with a card."""
    session.execute(
        update(LoginSession)
        .where(LoginSession.card_id == card_id, LoginSession.revoked_at.is_(None))
        .values(revoked_at=now)
    )


def open_sessions(session: Session, account_id: UUID, *, now: datetime) -> Sequence[LoginSession]:
    """Return the open sessions of an account, newest first."""
    return session.scalars(
        select(LoginSession)
        .where(
            LoginSession.account_id == account_id,
            LoginSession.revoked_at.is_(None),
            LoginSession.expires_at > now,
        )
        .order_by(LoginSession.last_seen_at.desc())
    ).all()
