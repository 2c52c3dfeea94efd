"""What a caseload shows of each person at a glance: counts, in a constant number of statements (Q3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from bénévolat.domain.engagements import EngagementStatus
from bénévolat.domain.propositions import LIVE, WITH_PERSON
from bénévolat.models.engagements import Engagement
from bénévolat.models.matches import Match
from bénévolat.models.propositions import Proposition


@dataclass(frozen=True, slots=True)
class Counts:
    """Suggestions kept, propositions under way (and before the person), engagements not ended."""

    suggestions: int
    propositions: int
    with_person: int
    engagements: int


def counts_of(session: Session, profile_ids: Sequence[UUID]) -> dict[UUID, Counts]:
    """Return the counts of each person given."""
    suggestions = _counted(
        session, select(Match.profile_id, func.count()).where(Match.near_miss.is_(False)), Match, profile_ids
    )
    live = _counted(
        session,
        select(Proposition.profile_id, func.count()).where(Proposition.status.in_(LIVE)),
        Proposition,
        profile_ids,
    )
    waiting = _counted(
        session,
        select(Proposition.profile_id, func.count()).where(Proposition.status.in_(WITH_PERSON)),
        Proposition,
        profile_ids,
    )
    engaged = _counted(
        session,
        select(Engagement.profile_id, func.count()).where(Engagement.status != EngagementStatus.ENDED),
        Engagement,
        profile_ids,
    )
    return {
        key: Counts(suggestions.get(key, 0), live.get(key, 0), waiting.get(key, 0), engaged.get(key, 0))
        for key in profile_ids
    }


def _counted(
    session: Session, statement: Select[UUID, int], model: Any, profile_ids: Sequence[UUID]
) -> dict[UUID, int]:
    rows = session.execute(statement.where(model.profile_id.in_(profile_ids)).group_by(model.profile_id))
    return {row[0]: row[1] for row in rows}
