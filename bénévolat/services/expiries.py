"""What nobody answered comes to its end: propositions, then rows that open nothing any more (domain §2).

Silence is nobody's fault: the proposition is «sans réponse», the place is free again, both sides are told once all of
a morning are closed (expiry_notices).
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, CursorResult, Delete, and_, delete, func, or_, select
from sqlalchemy.orm import Session

from bénévolat.domain.actors import Actor
from bénévolat.domain.propositions import HOLDING, WITH_PERSON, PropositionAction, PropositionStatus
from bénévolat.models.cards import Card
from bénévolat.models.links import LinkToken
from bénévolat.models.propositions import Proposition, PropositionEvent
from bénévolat.models.sessions import LoginSession
from bénévolat.services import association_links, days, expiry_notices, offers, session_drafts

LINKS_KEPT = timedelta(days=30)
SESSIONS_KEPT = timedelta(days=30)
CARDS_KEPT = timedelta(days=365)


def _without_host_answer(now: datetime, expire_days: int) -> ColumnElement[bool]:
    """Sent long ago; a meeting counts from the day it was asked for, or planned."""
    limit = days.before(now, expire_days)
    asked = (
        select(func.max(PropositionEvent.at))
        .where(
            PropositionEvent.proposition_id == Proposition.id,
            PropositionEvent.action == PropositionAction.MEET.value,
        )
        .scalar_subquery()
    )
    sent = and_(Proposition.status == PropositionStatus.SUBMITTED, Proposition.submitted_at < limit)
    met = and_(
        Proposition.status == PropositionStatus.MEETING,
        func.coalesce(asked, Proposition.submitted_at) < limit,
        or_(Proposition.meeting_at.is_(None), Proposition.meeting_at < limit),
    )
    return or_(sent, met)


def _left_aside(now: datetime, unanswered_days: int) -> ColumnElement[bool]:
    """Put before the person long ago, and nothing came since."""
    return and_(
        Proposition.status.in_(WITH_PERSON),
        func.coalesce(Proposition.answered_at, Proposition.proposed_at) < days.before(now, unanswered_days),
    )


def due_propositions(
    session: Session, *, now: datetime, expire_days: int, unanswered_days: int
) -> Sequence[UUID]:
    """Return the propositions that come to their end, the oldest first."""
    return session.scalars(
        select(Proposition.id)
        .where(or_(_without_host_answer(now, expire_days), _left_aside(now, unanswered_days)))
        .order_by(Proposition.proposed_at, Proposition.id)
    ).all()


def expire_proposition(
    session: Session, key: UUID, *, now: datetime, expire_days: int, unanswered_days: int
) -> dict[str, int]:
    """End one proposition that nobody answered: the place is given back.

    Nothing is done when it was answered meanwhile. The counts, kept in the ledger, say who remains to be told.
    """
    proposition = session.scalar(
        select(Proposition)
        .where(
            Proposition.id == key,
            or_(_without_host_answer(now, expire_days), _left_aside(now, unanswered_days)),
        )
        .with_for_update(of=Proposition)
        .execution_options(populate_existing=True)
    )
    if proposition is None:
        return {}
    held = proposition.status in HOLDING
    proposition.apply(PropositionAction.EXPIRE, by=Actor.system(), now=now)
    proposition.decided_at = now
    if held:
        offers.give_place_back(session, proposition.offer_id, now=now)
    return {"propositions": 1, expiry_notices.UNANSWERED if held else expiry_notices.LEFT_ASIDE: 1}


def forget_useless(session: Session, *, now: datetime) -> dict[str, int]:
    """Delete what opens nothing any more: old links, sessions, cards, and sessions foreseen that nobody noted."""
    links = session.scalars(association_links.expired(now)).all()
    return {
        "links": _deleted(session, delete(LinkToken).where(LinkToken.expires_at < now - LINKS_KEPT))
        + (association_links.forget(session, links) if links else 0),
        "logins": _deleted(
            session, delete(LoginSession).where(LoginSession.expires_at < now - SESSIONS_KEPT)
        ),
        "cards": _deleted(
            session,
            delete(Card).where(or_(Card.expires_at < now - CARDS_KEPT, Card.revoked_at < now - CARDS_KEPT)),
        ),
        "drafts": session_drafts.forget_old(session, now=now),
    }


def _deleted(session: Session, statement: Delete) -> int:
    return cast("CursorResult[Any]", session.execute(statement)).rowcount
