"""The person's card (L2): a printed handle that is looked up, and a secret that is hashed.

Five refused tries and the card is dead. A try is counted before its secret is looked at, so that parallel
guesses are never more than five. A right secret wipes the count.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

from sqlalchemy import CursorResult, select, update
from sqlalchemy.orm import Session, joinedload

from bénévolat.domain.actors import Actor
from bénévolat.domain.enums import JournalEvent
from bénévolat.domain.errors import DomainError
from bénévolat.domain.identifiers import HANDLE_LENGTH, SECRET_LENGTH, normalise_code, random_code
from bénévolat.domain.names import knows_name
from bénévolat.models.cards import Card
from bénévolat.models.profiles import Profile
from bénévolat.models.sessions import LoginSession
from bénévolat.services import journal, sessions
from bénévolat.services.passwords import hash_secret, verify_secret

MAX_TRIES = 5


class NoHandleFree(DomainError):
    """No printed handle could be found: they are nearly all taken."""

    sentence = "Aucun numéro de carte n'est libre. Prévenez l'administration de la plateforme."


@dataclass(frozen=True, slots=True)
class NewSecret:
    """A secret to print once, and its hash."""

    secret: str
    secret_hash: str


@dataclass(frozen=True, slots=True)
class CardTry:
    """A counted try: the card it is about, or nothing for an unknown, dead, revoked or expired one."""

    card_id: UUID | None
    secret_hash: str | None


def draw_secret() -> NewSecret:
    """Draw a secret and hash it (slow: outside any transaction, D1)."""
    secret = random_code(SECRET_LENGTH)
    return NewSecret(secret, hash_secret(secret))


def issue(
    session: Session,
    profile: Profile,
    *,
    by: Actor,
    now: datetime,
    days: int,
    drawn: NewSecret | None = None,
) -> tuple[Card, str]:
    """Give a person a new card good for ``days`` and revoke the earlier ones; return it and its secret.

    A view draws the secret before its transaction and gives it as ``drawn``; without it, it is drawn here.
    ``by`` must be an account. Raises NoHandleFree.
    """
    if by.account_id is None:
        raise ValueError("a card is issued by an account")
    new = drawn or draw_secret()
    _revoke_all(session, profile, now=now)
    card = Card(
        profile=profile,
        handle=_free_handle(session),
        secret_hash=new.secret_hash,
        issued_by_id=by.account_id,
        created_at=now,
        expires_at=now + timedelta(days=days),
    )
    session.add(card)
    session.flush()
    journal.write(
        session, JournalEvent.CARD_ISSUED, by=by, now=now, profile_id=profile.id, subject_id=card.id
    )
    return card, new.secret


def revoke(session: Session, card: Card, *, by: Actor, now: datetime) -> None:
    """Refuse a card, and the sessions opened with it, from now on."""
    if card.revoked_at is not None:
        return
    card.revoked_at = now
    sessions.revoke_all_of_card(session, card.id, now=now)
    journal.write(
        session, JournalEvent.CARD_REVOKED, by=by, now=now, profile_id=card.profile_id, subject_id=card.id
    )


def current_of(session: Session, profile_id: UUID, *, now: datetime) -> Card | None:
    """Return the card of a person that can still be used, or None."""
    return session.scalar(
        select(Card)
        .where(
            Card.profile_id == profile_id,
            Card.revoked_at.is_(None),
            Card.expires_at > now,
            Card.failed_tries < MAX_TRIES,
        )
        .order_by(Card.created_at.desc())
        .limit(1)
    )


def count_try(session: Session, handle: str, *, now: datetime) -> CardTry:
    """Count a try on a handle before its secret is looked at: one conditional UPDATE, at most five pass.

    First of three steps, each on its own: ``count_try`` (transaction), ``verify`` (no transaction),
    ``settle`` (transaction). Nothing is raised: a refused try must stay counted.
    """
    card = session.scalar(select(Card).where(Card.handle == normalise_code(handle)[: HANDLE_LENGTH + 1]))
    if card is None:
        return CardTry(None, None)
    counted = session.execute(
        update(Card)
        .where(
            Card.id == card.id,
            Card.failed_tries < MAX_TRIES,
            Card.revoked_at.is_(None),
            Card.expires_at > now,
        )
        .values(failed_tries=Card.failed_tries + 1)
        .execution_options(synchronize_session=False)
    )
    passed = cast("CursorResult[Any]", counted).rowcount == 1
    return CardTry(card.id, card.secret_hash if passed else None)


def verify(tried: CardTry, secret: str) -> bool:
    """Tell whether the secret is right; as long for an unknown handle as for a known one."""
    return verify_secret(tried.secret_hash, normalise_code(secret))


def settle(session: Session, tried: CardTry, *, right: bool, now: datetime) -> Card | None:
    """Write how a try ended; return the card that opens, or None (refused: journal, count kept).

    An unknown handle is written too: as much work, as much time (L1).
    """
    card = session.scalar(
        select(Card)
        .where(Card.id == tried.card_id)
        .options(joinedload(Card.profile))
        .execution_options(populate_existing=True)
    )
    if card is not None and right and card.revoked_at is None and card.expires_at > now:
        card.failed_tries = 0
        return card
    journal.write(
        session,
        JournalEvent.CARD_REFUSED,
        by=Actor.system(),
        now=now,
        profile_id=card.profile_id if card else None,
        subject_id=card.id if card else None,
    )
    return None


def check_name(session: Session, card_id: UUID, login: LoginSession, typed: str, *, now: datetime) -> bool:
    """Tell whether whoever holds a card knows the surname of its owner, and note it on their session (R50).

    Counted before it is looked at, as the secret is; signing in again gives no try back. The fifth wrong answer revokes
    the card and closes its sessions.
    """
    counted = session.execute(
        update(Card)
        .where(Card.id == card_id, Card.name_tries < MAX_TRIES, Card.revoked_at.is_(None))
        .values(name_tries=Card.name_tries + 1)
        .execution_options(synchronize_session=False)
    )
    card = session.get_one(Card, card_id, populate_existing=True)
    if cast("CursorResult[Any]", counted).rowcount == 1 and knows_name(typed, card.profile.last_name):
        card.name_tries = 0
        session.get_one(LoginSession, login.id).reauthenticated_at = now
        return True
    if card.name_tries >= MAX_TRIES:
        revoke(session, card, by=Actor.system(), now=now)
    return False


def _revoke_all(session: Session, profile: Profile, *, now: datetime) -> None:
    """Revoke the earlier cards of a person, and their sessions."""
    earlier = session.scalars(
        select(Card.id).where(Card.profile_id == profile.id, Card.revoked_at.is_(None))
    ).all()
    for card_id in earlier:
        sessions.revoke_all_of_card(session, card_id, now=now)
    session.execute(update(Card).where(Card.id.in_(earlier)).values(revoked_at=now))


def _free_handle(session: Session) -> str:
    for _ in range(50):
        handle = random_code(HANDLE_LENGTH)
        if session.scalar(select(Card.id).where(Card.handle == handle)) is None:
            return handle
    raise NoHandleFree
