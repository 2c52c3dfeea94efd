"""Acts of a person that an agent wrote down for them: told to the person too, «saisi par … le …» (R54)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from bénévolat.domain.actors import ActorKind
from bénévolat.domain.enums import Channel
from bénévolat.models.accounts import Account
from bénévolat.models.activity_sessions import ActivitySession
from bénévolat.models.base import LogRow
from bénévolat.models.bilans import Bilan
from bénévolat.models.engagements import EngagementEvent
from bénévolat.models.propositions import Proposition, PropositionEvent
from bénévolat.services.profile_history import OWN_ACTS, is_for_person


@dataclass(frozen=True, slots=True)
class Entered:
    """Who wrote an act down for the person (first name), when, and how the person had said it."""

    first_name: str
    at: datetime
    channel: Channel | None = None


def of_proposition(session: Session, proposition: Proposition) -> Entered | None:
    """Return who wrote the person's last answer down, or None: they did it themselves, or said nothing yet."""
    last = session.scalar(
        select(PropositionEvent)
        .where(PropositionEvent.proposition_id == proposition.id, PropositionEvent.action.in_(OWN_ACTS))
        .order_by(PropositionEvent.at.desc(), PropositionEvent.id)
        .limit(1)
    )
    if last is None or not is_for_person(last):
        return None
    return _entered(last, _first_names(session, [last.actor_account_id]), last.channel)


def of_engagements(session: Session, engagement_ids: Iterable[UUID]) -> dict[UUID, Entered]:
    """Return who wrote the last pause, return or end of each engagement down. Two statements."""
    latest: dict[UUID, EngagementEvent] = {}
    for event in session.scalars(
        select(EngagementEvent)
        .where(EngagementEvent.engagement_id.in_(list(engagement_ids)), EngagementEvent.action.in_(OWN_ACTS))
        .order_by(EngagementEvent.at, EngagementEvent.id)
    ):
        latest[event.engagement_id] = event
    written = {key: event for key, event in latest.items() if is_for_person(event)}
    names = _first_names(session, [event.actor_account_id for event in written.values()])
    return {key: _entered(event, names) for key, event in written.items()}


def of_sessions(session: Session, rows: Iterable[ActivitySession]) -> dict[UUID, Entered]:
    """Return who noted each session for the person, by session. One statement."""
    written = [row for row in rows if row.declared_by_kind is ActorKind.TRAVAILLEUR_SOCIAL]
    names = _first_names(session, [row.declared_by_id for row in written])
    return {
        row.id: Entered(names.get(row.declared_by_id, ""), row.declared_at)
        for row in written
        if row.declared_at is not None and row.declared_by_id is not None
    }


@dataclass(frozen=True, slots=True)
class EnteredBilan:
    """Who noted that the person read their bilan, and who wrote their words down."""

    read: Entered | None = None
    words: Entered | None = None


def of_bilan(session: Session, bilan: Bilan | None) -> EnteredBilan:
    """Return who wrote down that the person read, and what they said. One statement."""
    if bilan is None:
        return EnteredBilan()
    names = _first_names(session, [bilan.read_by_id, bilan.words_by_id])

    def entered(who: UUID | None, at: datetime | None, channel: Channel | None) -> Entered | None:
        return Entered(names.get(who, ""), at, channel) if who is not None and at is not None else None

    return EnteredBilan(
        entered(bilan.read_by_id, bilan.read_at, bilan.read_channel),
        entered(bilan.words_by_id, bilan.words_at, bilan.words_channel),
    )


def _entered(event: LogRow, names: dict[UUID, str], channel: Channel | None = None) -> Entered:
    assert event.actor_account_id is not None
    return Entered(names.get(event.actor_account_id, ""), event.at, channel)


def _first_names(session: Session, account_ids: Iterable[UUID | None]) -> dict[UUID, str]:
    wanted = {key for key in account_ids if key is not None}
    if not wanted:
        return {}
    return {
        row[0]: row[1]
        for row in session.execute(select(Account.id, Account.first_name).where(Account.id.in_(wanted)))
    }
