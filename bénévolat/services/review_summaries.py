"""Summaries for the référent: which contracts are reviewed soon, and the facts of each person (R6, R8, R11)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from bénévolat.domain.contracts import ReviewList, add_months
from bénévolat.domain.enums import AgreementKind, EngagementNature
from bénévolat.exports.contract_review import HIDDEN_MISSION, HIDDEN_NAME
from bénévolat.exports.review_summaries import Hours, ReviewedEngagement, ReviewedMonth, ReviewSummary, added
from bénévolat.models.accounts import Account
from bénévolat.models.agreements import Agreement
from bénévolat.models.cer import CerRecord
from bénévolat.models.contracts import Contract
from bénévolat.models.engagements import Engagement
from bénévolat.models.offers import Offer
from bénévolat.models.profiles import Profile
from bénévolat.services import bilans, reviewed_months
from bénévolat.services.bilans import ExportedBilan

PARIS = ZoneInfo("Europe/Paris")
REVIEW_WITHIN = timedelta(days=30)
"""The summary is asked for in the month before the review (domain §2)."""
TOLD_AFTER = timedelta(days=60)
"""A review whose day has passed stays in the list that long, in case it was put off."""
BATCH = 500
"""Contracts read at once: each batch costs the same statements."""


def followed_by(account: Account, *, team: bool = True) -> Select[Contract]:
    """Return the contracts of the people a travailleur social (or their team) follows: their scope (R39)."""
    mine: ColumnElement[bool] = Profile.referent_id == account.id
    if team:
        mine = or_(mine, Profile.team_id == account.team_id)
    return (
        select(Contract)
        .join(Contract.profile)
        .options(
            contains_eager(Contract.profile).joinedload(Profile.referent),
            contains_eager(Contract.profile).joinedload(Profile.team),
        )
        .where(mine)
        .order_by(Contract.review_on, Contract.id)
    )


def due(account: Account, which: ReviewList, *, team: bool, now: datetime) -> Select[Contract]:
    """Return the contracts to review, nearest date first: within 30 days, with a date of the last 60 days, or all."""
    today = now.astimezone(PARIS).date()
    first = today if which is ReviewList.SOON else today - TOLD_AFTER
    statement = followed_by(account, team=team).where(Contract.review_on >= first)
    if which is ReviewList.SOON:
        return statement.where(Contract.review_on <= today + REVIEW_WITHIN)
    return statement.where(Contract.review_on < today) if which is ReviewList.PASSED else statement


@dataclass(slots=True)
class _Facts:
    """What was read about the people of a batch of contracts."""

    contracts: dict[UUID, list[Contract]] = field(default_factory=lambda: defaultdict(list))
    engagements: dict[UUID, list[Engagement]] = field(default_factory=lambda: defaultdict(list))
    records: dict[UUID, list[CerRecord]] = field(default_factory=lambda: defaultdict(list))
    agreed: dict[UUID, Agreement] = field(default_factory=dict)
    bilans: dict[UUID, ExportedBilan] = field(default_factory=dict)


def summaries(
    session: Session, contract_ids: Sequence[UUID], *, contract_label: str, now: datetime
) -> list[ReviewSummary]:
    """Return the summaries of these contracts, in their order, in six statements for each 500.

    The caller has checked that they may be read. ``contract_label``: the words of the setting (R1).
    """
    made: dict[UUID, ReviewSummary] = {}
    for start in range(0, len(contract_ids), BATCH):
        keys = contract_ids[start : start + BATCH]
        contracts = session.scalars(
            select(Contract)
            .where(Contract.id.in_(keys))
            .options(
                joinedload(Contract.profile).joinedload(Profile.referent),
                joinedload(Contract.profile).joinedload(Profile.team),
            )
        ).all()
        facts = _read(session, {contract.profile_id for contract in contracts})
        for contract in contracts:
            made[contract.id] = _summary(contract, facts, contract_label, now)
    return [made[key] for key in contract_ids if key in made]


def _read(session: Session, profile_ids: Iterable[UUID]) -> _Facts:
    keys, facts = list(profile_ids), _Facts()
    for contract in session.scalars(
        select(Contract).where(Contract.profile_id.in_(keys)).order_by(Contract.starts_on, Contract.id)
    ):
        facts.contracts[contract.profile_id].append(contract)
    of_people = select(Engagement.id).where(Engagement.profile_id.in_(keys))
    for engagement in session.scalars(
        select(Engagement)
        .where(Engagement.profile_id.in_(keys))
        .options(joinedload(Engagement.offer).joinedload(Offer.association), joinedload(Engagement.agreement))
        .order_by(Engagement.started_on, Engagement.id)
    ):
        facts.engagements[engagement.profile_id].append(engagement)
    for record in session.scalars(
        select(CerRecord).where(CerRecord.engagement_id.in_(of_people)).order_by(CerRecord.month)
    ):
        facts.records[record.engagement_id].append(record)
    for agreement in session.scalars(
        select(Agreement)
        .where(
            Agreement.engagement_id.in_(of_people),
            Agreement.kind == AgreementKind.REVIEW,
            Agreement.withdrawn_at.is_(None),
        )
        .order_by(Agreement.recorded_at)
    ):
        assert agreement.engagement_id is not None
        facts.agreed[agreement.engagement_id] = agreement
    facts.bilans = bilans.exported(session, [row.id for rows in facts.engagements.values() for row in rows])
    return facts


def _hours(record: CerRecord) -> Hours:
    """Return the three facts of a month, its adjustments counted in."""
    return Hours(record.total_declared, record.total_confirmed, record.total_retained, record.total_sessions)


def period(contract: Contract, now: datetime) -> tuple[date, date]:
    """Return the first and the last month of a summary: since the last review, to the last month that is over."""
    since = (contract.last_reviewed_on or contract.starts_on).replace(day=1)
    until = min(contract.ends_on, add_months(now.astimezone(PARIS).date().replace(day=1), -1)).replace(day=1)
    return since, max(since, until)


def _summary(contract: Contract, facts: _Facts, contract_label: str, now: datetime) -> ReviewSummary:
    profile = contract.profile
    since, until = period(contract, now)
    shown: list[ReviewedEngagement] = []
    by_month: dict[tuple[date, bool], list[Hours]] = defaultdict(list)
    for engagement in facts.engagements[contract.profile_id]:
        agreed = facts.agreed.get(engagement.id)
        months = reviewed_months.by_contract(
            engagement,
            facts.records[engagement.id],
            facts.contracts[contract.profile_id],
            agreed=agreed is not None,
        )
        for inside, key in ((True, contract.id), (False, None)):
            rows = [row for row in months.get(key, ()) if since <= row.month <= contract.ends_on]
            if rows or _is_told(engagement, contract, inside=inside, agreed=agreed is not None):
                bilan = facts.bilans.get(engagement.id, ExportedBilan())
                shown.append(_engagement(engagement, rows, agreed, bilan, inside=inside))
            for row in rows:
                by_month[row.month, inside].append(_hours(row))
    reviewed = [
        ReviewedMonth(month, inside, added(rows))
        for (month, inside), rows in sorted(by_month.items(), key=lambda item: (item[0][0], not item[0][1]))
    ]
    return ReviewSummary(
        contract_id=contract.id,
        profile_id=profile.id,
        person=profile.full_name,
        departement_ref=profile.departement_ref,
        referent=profile.referent.full_name,
        team=profile.team.name,
        contract_label=contract_label,
        contract_kind=contract.kind.label,
        reference=contract.reference,
        signed_on=contract.signed_on,
        starts_on=contract.starts_on,
        ends_on=contract.ends_on,
        review_on=contract.review_on,
        volunteering_included=contract.volunteering_included,
        period_from=since,
        period_to=max([until, *(one.month for one in reviewed)]),
        engagements=tuple(shown),
        months=tuple(reviewed),
        made_at=now,
    )


def _is_told(engagement: Engagement, contract: Contract, *, inside: bool, agreed: bool) -> bool:
    """Tell whether an engagement without any month yet is told all the same: it runs within the contract."""
    since = contract.last_reviewed_on or contract.starts_on
    runs = engagement.started_on <= contract.ends_on and (
        engagement.ended_on is None or engagement.ended_on >= since
    )
    if engagement.nature is EngagementNature.IN_CONTRACT:
        return runs and inside and engagement.contract_id == contract.id
    return runs and agreed and not inside


def _engagement(
    engagement: Engagement,
    rows: Sequence[CerRecord],
    review: Agreement | None,
    bilan: ExportedBilan,
    *,
    inside: bool,
) -> ReviewedEngagement:
    association = engagement.offer.association
    hidden = association.sensitive_name
    agreement = engagement.agreement if inside or review is None else review
    return ReviewedEngagement(
        mission=HIDDEN_MISSION if hidden else engagement.offer.title,
        association=HIDDEN_NAME if hidden else association.name,
        in_contract=inside,
        started_on=engagement.started_on,
        ended_on=engagement.ended_on,
        agreed_on=agreement.given_on,
        hours=added([_hours(row) for row in rows]),
        skills=tuple(skill.label for skill in bilan.skills),
        text=None if hidden else bilan.text,  # It could name the association in words of its own.
        words=bilans.discreet_words(bilan, association),
    )
