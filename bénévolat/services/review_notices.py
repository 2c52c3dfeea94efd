"""Notice of a contract review: the référent is told some days before, once for each review date (domain §1.5, R12).

Whether or not the person has an engagement: the notice says what there is. No name is written in a mail.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session, joinedload

from bénévolat.domain.engagements import EngagementStatus
from bénévolat.models.accounts import Account
from bénévolat.models.contracts import Contract
from bénévolat.models.engagements import Engagement
from bénévolat.models.profiles import Profile
from bénévolat.services import days, ledger, outbox, referents

JOB = "review-notice"


def _due(now: datetime, notice_days: int) -> ColumnElement[bool]:
    """Reviews that come soon, or came while nobody told, of contracts that are not over."""
    today = days.day_of(now)
    return and_(
        Contract.review_on <= today + timedelta(days=notice_days),
        Contract.ends_on >= today,
        or_(Contract.last_reviewed_on.is_(None), Contract.last_reviewed_on < Contract.review_on),
    )


def teams(session: Session, *, now: datetime, notice_days: int) -> Sequence[UUID]:
    """Return the teams that follow somebody whose review comes."""
    return session.scalars(
        select(Profile.team_id)
        .join(Contract, Contract.profile_id == Profile.id)
        .where(_due(now, notice_days))
        .distinct()
        .order_by(Profile.team_id)
    ).all()


def tell_team(session: Session, team_id: UUID, *, now: datetime, notice_days: int) -> dict[str, int]:
    """Tell each référent of a team of the reviews not told yet, in one mail; return how many reviews.

    The ledger keeps contract × review date: a date that moves is told again.
    """
    rows = session.execute(
        select(Contract, exists().where(_engaged()))
        .join(Contract.profile)
        .options(joinedload(Contract.profile).joinedload(Profile.referent))
        .where(Profile.team_id == team_id, _due(now, notice_days))
        .order_by(Contract.review_on, Contract.id)
    ).all()
    lines: dict[UUID, list[dict[str, object]]] = {}
    readers: dict[UUID, Account] = {}
    told = 0
    for contract, engaged in rows:
        if not ledger.take(session, JOB, f"{contract.review_on}", contract.id.hex, now=now):
            continue
        told += 1
        line = {
            "review_on": f"{contract.review_on:%d/%m/%Y}",
            "contract_id": str(contract.id),
            "engaged": engaged,
        }
        for reader in referents.readers(session, contract.profile):
            readers[reader.id] = reader
            lines.setdefault(reader.id, []).append(line)
    for key, reader in readers.items():
        context = {"first_name": reader.first_name, "reviews": lines[key]}
        outbox.enqueue(session, "review_notice", to=reader.email, context=context, now=now)
    return {"reviews": told}


def _engaged() -> ColumnElement[bool]:
    """The person has an engagement, running or ended since the last review of this contract."""
    return and_(
        Engagement.profile_id == Contract.profile_id,
        or_(
            Engagement.status != EngagementStatus.ENDED,
            Engagement.ended_on >= Contract.starts_on,
        ),
    )
