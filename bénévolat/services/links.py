"""Mailed links: invitation and new password. Opened by GET without effect, used once by POST (R51)."""

from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

from sqlalchemy import CursorResult, select, update
from sqlalchemy.orm import Session, joinedload

from bénévolat.domain.accounts import AlreadyActive, LinkExpired
from bénévolat.domain.enums import JournalEvent, LinkKind
from bénévolat.domain.identifiers import random_token, token_hash
from bénévolat.models.accounts import Account
from bénévolat.models.links import AssociationLink, LinkToken
from bénévolat.services import journal, outbox, sessions


def send_invitation(session: Session, account: Account, *, now: datetime, days: int) -> None:
    """Mail an invitation good for ``days``; the ones sent before stop. Raises AlreadyActive."""
    if account.password_hash is not None or account.disabled_at is not None:
        raise AlreadyActive
    token = _new_link(session, account, LinkKind.INVITATION, now=now, lasts=timedelta(days=days))
    context: dict[str, Any] = {"first_name": account.first_name, "token": token, "days": days}
    outbox.enqueue(session, "invitation", to=account.email, context=context, now=now)


def send_password_reset(session: Session, account: Account | None, *, now: datetime, hours: int) -> None:
    """Mail a link to choose a new password, good for ``hours``.

    Nothing is sent for nobody, a closed account or one never used; the caller answers the same (L1).
    """
    if account is None or account.disabled_at is not None or account.password_hash is None:
        return
    token = _new_link(session, account, LinkKind.PASSWORD_RESET, now=now, lasts=timedelta(hours=hours))
    context: dict[str, Any] = {"first_name": account.first_name, "token": token, "hours": hours}
    outbox.enqueue(session, "password_reset", to=account.email, context=context, now=now)


def find(session: Session, kind: LinkKind, token: str, *, now: datetime) -> LinkToken | None:
    """Return a link that can still be used, with its account; reading it changes nothing (R51)."""
    return session.scalar(
        select(LinkToken)
        .join(LinkToken.account)
        .where(
            LinkToken.kind == kind,
            LinkToken.token_hash == token_hash(token),
            LinkToken.used_at.is_(None),
            LinkToken.expires_at > now,
            Account.disabled_at.is_(None),
        )
        .options(joinedload(LinkToken.account))
    )


def set_password(
    session: Session, kind: LinkKind, token: str, *, password_hash: str, now: datetime
) -> Account:
    """Use a link once: its account takes the password, already checked and hashed; all its sessions end (S1).

    Raises LinkExpired when the link is unknown, used (even at the same instant) or too old.
    """
    link = find(session, kind, token, now=now)
    if link is None:
        raise LinkExpired
    used = session.execute(
        update(LinkToken).where(LinkToken.id == link.id, LinkToken.used_at.is_(None)).values(used_at=now)
    )
    if cast("CursorResult[Any]", used).rowcount != 1:
        raise LinkExpired
    account = link.account
    account.password_hash, account.password_changed_at = password_hash, now
    cancel_all(session, account.id, now=now)
    sessions.revoke_all_of_account(session, account.id, now=now)
    journal.write(
        session, JournalEvent.PASSWORD_CHANGED, by=account.as_actor(), now=now, subject_id=account.id
    )
    return account


def cancel_all(session: Session, account_id: UUID, *, now: datetime) -> None:
    """Make every waiting link of an account useless."""
    session.execute(
        update(LinkToken)
        .where(LinkToken.account_id == account_id, LinkToken.used_at.is_(None))
        .values(used_at=now)
    )


def revoke_of_association(session: Session, association_id: UUID, *, now: datetime) -> int:
    """Make every link mailed to an association useless, at once; return how many were alive."""
    revoked = session.execute(
        update(AssociationLink)
        .where(
            AssociationLink.association_id == association_id,
            AssociationLink.revoked_at.is_(None),
            AssociationLink.expires_at > now,
        )
        .values(revoked_at=now)
    )
    return cast("CursorResult[Any]", revoked).rowcount


def _new_link(session: Session, account: Account, kind: LinkKind, *, now: datetime, lasts: timedelta) -> str:
    """Write a link and return its token; the database keeps the hash only."""
    session.execute(
        update(LinkToken)
        .where(LinkToken.account_id == account.id, LinkToken.kind == kind, LinkToken.used_at.is_(None))
        .values(used_at=now)
    )
    token = random_token()
    session.add(
        LinkToken(
            kind=kind,
            account=account,
            token_hash=token_hash(token),
            created_at=now,
            expires_at=now + lasts,
        )
    )
    session.flush()
    return token
