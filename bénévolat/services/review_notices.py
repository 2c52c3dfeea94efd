"""Notice of a contract review: the référent is told some days before, once for each review date (domain §1.5, R12).

Whether or not the person has an engagement: the notice says what there is. Where the association wrote no bilan yet of
an engagement of the period, it is invited to, without saying what for. No name is written in a mail.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session, joinedload

from bénévolat.domain.actors import Actor
from bénévolat.domain.bilans import AlreadyAsked, NobodyToAsk
from bénévolat.domain.engagements import EngagementStatus
from bénévolat.domain.enums import AgreementKind, EngagementNature
from bénévolat.models.accounts import Account
from bénévolat.models.agreements import Agreement
from bénévolat.models.bilans import Bilan
from bénévolat.models.contracts import Contract
from bénévolat.models.engagements import Engagement
from bénévolat.models.profiles import Profile
from bénévolat.services import bilans, days, ledger, outbox, referents

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
    """Tell each référent of a team of the reviews not told yet, in one mail; return how many reviews, bilans asked.

    The ledger keeps contract × review date: a date that moves is told again. Associations are asked for their bilan
    in the same transaction, so once for each review.
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
    told, asked = 0, 0
    for contract, engaged in rows:
        if not ledger.take(session, JOB, f"{contract.review_on}", contract.id.hex, now=now):
            continue
        told += 1
        bilans_asked = _ask_bilans(session, contract, now=now)
        asked += bilans_asked
        line = {
            "review_on": f"{contract.review_on:%d/%m/%Y}",
            "contract_id": str(contract.id),
            "engaged": engaged,
            "bilans_asked": bilans_asked,
        }
        for reader in referents.readers(session, contract.profile):
            readers[reader.id] = reader
            lines.setdefault(reader.id, []).append(line)
    for key, reader in readers.items():
        context = {"first_name": reader.first_name, "reviews": lines[key]}
        outbox.enqueue(session, "review_notice", to=reader.email, context=context, now=now)
    return {"reviews": told, "bilans_asked": asked}


def _ask_bilans(session: Session, contract: Contract, *, now: datetime) -> int:
    """Ask for the bilans that this review would show and nobody wrote; return how many were asked for.

    An engagement out of the contract is there only when the person wants it in the review (R6). An association asked
    the same week, or that has nobody to write to, is left alone.
    """
    wanted = or_(
        and_(Engagement.nature == EngagementNature.IN_CONTRACT, Engagement.contract_id == contract.id),
        exists().where(
            Agreement.engagement_id == Engagement.id,
            Agreement.kind == AgreementKind.REVIEW,
            Agreement.withdrawn_at.is_(None),
        ),
    )
    written = exists().where(Bilan.engagement_id == Engagement.id, Bilan.written_at.is_not(None))
    rows = session.scalars(
        select(Engagement)
        .join(Contract, Contract.profile_id == Engagement.profile_id)
        .where(
            Contract.id == contract.id,
            _engaged(),
            wanted,
            ~written,
            Engagement.started_on <= days.day_of(now),
        )
        .order_by(Engagement.id)
    ).all()
    asked = 0
    for engagement in rows:
        try:
            bilans.ask(session, engagement, by=Actor.system(), now=now)
        except (AlreadyAsked, NobodyToAsk):
            continue
        asked += 1
    return asked


def _engaged() -> ColumnElement[bool]:
    """The person has an engagement, running or ended since the last review of this contract."""
    return and_(
        Engagement.profile_id == Contract.profile_id,
        or_(
            Engagement.status != EngagementStatus.ENDED,
            Engagement.ended_on >= func.coalesce(Contract.last_reviewed_on, Contract.starts_on),
        ),
    )
