"""What text messages leave to do: words to read, silences, numbers that receive nothing."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from bénévolat.domain.enums import AgreementKind
from bénévolat.domain.propositions import PropositionStatus
from bénévolat.domain.texts import ECHOES, TextKind
from bénévolat.models.accounts import Account
from bénévolat.models.agreements import Agreement
from bénévolat.models.profiles import Profile
from bénévolat.models.propositions import Proposition
from bénévolat.models.texts import TextMessage, TextReply

Lines = Select[Profile, Any, UUID, int]
"""Who, since when, what the action opens, how many there are in all."""


def _newest() -> ColumnElement[bool]:
    """Return a condition: no later message was asked for the same person."""
    later = aliased(TextMessage)
    return ~exists().where(
        later.profile_id == TextMessage.profile_id,
        later.kind.not_in(ECHOES),
        later.created_at > TextMessage.created_at,
    )


def to_read(account: Account) -> Lines:
    """Select the people whose words wait to be read, the oldest first."""
    oldest = func.min(TextReply.received_at)
    return (
        select(Profile, oldest, Profile.id, func.count().over())
        .join(TextReply, TextReply.profile_id == Profile.id)
        .where(Profile.referent_id == account.id, TextReply.read_at.is_(None))
        .group_by(Profile.id)
        .order_by(oldest, Profile.id)
    )


def unanswered(account: Account, before: datetime) -> Lines:
    """Select the propositions announced before an instant that still wait for an answer."""
    last = func.max(TextMessage.sent_at)
    return (
        select(Profile, last, Proposition.id, func.count().over())
        .join(Proposition, Proposition.profile_id == Profile.id)
        .join(TextMessage, TextMessage.proposition_id == Proposition.id)
        .where(
            Profile.referent_id == account.id,
            Proposition.status == PropositionStatus.PROPOSED,
            TextMessage.kind == TextKind.MISSION,
            TextMessage.sent_at.is_not(None),
            TextMessage.undelivered_at.is_(None),
        )
        .group_by(Profile.id, Proposition.id)
        .having(last < before)
        .order_by(last, Proposition.id)
    )


def lost(account: Account) -> Lines:
    """Select the people whose last message did not arrive, while they wish to be texted at that number."""
    wished = exists().where(
        Agreement.profile_id == Profile.id,
        Agreement.kind == AgreementKind.TEXTS,
        Agreement.withdrawn_at.is_(None),
    )
    return (
        select(Profile, TextMessage.created_at, Profile.id, func.count().over())
        .join(TextMessage, TextMessage.profile_id == Profile.id)
        .where(
            Profile.referent_id == account.id,
            TextMessage.kind.not_in(ECHOES),
            TextMessage.phone == Profile.phone,
            or_(
                TextMessage.undelivered_at.is_not(None),
                and_(TextMessage.given_up_at.is_not(None), TextMessage.last_error.is_not(None)),
            ),
            _newest(),
            wished,
        )
        .order_by(TextMessage.created_at, Profile.id)
    )
